import type { Instant } from '../core/tokens/token.ts';

/** The form of C's asctime, which has no zone and means UTC. */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** The instant of an HTTP date in any of its three forms (RFC 9110, section 5.6.7); undefined for anything else. */
export function parseHttpDate(text: string): Instant | undefined {
  // A date without a zone would be read in that of this machine.
  const zoned = ASCTIME.test(text) ? `${text} GMT` : text;
  const instant = zoned.endsWith(' GMT') ? Date.parse(zoned) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
