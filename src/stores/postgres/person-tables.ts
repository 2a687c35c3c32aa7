import { emptyDocument, type PersonDocument } from '../lowdb/person-document.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountFrom, accountRow } from './accounts.ts';
import { CONTACT_COLUMNS, type ContactRow, contactFrom, contactRow } from './contacts.ts';
import { JOB_COLUMNS, type JobRow, jobFrom, jobRow } from './jobs.ts';
import { NOTICE_COLUMNS, type NoticeRow, noticeFrom, noticeRow } from './notice-rows.ts';
import { type PersonColumns, personFrom, present } from './person-columns.ts';
import { RECORD_COLUMNS, type RecordRow, recordFrom, recordRow } from './records.ts';
import { TOKEN_COLUMNS, type TokenRow, tokenFrom, tokenRow } from './token-rows.ts';
import { WATCH_COLUMNS, type WatchRow, watchFrom, watchRow } from './watches.ts';

/** The tables that hold what the embedded store keeps in a person's document. */
export const PERSON_TABLES = [
  'contacts',
  'tokens',
  'notices',
  'records',
  'watches',
  'accounts',
  'jobs',
] as const;
export type PersonTable = (typeof PERSON_TABLES)[number];

/** A person's rows, by table. */
export interface PersonRows {
  readonly contacts: readonly ContactRow[];
  readonly tokens: readonly TokenRow[];
  readonly notices: readonly NoticeRow[];
  readonly records: readonly RecordRow[];
  readonly watches: readonly WatchRow[];
  readonly accounts: readonly AccountRow[];
  readonly jobs: readonly JobRow[];
}

export const COLUMNS: Readonly<Record<PersonTable, string>> = {
  contacts: CONTACT_COLUMNS,
  tokens: TOKEN_COLUMNS,
  notices: NOTICE_COLUMNS,
  records: RECORD_COLUMNS,
  watches: WATCH_COLUMNS,
  accounts: ACCOUNT_COLUMNS,
  jobs: JOB_COLUMNS,
};

/** What tells a row from the others of its table. */
export const KEYS: Readonly<Record<PersonTable, readonly string[]>> = {
  contacts: ['tenant_id', 'object_id'],
  tokens: ['id'],
  notices: ['id'],
  records: ['tenant_id', 'object_id', 'kind', 'key'],
  watches: ['tenant_id', 'object_id'],
  accounts: ['tenant_id', 'object_id'],
  jobs: ['id'],
};

/** The rows of a document. Its pending audit events are in the journal as well. */
export function rowsOf(document: PersonDocument): PersonRows {
  const { person, contact, tokens, notices, records = [], watch, account, jobs = [] } = document;
  return {
    contacts: contact === undefined ? [] : [contactRow(contact)],
    tokens: tokens.map(tokenRow),
    notices: notices.map(({ notice, leaseUntil }) => noticeRow(notice, leaseUntil)),
    records: records.map(recordRow),
    watches: watch === undefined ? [] : [watchRow(watch)],
    accounts: account === undefined ? [] : [accountRow({ person, ...account })],
    jobs: jobs.map(jobRow),
  };
}

/** The document of a person's rows. */
export function documentOf(person: PersonColumns, rows: PersonRows): PersonDocument {
  const [contact] = rows.contacts;
  const [watch] = rows.watches;
  const { person: _, ...account } = rows.accounts.map(accountFrom)[0] ?? { person };
  return {
    ...emptyDocument(personFrom(person)),
    tokens: rows.tokens.map(tokenFrom),
    notices: rows.notices.map((row) => ({
      notice: noticeFrom(row),
      ...present({ leaseUntil: row.lease_until }),
    })),
    ...(contact === undefined ? {} : { contact: contactFrom(contact) }),
    ...(rows.records.length === 0 ? {} : { records: rows.records.map(recordFrom) }),
    ...(watch === undefined ? {} : { watch: watchFrom(watch) }),
    ...(Object.keys(account).length === 0 ? {} : { account }),
    ...(rows.jobs.length === 0 ? {} : { jobs: rows.jobs.map(jobFrom) }),
  };
}
