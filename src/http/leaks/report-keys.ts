import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../core/ports.ts';
import { createCachedValue } from '../../core/timing/cached-value.ts';
import { DAY, MINUTE } from '../../core/timing/durations.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { limitedText } from '../../web/limited-text.ts';

export interface ReportKeysDeps {
  /** Where the list is: https, or loopback in local mode. */
  readonly url: string;
  /** SHA-256 digests of the keys that count, hexadecimal; every current key when left out. */
  readonly pins?: readonly string[];
  readonly clock: Clock;
}

/** Finds the key of a key id; undefined when the list has no such key that counts. Rejects when the list can't be had. */
export type FindReportKey = (id: string) => Promise<KeyObject | undefined>;

const MOST_BYTES = 256 * 1024;
/** A key id that is not in the list may be newer than it. Whoever invents ids must not make us ask all the time. */
const MIN_AGE_MS = 5 * MINUTE;
/** A list that can't be had is not asked for again all the time, either. */
const TRY_AFTER_MS = 10_000;
const CURVE = 'prime256v1';

const list = z.object({
  public_keys: z
    .array(z.object({ key_identifier: z.string(), key: z.string(), is_current: z.boolean() }))
    .max(100),
});

/** Makes a reader of the public keys of GitHub's secret-scanning partner programme, which are kept for a day. */
export function createReportKeys({ url, pins, clock }: ReportKeysDeps): FindReportKey {
  let failed: { readonly error: unknown; readonly at: Instant } | undefined;

  async function load(): Promise<ReadonlyMap<string, KeyObject>> {
    // Also covers a clock that was set back.
    if (failed !== undefined && Math.abs(clock.now() - failed.at) < TRY_AFTER_MS) throw failed.error;
    try {
      return keysIn(await fetchList(url), pins);
    } catch (error) {
      failed = { error, at: clock.now() };
      throw error;
    }
  }

  const keys = createCachedValue(clock, load);
  return async (id) => (await keys.get(DAY)).get(id) ?? (await keys.get(MIN_AGE_MS)).get(id);
}

async function fetchList(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { Accept: 'application/json', 'User-Agent': 'Patkeeper' },
    signal: AbortSignal.timeout(TIME_BUDGET.signingKeys),
    redirect: 'error',
  });
  if (!response.ok)
    throw new Error(
      `The keys of leak reports can't be fetched: ${new URL(url).host} answered ${response.status}.`,
    );
  return JSON.parse(await limitedText(response, MOST_BYTES));
}

/** The keys that count: ECDSA on P-256, current, and pinned where there are pins. */
function keysIn(document: unknown, pins: readonly string[] | undefined): ReadonlyMap<string, KeyObject> {
  const found = list.parse(document).public_keys.flatMap(({ key_identifier: id, key: pem, is_current }) => {
    const key = is_current ? readKey(pem) : undefined;
    if (key === undefined || key.asymmetricKeyDetails?.namedCurve !== CURVE) return [];
    return pins === undefined || pins.includes(fingerprintOf(key)) ? [[id, key] as const] : [];
  });
  return new Map(found);
}

/** SHA-256 of a public key as DER, hexadecimal: what `LEAK_KEY_PINS` holds. */
export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** A public key and nothing else: of a private one Node would take the public part. */
function readKey(pem: string): KeyObject | undefined {
  if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
