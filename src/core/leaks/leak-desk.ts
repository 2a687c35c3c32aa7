import { noticeForLeak } from '../notices/watch-notices.ts';
import type { Clock, Log, TellAdministrators } from '../ports.ts';
import { findOwnSecrets } from '../secrets/find-secrets.ts';
import type { Store } from '../store/store.ts';
import { DAY } from '../timing/durations.ts';
import { createGiveWay } from '../timing/give-way.ts';
import type { Token } from '../tokens/token.ts';
import type { TokenService } from '../tokens/token-service-port.ts';
import { isProven, type Verdict } from '../tokens/verdict.ts';
import { type LeakReport, placeOf } from './leak-report.ts';

/** What became of a reported secret: its token was alive and is revoked now, it had ended before, or it is none of ours. */
export type LeakOutcome = 'revoked' | 'dead' | 'foreign';

export interface LeakDeskDeps {
  verify(text: string): Verdict | Promise<Verdict>;
  readonly tokenService: Pick<TokenService, 'revokeLeaked' | 'noteLeakOfEnded'>;
  readonly store: Pick<Store, 'notices'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly wake: () => void;
  readonly tellAdministrators: TellAdministrators;
  /** Counts what became of each reported secret. */
  readonly onOutcome: (outcome: LeakOutcome) => void;
}

/** Takes reports of leaked secrets. */
export interface LeakDesk {
  /**
   * Revokes each live token whose secret was reported, and tells owners and administrators. Gives for each report, in their
   * order, what became of it. The same report again changes nothing and tells nobody. Rejects with `store-unavailable` or
   * `unknown-pepper` when it can't be finished; then it is to be sent again.
   */
  take(reporter: string, reports: readonly LeakReport[]): Promise<readonly LeakOutcome[]>;
}

const GRAVEST_FIRST: readonly LeakOutcome[] = ['revoked', 'dead'];
/** So many are looked at together; others get their turn in between. */
const AT_ONCE = 20;

/** Creates the desk. */
export function createLeakDesk(deps: LeakDeskDeps): LeakDesk {
  const { tokenService, store, clock, log, wake } = deps;

  /** Scanners of one's own may report the whole line: what stands around a secret makes it no less alive. */
  async function handle(reporter: string, { token: text, url }: LeakReport): Promise<LeakOutcome> {
    const outcomes = new Set<LeakOutcome>();
    for (const secret of findOwnSecrets(text)) outcomes.add(await handleSecret(reporter, secret, url));
    return GRAVEST_FIRST.find((outcome) => outcomes.has(outcome)) ?? 'foreign';
  }

  async function handleSecret(reporter: string, text: string, url: string): Promise<LeakOutcome> {
    const verdict = await deps.verify(text);
    const token = isProven(verdict) ? verdict : verdict.token;
    if (token === undefined) return 'foreign';
    const place = placeOf(url);
    if (isProven(verdict) && (await tokenService.revokeLeaked(token, { reporter, place }))) {
      const { owner, id, name } = token;
      log.warn({ tokenId: id, reporter, place }, 'a token was revoked because its secret was found');
      deps.tellAdministrators({ kind: 'leak', owner, tokenId: id, tokenName: name, reporter, place });
      return 'revoked';
    }
    await tellOfEnded(reporter, token, place);
    return 'dead';
  }

  /** Its secret opens nothing any more, but its owner should know where it lies. */
  async function tellOfEnded(reporter: string, token: Token, place: string): Promise<void> {
    const now = clock.now();
    const notice = noticeForLeak(token, now, { reporter, place, wasAlive: false });
    if (!(await store.notices.owe(notice, { now, quietMs: DAY }))) return;
    wake();
    await tokenService.noteLeakOfEnded(token, { reporter, place });
    log.info({ tokenId: token.id, reporter, place }, 'the secret of a token that has ended was found');
  }

  return {
    async take(reporter, reports) {
      const outcomes = new Map<string, LeakOutcome>();
      const unique = [...new Map(reports.map((report) => [report.token, report])).values()];
      const giveWay = createGiveWay();
      for (let first = 0; first < unique.length; first += AT_ONCE) {
        await giveWay();
        const part = unique.slice(first, first + AT_ONCE);
        const done = await Promise.all(part.map((report) => handle(reporter, report)));
        for (const [i, { token }] of part.entries()) outcomes.set(token, done[i] ?? 'foreign');
      }
      const all = reports.map(({ token }) => outcomes.get(token) ?? 'foreign');
      for (const outcome of all) deps.onOutcome(outcome);
      return all;
    },
  };
}
