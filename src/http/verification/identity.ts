import { REMINDER_LEAD } from '../../core/notices/notices.ts';
import { DAY } from '../../core/timing/durations.ts';
import { type Instant, isoOf, type PersonId, type Token } from '../../core/tokens/token.ts';
import { headerValue } from './header-value.ts';
import { emptyResponse, type VerifyResponse } from './response.ts';

/** Sent empty while the end is far: a proxy that copies only what is there would let the client's own header through. */
const NO_END_SOON = soonHeader('');

export interface IdentityDeps {
  /** What a person is called; undefined when nobody knows. */
  nameOf(person: PersonId): Promise<string | undefined>;
}

/** Makes the answers that let a valid token pass. */
export interface Identity {
  /** 200 with who the token's owner is and what it may do: every identity header every time, so that none can be smuggled in. */
  answer(token: Token, now: Instant): VerifyResponse | Promise<VerifyResponse>;
}

/**
 * Creates the identity answers. The headers of a token are kept as long as the store has that very token object: a
 * changed token is another object. Whether it is valid is never kept.
 */
export function createIdentity({ nameOf }: IdentityDeps): Identity {
  const kept = new WeakMap<Token, VerifyResponse>();

  async function firstResponse(token: Token, now: Instant): Promise<VerifyResponse> {
    const response = emptyResponse('ok', 200, identityHeaders(token, await nameOf(token.owner)));
    kept.set(token, response);
    return withEnd(response, token, now);
  }

  return {
    answer(token, now) {
      const response = kept.get(token);
      return response === undefined ? firstResponse(token, now) : withEnd(response, token, now);
    },
  };
}

/** Whole days until the token's end, begun ones counted, from the time on when its reminder is due; else undefined. */
function expiresSoon(token: Token, now: Instant): number | undefined {
  const left = token.validTo - now;
  return left <= REMINDER_LEAD ? Math.ceil(left / DAY) : undefined;
}

function withEnd(response: VerifyResponse, token: Token, now: Instant): VerifyResponse {
  const days = expiresSoon(token, now);
  if (days === undefined) return response;
  return {
    ...response,
    headers: [...soonHeader(String(days)), ...response.headers.slice(NO_END_SOON.length)],
  };
}

function soonHeader(days: string): string[] {
  return ['X-Auth-Expires-Soon', days];
}

function identityHeaders(token: Token, name: string | undefined): string[] {
  return [
    ...NO_END_SOON,
    'X-Auth-User',
    headerValue(token.owner.objectId),
    'X-Auth-Name',
    headerValue(name || token.owner.objectId),
    'X-Auth-Token-Id',
    headerValue(token.id),
    'X-Auth-Organization',
    headerValue(token.organization),
    'X-Auth-Scopes',
    headerValue(token.scopes.join(' ')),
    'X-Auth-Expires',
    isoOf(token.validTo),
  ];
}
