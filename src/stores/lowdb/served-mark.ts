import { join } from 'node:path';
import { syncFolder, writeNewFile } from '../../core/files/durable-files.ts';
import { errorCode } from '../../core/files/error-code.ts';
import { isLoopbackUrl } from '../../core/loopback.ts';
import type { Files } from './durable-file.ts';
import type { PersonDocument } from './person-document.ts';

/** The file in a data folder that says that these data served Teams. */
export const SERVED_TEAMS = 'served-teams';

const TEXT =
  'These data have served Microsoft Teams. Patkeeper opens them in local mode with LOCAL_DATA=yes only.\n';

/** Whether a data folder is marked as one that served Teams. */
export async function isMarkedServed(files: Pick<Files, 'readdir'>, dataDir: string): Promise<boolean> {
  return (await files.readdir(dataDir)).includes(SERVED_TEAMS);
}

/** Marks a data folder, durably; a second mark changes nothing. */
export async function markServed(files: Pick<Files, 'open'>, dataDir: string): Promise<void> {
  try {
    await writeNewFile(files, join(dataDir, SERVED_TEAMS), TEXT);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  await syncFolder(files, dataDir);
}

/** Whether somebody is reached beyond this machine: data from before there was a mark show it by that. */
export function reachesBeyond(document: Pick<PersonDocument, 'contact'>): boolean {
  return document.contact !== undefined && !isLoopbackUrl(document.contact.serviceUrl);
}
