import type { Low } from 'lowdb';
import { createGiveWay } from '../../core/timing/give-way.ts';
import { storeUnavailable } from '../store-errors.ts';
import type { Change, PersonDocument } from './person-document.ts';

/** One person's document in memory, and the only way to change it. */
export interface PersonFile {
  /** What is on disk. */
  document(): PersonDocument;
  /**
   * Applies a change once those before it are done; resolves when it is on disk. Rejects with what the change throws, or
   * with `store-unavailable` when it could not be written, and then nothing has changed.
   */
  apply<T>(change: Change<T>): Promise<T>;
  /** Says that an audit event is in the journal: the next write leaves it out. */
  journaled(eventId: string): void;
  /** Resolves when no change is under way. */
  idle(): Promise<void>;
}

export interface PersonFileDeps {
  /** The person's document, as read or empty. */
  readonly low: Low<PersonDocument>;
  /** Leaves out what need not be kept, whenever the document is written. */
  readonly tidy: (document: PersonDocument) => PersonDocument;
  /** Called with every document that has reached the disk, before its changes resolve. */
  readonly onWritten: (next: PersonDocument, previous: PersonDocument) => void;
}

interface Outcome {
  readonly document: PersonDocument;
  settle(): void;
}

interface Waiting {
  evaluate(document: PersonDocument): Outcome;
  reject(error: unknown): void;
}

/**
 * Changes that arrive while a write is under way are applied one after the other to a copy and share the next write. The
 * copy replaces the document in memory only when it is on disk.
 */
export function createPersonFile({ low, tidy, onWritten }: PersonFileDeps): PersonFile {
  let published = low.data;
  let queue: Waiting[] = [];
  let running: Promise<void> | undefined;
  let inJournal: Set<string> | undefined;

  async function flush(batch: readonly Waiting[]): Promise<void> {
    const previous = published;
    let draft = previous;
    const written: { settle(): void; reject(error: unknown): void }[] = [];
    const giveWay = createGiveWay();
    for (const waiting of batch) {
      // What comes meanwhile waits for the next write.
      const others = giveWay();
      if (others !== undefined) await others;
      const { document, settle } = waiting.evaluate(draft);
      draft = document;
      // Without a change before it, an answer rests on what is on disk and need not wait for the write.
      if (draft === previous) settle();
      else written.push({ settle, reject: waiting.reject });
    }
    if (draft === previous) return;
    draft = tidy(draft);
    const dropped = inJournal;
    if (dropped !== undefined) {
      draft = { ...draft, pendingEvents: draft.pendingEvents.filter(({ id }) => !dropped.has(id)) };
      inJournal = undefined;
    }
    try {
      low.data = draft;
      await low.write();
    } catch (cause) {
      inJournal = new Set([...(dropped ?? []), ...(inJournal ?? [])]);
      for (const { reject } of written) reject(storeUnavailable(cause));
      return;
    }
    published = draft;
    onWritten(draft, previous);
    for (const { settle } of written) settle();
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      await flush(batch);
    }
    running = undefined;
  }

  function apply<T>(change: Change<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const evaluate = (current: PersonDocument): Outcome => {
        try {
          const { document, value } = change(current);
          return { document, settle: () => resolve(value) };
        } catch (error) {
          return { document: current, settle: () => reject(error) };
        }
      };
      queue.push({ evaluate, reject });
      running ??= run();
    });
  }

  return {
    document: () => published,
    apply,
    journaled: (eventId) => {
      inJournal ??= new Set();
      inJournal.add(eventId);
    },
    idle: async () => running,
  };
}
