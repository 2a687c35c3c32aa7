import { createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { createPrivateJson, type PrivateJson, readPrivateJson } from '../../core/files/private-json.ts';
import type { Log } from '../../core/ports.ts';
import type { Pepper } from './pepper.ts';
import { filedPepperVersion, isCounted } from './pepper-version.ts';

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
 * Reads `pepper.json`, the newest pepper first; undefined if there is none. A pepper with a counted version appears twice.
 * The first has the version that its key gives, because new digests name that version. Rejects as `readPrivateJson` does.
 */
export function readPepperFile(dataDir: string, log: Log): Promise<readonly Pepper[] | undefined> {
  return readPrivateJson(pepperFile(dataDir), log);
}

/** Makes `pepper.json` with one new pepper, durably. If another start was faster, that start's file counts. */
export function createPepperFile(dataDir: string, log: Log): Promise<readonly Pepper[]> {
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
