import { readdir } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import type { Log } from '../core/ports.ts';

/** Warns once, at the start, about keys in the same folder as the data that they protect. */
export async function warnOfKeysBesideData(
  config: Pick<Config, 'store' | 'dataDir' | 'authorities' | 'azureDevOps'>,
  log: Log,
): Promise<void> {
  if (config.store.kind !== 'lowdb') return;
  const names = await readdir(config.dataDir);
  const files = [
    ...(config.authorities.includes('builtin') ? [{ file: 'pepper.json', setting: 'TOKEN_PEPPER' }] : []),
    ...(config.azureDevOps === undefined ? [] : [{ file: 'cache-key.json', setting: 'CACHE_KEY' }]),
  ].filter(({ file }) => names.includes(file));
  if (files.length === 0) return;
  const found = files.map(({ file }) => file).join(' and ');
  const settings = files.map(({ setting }) => setting).join(' and ');
  log.warn(
    { dataDir: config.dataDir },
    `${found} in DATA_DIR: a copy of the folder has the data and also the keys that protect it. That is fine for a first try. For real use, set ${settings} from a secret store before the first start. Or leave the file out of the backups of this folder, and keep a copy of it elsewhere.`,
  );
}
