import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError, type PatkeeperError } from '../../core/errors.ts';
import { createPrivateJson, type PrivateJson, readPrivateJson } from '../../core/files/private-json.ts';
import type { Log } from '../../core/ports.ts';
import type { Pepper } from './pepper.ts';
import { isCounted } from './pepper-version.ts';

const document = z.object({ version: z.literal(1), check: z.base64url().length(43) });

/** The peppers of which nobody knows yet whether they are those that the kept digests were made with. */
export interface UnprovenPeppers {
  has(version: number): boolean;
  /** A digest that names this version was found right: from now on a wrong file is noticed at the start. */
  prove(version: number): void;
}

/**
 * Holds the peppers with counted versions against the check values beside their file (`pepper-1.check.json`). The first
 * `pepper.json` of every folder counts its pepper as 1, so that the version alone does not tell one folder's from another's.
 * Rejects with `store-refused` when one is another than was proven; one without a check value is unproven.
 */
export async function checkPeppers(
  dataDir: string,
  peppers: readonly Pepper[],
  log: Log,
): Promise<UnprovenPeppers> {
  const unproven = new Map<number, Pepper>();
  for (const pepper of peppers.filter(({ version }) => isCounted(version))) {
    const kept = await readPrivateJson(checkFile(dataDir, pepper.version), log);
    if (kept === undefined) unproven.set(pepper.version, pepper);
    else if (kept !== checkOf(pepper)) throw wrongPepper(dataDir, pepper.version);
  }

  async function keep(pepper: Pepper): Promise<void> {
    const content = { version: 1, check: checkOf(pepper) };
    await createPrivateJson(checkFile(dataDir, pepper.version), content, log);
    log.info(
      { pepper: pepper.version },
      'pepper.json is the one that the tokens were made with: a token proved it',
    );
  }

  return {
    has: (version) => unproven.has(version),
    prove(version) {
      const pepper = unproven.get(version);
      if (pepper === undefined) return;
      unproven.delete(version);
      keep(pepper).catch((err: unknown) => {
        log.warn(
          { err },
          'the check value of pepper.json could not be kept: the next start can’t tell a wrong one',
        );
      });
    },
  };
}

function checkOf({ key }: Pepper): string {
  return createHmac('sha256', key).update('patkeeper pepper check').digest('base64url');
}

function checkFile(dataDir: string, version: number): PrivateJson<string> {
  return {
    file: join(dataDir, `pepper-${version}.check.json`),
    whenDamaged: 'It only tells whether pepper.json is the right one: remove it if you are sure of that.',
    parse: (given) => document.safeParse(given).data?.check,
  };
}

function wrongPepper(dataDir: string, version: number): PatkeeperError {
  const file = join(dataDir, 'pepper.json');
  return new OperatorError(
    'store-refused',
    `${file} is not the one that the tokens of this folder were made with: none of them could be verified. Restore it from a ` +
      `backup. Only if these tokens are to be given up, remove ${checkFile(dataDir, version).file}.`,
  );
}
