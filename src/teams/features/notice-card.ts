import type { Notice } from '../../core/notices/notices.ts';
import { UNKNOWN_MAKER } from '../../core/sync/reconcile.ts';
import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { renewalRefusal } from '../../core/tokens/renewal.ts';
import { endsByRetirement } from '../../core/tokens/retirement.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant, formatSpan } from '../cards/format.ts';
import { ACTIVE_LIST } from '../cards/list-page.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { formatEnd, RETIREMENT_DAY } from '../cards/token-end.ts';
import { LAST_USED, type TokenView, tokenFacts, viewToken } from '../cards/token-view.ts';
import { cutOverCard } from './cut-over.ts';
import { RENEW_ELSEWHERE } from './renew.ts';

/** A notice about one token, with everything known about it. */
interface TokenNotice extends CardAboutToken {
  readonly facts: readonly Fact[];
}

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'created-notice': TokenNotice;
    /** `advice` says what the person can do about it. */
    'expiring-notice': TokenNotice & { readonly headline: string; readonly advice: string };
    'revoked-notice': TokenNotice & { readonly headline: string; readonly text: string };
    'found-notice': TokenNotice & { readonly origin: string };
    'interrupted-notice': CardAboutToken;
  }
}

/** The message that a notice stands for. */
export function noticeCard(
  notice: Notice,
  token: Token | undefined,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
): Card {
  return token === undefined ? aboutPerson(notice) : aboutToken(notice, token, now, organizationOf, policy);
}

function aboutPerson({ kind, detail = '' }: Notice): Card {
  return kind === 'signed-out'
    ? messageCard('Sign in to Azure DevOps again', detail, { color: 'warning', offerList: true })
    : messageCard('Your tokens in Azure DevOps', detail, { offerList: true });
}

function aboutToken(
  notice: Notice,
  token: Token,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
): Card {
  const about = {
    token: viewToken(token, now, organizationOf, policy),
    facts: tokenFacts(token, now, organizationOf, policy),
    back: ACTIVE_LIST,
  };
  const { name } = token;
  switch (notice.kind) {
    case 'created': {
      // That a token is not used yet is no news a second after it was made; a use is.
      const facts = about.facts.filter(({ label }) => label !== LAST_USED || token.lastUsed !== undefined);
      return {
        card: 'created-notice',
        data: { summary: `A new token was created: ${name}`, ...about, facts },
      };
    }
    case 'expiring': {
      if (token.validTo <= now) return messageCard(endedAlready(notice, token), '', { offerList: true });
      const ends = endsByRetirement(token)
        ? `ends on ${RETIREMENT_DAY}`
        : `expires in ${formatSpan(token.validTo - now)}`;
      const headline = `${name} ${ends}`;
      const advice = adviceOn(token, about.token, policy);
      return { card: 'expiring-notice', data: { summary: headline, headline, advice, ...about } };
    }
    case 'revoked': {
      const headline = `${name} was revoked`;
      const text = `Its secret was presented to ${token.revokedBy ?? 'a service'} for revocation.`;
      return { card: 'revoked-notice', data: { summary: `${headline}. ${text}`, headline, text, ...about } };
    }
    case 'found':
      return {
        card: 'found-notice',
        data: { summary: `A token was made elsewhere: ${name}`, origin: originOf(token), ...about },
      };
    case 'cut-over':
      return cutOverCard(token, now, organizationOf, policy);
    case 'ended':
      return messageCard('The old token has ended', endedText(token), { offerList: true });
    case 'interrupted': {
      const { facts: _, ...rest } = about;
      return { card: 'interrupted-notice', data: { summary: `${name} was not replaced`, ...rest } };
    }
    case 'not-delivered':
      return messageCard(
        'A new token was revoked again',
        `The secret of ${name} could not be shown to you, so nobody has it. Create or rotate it once more.`,
        { color: 'warning', offerList: true },
      );
    case 'stock':
    case 'signed-out':
      return aboutPerson(notice);
  }
}

/** What can be done about a token that soon ends, as much as the card has buttons for; or the policy that will refuse it. */
function adviceOn(token: Token, { rotatable }: TokenView, policy: Policy): string {
  if (token.authority === 'tracked') return RENEW_ELSEWHERE;
  const refusal = renewalRefusal(token, policy);
  if (refusal !== undefined) return refusal.message;
  if (token.everywhere === true) {
    return (
      `Renew it to keep its secret working until ${RETIREMENT_DAY}, when Azure DevOps ends all tokens for all ` +
      'organizations; replace it by tokens for single ones; or revoke it if nothing needs it any more.'
    );
  }
  const rotate = rotatable ? 'rotate it for a new secret, ' : '';
  return `Renew it to keep its secret working, ${rotate}or revoke it if nothing needs it any more.`;
}

/** The one line about a token that ended before its owner could be reminded. */
function endedAlready({ attempts }: Notice, token: Token): string {
  // Claimed for the first time, it was nobody's turn before: the service was down.
  const why = attempts > 1 ? 'while I could not reach you' : 'while I was away';
  return `${token.name} ended on ${formatEnd(token)}, ${why}`;
}

function originOf({ createdBy }: Token): string {
  return createdBy === UNKNOWN_MAKER
    ? 'Nobody here knows what made it: perhaps you, on the web page of Azure DevOps.'
    : `It was probably made for you by ${createdBy}.`;
}

function endedText({ name, validTo }: Token): string {
  return `${name} was replaced, and the old one ended on ${formatInstant(validTo)}. Whatever still uses it is refused now.`;
}
