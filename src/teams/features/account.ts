import { isSignInNeeded, PatkeeperError } from '../../core/errors.ts';
import type { Account } from '../../core/sign-in.ts';
import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Fact } from '../cards/fact.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { organizationTitle } from '../cards/token-view.ts';
import { command, noArgument } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    account: Summarised & {
      readonly title: string;
      readonly text: string;
      readonly facts: readonly Fact[];
      /** The title of the button that leads to a sign-in. */
      readonly button: string;
      /** Whether that is a sign-in besides one that is there already. */
      readonly again: boolean;
      readonly signedIn: boolean;
    };
  }
}

/** Says of a sign-in that nobody has to. */
export function noSignInCard({ say }: Sentences): Card {
  return messageCard(say('reply.noSignIn.title'), say('reply.noSignIn.text'));
}

/** Who the actor is for the service behind the tokens, what was consented to, and where they can have tokens. */
export async function whoami(actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { sentences } = deps;
  const { say } = sentences;
  if (deps.signIn === undefined) return noSignInCard(sentences);
  const account = await deps.signIn.account(ownerOf(actor));
  const organizations = {
    label: say('account.organizations.label'),
    value: await organizationNames(actor, deps),
  };
  if (account === undefined) {
    const text = say('reply.notSignedIn.text');
    return signedOutCard(say('reply.notSignedIn.title'), text, sentences, [organizations]);
  }
  const title = say('reply.signedIn.title', { account: account.username });
  return {
    card: 'account',
    data: {
      summary: title,
      title,
      text: account.background ? '' : say('reply.signedIn.onPage'),
      facts: [...accountFacts(account, sentences), organizations],
      button: account.background ? say('reply.signedIn.again') : say('reply.signedIn.page'),
      again: true,
      signedIn: true,
    },
  };
}

/** The account card of who is not signed in, with a button to sign in. */
export function signedOutCard(
  title: string,
  text: string,
  { say }: Sentences,
  facts: readonly Fact[] = [],
): Card {
  const button = say('card.any.signIn');
  return {
    card: 'account',
    data: { summary: title, title, text, facts, button, again: false, signedIn: false },
  };
}

function accountFacts({ username, tenantId, permissions, background }: Account, { say }: Sentences): Fact[] {
  const none = say('account.permissions.none');
  return [
    { label: say('account.account.label'), value: username },
    { label: say('account.tenant.label'), value: tenantId },
    {
      label: say('account.permissions.label'),
      value: permissions.length === 0 ? none : permissions.join(', '),
    },
    {
      label: say('account.background.label'),
      value: background ? say('account.background.yes') : say('account.background.no'),
    },
  ];
}

async function organizationNames(actor: Actor, deps: FeatureDeps): Promise<string> {
  const { say } = deps.sentences;
  try {
    const { organizations, signInNeeded } = await deps.tokenService.organizations(actor);
    const names = organizations.map(organizationTitle);
    if (signInNeeded) names.push(say('account.organizations.more'));
    return names.length === 0 ? say('account.organizations.none') : names.join(', ');
  } catch (error) {
    if (isSignInNeeded(error)) return say('account.organizations.afterSignIn');
    if (!(error instanceof PatkeeperError)) throw error;
    return say('account.organizations.unknown', { problem: sayError(error, deps.sentences) });
  }
}

/** The command `whoami`. */
export const whoamiCommand = command({
  name: 'whoami',
  help: { does: 'command.whoami.does' },
  inManifest: 'command.whoami.list',
  signIn: true,
  onlyAsks: true,
  read: noArgument,
  run: async (_none, { actor, deps }) => toActor(await whoami(actor, deps)),
});
