import { access } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { ConfigError, createConfigReader } from '../config/reader.ts';
import { OperatorError } from '../core/errors.ts';
import { askService } from '../http/control/ask-service.ts';
import { createLog } from '../log/log.ts';
import type { Command } from '../program/command.ts';
import { loadEnvFile } from '../program/env-file.ts';
import { receivedPart } from '../service/control.ts';
import { type BackupPart, backupParts } from '../stores/lowdb/backup-parts.ts';
import { withDataFolder } from '../stores/lowdb/with-data-folder.ts';
import { type BackupReport, writeBackup } from '../stores/lowdb/write-backup.ts';

const IN_POSTGRES =
  'The data are in PostgreSQL (STORE=postgres). Back the database up with pg_dump, and keep TOKEN_PEPPER and CACHE_KEY.';

/** `patkeeper backup`. */
export const backup: Command = {
  takes: 'FOLDER [--without-keys]',
  about: `Copies the data folder (DATA_DIR) as it is at one moment into another folder, which must be empty or new. Patkeeper may run
meanwhile, and nothing waits for it. To restore, stop Patkeeper and start it with DATA_DIR on a copy of that folder.

pepper.json and cache-key.json are copied too, if they are there: whoever has the backup then has the data with the keys that
protect them. --without-keys leaves them out; keep a copy of them elsewhere, because nothing can verify tokens without them.`,
  options: { 'without-keys': { type: 'boolean' } },
  words: [1, 1],
  async run({ env, options, words: [folder = ''] }) {
    loadEnvFile(env);
    const read = createConfigReader({ env });
    if (read.choice('STORE', ['lowdb', 'postgres']) === 'postgres')
      throw new OperatorError('invalid-input.setting', IN_POSTGRES);
    if (read.problems.length > 0) throw new ConfigError(read.problems);
    const keys = options['without-keys'] !== true;
    const { report, running } = await copy({ dataDir: resolve(read.text('DATA_DIR')), folder, keys });
    process.stdout.write(`${sentencesOf(report, folder, running).join('\n')}\n`);
    return 0;
  },
};

interface CopyInput {
  readonly dataDir: string;
  readonly folder: string;
  readonly keys: boolean;
}

/** Takes the data from the service that uses them, or opens them itself when none does. */
async function copy({
  dataDir,
  folder,
  keys,
}: CopyInput): Promise<{ report: BackupReport; running: boolean }> {
  await access(dataDir).catch((cause: unknown) => {
    const sentence = `There is no data folder ${dataDir}. Run this where Patkeeper is started, or name the folder with DATA_DIR.`;
    throw new OperatorError('invalid-input.setting', sentence, { cause });
  });
  if (`${resolve(folder)}${sep}`.startsWith(`${dataDir}${sep}`))
    throw new OperatorError(
      'invalid-input.setting',
      `${folder} is in the data folder. Name a folder elsewhere.`,
    );
  const response = await askService(dataDir, 'backup', { keys });
  if (response !== undefined)
    return { report: await writeBackup(folder, async () => received(response)), running: true };
  const log = createLog({ level: 'warn', format: 'text' });
  const report = await withDataFolder(dataDir, log, (opened) =>
    writeBackup(folder, async () => backupParts({ ...opened, dataDir, keys })),
  );
  return { report, running: false };
}

async function* received(response: AsyncIterable<unknown>): AsyncGenerator<BackupPart> {
  for await (const value of response) yield receivedPart(value);
}

function sentencesOf({ people, tokens, keyFiles }: BackupReport, folder: string, running: boolean): string[] {
  const how = running ? 'as the running Patkeeper gave them' : 'with no Patkeeper running';
  return [
    `${people} people with ${tokens} tokens, and the audit journal, are in ${folder}, ${how}.`,
    keyFiles.length === 0
      ? 'No keys are in it.'
      : `It holds the keys in ${keyFiles.join(' and ')}: keep it as safe as the data folder.`,
  ];
}
