import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import type { FindReportKey } from './report-keys.ts';

/** Who sent a report, and the check of its signature over the body. */
export interface Sender {
  /** As people read it. */
  readonly reporter: string;
  hasSigned(body: Buffer): boolean;
}

export interface SenderDeps {
  /** Absent where nobody may report in GitHub's form. */
  readonly findKey?: FindReportKey;
  readonly scanners: readonly { readonly name: string; readonly secret: Secret }[];
  readonly clock: Clock;
}

/**
 * Tells by the head of a request who says to have sent it; undefined when that is nobody known. The body is not read for
 * anybody else. Rejects when the public keys can't be had.
 */
export type FindSender = (headers: IncomingHttpHeaders) => Promise<Sender | undefined>;

/** How old the time in an own scanner's signature may be, or how far ahead. */
const MOST_SKEW_MS = 5 * MINUTE;
const GITHUB = 'GitHub secret scanning';

/** Creates the finder of senders: GitHub's programme by ECDSA on P-256, own scanners by HMAC-SHA-256 of time and body. */
export function createFindSender({ findKey, scanners, clock }: SenderDeps): FindSender {
  const secrets = new Map(scanners.map(({ name, secret }) => [name, secret]));

  async function githubSender(id: string, signature: string): Promise<Sender | undefined> {
    const key = await findKey?.(id);
    if (key === undefined || !/^[A-Za-z0-9+/]{8,200}={0,2}$/.test(signature)) return undefined;
    const bytes = Buffer.from(signature, 'base64');
    return { reporter: GITHUB, hasSigned: (body) => verify('sha256', body, key, bytes) };
  }

  function ownSender(name: string, time: string, signature: string): Sender | undefined {
    const secret = secrets.get(name);
    const seconds = /^\d{1,12}$/.test(time) ? Number(time) : Number.NaN;
    const isNow = Math.abs(seconds * 1000 - clock.now()) <= MOST_SKEW_MS;
    if (secret === undefined || !isNow || !/^[0-9a-f]{64}$/.test(signature)) return undefined;
    const given = Buffer.from(signature, 'hex');
    return {
      reporter: name,
      hasSigned: (body) =>
        timingSafeEqual(
          createHmac('sha256', secret.reveal()).update(`${time}.`).update(body).digest(),
          given,
        ),
    };
  }

  return async (headers) => {
    const [id, signature] = [headers['github-public-key-identifier'], headers['github-public-key-signature']];
    const [name, time, own] = [headers['x-leak-key'], headers['x-leak-time'], headers['x-leak-signature']];
    const isGithub = typeof id === 'string' && typeof signature === 'string';
    const isOwn = typeof name === 'string' && typeof time === 'string' && typeof own === 'string';
    // Both at once: nobody sends that.
    if (isGithub === isOwn) return undefined;
    if (isGithub) return id.length <= 200 ? githubSender(id, signature) : undefined;
    return isOwn ? ownSender(name, time, own) : undefined;
  };
}
