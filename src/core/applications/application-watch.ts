import { withCorrelation } from '../correlation.ts';
import type { Clock, Log } from '../ports.ts';
import type { PageKey } from '../store/oversight.ts';
import type { Store } from '../store/store.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { HOUR } from '../timing/durations.ts';
import { createHourlyWatch, type HourlyWatch } from '../timing/hourly-watch.ts';
import type { Policy } from '../tokens/policy.ts';
import { type PersonId, personKey, type Token } from '../tokens/token.ts';
import { rememberingAuthority } from '../tokens/tracking.ts';
import type { Application, ApplicationDirectory } from './application.ts';
import { type FollowRights, mayFollow } from './following.ts';
import { credentialOf, isFollowed, reconcileApplication } from './reconcile-application.ts';

export interface ApplicationWatchDeps extends FollowRights {
  readonly clock: Clock;
  readonly store: Pick<Store, 'oversight' | 'watches' | 'rateLimits'>;
  readonly directory: ApplicationDirectory;
  readonly policy: Policy;
  readonly log: Log;
  readonly wake: () => void;
  readonly newId: () => string;
  readonly later?: Later;
  /** Between two applications, milliseconds: the directory takes 150 such questions a minute. */
  readonly pauseMs?: number;
}

/** What one person follows of one application. */
interface Followed {
  readonly owner: PersonId;
  readonly appId: string;
  readonly known: Token[];
}

const BATCH = 200;
const PAUSE_MS = 500;

/** Creates what keeps what people follow as the directory says it. Of several replicas one looks in each hour. */
export function createApplicationWatch(deps: ApplicationWatchDeps): HourlyWatch {
  const { clock, store, directory, policy, log, wake, newId, later = systemLater, pauseMs = PAUSE_MS } = deps;
  const authority = rememberingAuthority(policy);
  let endPause = (): void => {};

  /** What everybody follows, by person and application. */
  async function followed(): Promise<readonly Followed[]> {
    const groups = new Map<string, Followed>();
    for (let after: PageKey | undefined; !watch.isStopped(); ) {
      const asked = { filter: { authority }, sort: 'ends', now: clock.now(), limit: BATCH } as const;
      const tokens = await store.oversight.findTokens(after === undefined ? asked : { ...asked, after });
      for (const token of tokens) {
        const appId = credentialOf(token)?.appId;
        if (appId === undefined) continue;
        const key = `${personKey(token.owner)} ${appId}`;
        const group = groups.get(key) ?? { owner: token.owner, appId, known: [] };
        group.known.push(token);
        groups.set(key, group);
      }
      const last = tokens.at(-1);
      if (last === undefined || tokens.length < BATCH) break;
      after = { at: last.validTo, id: last.id };
    }
    return [...groups.values()].filter(({ known }) => isFollowed(known, clock.now()));
  }

  function pause(): Promise<void> {
    if (pauseMs === 0 || watch.isStopped()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = later(pauseMs, resolve);
      endPause = () => {
        end();
        resolve();
      };
    });
  }

  async function update(
    { owner, appId, known }: Followed,
    application: Application | undefined,
  ): Promise<void> {
    // Whoever owned it once must not hear of what is made since.
    if (application !== undefined && !mayFollow(owner, application, deps)) return;
    const now = clock.now();
    const look = { owner, appId, known, application, isAsked: false, authority, now, newId };
    const differences = reconcileApplication(look);
    if (differences.found.length + differences.changes.length === 0) return;
    await store.watches.syncTokens({ owner, now, ...differences, notices: [] });
    log.info(
      { appId, found: differences.found.length, changed: differences.changes.length },
      'what an application has was brought up to date',
    );
    wake();
  }

  async function look(): Promise<void> {
    const now = clock.now();
    if (!(await store.rateLimits.claimKey('applications', now, now + HOUR - 1))) return;
    const byId = new Map<string, Followed[]>();
    for (const one of await followed()) byId.set(one.appId, [...(byId.get(one.appId) ?? []), one]);
    for (const [appId, people] of byId) {
      if (watch.isStopped()) return;
      const application = await directory.find(appId);
      for (const one of people) await update(one, application);
      await pause();
    }
  }

  const watch = createHourlyWatch({
    look: () => withCorrelation(look),
    failed: (err) => log.warn({ err }, 'applications could not be looked at: what is known stays'),
    later,
  });
  return {
    ...watch,
    stop() {
      const over = watch.stop();
      endPause();
      return over;
    },
  };
}
