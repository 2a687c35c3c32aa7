import { PatkeeperError } from '../errors.ts';
import type { RateLimitStore } from '../store/rate-limits.ts';
import { MINUTE } from '../timing/durations.ts';
import type { Rate } from '../timing/rate-limit.ts';
import { type Actor, type Instant, personKey } from './token.ts';

/** Twenty at once, and thirty an hour: more than anybody needs, and too few to annoy others or to use up what all share. */
const RATE: Rate = { everyMs: 2 * MINUTE, burst: 20 };

/** Rejects with `throttled` when a person does something that costs others too often, whichever process they ask. */
export async function notTooOften(
  what: string,
  actor: Actor,
  now: Instant,
  store: { readonly rateLimits: Pick<RateLimitStore, 'takePass'> },
): Promise<void> {
  const at = await store.rateLimits.takePass(`${what} ${personKey(actor)}`, now, RATE, 0);
  if (at <= now) return;
  throw new PatkeeperError('throttled.too-often', { minutes: Math.ceil((at - now) / MINUTE) });
}
