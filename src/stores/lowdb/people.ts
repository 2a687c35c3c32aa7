import { join } from 'node:path';
import { Low } from 'lowdb';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { type Instant, type PersonId, personKey } from '../../core/tokens/token.ts';
import { asLoaded } from './as-loaded.ts';
import { decodeDocument } from './document-format.ts';
import { createDocumentText } from './document-text.ts';
import { createDurableFile, type DurableFileDeps } from './durable-file.ts';
import { createPeopleIndexes, type PeopleIndexes } from './people-indexes.ts';
import { emptyDocument, type PersonDocument } from './person-document.ts';
import { createPersonFile, type PersonFile } from './person-file.ts';
import { personFileName } from './person-file-name.ts';
import { erasesRecords, forgetExpired } from './record-changes.ts';

/** Everyone the store knows, with the indexes over them. */
export interface People extends Omit<PeopleIndexes, 'follow'> {
  find(person: PersonId): PersonFile | undefined;
  findOrAdd(person: PersonId): PersonFile;
  all(): Iterable<PersonFile>;
  /**
   * Reads one document. Claims of the process before are free again, because the lock proves that it is gone. Gives the
   * audit events that may be missing in the journal: the caller appends them before anything is written.
   */
  load(fileName: string): Promise<readonly AuditEvent[]>;
  /** Says how late it is; records that have expired by then are left out of whatever is written from now on. */
  seen(now: Instant): void;
  /** Resolves when no change of anyone is under way. */
  idle(): Promise<void>;
}

export interface PeopleDeps extends Pick<DurableFileDeps<PersonDocument>, 'files' | 'log' | 'beforeReplace'> {
  readonly folder: string;
  /** Called for every audit event that reached the disk with a document. */
  readonly onEvent: (event: AuditEvent, file: PersonFile) => void;
}

/** Keeps everyone's documents in memory; empty until documents are loaded or people added. */
export function createPeople({ folder, onEvent, ...fileDeps }: PeopleDeps): People {
  const files = new Map<string, PersonFile>();
  const find = (person: PersonId): PersonFile | undefined => files.get(personKey(person));
  const { follow, ...indexes } = createPeopleIndexes((person) => find(person)?.document());
  let latest: Instant = Number.NEGATIVE_INFINITY;

  function openDocument(fileName: string, person: PersonId): Low<PersonDocument> {
    const path = join(folder, fileName);
    const file = createDurableFile({
      ...fileDeps,
      path,
      decode: decodeDocument,
      encode: createDocumentText(),
      erases: erasesRecords,
    });
    return new Low(file, emptyDocument(person));
  }

  function add(low: Low<PersonDocument>): PersonFile {
    const file = createPersonFile({
      low,
      tidy: (document) => forgetExpired(document, latest),
      onWritten: (next, previous) => {
        follow(next, previous);
        const known = new Set(previous.pendingEvents);
        for (const event of next.pendingEvents) if (!known.has(event)) onEvent(event, file);
      },
    });
    files.set(personKey(low.data.person), file);
    return file;
  }

  async function load(fileName: string): Promise<readonly AuditEvent[]> {
    const low = openDocument(fileName, { tenantId: '', objectId: '' });
    await low.read();
    const { person, pendingEvents } = low.data;
    if (personFileName(person) !== fileName) throw new Error('its name belongs to another person');
    low.data = asLoaded(low.data);
    follow(add(low).document());
    return pendingEvents;
  }

  return {
    ...indexes,
    find,
    findOrAdd: (person) => find(person) ?? add(openDocument(personFileName(person), person)),
    all: () => files.values(),
    load,
    seen: (now) => {
      // The latest word counts, not the highest: the clock may have been set back.
      latest = now;
    },
    idle: async () => {
      await Promise.all([...files.values()].map((file) => file.idle()));
    },
  };
}
