import type { Config } from '../config/config.ts';
import type { CredentialConfig } from '../config/credential.ts';
import type { Clock, Log } from '../core/ports.ts';
import { type Later, later as systemLater } from '../core/timing/clock.ts';
import { DAY, HOUR } from '../core/timing/durations.ts';
import type { Instant } from '../core/tokens/token.ts';
import type { KeyEnd } from '../http/watch-metrics.ts';
import { readCertificate } from '../identity/client-credential.ts';

/** So many days before the end somebody is told. */
export const WARN_DAYS = [1, 7, 30] as const;

/** When a key ends, and which setting says or names it. */
export interface WatchedKey extends KeyEnd {
  readonly setting: string;
}

/** The bot's credential and the sign-in application's, as far as their end is known. Rejects when a certificate can't be read. */
export async function readKeyEnds(
  { mode, azureDevOps, secretEnds }: Pick<Config, 'mode' | 'azureDevOps' | 'secretEnds'>,
  clock: Clock,
): Promise<readonly WatchedKey[]> {
  const bot = mode.kind === 'teams' ? mode.credential : undefined;
  const signIn = azureDevOps?.entra.credential;
  const ends = [
    await endOf('bot', bot, secretEnds.bot, clock),
    // One that is the bot's own is known already.
    signIn === bot ? undefined : await endOf('sign-in', signIn, secretEnds.signIn, clock),
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

/** How many days are left, begun ones not counted; negative from the first day after the end. */
export function daysLeft({ end }: KeyEnd, now: Instant): number {
  return Math.floor((end - now) / DAY);
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
      const left = key.end - clock.now();
      const near = left <= 0 ? 0 : WARN_DAYS.find((limit) => left <= limit * DAY);
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
