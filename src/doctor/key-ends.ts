import type { Config } from '../config/config.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { daysLeft, type KeyConfig, readKeyEnds, WARN_DAYS, type WatchedKey } from '../service/key-ends.ts';
import { type Finding, note, ok, problem } from './findings.ts';
import { GUIDE } from './guide.ts';

const WHAT = "Patkeeper's own keys";
/** What ends of the address of the database, beside its password. */
const DATABASE: Readonly<Record<string, string>> = {
  'database-certificate': 'The certificate (sslcert)',
  'database-authority': "The authority's certificate (sslrootcert)",
};

/** Sees how long the keys of Patkeeper itself are still good, as far as that is known. */
export async function examineKeyEnds(config: KeyConfig, clock: Clock): Promise<readonly Finding[]> {
  try {
    const keys = await readKeyEnds(config, clock);
    return [...keys.map((key) => findingOf(key, clock)), ...unknownEnds(config)];
  } catch (error) {
    // Its certificate can't be read, which is told beside what it is used for.
    if (error instanceof PatkeeperError) return [];
    throw error;
  }
}

function findingOf(watched: WatchedKey, clock: Clock): Finding {
  const { key, setting: holder, end } = watched;
  const isDatabase = key.startsWith('database-');
  const setting = isDatabase ? `${DATABASE[key] ?? 'The password'} in ${holder}` : holder;
  const step = isDatabase ? GUIDE.settings : GUIDE.credential;
  const days = daysLeft(watched, clock.now());
  const on = new Date(end).toISOString().slice(0, 10);
  const fix = 'Make a new one and write it into the settings before that day.';
  if (end <= clock.now()) return problem(WHAT, `${setting} ended on ${on}.`, 'Make a new one.', step);
  const text = `${setting} ends on ${on}, in ${days === 1 ? '1 day' : `${days} days`}.`;
  const [, week, month] = WARN_DAYS;
  if (days <= week) return problem(WHAT, text, fix, step);
  return days <= month ? note(WHAT, `${text} ${fix}`) : ok(WHAT, text);
}

/** Secrets whose end nobody wrote down. */
function unknownEnds({
  mode,
  azureDevOps,
  secretEnds,
}: Pick<Config, 'mode' | 'azureDevOps' | 'secretEnds'>): Finding[] {
  const bot = mode.kind === 'teams' ? mode.credential : undefined;
  const signIn = azureDevOps?.entra.credential;
  const unknown = [
    ...(bot?.kind === 'secret' && secretEnds.bot === undefined ? ['MicrosoftAppPasswordExpires'] : []),
    ...(mode.kind === 'teams' &&
    signIn?.kind === 'secret' &&
    signIn !== bot &&
    secretEnds.signIn === undefined
      ? ['ENTRA_CLIENT_SECRET_EXPIRES']
      : []),
  ];
  return unknown.map((setting) =>
    note(
      WHAT,
      `${setting} is not set, so nobody is warned before the secret expires. Write the date of its page in Entra.`,
    ),
  );
}
