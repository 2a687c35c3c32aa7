import type { Clock, Log } from '../ports.ts';
import type { TokenStore } from '../store/tokens.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { MINUTE } from '../timing/durations.ts';
import { type Instant, personKey, type Token, type TokenUse } from './token.ts';

interface UseRecorderDeps {
  readonly store: { readonly tokens: Pick<TokenStore, 'recordUse'> };
  readonly clock: Clock;
  readonly log: Log;
  /** Most tokens whose uses are kept in mind; those beyond are noted when they are used again. */
  readonly most?: number;
  readonly later?: Later;
}

/** Notes uses of tokens, at most one write a minute for a token, never in the way of whoever asks. */
export interface UseRecorder {
  /** Keeps that the token was used now. The write happens later, and its failure is only logged. */
  note(token: Token, service: string): void;
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
  /**
   * Notes nothing more, and resolves when all is written, or after so many milliseconds: what is not written by then is
   * dropped, and the log says how many uses that were.
   */
  end(ms: number): Promise<void>;
}

interface Use {
  readonly token: Token;
  readonly use: TokenUse;
}

const LONGEST_SERVICE = 100;

/** Creates the recorder of one process. What another process has noted is seen by the token that is handed in. */
export function createUseRecorder(deps: UseRecorderDeps): UseRecorder {
  const { store, clock, log, most = 10_000, later = systemLater } = deps;
  /** When each token was noted, the earliest first; so that a failed write, too, is not tried again at once. */
  const noted = new Map<string, Instant>();
  /** What waits to be written, by owner: one person's uses share a write. */
  const waiting = new Map<string, Map<string, Use>>();
  let pending = 0;
  let running: Promise<void> | undefined;
  let failures = 0;
  let silentUntil: Instant = 0;
  let isEnding = false;

  function forget(now: Instant): void {
    for (const [id, at] of noted) {
      if (isFresh(at, now)) return;
      noted.delete(id);
    }
  }

  /** With a store that fails, every use fails: one line a minute says so. */
  function failed(error: unknown, now: Instant): void {
    failures += 1;
    if (now < silentUntil) return;
    log.warn({ err: error, failures }, 'when tokens were last used could not be written');
    failures = 0;
    silentUntil = now + MINUTE;
  }

  async function write({ token, use }: Use): Promise<void> {
    try {
      await store.tokens.recordUse(token.owner, token.id, use);
    } catch (error) {
      failed(error, clock.now());
    }
    pending -= 1;
  }

  async function drain(): Promise<void> {
    for (;;) {
      // Answers go first.
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = waiting;
      if (next === undefined) break;
      const [owner, uses] = next;
      waiting.delete(owner);
      await Promise.all([...uses.values()].map(write));
    }
    running = undefined;
  }

  return {
    note(token, service) {
      if (isEnding) return;
      const now = clock.now();
      const before = noted.get(token.id);
      if (before !== undefined && isFresh(before, now)) return;
      forget(now);
      const { lastUsed } = token;
      if (noted.has(token.id) || noted.size >= most || pending >= most) return;
      if (lastUsed !== undefined && now < lastUsed.at + MINUTE) return;
      noted.set(token.id, now);
      const owner = personKey(token.owner);
      const uses = waiting.get(owner) ?? new Map<string, Use>();
      if (!uses.has(token.id)) pending += 1;
      uses.set(token.id, { token, use: { at: now, service: service.slice(0, LONGEST_SERVICE) } });
      waiting.set(owner, uses);
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
      if (pending > 0)
        log.warn({ dropped: pending }, 'there was no time left to write when tokens were last used');
    },
  };
}

/** Whether less than a minute has gone by. A clock that was set back must not silence a token for long. */
function isFresh(at: Instant, now: Instant): boolean {
  return at <= now && now < at + MINUTE;
}
