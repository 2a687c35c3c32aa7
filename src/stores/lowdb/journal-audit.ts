import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createSealing, headText, nextNumber, type Sealing } from '../../core/audit/chain.ts';
import type { Seal } from '../../core/audit/seal.ts';
import type { Log } from '../../core/ports.ts';
import type { AuditStore, SealedEvent } from '../../core/store/audit.ts';
import { createKeyedQueue } from '../../core/timing/keyed-queue.ts';
import { type Instant, type PersonId, samePerson } from '../../core/tokens/token.ts';
import { storeUnavailable } from '../store-errors.ts';
import { type AuditJournal, JOURNAL } from './audit-journal.ts';
import type { AuditNotes } from './audit-notes.ts';
import type { Files } from './durable-file.ts';
import { linesBefore, linesBetween } from './journal-lines.ts';
import { mayBeSeal, readLine, sealLine } from './sealed-line.ts';

interface JournalAuditDeps {
  readonly dataDir: string;
  readonly files: Files;
  readonly journal: AuditJournal;
  readonly notes: AuditNotes;
  readonly log: Log;
  /** Throws `store-unavailable` once the store is closed. */
  readonly assertOpen: () => void;
}

/** The name of the note that has the latest seal: a journal that was rotated begins without one. */
export const HEAD_NOTE = 'head';

/** How far the journal has been read. */
interface Progress {
  head: Seal | undefined;
  /** Over what follows the latest seal. */
  sealing: Sealing;
  /** In bytes. */
  readTo: number;
}

/** The audit trail in the journal. Its seals are lines there, and each seals all events since the seal before. */
export function createJournalAudit(deps: JournalAuditDeps): AuditStore {
  const { files, journal, notes, log, assertOpen } = deps;
  const path = join(deps.dataDir, JOURNAL);
  const turns = createKeyedQueue();
  let progress: Progress | undefined;
  /** Where the event of a number stands: whoever reads on begins there. */
  let known: { readonly number: number; readonly start: number } | undefined;

  async function reading<T>(work: (handle: FileHandle) => Promise<T>): Promise<T> {
    const handle = await files.open(path, 'r').catch((error: unknown) => {
      throw storeUnavailable(error);
    });
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  }

  async function begin(handle: FileHandle): Promise<Progress> {
    const note = notes.get(HEAD_NOTE);
    const noted = note === undefined ? undefined : (JSON.parse(note) as Seal);
    for await (const { bytes, end } of linesBefore(handle, journal.length())) {
      const line = mayBeSeal(bytes) ? readLine(bytes) : undefined;
      if (line?.kind !== 'seal') continue;
      if (line.seal.number >= (noted?.number ?? 0)) return startAfter(line.seal, end);
      const [found, later] = [headText(line.seal), noted === undefined ? '' : headText(noted)];
      log.error(
        { file: path, found, noted: later },
        'the audit journal is older than its latest seal: events are missing',
      );
      return startAfter(noted, end);
    }
    return startAfter(noted, 0);
  }

  /** Reads on to the end of what is written. In turn: nobody else reads meanwhile. */
  async function readOn(): Promise<Progress> {
    return reading(async (handle) => {
      progress ??= await begin(handle);
      for await (const { bytes, end } of linesBetween(handle, progress.readTo, journal.length())) {
        const line = readLine(bytes);
        if (line.kind === 'seal') progress = startAfter(line.seal, end);
        else progress.sealing.add(line.leaf);
        progress.readTo = end;
      }
      return progress;
    });
  }

  /** Where to read on for the event of a number; undefined when nothing in the journal is sealed. */
  async function locate(handle: FileHandle, number: number): Promise<typeof known> {
    if (known?.number === number) return known;
    for await (const { bytes } of linesBetween(handle, 0, journal.length())) {
      const line = mayBeSeal(bytes) ? readLine(bytes) : undefined;
      if (line?.kind === 'seal') return { number: line.seal.first, start: 0 };
    }
    return undefined;
  }

  async function sealedAfter(after: number, limit: number): Promise<readonly SealedEvent[]> {
    const { head } = await turns.take('seal', readOn);
    const end = nextNumber(head);
    return reading(async (handle) => {
      const found: SealedEvent[] = [];
      const place = await locate(handle, after + 1);
      if (place === undefined) return [];
      let { number, start } = place;
      for await (const line of linesBetween(handle, start, journal.length())) {
        if (number >= end || found.length === limit) break;
        start = line.end;
        if (mayBeSeal(line.bytes) && readLine(line.bytes).kind === 'seal') continue;
        const read = number > after ? readLine(line.bytes) : undefined;
        if (read?.kind === 'event') found.push({ number, event: read.event });
        number += 1;
      }
      known = { number, start };
      return found;
    });
  }

  async function list(person: PersonId, { limit, from }: { limit: number; from?: string }) {
    const end = Math.min(
      /^\d{1,15}$/.test(from ?? '') ? Number(from) : Number.MAX_SAFE_INTEGER,
      journal.length(),
    );
    const needles = [person.objectId, person.objectId.toLowerCase()].map((id) => Buffer.from(id));
    return reading(async (handle) => {
      const events = [];
      let next = 0;
      for await (const { start, bytes } of linesBefore(handle, end)) {
        if (!needles.some((needle) => bytes.includes(needle))) continue;
        const line = readLine(bytes);
        if (line.kind !== 'event') continue;
        if (![line.event.owner, line.event.actor].some((one) => samePerson(one, person))) continue;
        if (events.length === limit) return { events, next: String(next) };
        events.push(line.event);
        next = start;
      }
      return { events };
    });
  }

  async function seal(now: Instant): Promise<Seal | undefined> {
    if ((await readOn()).sealing.count === 0) return undefined;
    // What was written meanwhile comes before the seal in the journal, so it is sealed too.
    const sealed = await journal.appendAfter(async () => (await readOn()).sealing.seal(now), sealLine);
    await notes.keep(HEAD_NOTE, JSON.stringify(sealed));
    return sealed;
  }

  async function keepNote(name: string, was: string | undefined, text: string): Promise<boolean> {
    if (notes.get(name) !== was) return false;
    await notes.keep(name, text);
    return true;
  }

  return {
    record: async (event) => {
      assertOpen();
      await journal.append(event);
    },
    list: async (person, page) => {
      assertOpen();
      return list(person, page);
    },
    seal: async (now) => {
      assertOpen();
      return turns.take('seal', () => seal(now));
    },
    head: async () => {
      assertOpen();
      return (await turns.take('seal', readOn)).head;
    },
    sealedAfter: async (number, limit) => {
      assertOpen();
      return sealedAfter(number, limit);
    },
    note: async (name) => {
      assertOpen();
      return notes.get(name);
    },
    keepNote: async (name, was, text) => {
      assertOpen();
      return turns.take('note', () => keepNote(name, was, text));
    },
  };
}

function startAfter(head: Seal | undefined, readTo: number): Progress {
  return { head, sealing: createSealing(head), readTo };
}
