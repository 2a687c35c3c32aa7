import type { AuditEvent } from '../audit/audit-event.ts';
import type { AuditStore } from '../store/audit.ts';
import { MINUTE } from '../timing/durations.ts';
import { traitsOf } from './authority-traits.ts';
import type { EndedBy } from './ended-by.ts';
import { ENDING_PLACES } from './ending-places.ts';
import type { Policy } from './policy.ts';
import { endsByRetirement } from './retirement.ts';
import { type ScopeId, satisfies } from './scopes.ts';
import { type Instant, type Token, type TokenRefusal, tokenState } from './token.ts';
import { countingScopes, isOrganizationRemoved, lostScopes } from './under-policy.ts';

/** Why a token stopped working, or what is known of one that works. */
export type Cause =
  /** It is active, and nothing is known to keep it from working. */
  | { readonly kind: 'works' }
  /** It is active as far as its authority says, which Patkeeper is not asked about. */
  | { readonly kind: 'listed' }
  /** It is only remembered here, and its end has not come. */
  | { readonly kind: 'tracked' }
  | { readonly kind: 'expired' | 'retired' | 'rotated' | 'undelivered' | 'left' }
  /** It was only remembered, and its owner had it forgotten. */
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'revoked-by-owner' | 'idle' | 'gone' | 'revoked' }
  | { readonly kind: 'revoked-by-administrator'; readonly by: EndedBy }
  /** A service had its secret presented to be revoked. */
  | { readonly kind: 'presented'; readonly service: string }
  /** Its secret was found where others can read it. */
  | { readonly kind: 'leaked'; readonly reporter: string }
  /** Today's policy lets it do nothing any more, at the whole or at the place. */
  | { readonly kind: 'organization-removed' }
  | { readonly kind: 'scopes-forbidden'; readonly scopes: readonly ScopeId[] }
  /** It works, but it was refused for a scope that it had and that is forbidden by now. */
  | { readonly kind: 'scope-forbidden'; readonly refusal: TokenRefusal }
  /** It works, but it was refused for what it never had. */
  | { readonly kind: 'lacks'; readonly refusal: TokenRefusal };

/** The kinds of what `explain` tells. */
export type CauseKind = Cause['kind'];

/** A page of a person's events; a revocation is not looked for behind so many of them. */
const PAGE = 200;
const MOST_PAGES = 10;
const ENDINGS: readonly string[] = ['revoke', 'rotate', 'leave'];

/** The event that ended a revoked token; undefined when the trail doesn't have it any more, or the token was not revoked. */
export async function findEnding(
  { owner, id, revokedAt }: Token,
  audit: Pick<AuditStore, 'list'>,
): Promise<AuditEvent | undefined> {
  if (revokedAt === undefined) return undefined;
  let from: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { events, next } = await audit.list(owner, {
      limit: PAGE,
      ...(from === undefined ? {} : { from }),
    });
    const ending = events.find((one) => one.tokenId === id && ENDINGS.includes(one.action));
    if (ending !== undefined) return ending;
    // The latest come first: what follows was done before the token ended.
    if (next === undefined || (events.at(-1)?.at ?? 0) < revokedAt - MINUTE) return undefined;
    from = next;
  }
  return undefined;
}

/** Why a token stopped working, under today's policy. `ending` is the event that revoked it, as far as that is known. */
export function causeOf(
  token: Token,
  now: Instant,
  policy: Policy,
  ending: Pick<AuditEvent, 'action' | 'place'> | undefined,
): Cause {
  switch (tokenState(token, now)) {
    case 'revoked':
      return causeOfRevoked(token, policy, ending);
    case 'expired':
      if (token.rotation?.state === 'overlap') return { kind: 'rotated' };
      return { kind: endsByRetirement(token) ? 'retired' : 'expired' };
    case 'active':
      return causeOfActive(token, policy);
  }
}

function causeOfRevoked(
  token: Token,
  policy: Policy,
  ending: Pick<AuditEvent, 'action' | 'place'> | undefined,
): Cause {
  const { endedBy, refusedSince, revokedBy, rotation } = token;
  const { action, place = '' } = ending ?? {};
  if (!traitsOf(token, policy).makesTokens) return { kind: 'forgotten' };
  if (endedBy !== undefined) return { kind: 'revoked-by-administrator', by: endedBy };
  if (place.startsWith(ENDING_PLACES.leak)) return { kind: 'leaked', reporter: revokedBy ?? '' };
  if (revokedBy !== undefined) return { kind: 'presented', service: revokedBy };
  if (place === ENDING_PLACES.directory) return { kind: 'left' };
  if (place === ENDING_PLACES.idle) return { kind: 'idle' };
  if (rotation?.state === 'overlap') return { kind: 'rotated' };
  if (place === ENDING_PLACES.sync) return { kind: 'gone' };
  if (action === 'rotate') return { kind: 'undelivered' };
  if (ending !== undefined) return { kind: 'revoked-by-owner' };
  return { kind: refusedSince === undefined ? 'revoked' : 'left' };
}

function causeOfActive(token: Token, policy: Policy): Cause {
  const { makesTokens, isVerifiedHere } = traitsOf(token, policy);
  if (!makesTokens) return { kind: 'tracked' };
  if (!isVerifiedHere) return { kind: 'listed' };
  if (token.refusedSince !== undefined) return { kind: 'left' };
  if (isOrganizationRemoved(token, policy)) return { kind: 'organization-removed' };
  if (countingScopes(token, policy).length === 0)
    return { kind: 'scopes-forbidden', scopes: lostScopes(token, policy) };
  return causeOfRefusal(token, policy) ?? { kind: 'works' };
}

/** What its last refusal says; undefined when that is over: the same service has taken it since, or it has by now what it lacked. */
function causeOfRefusal(token: Token, policy: Policy): Cause | undefined {
  const { lastRefused: refusal, lastUsed } = token;
  if (refusal === undefined) return undefined;
  if (lastUsed?.service === refusal.service && lastUsed.at > refusal.at) return undefined;
  if (refusal.kind === 'organization')
    return refusal.id === token.organization ? undefined : { kind: 'lacks', refusal };
  if (refusal.id === '' || satisfies(countingScopes(token, policy), refusal.id)) return undefined;
  return { kind: satisfies(token.scopes, refusal.id) ? 'scope-forbidden' : 'lacks', refusal };
}
