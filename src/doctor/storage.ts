import { randomUUID } from 'node:crypto';
import { access, constants, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { faultsOfFolder } from '../core/files/data-folder.ts';
import { errorCode } from '../core/files/error-code.ts';
import { examineDatabase } from './database.ts';
import { type Finding, ok, problem, unchecked } from './findings.ts';
import { GUIDE } from './guide.ts';

const FOLDER = 'Data folder';

export interface StorageDeps {
  readonly config: Pick<Config, 'dataDir' | 'store'>;
  /** The user of this process; undefined where the system has none. */
  readonly uid?: number | undefined;
}

/** Sees whether what Patkeeper keeps can be written, and leaves nothing behind. */
export async function examineStorage({ config, uid }: StorageDeps): Promise<Finding> {
  const { store, dataDir } = config;
  return store.kind === 'postgres' ? examineDatabase(store) : examineFolder(resolve(dataDir), uid);
}

async function examineFolder(folder: string, uid = process.getuid?.()): Promise<Finding> {
  try {
    const there = await stat(folder).catch(codeUnless('ENOENT'));
    // The doctor doesn't create the folder: it would belong to the user who runs the doctor, and that may be another user
    // than Patkeeper's.
    if (there === undefined) {
      await access(await nearest(folder), constants.W_OK);
      return ok(FOLDER, `the first start will make ${folder}.`);
    }
    const { refusals, warnings } = await faultsOfFolder(await realpath(folder));
    const [fault] = [...refusals, ...warnings];
    if (fault !== undefined) {
      const stops = refusals.length > 0 ? ' Until then Patkeeper doesn’t start.' : '';
      return problem(FOLDER, fault, `Do that, then run this again.${stops}`, GUIDE.settings);
    }
    if (uid !== undefined && there.uid !== uid)
      return unchecked(
        FOLDER,
        `${folder} belongs to another user. Run this as the user that runs Patkeeper.`,
      );
    // A name that the store clears away, should this process be killed here.
    const probe = join(folder, `doctor.${randomUUID()}.tmp`);
    await writeFile(probe, 'Patkeeper checks whether it can write here.\n', { flag: 'wx', mode: 0o600 });
    await rm(probe);
    return ok(FOLDER, `Patkeeper can write to ${folder}.`);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    const fix = 'Let the user that runs Patkeeper write there, or name another folder in DATA_DIR.';
    return problem(FOLDER, `Patkeeper can't write to ${folder} (${code}).`, fix, GUIDE.settings);
  }
}

/** The folder itself, or the nearest one above it that exists. */
async function nearest(folder: string): Promise<string> {
  const above = dirname(folder);
  const there = await stat(above).catch(codeUnless('ENOENT'));
  return there !== undefined || above === folder ? above : nearest(above);
}

function codeUnless(expected: string): (error: unknown) => undefined {
  return (error) => {
    if (errorCode(error) !== expected) throw error;
    return undefined;
  };
}
