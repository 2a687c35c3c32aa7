import * as files from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { decodeDocument, encodeDocument } from '../lowdb/document-format.ts';
import { createDurableFile } from '../lowdb/durable-file.ts';
import { asStored, type PersonDocument } from '../lowdb/person-document.ts';
import { personFileName } from '../lowdb/person-file-name.ts';
import { documentNames, type OpenFolder, withDataFolder } from '../lowdb/with-data-folder.ts';
import { storeRefused } from '../store-errors.ts';
import { AUDIT_EVENT_COLUMNS, type AuditEventRow, auditEventFrom } from './audit-events.ts';
import { listMarks } from './marks.ts';
import { checkSchema } from './migrate.ts';
import type { PersonColumns } from './person-columns.ts';
import { COLUMNS, documentOf, KEYS, PERSON_TABLES, type PersonTable } from './person-tables.ts';
import { isMarked } from './served-mark.ts';
import { withClient } from './single-client.ts';

export interface ExportDeps {
  readonly databaseUrl: Secret;
  /** A folder without people, which is made if it is not there. */
  readonly dataDir: string;
  readonly log: Log;
}

/** How much was written, and read back. */
export interface ExportReport {
  readonly people: number;
  readonly tokens: number;
  readonly notices: number;
  readonly auditEvents: number;
}

const BATCH = 1000;
const PEOPLE = PERSON_TABLES.map((table) => `SELECT tenant_id, object_id FROM patkeeper.${table}`).join(
  ' UNION ',
);

/**
 * Writes the database, as it is at one moment, into a data folder of the embedded store. Rejects with `store-refused` when
 * the folder has people in it.
 */
export async function exportData({ databaseUrl, dataDir, log }: ExportDeps): Promise<ExportReport> {
  if ((await documentNames(dataDir)).length > 0)
    throw storeRefused(
      `The folder ${dataDir} has people in it. Name an empty one, or one that is not there.`,
    );
  await checkSchema({ databaseUrl, log });
  return withDataFolder(dataDir, log, (folder) =>
    withClient({ databaseUrl }, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const people = await client.query<PersonColumns>(`${PEOPLE} ORDER BY 1, 2`);
      let [tokens, notices] = [0, 0];
      for (const person of people.rows) {
        const document = asStored(await documentFrom(client, person));
        await write(folder, document, log);
        tokens += document.tokens.length;
        notices += document.notices.length;
      }
      const auditEvents = await writeEvents(client, folder);
      if (await isMarked(client)) await folder.markServed();
      for (const name of await listMarks(client)) await folder.addMark(name);
      return { people: people.rows.length, tokens, notices, auditEvents };
    }),
  );
}

async function documentFrom(client: pg.ClientBase, person: PersonColumns): Promise<PersonDocument> {
  async function rows<Row extends PersonColumns>(table: PersonTable): Promise<Row[]> {
    const order = table === 'tokens' ? 'created_at, id' : KEYS[table].join(', ');
    const text = `SELECT ${COLUMNS[table]} FROM patkeeper.${table} WHERE tenant_id = $1 AND object_id = $2 ORDER BY ${order}`;
    return (await client.query<Row>(text, [person.tenant_id, person.object_id])).rows;
  }
  return documentOf(person, {
    contacts: await rows('contacts'),
    tokens: await rows('tokens'),
    notices: await rows('notices'),
    records: await rows('records'),
    watches: await rows('watches'),
    accounts: await rows('accounts'),
    jobs: await rows('jobs'),
  });
}

async function write({ lock, peopleDir }: OpenFolder, document: PersonDocument, log: Log): Promise<void> {
  const path = join(peopleDir, personFileName(document.person));
  const beforeReplace = lock.assertHeld;
  const file = createDurableFile({
    path,
    files,
    log,
    beforeReplace,
    decode: decodeDocument,
    encode: encodeDocument,
  });
  await file.write(document);
  if (!isDeepStrictEqual(await file.read(), document))
    throw storeRefused(`${path} does not read as it was written.`);
}

/** Writes the audit trail in the order of time; gives how many events there are. */
async function writeEvents(client: pg.ClientBase, { journal }: OpenFolder): Promise<number> {
  let [written, at, id] = [0, Number.MIN_SAFE_INTEGER, ''];
  for (;;) {
    const { rows } = await client.query<AuditEventRow>(
      `SELECT ${AUDIT_EVENT_COLUMNS} FROM patkeeper.audit_events WHERE (at, id) > ($1, $2)
         ORDER BY at, id LIMIT ${BATCH}`,
      [at, id],
    );
    const last = rows.at(-1);
    if (last === undefined) return written;
    await Promise.all(rows.map((row) => journal.append(auditEventFrom(row))));
    [written, at, id] = [written + rows.length, last.at, last.id];
  }
}
