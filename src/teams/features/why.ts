import { type Actor, tokenState } from '../../core/tokens/token.ts';
import type { Explanation } from '../../core/tokens/token-service-port.ts';
import type { AboutToken } from '../cards/about-token.ts';
import { type ButtonTips, buttonTips } from '../cards/button-tips.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant } from '../cards/format.ts';
import type { Card } from '../cards/reply.ts';
import { describeEnd } from '../cards/token-end.ts';
import { describeUse, viewToken } from '../cards/token-view.ts';
import { view } from './action-entry.ts';
import { byNameCommand } from './by-name.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput } from './input-fields.ts';
import { describeProblem } from './list.ts';
import { sayCause } from './say-cause.ts';
import { whatReplaces } from './what-replaces.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    why: CardAboutToken & {
      readonly tips: ButtonTips;
      readonly headline: string;
      readonly text: string;
      readonly color: 'good' | 'warning' | 'attention';
      readonly facts: readonly Fact[];
      /** What opens what helps; none where nothing here does. */
      readonly next: NextStep;
      /** The token that replaced it, if that is the next step. */
      readonly successorId: string;
    };
  }
}

/**
 * What a person can do about a token that stopped working. Each opens a form or a card, and none of them acts: a new token,
 * one for each organization, a new secret, other scopes, the token that took its place, or a note of one made elsewhere.
 */
type NextStep = 'create' | 'replace' | 'rotate' | 'scopes' | 'successor' | 'track' | 'none';

/** Why one of the actor's tokens stopped working, and the way to what takes its place. */
export async function why({ tokenId, back }: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const explained = await deps.tokenService.explain(actor, tokenId);
  const { token, cause, problem } = explained;
  const { tokenService, sentences, organizationOf } = deps;
  const now = deps.clock.now();
  const { title, text, facts } = sayCause(explained, deps);
  const outdated = describeProblem(problem, sentences);
  const whole = [text, outdated].filter((part) => part !== '').join(' ');
  return {
    card: 'why',
    data: {
      summary: `${title}. ${whole}`.trim(),
      token: viewToken(token, now, organizationOf, tokenService.policy, sentences),
      tips: buttonTips(token.name, sentences),
      headline: title,
      text: whole,
      color: colorOf(cause.kind),
      facts: [...facts, ...known(explained, deps)],
      next: actor.isGuest === true ? 'none' : nextStep(explained, deps),
      successorId: explained.successor?.id ?? '',
      back,
    },
  };
}

/** When it ended and was last used: what is known of it besides the cause. */
function known({ token }: Explanation, { clock, tokenService: { policy }, sentences }: FeatureDeps): Fact[] {
  const now = clock.now();
  const used = describeUse(token, now, policy, sentences);
  return [
    {
      label: sentences.say('why.fact.end'),
      value: describeEnd(token, now, policy, sentences, formatInstant),
    },
    ...(used === '' ? [] : [{ label: sentences.say('why.fact.use'), value: used }]),
  ];
}

function colorOf(kind: Explanation['cause']['kind']): 'good' | 'warning' | 'attention' {
  if (kind === 'works' || kind === 'listed' || kind === 'tracked') return 'good';
  return kind === 'leaked' || kind === 'presented' || kind === 'left' ? 'attention' : 'warning';
}

function nextStep({ token, cause, successor }: Explanation, { clock, tokenService }: FeatureDeps): NextStep {
  switch (cause.kind) {
    case 'works':
    case 'listed':
    case 'tracked':
    case 'scope-forbidden':
      return 'none';
    case 'organization-removed':
    case 'scopes-forbidden':
      // One that is being replaced already can't be replaced again.
      return token.rotation?.state === 'overlap' ? 'create' : 'rotate';
    case 'lacks':
      // A token is valid in one organization: for another one it takes another token.
      return cause.refusal.kind === 'scope' && token.rotation?.state !== 'overlap' ? 'scopes' : 'create';
    case 'rotated':
      return successor !== undefined && tokenState(successor, clock.now()) === 'active'
        ? 'successor'
        : 'create';
    default: {
      const next = whatReplaces(token, tokenService.policy);
      const isRetired = token.everywhere === true && token.revokedAt === undefined;
      return next === 'create' && isRetired ? 'replace' : next;
    }
  }
}

/** The command `why`. */
export const whyCommand = byNameCommand('why', {
  help: { usage: '<name>', does: 'command.why.does' },
  act: why,
  endedToo: true,
  verb: 'why',
  button: 'reply.several.why',
  ask: 'reply.several.whyTitle',
});

/** The button on tokens that have ended. */
export const whyActions = { why: view(aboutTokenInput, why) };
