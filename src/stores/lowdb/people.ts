import { join } from 'node:path';
import { Low } from 'lowdb';
import type { AuditEvent } from '../../core/ports.ts';
import { type PersonId, personKey, type Token } from '../../core/token.ts';
import { decodeDocument, encodeDocument } from './document-format.ts';
import { createDueIndex, type DueIndex } from './due-index.ts';
import { createDurableFile, type DurableFileDeps } from './durable-file.ts';
import { claimableAt } from './notice-changes.ts';
import { emptyDocument, type PersonDocument } from './person-document.ts';
import { personFileName } from './person-file-name.ts';
import { createPersonRecord, type PersonRecord } from './person-record.ts';

/** A notice as the due index names it. */
export interface DueNotice {
  readonly person: PersonId;
  readonly id: string;
}

/** Everyone the store knows, with the indexes over them. */
export interface People {
  find(person: PersonId): PersonRecord | undefined;
  findOrAdd(person: PersonId): PersonRecord;
  /**
   * Reads one document. Claims of the process before are free again, because the lock proves that it is gone. Gives the
   * audit events that may be missing in the journal: the caller appends them before anything is written.
   */
  load(fileName: string): Promise<readonly AuditEvent[]>;
  findTokenBySelector(selector: string): Token | undefined;
  readonly due: Pick<DueIndex<DueNotice>, 'take' | 'nextAt'>;
  /** Puts a notice that was taken from the due index back, as it stands now. */
  putBack(notice: DueNotice): void;
  /** Resolves when no change of anyone is under way. */
  idle(): Promise<void>;
}

export interface PeopleDeps extends Pick<DurableFileDeps<PersonDocument>, 'files' | 'log' | 'beforeReplace'> {
  readonly folder: string;
  /** Called for every audit event that reached the disk with a document. */
  readonly onEvent: (event: AuditEvent, record: PersonRecord) => void;
}

/** Keeps everyone's documents in memory; empty until documents are loaded or people added. */
export function createPeople({ folder, onEvent, ...fileDeps }: PeopleDeps): People {
  const records = new Map<string, PersonRecord>();
  const selectors = new Map<string, { readonly record: PersonRecord; readonly tokenId: string }>();
  const due = createDueIndex<DueNotice>();

  function index(record: PersonRecord, next: PersonDocument, previous?: PersonDocument): void {
    const [tokensBefore, tokensNow] = [idsOf(previous?.tokens), idsOf(next.tokens)];
    for (const { id, digest } of next.tokens) {
      if (digest !== undefined && !tokensBefore.has(id))
        selectors.set(digest.selector, { record, tokenId: id });
    }
    for (const { id, digest } of previous?.tokens ?? []) {
      if (digest !== undefined && !tokensNow.has(id)) selectors.delete(digest.selector);
    }
    const known = new Set(previous?.notices);
    for (const notice of next.notices) {
      if (!known.has(notice)) indexNotice({ person: next.person, id: notice.notice.id }, claimableAt(notice));
    }
    const noticesNow = idsOf(next.notices.map(({ notice }) => notice));
    for (const { notice } of previous?.notices ?? []) {
      if (!noticesNow.has(notice.id)) indexNotice({ person: next.person, id: notice.id }, undefined);
    }
  }

  function indexNotice(notice: DueNotice, at: number | undefined): void {
    due.set(`${personKey(notice.person)} ${notice.id}`, at, notice);
  }

  function openDocument(fileName: string, person: PersonId): Low<PersonDocument> {
    const path = join(folder, fileName);
    const file = createDurableFile({ ...fileDeps, path, decode: decodeDocument, encode: encodeDocument });
    return new Low(file, emptyDocument(person));
  }

  function add(low: Low<PersonDocument>): PersonRecord {
    const record = createPersonRecord({
      low,
      onWritten: (next, previous) => {
        index(record, next, previous);
        const known = new Set(previous.pendingEvents);
        for (const event of next.pendingEvents) if (!known.has(event)) onEvent(event, record);
      },
    });
    records.set(personKey(low.data.person), record);
    return record;
  }

  async function load(fileName: string): Promise<readonly AuditEvent[]> {
    const low = openDocument(fileName, { tenantId: '', objectId: '' });
    await low.read();
    const { person, pendingEvents } = low.data;
    if (personFileName(person) !== fileName) throw new Error('its name belongs to another person');
    const notices = low.data.notices.map((record) =>
      record.notice.state === 'sending' ? { notice: record.notice, leaseUntil: record.notice.dueAt } : record,
    );
    low.data = { ...low.data, notices, pendingEvents: [] };
    index(add(low), low.data);
    return pendingEvents;
  }

  return {
    find: (person) => records.get(personKey(person)),
    findOrAdd: (person) =>
      records.get(personKey(person)) ?? add(openDocument(personFileName(person), person)),
    load,
    findTokenBySelector: (selector) => {
      const found = selectors.get(selector);
      return found?.record.document().tokens.find(({ id }) => id === found.tokenId);
    },
    due,
    putBack: (notice) => {
      const kept = records.get(personKey(notice.person))?.document();
      const record = kept?.notices.find((one) => one.notice.id === notice.id);
      if (record !== undefined) indexNotice(notice, claimableAt(record));
    },
    idle: async () => {
      await Promise.all([...records.values()].map((record) => record.idle()));
    },
  };
}

function idsOf(things: readonly { readonly id: string }[] = []): ReadonlySet<string> {
  return new Set(things.map(({ id }) => id));
}
