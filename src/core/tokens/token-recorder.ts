import type { Clock, Log } from '../ports.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { type Instant, personKey, type Token } from './token.ts';

export interface TokenRecorderDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Most tokens whose facts are kept in mind; those beyond are noted when it happens again. */
  readonly most?: number;
  readonly later?: Later;
}

/** What is recorded of a token, and how. `A` is what is told each time, `F` is what is written of it. */
interface Recording<A, F> {
  /** Between two writes of the same. */
  readonly quietMs: number;
  fact(told: A, now: Instant): F;
  write(token: Token, fact: F): Promise<void>;
  /** When the same was written last, by whichever process; undefined when never. */
  lastWritten(token: Token, told: A): Instant | undefined;
  /** What the log calls it: `when tokens were last used`. */
  readonly words: string;
}

/** Notes what happens to tokens all the time, with few writes, never in the way of whoever asks. */
export interface TokenRecorder<A> {
  /** Keeps what happened now. `key` tells what is the same. The write happens later, and its failure is only logged. */
  note(token: Token, key: string, told: A): void;
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
  /** Notes nothing more, and resolves when all is written, or after so many milliseconds: the log says what was dropped. */
  end(ms: number): Promise<void>;
}

interface Waiting<F> {
  readonly token: Token;
  readonly fact: F;
}

const SILENT_MS = 60_000;

const answersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Creates the recorder of one process. What another process has noted is seen by the token that is handed in. */
export function createTokenRecorder<A, F>(
  { quietMs, fact, write, lastWritten, words }: Recording<A, F>,
  { clock, log, most = 10_000, later = systemLater }: TokenRecorderDeps,
): TokenRecorder<A> {
  /** When each was noted, the earliest first; so that a failed write, too, is not tried again at once. */
  const noted = new Map<string, Instant>();
  /** What waits to be written, by owner: what happens to one person's tokens shares a write. */
  const waiting = new Map<string, Map<string, Waiting<F>>>();
  let pending = 0;
  let running: Promise<void> | undefined;
  let failures = 0;
  let silentUntil: Instant = 0;
  let isEnding = false;

  /** Whether less than the quiet time has gone by. A clock that was set back must not silence a token for long. */
  function isFresh(at: Instant, now: Instant): boolean {
    return at <= now && now < at + quietMs;
  }

  function forget(now: Instant): void {
    for (const [key, at] of noted) {
      if (isFresh(at, now)) return;
      noted.delete(key);
    }
  }

  /** With a store that fails, every write fails: one line a minute says so. */
  function failed(error: unknown, now: Instant): void {
    failures += 1;
    if (now < silentUntil) return;
    log.warn({ err: error, failures }, `${words} could not be written`);
    failures = 0;
    silentUntil = now + SILENT_MS;
  }

  async function writeOne({ token, fact: written }: Waiting<F>): Promise<void> {
    try {
      await write(token, written);
    } catch (error) {
      failed(error, clock.now());
    }
    pending -= 1;
  }

  async function drain(): Promise<void> {
    await answersFirst();
    // What is added meanwhile comes last. One iterator for all: a new one each time would pass all that was deleted before it.
    for (const [owner, facts] of waiting) {
      waiting.delete(owner);
      await Promise.all([...facts.values()].map(writeOne));
      await answersFirst();
    }
    running = undefined;
  }

  return {
    note(token, key, told) {
      if (isEnding) return;
      const now = clock.now();
      const before = noted.get(key);
      if (before !== undefined && isFresh(before, now)) return;
      forget(now);
      if (noted.has(key) || noted.size >= most || pending >= most) return;
      const last = lastWritten(token, told);
      if (last !== undefined && now < last + quietMs) return;
      noted.set(key, now);
      const owner = personKey(token.owner);
      const facts = waiting.get(owner) ?? new Map<string, Waiting<F>>();
      if (!facts.has(key)) pending += 1;
      facts.set(key, { token, fact: fact(told, now) });
      waiting.set(owner, facts);
      running ??= drain();
    },
    idle: async () => running,
    async end(ms) {
      isEnding = true;
      let cancel = (): void => {};
      const late = new Promise<void>((resolve) => {
        cancel = later(ms, resolve);
      });
      await Promise.race([running, late]);
      cancel();
      waiting.clear();
      if (pending > 0) log.warn({ dropped: pending }, `there was no time left to write ${words}`);
    },
  };
}
