import type { BeyondRule, PageKey, TokenFilter, TokenSort } from '../../core/store/oversight.ts';
import { foldName, type Instant, samePerson, type Token, tokenState } from '../../core/tokens/token.ts';
import type { PersonDocument } from './person-document.ts';

/** Makes the test of a filter for the tokens of one person's document; undefined when none of them can pass. */
export function filterFor(
  filter: TokenFilter,
  now: Instant,
): (document: PersonDocument) => ((token: Token) => boolean) | undefined {
  return (document) => {
    if (filter.owner !== undefined && !samePerson(filter.owner, document.person)) return undefined;
    if (filter.unreachable === true && document.contact?.unreachable === undefined) return undefined;
    if (filter.undelivered !== true) return (token) => passes(token, filter, now);
    const failed = new Set(
      document.notices.filter(({ notice }) => notice.state === 'failed').map(({ notice }) => notice.tokenId),
    );
    return failed.size === 0 ? undefined : (token) => failed.has(token.id) && passes(token, filter, now);
  };
}

function passes(token: Token, filter: TokenFilter, now: Instant): boolean {
  const { scopes, state, endsBefore, createdBefore, idleSince, beyond, name } = filter;
  return (
    (filter.organization === undefined || token.organization === filter.organization) &&
    (filter.authority === undefined || token.authority === filter.authority) &&
    (scopes === undefined || token.scopes.some((scope) => scopes.includes(scope))) &&
    (state === undefined || tokenState(token, now) === state) &&
    (endsBefore === undefined || token.validTo < endsBefore) &&
    (createdBefore === undefined || token.createdAt < createdBefore) &&
    (idleSince === undefined ||
      (token.createdAt < idleSince && (token.lastUsed?.at ?? token.createdAt) < idleSince)) &&
    (beyond === undefined || isBeyond(token, beyond)) &&
    (name === undefined || foldName(token.name).startsWith(name))
  );
}

function isBeyond({ authority, organization, scopes, validTo }: Token, rule: BeyondRule): boolean {
  const isMade = rule.makers.includes(authority);
  return (
    (isMade && (validTo > rule.latestEnd || scopes.some((scope) => rule.forbidden.includes(scope)))) ||
    (rule.verified.includes(authority) && !rule.organizations.includes(organization))
  );
}

/** How two tokens stand in an order, as numbers do. */
export function compareBy(sort: TokenSort): (a: Token, b: Token) => number {
  return sort === 'ends'
    ? (a, b) => a.validTo - b.validTo || compareIds(a.id, b.id)
    : (a, b) => b.createdAt - a.createdAt || compareIds(b.id, a.id);
}

/** Whether a token comes behind the last one of a page. */
export function isBehind(token: Token, sort: TokenSort, after: PageKey | undefined): boolean {
  if (after === undefined) return true;
  return sort === 'ends'
    ? token.validTo > after.at || (token.validTo === after.at && compareIds(token.id, after.id) > 0)
    : token.createdAt < after.at || (token.createdAt === after.at && compareIds(token.id, after.id) < 0);
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
