import { readCutOver } from '../../core/notices/cut-over-detail.ts';
import type { Notice } from '../../core/notices/notices.ts';
import { UNKNOWN_MAKER } from '../../core/sync/reconcile.ts';
import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import { saySignedOut, sayStock } from '../../sentences/say-news.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { type ButtonTips, buttonTips } from '../cards/button-tips.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant } from '../cards/format.ts';
import { ACTIVE_LIST } from '../cards/list-page.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { describeEnd } from '../cards/token-end.ts';
import { tokenFacts, viewToken } from '../cards/token-view.ts';
import { cutOverCard } from './cut-over.ts';
import { deadUseCard } from './dead-use.ts';
import { changedElsewhereCard, endedElsewhereCard } from './elsewhere.ts';
import { expiredCard } from './expired.ts';
import { idleCard } from './idle.ts';
import { keyEndsCard } from './key-ends.ts';
import { leakedCard } from './leaked.ts';
import { newPlaceCard } from './new-place.ts';
import { readerAskedCard, readerDeclinedCard, readerEndsCard, unansweredCard } from './reader-notices.ts';
import { reminderCard } from './reminder-card.ts';
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
    'revoked-notice': TokenNotice & RevokedNews;
    'found-notice': TokenNotice & { readonly origin: string };
    'interrupted-notice': TitledCard;
  }
}

/** The message that a notice stands for. */
export function noticeCard(
  notice: Notice,
  token: Token | undefined,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
  sentences: Sentences,
  successor?: Token,
): Card {
  if (token === undefined) return aboutPerson(notice, now, sentences);
  return notice.kind === 'cut-over'
    ? cutOverCard(token, successor, now, organizationOf, policy, sentences)
    : aboutToken({ ...notice, kind: notice.kind }, token, now, organizationOf, policy, sentences);
}

function aboutPerson(notice: Notice, now: Instant, sentences: Sentences): Card {
  const { kind, detail = '' } = notice;
  const { say } = sentences;
  if (kind === 'unanswered') return unansweredCard(notice, sentences);
  if (kind === 'key-ends') return keyEndsCard(notice, now, sentences);
  if (kind === 'request-waits')
    return messageCard(say('notice.request-waits.title'), say('notice.request-waits.text'), {
      color: 'warning',
    });
  return kind === 'signed-out'
    ? messageCard(say('notice.signed-out.title'), saySignedOut(detail, sentences), {
        color: 'warning',
        offerList: true,
      })
    : messageCard(say('notice.stock.title'), sayStock(detail, sentences), { offerList: true });
}

function aboutToken(
  notice: Notice & { readonly kind: Exclude<Notice['kind'], 'cut-over'> },
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
    case 'reader-asked':
      return readerAskedCard(notice, token, sentences);
    case 'reader-ends':
      return readerEndsCard(notice, token, now, sentences);
    case 'reader-declined':
      return readerDeclinedCard(notice, token, sentences);
    case 'expiring':
    case 'expiring-month':
    case 'expiring-day':
      return reminderCard(token, about, now, policy, sentences);
    case 'expired':
      return expiredCard(notice, token, about, policy, sentences);
    case 'revoked-elsewhere':
      return endedElsewhereCard(notice, token, about, sentences);
    case 'changed-elsewhere':
      return changedElsewhereCard(notice, token, about, sentences);
    case 'revoked':
      return { card: 'revoked-notice', data: { ...revokedNews(token, now, policy, sentences), ...about } };
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
    case 'ended':
      return messageCard(say('notice.ended.title'), endedText(notice, token, sentences), { offerList: true });
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
    case 'unanswered':
    case 'key-ends':
      return aboutPerson(notice, now, sentences);
  }
}

function originOf({ createdBy }: Token, { say }: Sentences): string {
  return createdBy === UNKNOWN_MAKER
    ? say('notice.found.unknownOrigin')
    : say('notice.found.origin', { maker: createdBy });
}

/** That a replaced token ended, and what showed that nobody needs it, where that ended it. */
function endedText({ detail }: Notice, { name, validTo }: Token, sentences: Sentences): string {
  const time = formatInstant(validTo, sentences);
  const sooner = readCutOver(detail);
  if (sooner === undefined) return sentences.say('notice.ended.text', { name, time });
  const { newUsed, silentSince } = sooner;
  return sentences.say('notice.ended.sooner', {
    name,
    time,
    service: newUsed.service,
    since: formatInstant(silentSince, sentences),
  });
}
