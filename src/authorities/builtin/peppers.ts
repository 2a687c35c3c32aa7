import { createSecretKey } from 'node:crypto';
import { PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import type { Pepper } from './pepper.ts';
import { createPepperFile, readPepperFile } from './pepper-file.ts';
import { pepperVersion } from './pepper-version.ts';
import { checkPeppers, type UnprovenPeppers } from './unproven-peppers.ts';

/** The peppers of this installation: new digests use the current one, kept ones the one they name. */
export interface Peppers {
  readonly current: Pepper;
  find(version: number): Pepper | undefined;
  /** Those that may be another installation's; absent when there can be none. */
  readonly unproven?: UnprovenPeppers;
}

export interface LoadPeppersOptions {
  readonly dataDir: string;
  /** Those of `TOKEN_PEPPER`, the current one first. */
  readonly configured?: readonly Secret[];
  /** False when tokens exist already: then a missing pepper is an error and not a first start. */
  readonly mayCreate?: boolean;
  readonly log: Log;
}

/**
 * Loads the peppers: the configured ones, and those of `pepper.json` in the data folder, which is made at the first start
 * if none is configured. Rejects with `store-refused`, which names the file, when it is damaged, missing or another folder's.
 */
export async function loadPeppers(options: LoadPeppersOptions): Promise<Peppers> {
  const { dataDir, configured = [], mayCreate = true, log } = options;
  const named = configured.map(configuredPepper);
  const kept = await readPepperFile(dataDir, log);
  if (kept !== undefined)
    return { ...peppersOf([...named, ...kept]), unproven: await checkPeppers(dataDir, kept, log) };
  if (named.length > 0) return peppersOf(named);
  if (!mayCreate) {
    throw new PatkeeperError(
      'store-refused',
      `There are tokens in ${dataDir}, but its pepper.json is missing, and without it none of them can be verified. ` +
        'Restore the file from a backup, or set TOKEN_PEPPER if it was set before.',
    );
  }
  return peppersOf(await createPepperFile(dataDir, log));
}

function peppersOf(peppers: readonly Pepper[]): Peppers {
  const [current] = peppers;
  if (current === undefined)
    throw new PatkeeperError('store-refused', 'There is no pepper. Set TOKEN_PEPPER.');
  const byVersion = new Map(peppers.map((pepper) => [pepper.version, pepper]));
  return { current, find: (version) => byVersion.get(version) };
}

function configuredPepper(configured: Secret): Pepper {
  const text = configured.reveal();
  return { version: pepperVersion(text), key: createSecretKey(text, 'utf8') };
}
