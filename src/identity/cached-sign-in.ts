import { z } from 'zod';
import type { Account } from '../core/sign-in.ts';
import { DAY, MINUTE } from '../core/timing/durations.ts';
import type { Instant } from '../core/tokens/token.ts';

/** How long Entra keeps a refresh token that nobody uses; every use starts this anew. */
const REFRESH_LIFE_MS = 90 * DAY;
/** msal takes an access token for expired this long before its end. */
const RENEWAL_MS = 5 * MINUTE;

/** The parts of msal's serialized cache that are read here. */
const cache = z.object({
  Account: z.record(z.string(), z.object({ username: z.string(), realm: z.string() })),
  AccessToken: z.record(z.string(), z.object({ target: z.string(), expires_on: z.string() })),
  RefreshToken: z.record(z.string(), z.unknown()),
});

/** What msal's serialized cache says of one person's sign-in. */
export interface CachedSignIn {
  readonly account: Account;
  /** When it is worth nothing any more, unless it is used before. */
  readonly endsAt: Instant;
}

/** Reads msal's serialized cache of one person; undefined when there is no sign-in in it that still gives tokens. */
export function readCachedSignIn(text: string, now: Instant): CachedSignIn | undefined {
  const { Account: accounts, AccessToken, RefreshToken } = cache.parse(JSON.parse(text));
  const [account] = Object.values(accounts);
  const tokens = Object.values(AccessToken);
  const background = Object.keys(RefreshToken).length > 0;
  const endsAt = background
    ? now + REFRESH_LIFE_MS
    : Math.max(0, ...tokens.map((token) => Number(token.expires_on) * 1000 - RENEWAL_MS));
  if (account === undefined || !(endsAt > now)) return undefined;
  return {
    account: {
      username: account.username,
      tenantId: account.realm,
      permissions: permissionsIn(tokens.map(({ target }) => target)),
      background,
    },
    endsAt,
  };
}

/**
 * A serialized cache with the refresh tokens of an earlier one in place of its own. On-behalf-of brings some too, but nobody
 * agreed to background work then.
 */
export function withRefreshTokensOf(earlier: string | undefined, text: string): string {
  const kept = earlier === undefined ? {} : cache.parse(JSON.parse(earlier)).RefreshToken;
  return JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(text)), RefreshToken: kept });
}

/** Permissions by name, without the resource before them and what every sign-in has. */
function permissionsIn(targets: readonly string[]): string[] {
  const names = targets.flatMap((target) => target.split(' ')).map((scope) => scope.replace(/^.*\//, ''));
  const usual = ['', 'openid', 'profile', 'email', 'offline_access'];
  return [...new Set(names)].filter((name) => !usual.includes(name)).sort();
}
