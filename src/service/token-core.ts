import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { createAdministratorNotices } from '../core/administration/administrator-notices.ts';
import { createApplicationWatch } from '../core/applications/application-watch.ts';
import { countEvents } from '../core/audit/count-events.ts';
import { createDispatcher, type Dispatcher } from '../core/notices/dispatcher.ts';
import { createLadderWatch } from '../core/notices/ladder-watch.ts';
import type { Pace } from '../core/notices/notice-pace.ts';
import type { Clock, Log, Messenger, TellAdministrators } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import { createSweeper, type Sweeper } from '../core/sync/sweeper.ts';
import { createTokenSync, type WatchedAuthority } from '../core/sync/token-sync.ts';
import { HOUR } from '../core/timing/durations.ts';
import { createCutOverWatch } from '../core/tokens/cut-over-watch.ts';
import { createIdleWatch } from '../core/tokens/idle-watch.ts';
import type { OrganizationOf } from '../core/tokens/organization-of.ts';
import type { Policy } from '../core/tokens/policy.ts';
import type { TokenAuthority } from '../core/tokens/token-authority.ts';
import { createTokenService } from '../core/tokens/token-service.ts';
import type { TokenService } from '../core/tokens/token-service-port.ts';
import type { Metrics } from '../http/metrics.ts';
import { namedAdministrators, tellOfUnanswered } from './administrators.ts';
import { applicationDirectory } from './graph.ts';
import { createKeyNotices, type WatchedKey } from './key-ends.ts';

export interface DomainDeps {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly messenger: Messenger;
  readonly organizationOf: OrganizationOf;
  readonly metrics: Pick<Metrics, 'notice' | 'token'>;
  readonly authorities: readonly TokenAuthority[];
  readonly policy: Policy;
  readonly tellAdministrators: TellAdministrators;
  /** The keys of the service itself whose ends are known. */
  readonly keys: readonly WatchedKey[];
  readonly log: Log;
  readonly pace?: Pace;
}

/** The domain at work: what people ask for, what they are told, and what is looked after. */
export interface Domain {
  readonly tokenService: TokenService;
  readonly dispatcher: Dispatcher;
  readonly sweeper: Sweeper;
  /** Sees to the tokens that nobody uses, those that were replaced, the ends that nobody answers, the keys of the service itself, and applications. */
  readonly watches: Watches;
}

/** What looks after tokens now and then. */
export interface Watches {
  start(): void;
  /** Looks now: the clock was moved. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Builds the domain on its store, its authorities and its messenger. Nothing runs by itself before it is started. Rejects when a
 * certificate or a token file can't be read.
 */
export async function createDomain(deps: DomainDeps): Promise<Domain> {
  const { config, clock, organizationOf, metrics, authorities, policy, log } = deps;
  const store = { ...deps.store, ...countEvents(deps.store, metrics.token) };
  const wake = () => dispatcher.wake();
  const watched = authorities.filter(isWatched);
  const sync = createTokenSync({ clock, store, authorities: watched, log, wake, newId: randomUUID });
  const intervalMs = config.sweepHours * HOUR;
  const sweeper = createSweeper({ clock, store, sync, log, wake, intervalMs });
  const dispatcher = createDispatcher({
    clock,
    store,
    messenger: deps.messenger,
    log,
    metrics: metrics.notice,
    refresh: (person) => sync.refresh(person),
    ...(deps.pace === undefined ? {} : { pace: deps.pace }),
  });
  const { tellAdministrators } = deps;
  const mayEnd = config.endIdle;
  const administrators = await namedAdministrators(config);
  const directory = await applicationDirectory(config, clock);
  const owe = createAdministratorNotices({ clock, store, administrators, wake });
  const looking = { clock, store, log, wake, newId: randomUUID };
  const watches = together([
    // Who verifies no token can't know that one is unused.
    ...(config.verify.kind === 'off' ? [] : [createIdleWatch({ ...looking, mayEnd })]),
    createCutOverWatch(looking),
    createLadderWatch({ ...looking, tellOfUnanswered: tellOfUnanswered(owe, log) }),
    createKeyNotices({ clock, keys: deps.keys, owe, log }),
    ...(directory === undefined
      ? []
      : [createApplicationWatch({ ...looking, directory, policy, administrators })]),
  ]);
  const tokenService = createTokenService({
    clock,
    store,
    authorities,
    organizationOf,
    sync,
    policy,
    log,
    wake,
    tellAdministrators,
    administrators,
    ...(directory === undefined ? {} : { applications: directory }),
  });
  return { tokenService, dispatcher, sweeper, watches };
}

function together(watches: readonly Watches[]): Watches {
  return {
    start() {
      for (const watch of watches) watch.start();
    },
    wake() {
      for (const watch of watches) watch.wake();
    },
    async stop() {
      await Promise.all(watches.map((watch) => watch.stop()));
    },
  };
}

/** Whether an authority lists tokens, because they are also made elsewhere. */
function isWatched(authority: TokenAuthority): authority is WatchedAuthority {
  return authority.list !== undefined && authority.revoke !== undefined;
}
