import { HOUR } from '../core/timing/durations.ts';
import type { Instant } from '../core/tokens/token.ts';
import { parseHttpDate } from './http-date.ts';

const LONGEST_MS = HOUR;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds, at most an hour. It holds seconds or an HTTP date; what
 * is neither, or asks for no wait, is undefined.
 */
export function retryAfterMs(header: string | null, now: Instant): number | undefined {
  const text = header?.trim() ?? '';
  const wait = /^\d+(?:\.\d+)?$/.test(text)
    ? Math.ceil(Number(text) * 1000)
    : (parseHttpDate(text) ?? now) - now;
  return wait > 0 ? Math.min(wait, LONGEST_MS) : undefined;
}
