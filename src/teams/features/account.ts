import { isSignInNeeded, PatkeeperError } from '../../core/errors.ts';
import type { Account } from '../../core/sign-in.ts';
import { type Actor, ownerOf } from '../../core/tokens/token.ts';
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

/** Said of a sign-in where nobody has to. */
export const NO_SIGN_IN: Card = messageCard(
  'There is nothing to sign in to',
  'I issue the tokens here myself and know you from Teams. Type /pat new to create one.',
);

const WORTH_IT = 'Sign in on the page to be told about tokens made elsewhere.';

/** Who the actor is for the service behind the tokens, what was consented to, and where they can have tokens. */
export async function whoami(actor: Actor, deps: FeatureDeps): Promise<Card> {
  if (deps.signIn === undefined) return NO_SIGN_IN;
  const account = await deps.signIn.account(ownerOf(actor));
  const organizations = { label: 'Organizations', value: await organizationNames(actor, deps) };
  if (account === undefined) {
    const text = 'Sign in to create and see your Azure DevOps tokens.';
    return signedOutCard('You are not signed in', text, [organizations]);
  }
  const title = `You are signed in as ${account.username}`;
  return {
    card: 'account',
    data: {
      summary: title,
      title,
      text: account.background ? '' : WORTH_IT,
      facts: [...accountFacts(account), organizations],
      button: account.background ? 'Sign in again' : 'Sign in on the page',
      again: true,
      signedIn: true,
    },
  };
}

/** The account card of who is not signed in, with a button to sign in. */
export function signedOutCard(title: string, text: string, facts: readonly Fact[] = []): Card {
  return {
    card: 'account',
    data: { summary: title, title, text, facts, button: 'Sign in', again: false, signedIn: false },
  };
}

function accountFacts({ username, tenantId, permissions, background }: Account): Fact[] {
  return [
    { label: 'Account', value: username },
    { label: 'Tenant', value: tenantId },
    { label: 'Permissions', value: permissions.length === 0 ? 'nothing' : permissions.join(', ') },
    {
      label: 'Background',
      value: background ? 'Yes: I also look for tokens made elsewhere' : 'No: I act only when you ask me to',
    },
  ];
}

async function organizationNames(actor: Actor, deps: FeatureDeps): Promise<string> {
  try {
    const { organizations, signInNeeded } = await deps.service.organizations(actor);
    const names = organizations.map(organizationTitle);
    if (signInNeeded) names.push('more after you sign in');
    return names.length === 0 ? 'none' : names.join(', ');
  } catch (error) {
    if (isSignInNeeded(error)) return 'known after you sign in';
    if (!(error instanceof PatkeeperError)) throw error;
    return `not known just now. ${error.message}`;
  }
}

/** The command `whoami`. */
export const whoamiCommand = command({
  name: 'whoami',
  words: ['whoami', 'who am i', 'who ami', 'whoam i'],
  help: { does: 'Who you are signed in as, and what I may do' },
  inManifest: 'Which account you are signed in with',
  signIn: true,
  onlyAsks: true,
  read: noArgument,
  run: async (_none, { actor, deps }) => toActor(await whoami(actor, deps)),
});
