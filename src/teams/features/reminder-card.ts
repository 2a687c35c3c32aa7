import { DAY } from '../../core/timing/durations.ts';
import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { renewalEnd, renewalRefusal } from '../../core/tokens/renewal.ts';
import { endsByRetirement } from '../../core/tokens/retirement.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { ButtonTips } from '../cards/button-tips.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import { formatSpan } from '../cards/format.ts';
import type { Card } from '../cards/reply.ts';
import { formatEnd } from '../cards/token-end.ts';
import type { TokenView } from '../cards/token-view.ts';
import { lastLifeDays } from './lifespan-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    /** `advice` says what the person can do about it; the likely button comes first. */
    'expiring-notice': CardAboutToken & {
      readonly tips: ButtonTips & { readonly gotIt: string };
      readonly facts: readonly Fact[];
      readonly headline: string;
      readonly advice: string;
      /** Whether it was not used lately, so that it is more likely to be revoked than renewed. */
      readonly revokeFirst: boolean;
      /** The end that it speaks of, which its owner may say that they know. */
      readonly end: Instant;
    };
  }
}

/** A token that was used within this time is likely to be needed. */
const LATELY = 30 * DAY;

/** The reminder that a token ends, with what its owner can do about it. */
export function reminderCard(
  token: Token,
  about: Omit<CardAboutToken, 'summary'> & { readonly tips: ButtonTips; readonly facts: readonly Fact[] },
  now: Instant,
  policy: Policy,
  sentences: Sentences,
): Card {
  const { say } = sentences;
  const { name } = token;
  const headline = endsByRetirement(token)
    ? say('notice.expiring.retires', { name, day: say('token.retirementDay') })
    : say('notice.expiring.expires', { name, span: formatSpan(token.validTo - now, sentences) });
  const advice = adviceOn(token, about.token, policy, sentences);
  const facts = reminderFacts(token, about.facts, now, policy, sentences);
  const revokeFirst = isUnused(token, now, policy);
  return {
    card: 'expiring-notice',
    data: {
      summary: headline,
      headline,
      advice,
      ...about,
      tips: { ...about.tips, gotIt: say('button.gotIt', { name }) },
      facts,
      revokeFirst,
      end: token.validTo,
    },
  };
}

/** The facts of a reminder: its headline says how long the token works, so that the hour of the end follows at once. */
function reminderFacts(
  token: Token,
  known: readonly Fact[],
  now: Instant,
  policy: Policy,
  sentences: Sentences,
): Fact[] {
  const { say } = sentences;
  const [used, created] = [say('token.fact.lastUsed'), say('token.fact.created.label')];
  const isUse = ({ label }: Fact) => label === used;
  const facts: Fact[] = [
    { label: say('token.fact.ends'), value: formatEnd(token, sentences) },
    ...known.filter(isUse),
  ];
  if (traitsOf(token, policy).makesTokens && renewalRefusal(token, policy) === undefined) {
    const days = Math.min(Math.max(1, lastLifeDays(token)), policy.maxLifespanDays);
    const end = { ...token, validTo: renewalEnd(token, { days }, policy, now) };
    const value = say('notice.expiring.renewing', { time: formatEnd(end, sentences) });
    facts.push({ label: say('notice.expiring.renewing.label'), value });
  }
  return [...facts, ...known.filter((fact) => !isUse(fact) && fact.label !== created)];
}

/** Whether nothing used it lately, as far as its authority tells. */
function isUnused({ lastUsed, ...token }: Token, now: Instant, policy: Policy): boolean {
  return traitsOf(token, policy).isVerifiedHere && (lastUsed === undefined || now - lastUsed.at > LATELY);
}

/** What can be done about a token that soon ends, as much as the card has buttons for; or the policy that will refuse it. */
function adviceOn(token: Token, { rotatable }: TokenView, policy: Policy, sentences: Sentences): string {
  const { say } = sentences;
  if (!traitsOf(token, policy).makesTokens) return say('reply.renew.elsewhere');
  const refusal = renewalRefusal(token, policy);
  if (refusal !== undefined) return sayError(refusal, sentences);
  if (token.everywhere === true) {
    return say('notice.expiring.retiresAdvice', { day: say('token.retirementDay') });
  }
  return rotatable ? say('notice.expiring.advice') : say('notice.expiring.renewAdvice');
}
