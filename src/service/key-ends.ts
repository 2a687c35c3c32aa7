import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import type { CredentialConfig } from '../config/credential.ts';
import type { OweAdministrators } from '../core/administration/administrator-notices.ts';
import { writeKeyEnd } from '../core/administration/key-end-detail.ts';
import type { Clock, Log } from '../core/ports.ts';
import { type Later, later as systemLater } from '../core/timing/clock.ts';
import { DAY, HOUR } from '../core/timing/durations.ts';
import type { Instant } from '../core/tokens/token.ts';
import type { KeyEnd } from '../http/watch-metrics.ts';
import { readCertificate } from '../identity/client-credential.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
/** A certificate comes with a few of those above it; a file with more is a collection. */
const MOST_IN_A_CHAIN = 5;

/** So many days before the end somebody is told. */
export const WARN_DAYS = [1, 7, 30] as const;

/** When a key ends, and which setting says or names it. */
export interface WatchedKey extends KeyEnd {
  readonly setting: string;
}

/** What of the configuration says when a key ends. */
export type KeyConfig = Pick<Config, 'mode' | 'azureDevOps' | 'secretEnds' | 'store'>;

/**
 * The credentials of the bot, of the sign-in application and of the database, as far as their ends are known. Rejects when a
 * certificate of the first two can't be read.
 */
export async function readKeyEnds(
  { mode, azureDevOps, secretEnds, store }: KeyConfig,
  clock: Clock,
): Promise<readonly WatchedKey[]> {
  const bot = mode.kind === 'teams' ? mode.credential : undefined;
  const signIn = azureDevOps?.entra.credential;
  const ends = [
    await endOf('bot', bot, secretEnds.bot, clock),
    // One that is the bot's own is known already.
    signIn === bot ? undefined : await endOf('sign-in', signIn, secretEnds.signIn, clock),
    ...(await databaseKeys(store, secretEnds.database)),
  ];
  return ends.filter((end) => end !== undefined);
}

async function endOf(
  whose: 'bot' | 'sign-in',
  credential: CredentialConfig | undefined,
  secretEnd: Instant | undefined,
  clock: Clock,
): Promise<WatchedKey | undefined> {
  if (credential?.kind === 'certificate') {
    const { path, setting } = credential;
    const { validTo } = await readCertificate(path, clock, setting);
    return { key: `${whose}-certificate`, end: validTo, setting };
  }
  if (credential?.kind !== 'secret' || secretEnd === undefined) return undefined;
  const setting = whose === 'bot' ? 'MicrosoftAppPassword' : 'ENTRA_CLIENT_SECRET';
  return { key: `${whose}-secret`, end: secretEnd, setting };
}

/** The password, and the certificates that the address of the database names. Whoever connects says when one can't be read. */
async function databaseKeys(store: Config['store'], passwordEnd: Instant | undefined): Promise<WatchedKey[]> {
  if (store.kind !== 'postgres') return [];
  const setting = 'DATABASE_URL';
  const address = store.databaseUrl.reveal();
  const options = URL.canParse(address) ? new URL(address).searchParams : new URLSearchParams();
  const own = await certificateEnd(options.get('sslcert'));
  const authority = await certificateEnd(options.get('sslrootcert'));
  return [
    ...(passwordEnd === undefined ? [] : [{ key: 'database-password', end: passwordEnd, setting } as const]),
    ...(own === undefined ? [] : [{ key: 'database-certificate', end: own, setting } as const]),
    ...(authority === undefined ? [] : [{ key: 'database-authority', end: authority, setting } as const]),
  ];
}

/** When a file's certificate ends: the first one, which is its owner's, or the only one. A collection of authorities has no end. */
async function certificateEnd(path: string | null): Promise<Instant | undefined> {
  if (path === null || path === '') return undefined;
  const text = await readFile(path, 'utf8').catch(() => '');
  const [first, ...more] = text.match(CERTIFICATE) ?? [];
  if (first === undefined || more.length > MOST_IN_A_CHAIN) return undefined;
  try {
    return Date.parse(new X509Certificate(first).validTo);
  } catch {
    return undefined;
  }
}

/** How many days are left, begun ones not counted; negative from the first day after the end. */
export function daysLeft({ end }: KeyEnd, now: Instant): number {
  return Math.floor((end - now) / DAY);
}

/** How near an end is: the latest of the days before it that is past, 0 after the end; undefined while it is far away. */
function nearness(end: Instant, now: Instant): 0 | (typeof WARN_DAYS)[number] | undefined {
  const left = end - now;
  return left <= 0 ? 0 : WARN_DAYS.find((limit) => left <= limit * DAY);
}

export interface KeyWatchDeps {
  readonly keys: readonly WatchedKey[];
  readonly clock: Clock;
  readonly log: Log;
  readonly later?: Later;
}

/** Logs once, 30, 7 and 1 days before a key ends, and at the end. Looks now and then every hour; gives what ends that. */
export function watchKeyEnds({ keys, clock, log, later = systemLater }: KeyWatchDeps): () => void {
  const told = new Map<string, number>();
  let cancel = (): void => {};
  const look = (): void => {
    for (const key of keys) {
      const near = nearness(key.end, clock.now());
      if (near === undefined || told.get(key.key) === near) continue;
      told.set(key.key, near);
      const fields = { key: key.key, setting: key.setting, days: Math.max(0, daysLeft(key, clock.now())) };
      if (near === 0) log.error(fields, 'a key of Patkeeper itself has ended: replace it and start again');
      else log[near === 1 ? 'error' : 'warn'](fields, 'a key of Patkeeper itself ends soon: replace it');
    }
    if (keys.length > 0) cancel = later(HOUR, look);
  };
  look();
  return () => cancel();
}

export interface KeyNoticesDeps extends KeyWatchDeps {
  readonly owe: OweAdministrators;
}

/** Tells administrators in Teams, 30, 7 and 1 days before a key ends. */
export interface KeyNotices {
  start(): void;
  /** Looks now: the clock was moved. */
  wake(): void;
  stop(): Promise<void>;
}

/** Creates it. It looks every hour; each administrator hears once of each of these days, also from several replicas. */
export function createKeyNotices(deps: KeyNoticesDeps): KeyNotices {
  const { keys, clock, log, owe, later = systemLater } = deps;
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function look(): Promise<void> {
    for (const { key, setting, end } of keys) {
      const near = nearness(end, clock.now());
      if (near === undefined || near === 0) continue;
      const detail = writeKeyEnd({ key, setting, end });
      await owe({ kind: 'key-ends', key: `${key}.${end}.${near}`, detail, validTo: end });
    }
  }

  function lookNow(): void {
    cancel();
    if (stopped || keys.length === 0) return;
    running = running
      .then(look)
      .catch((err: unknown) => log.warn({ err }, 'administrators could not be told that a key ends'))
      .then(() => {
        if (!stopped) cancel = later(HOUR, lookNow);
      });
  }

  return {
    start: lookNow,
    wake: lookNow,
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}
