import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeDocument } from '../../src/stores/lowdb/document-format.ts';
import { DOCUMENT_VERSION } from '../../src/stores/lowdb/person-document.ts';
import { personFileName } from '../../src/stores/lowdb/person-file-name.ts';
import { contactAt, eventsAt, type Fill, noticesAt, personAt, TOKENS_EACH, tokenAt } from './store-shape.ts';

/** Writes the data folder of a fill, as the store would have left it. */
export async function fillLowdb(dataDir: string, fill: Fill): Promise<void> {
  const folder = join(dataDir, 'people');
  await mkdir(folder, { recursive: true });
  const journal = await open(join(dataDir, 'audit.jsonl'), 'w', 0o600);
  try {
    for (let person = 0; person < fill.people; person += 1) {
      const indexes = Array.from({ length: TOKENS_EACH }, (_, slot) => slot * fill.people + person);
      const document = {
        version: DOCUMENT_VERSION,
        person: personAt(person),
        contact: contactAt(person, fill),
        tokens: indexes.map((i) => tokenAt(i, fill)),
        notices: indexes.flatMap((i) => noticesAt(i, fill)).map((notice) => ({ notice })),
        pendingEvents: [],
      } as const;
      await writeFile(join(folder, personFileName(document.person)), encodeDocument(document), {
        mode: 0o600,
      });
      const events = indexes.flatMap((i) => eventsAt(i, fill));
      await journal.appendFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    }
  } finally {
    await journal.close();
  }
}
