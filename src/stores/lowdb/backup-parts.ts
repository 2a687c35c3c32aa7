import { createReadStream } from 'node:fs';
import * as files from 'node:fs/promises';
import { join } from 'node:path';
import { readPrivateFile } from '../../core/files/private-file.ts';
import { JOURNAL } from './audit-journal.ts';
import { AUDIT_NOTES, NO_NOTES } from './audit-notes.ts';
import { createDocumentText } from './document-text.ts';
import { markFile, marksIn } from './marks.ts';
import { type DataFolder, PEOPLE } from './open-data-folder.ts';
import type { PersonDocument } from './person-document.ts';
import { personFileName } from './person-file-name.ts';
import { isMarkedServed, SERVED_TEAMS } from './served-mark.ts';

/** The files with keys that a start may have made in a data folder. */
export const KEY_FILES: readonly string[] = ['pepper.json', 'cache-key.json'];

/** Some bytes of a file of a data folder; those of one file follow one another. */
export interface BackupPart {
  /** Its path in the data folder, with `/`. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface BackupSource extends Pick<DataFolder, 'people' | 'journal' | 'notes'> {
  readonly dataDir: string;
  /** Whether the files with keys are in it too. */
  readonly keys: boolean;
}

/**
 * Gives everything in an open data folder as it is at the moment of the call, whatever is written meanwhile. No write waits
 * for it: documents are never changed in place, and the journal only grows. An event that the journal lacks at that moment is
 * in its person's document still, as after a crash.
 */
export function backupParts(source: BackupSource): AsyncIterable<BackupPart> {
  const documents = [...source.people.all()].map((file) => file.document()).filter(holdsSomething);
  return partsOf(source, documents, source.journal.length(), source.notes.text());
}

async function* partsOf(
  { dataDir, keys }: BackupSource,
  documents: readonly PersonDocument[],
  journalLength: number,
  notes: string,
): AsyncGenerator<BackupPart> {
  yield { file: JOURNAL, bytes: new Uint8Array() };
  if (journalLength > 0) {
    const journal = createReadStream(join(dataDir, JOURNAL), { end: journalLength - 1 });
    for await (const bytes of journal) yield { file: JOURNAL, bytes: bytes as Buffer };
  }
  if (notes !== NO_NOTES) yield { file: AUDIT_NOTES, bytes: Buffer.from(notes) };
  for (const document of documents) {
    const file = `${PEOPLE}/${personFileName(document.person)}`;
    const text = await createDocumentText()(document);
    yield { file, bytes: typeof text === 'string' ? Buffer.from(text) : Buffer.concat(text) };
  }
  if (await isMarkedServed(files, dataDir))
    yield { file: SERVED_TEAMS, bytes: await files.readFile(join(dataDir, SERVED_TEAMS)) };
  for (const name of await marksIn(files, dataDir)) {
    const file = markFile(name);
    yield { file, bytes: await files.readFile(join(dataDir, file)) };
  }
  for (const file of keys ? KEY_FILES : []) {
    const text = await readPrivateFile(join(dataDir, file));
    if (text !== undefined) yield { file, bytes: Buffer.from(text) };
  }
}

/** A person is known from their first question on, and has a document from their first write on. */
function holdsSomething(document: PersonDocument) {
  const { contact, tokens, notices, records = [], watch, account, pendingEvents } = document;
  const lists = [tokens, notices, records, pendingEvents];
  const single = [contact, watch, account];
  return single.some((one) => one !== undefined) || lists.some((list) => list.length > 0);
}
