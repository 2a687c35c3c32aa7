import type { Notice } from '../../core/notices/notices.ts';
import { UNKNOWN_MAKER } from '../../core/sync/reconcile.ts';
import { DAY } from '../../core/timing/durations.ts';
import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { renewalEnd, renewalRefusal } from '../../core/tokens/renewal.ts';
import { endsByRetirement } from '../../core/tokens/retirement.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { type ButtonTips, buttonTips } from '../cards/button-tips.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant, formatSpan } from '../cards/format.ts';
import { ACTIVE_LIST } from '../cards/list-page.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { describeEnd, formatEnd } from '../cards/token-end.ts';
import { type TokenView, tokenFacts, viewToken } from '../cards/token-view.ts';
import { cutOverCard } from './cut-over.ts';
import { deadUseCard } from './dead-use.ts';
import { idleCard } from './idle.ts';
import { leakedCard } from './leaked.ts';
import { lastLifeDays } from './lifespan-fields.ts';
import { newPlaceCard } from './new-place.ts';
import { type RevokedNews, revokedNews } from './revoked-news.ts';

/** A notice about one token, with everything known about it. */
interface TokenNotice extends CardAboutToken {
  readonly tips: ButtonTips;
  readonly facts: readonly Fact[];
}

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'created-notice': TokenNotice & { readonly tips: { readonly again: string } };
    /** `advice` says what the person can do about it; the likely button comes first. */
    'expiring-notice': TokenNotice & {
      readonly headline: string;
      readonly advice: string;
      /** Whether it was not used lately, so that it is more likely to be revoked than renewed. */
      readonly revokeFirst: boolean;
    };
    'revoked-notice': TokenNotice & RevokedNews;
    'found-notice': TokenNotice & { readonly origin: string };
    'interrupted-notice': TitledCard;
  }
}

/** A token that was used within this time is likely to be needed. */
const LATELY = 30 * DAY;

/** The message that a notice stands for. */
export function noticeCard(
  notice: Notice,
  token: Token | undefined,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
  sentences: Sentences,
): Card {
  return token === undefined
    ? aboutPerson(notice, sentences)
    : aboutToken(notice, token, now, organizationOf, policy, sentences);
}

function aboutPerson({ kind, detail = '' }: Notice, { say }: Sentences): Card {
  if (kind === 'request-waits')
    return messageCard(say('notice.request-waits.title'), say('notice.request-waits.text'), {
      color: 'warning',
    });
  return kind === 'signed-out'
    ? messageCard(say('notice.signed-out.title'), detail, { color: 'warning', offerList: true })
    : messageCard(say('notice.stock.title'), detail, { offerList: true });
}

function aboutToken(
  notice: Notice,
  token: Token,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
  sentences: Sentences,
): Card {
  const { say } = sentences;
  const about = {
    token: viewToken(token, now, organizationOf, policy, sentences),
    tips: buttonTips(token.name, sentences),
    facts: tokenFacts(token, now, organizationOf, policy, sentences),
    back: ACTIVE_LIST,
  };
  const { name } = token;
  switch (notice.kind) {
    case 'created': {
      // That a token is not used yet is no news a second after it was made; a use is.
      const lastUsed = say('token.fact.lastUsed');
      const facts = about.facts.filter(({ label }) => label !== lastUsed || token.lastUsed !== undefined);
      return {
        card: 'created-notice',
        data: {
          summary: say('notice.created.summary', { name }),
          ...about,
          token: {
            ...about.token,
            ends: describeEnd(token, now, policy, sentences, formatInstant),
          },
          tips: { ...about.tips, again: say('button.again', { name }) },
          facts,
        },
      };
    }
    case 'expiring': {
      if (token.validTo <= now)
        return messageCard(endedAlready(notice, token, sentences), '', { offerList: true });
      const headline = endsByRetirement(token)
        ? say('notice.expiring.retires', { name, day: say('token.retirementDay') })
        : say('notice.expiring.expires', { name, span: formatSpan(token.validTo - now, sentences) });
      const advice = adviceOn(token, about.token, policy, sentences);
      const facts = reminderFacts(token, about.facts, now, policy, sentences);
      const revokeFirst = isUnused(token, now, policy);
      return {
        card: 'expiring-notice',
        data: { summary: headline, headline, advice, ...about, facts, revokeFirst },
      };
    }
    case 'revoked':
      return { card: 'revoked-notice', data: { ...revokedNews(token, now, sentences), ...about } };
    case 'leaked':
      return leakedCard(notice, token, about, sentences);
    case 'dead-use':
      return deadUseCard(notice, token, about, sentences);
    case 'new-place':
      return newPlaceCard(notice, token, about, sentences);
    case 'idle':
      return idleCard(notice, token, about, sentences);
    case 'idle-ended':
      return messageCard(say('notice.idle-ended.title', { name }), say('notice.idle-ended.text'), {
        offerList: true,
      });
    case 'found':
      return {
        card: 'found-notice',
        data: {
          summary: say('notice.found.summary', { name }),
          origin: originOf(token, sentences),
          ...about,
        },
      };
    case 'cut-over':
      return cutOverCard(token, now, organizationOf, policy, sentences);
    case 'ended':
      return messageCard(say('notice.ended.title'), endedText(token, sentences), { offerList: true });
    case 'interrupted': {
      const { facts: _, tips: __, ...rest } = about;
      const title = say('notice.interrupted.title', { name });
      return { card: 'interrupted-notice', data: { summary: title, title, ...rest } };
    }
    case 'not-delivered':
      return messageCard(say('notice.not-delivered.title'), say('notice.not-delivered.text', { name }), {
        color: 'warning',
        offerList: true,
      });
    case 'stock':
    case 'signed-out':
    case 'request-waits':
      return aboutPerson(notice, sentences);
  }
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

/** The one line about a token that ended before its owner could be reminded. */
function endedAlready({ attempts }: Notice, token: Token, sentences: Sentences): string {
  const parameters = { name: token.name, time: formatEnd(token, sentences) };
  // Claimed for the first time, it was nobody's turn before: the service was down.
  return attempts > 1
    ? sentences.say('notice.expiring.endedUnreached', parameters)
    : sentences.say('notice.expiring.endedAway', parameters);
}

function originOf({ createdBy }: Token, { say }: Sentences): string {
  return createdBy === UNKNOWN_MAKER
    ? say('notice.found.unknownOrigin')
    : say('notice.found.origin', { maker: createdBy });
}

function endedText({ name, validTo }: Token, sentences: Sentences): string {
  return sentences.say('notice.ended.text', { name, time: formatInstant(validTo, sentences) });
}
