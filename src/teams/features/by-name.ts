import type { Actor } from '../../core/tokens/token.ts';
import type { SentenceKey } from '../../sentences/sentences.ts';
import type { AboutToken } from '../cards/about-token.ts';
import type { ListReference } from '../cards/list-page.ts';
import { ACTIVE_LIST } from '../cards/list-page.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import type { TokenView } from '../cards/token-view.ts';
import { viewToken } from '../cards/token-view.ts';
import { type CommandEntry, command, isNoName } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { describeProblem } from './list.ts';
import { signInFirst } from './sign-in.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    candidates: Summarised & {
      readonly title: string;
      readonly tokens: readonly (TokenView & {
        readonly verb: string;
        readonly button: string;
        readonly tip: string;
        /** Whether the button opens a dialog at once. */
        readonly opensDialog: boolean;
      })[];
      readonly more: string;
      readonly back: ListReference;
    };
  }
}

const MOST_CANDIDATES = 10;

/** What the button is called by those who only hear it, by its verb. */
const TIPS = {
  show: 'button.details',
  'rotate.open': 'button.rotate',
  'renew.ask': 'button.renew',
  'revoke.ask': 'button.revoke',
  why: 'button.why',
} as const;

/** What a command does with the token that a typed name means. */
interface ByName {
  /** Does it. */
  readonly act: (input: AboutToken, actor: Actor, deps: FeatureDeps) => Promise<Card>;
  /** Whether a token that has ended is meant as much as an active one. */
  readonly endedToo?: boolean;
  /** The button on each token when the name could mean several, and what is asked then. */
  readonly verb: keyof typeof TIPS;
  readonly button: SentenceKey;
  readonly ask: SentenceKey;
}

type Listed<N extends string> = Pick<CommandEntry<N, { tokenName: string }>, 'alike' | 'help' | 'inManifest'>;

/** Declares a command that takes the name of a token. It shows or asks, so a guess may run it. */
export function byNameCommand<const N extends string>(
  name: N,
  { act, endedToo = false, verb, button, ask, ...listed }: ByName & Listed<N>,
): CommandEntry<N, { readonly tokenName: string }> {
  return command({
    name,
    ...listed,
    onlyAsks: true,
    read: (words) => (isNoName(words.join(' ')) ? 'incomplete' : { tokenName: words.join(' ') }),
    run: async ({ tokenName }, { actor, deps }) =>
      toActor(await byName(tokenName, { act, endedToo, verb, button, ask }, actor, deps)),
  });
}

/** Does something with the token that the name means; shows the candidates when it could be several. */
async function byName(
  tokenName: string,
  { act, endedToo = false, verb, button, ask }: ByName,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const { say } = deps.sentences;
  const { tokens: found, problem } = await deps.tokenService.find(actor, tokenName, { endedToo });
  const [first] = found;
  if (first === undefined) {
    await signInFirst({ problem, total: 0 }, actor, deps);
    const none = say('reply.noSuchToken.text', { name: tokenName });
    const text = `${none} ${describeProblem(problem, deps.sentences)}`.trim();
    return messageCard(say('reply.noSuchToken.title'), text, { offerList: true });
  }
  if (found.length === 1) return act({ tokenId: first.id, back: ACTIVE_LIST }, actor, deps);
  const now = deps.clock.now();
  const title = say(ask, { count: found.length, name: tokenName });
  const more =
    found.length > MOST_CANDIDATES
      ? say('reply.several.more', { count: found.length - MOST_CANDIDATES })
      : '';
  const tokens = found.slice(0, MOST_CANDIDATES).map((token) => {
    const view = viewToken(token, now, deps.organizationOf, deps.tokenService.policy, deps.sentences);
    const opensDialog = verb === 'rotate.open' && view.rotatable;
    const shownOnly = verb === 'rotate.open' && !view.rotatable;
    const own = shownOnly ? ({ verb: 'show', button: 'reply.several.show' } as const) : { verb, button };
    const tip = say(TIPS[own.verb], { name: token.name });
    return { ...view, verb: own.verb, button: say(own.button), tip, opensDialog };
  });
  return { card: 'candidates', data: { summary: title, title, tokens, more, back: ACTIVE_LIST } };
}
