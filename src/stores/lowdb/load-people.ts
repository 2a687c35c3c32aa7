import { join } from 'node:path';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { PatkeeperError } from '../../core/errors.ts';
import { errorCode } from '../../core/files/error-code.ts';
import { storeRefused } from '../store-errors.ts';
import { cleanCopies } from './clean-copies.ts';
import { type Files, LAST_GOOD, TEMPORARY } from './durable-file.ts';
import type { People } from './people.ts';

const DOCUMENT = '.json';
const READERS = 16;

/**
 * Loads every document of the folder and removes what a crash left half written or half deleted. Gives the audit events that may be
 * missing in the journal. Rejects with `store-refused`, changing nothing, when a document can't be read or was lost.
 */
export async function loadPeople(
  people: People,
  folder: string,
  files: Files,
): Promise<readonly AuditEvent[]> {
  const names = await files.readdir(folder);
  const documents = names.filter((name) => name.endsWith(DOCUMENT));
  refuseLost(folder, names, new Set(documents));
  const events: AuditEvent[] = [];
  const waiting = documents.values();
  async function readOn(): Promise<void> {
    for (const name of waiting) events.push(...(await loadOne(people, folder, name)));
  }
  await Promise.all(Array.from({ length: READERS }, readOn));
  for (const name of names) {
    if (name.endsWith(TEMPORARY)) await files.rm(join(folder, name), { force: true });
  }
  await cleanCopies(
    folder,
    names.filter((name) => name.endsWith(LAST_GOOD)),
    files,
  );
  return events;
}

async function loadOne(people: People, folder: string, name: string): Promise<readonly AuditEvent[]> {
  const path = join(folder, name);
  try {
    return await people.load(name);
  } catch (error) {
    if (error instanceof PatkeeperError || errorCode(error) !== undefined) throw error;
    const why = error instanceof Error ? error.message : 'it can’t be read';
    const sentence =
      `The document ${path} is damaged: ${why}. Nothing was changed. Copy ${path}${LAST_GOOD}, the content before the ` +
      'latest write, over it, or move both files away to start this person with nothing.';
    throw storeRefused(sentence, error);
  }
}

function refuseLost(folder: string, names: readonly string[], documents: ReadonlySet<string>): void {
  for (const name of names) {
    const document = name.slice(0, -LAST_GOOD.length);
    if (!name.endsWith(LAST_GOOD) || documents.has(document)) continue;
    const sentence =
      `The document ${join(folder, document)} is missing, though its last-good copy ${name} is there. ` +
      'Copy that file back under this name, or move it away to start this person with nothing.';
    throw storeRefused(sentence);
  }
}
