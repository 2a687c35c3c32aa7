import { createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../../core/errors.ts';
import { createPrivateJson, type PrivateJson, readPrivateJson } from '../../core/files/private-json.ts';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import type { Pepper } from './pepper.ts';
import { filedPepperVersion, isCounted, pepperVersion } from './pepper-version.ts';
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

const KEY_BYTES = 32;
const document = z.object({
  version: z.literal(1),
  peppers: z
    .array(z.object({ version: z.int().min(1), key: z.base64url().length(43) }))
    .min(1)
    .refine((peppers) => new Set(peppers.map(({ version }) => version)).size === peppers.length)
    // A derived version that doesn't fit its key means that the file is damaged, or that someone put it together by hand.
    .refine((peppers) =>
      peppers.every(({ version, key }) => isCounted(version) || version === filedPepperVersion(key)),
    ),
});

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
    throw new OperatorError(
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
    throw new OperatorError('store-refused', 'There is no pepper. Set TOKEN_PEPPER.');
  const byVersion = new Map(peppers.map((pepper) => [pepper.version, pepper]));
  return { current, find: (version) => byVersion.get(version) };
}

function configuredPepper(configured: Secret): Pepper {
  const text = configured.reveal();
  return { version: pepperVersion(text), key: createSecretKey(text, 'utf8') };
}

/**
 * Reads `pepper.json`, the newest pepper first; undefined if there is none. A pepper with a counted version appears twice.
 * The first has the version that its key gives, because new digests name that version. Rejects as `readPrivateJson` does.
 */
function readPepperFile(dataDir: string, log: Log): Promise<readonly Pepper[] | undefined> {
  return readPrivateJson(pepperFile(dataDir), log);
}

/** Makes `pepper.json` with one new pepper, durably. If another start was faster, that start's file counts. */
function createPepperFile(dataDir: string, log: Log): Promise<readonly Pepper[]> {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const peppers = [{ version: filedPepperVersion(key), key }];
  return createPrivateJson(pepperFile(dataDir), { version: 1, peppers }, log);
}

function pepperFile(dataDir: string): PrivateJson<readonly Pepper[]> {
  return {
    file: join(dataDir, 'pepper.json'),
    whenDamaged:
      'Without it no token of the built-in authority can be verified. Restore it from a backup. Only if there are no ' +
      'tokens yet, move it away and start again.',
    parse: (given) =>
      document
        .safeParse(given)
        .data?.peppers.sort((a, b) => b.version - a.version)
        .flatMap(({ version, key: text }) => {
          const key = createSecretKey(text, 'base64url');
          const derived = { version: filedPepperVersion(text), key };
          return isCounted(version) ? [derived, { version, key }] : [derived];
        }),
  };
}
