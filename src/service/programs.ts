import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { createAdministrationAudit } from '../core/administration/administration-audit.ts';
import type { Job } from '../core/administration/job.ts';
import { createJobRunner } from '../core/administration/job-runner.ts';
import { createPrograms, type Programs } from '../core/administration/programs.ts';
import { noticeAboutPerson } from '../core/notices/notices.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import { later } from '../core/timing/clock.ts';
import { traitsOf } from '../core/tokens/authority-traits.ts';
import { type PersonId, samePerson, type Token } from '../core/tokens/token.ts';
import { namedAdministrators } from './administrators.ts';
import { AUTHORITY_TRAITS } from './authorities.ts';

export interface TellOthersDeps {
  readonly store: Pick<Store, 'contacts' | 'watches'>;
  /** The administrators whom the settings name. */
  readonly administrators: readonly PersonId[];
  readonly clock: Clock;
  readonly wake: () => void;
}

/** Tells the other administrators that a request waits: owed like any other message, so that it is sent again where it must be. */
export function tellOthersOf({ store, administrators, clock, wake }: TellOthersDeps) {
  return async (job: Job): Promise<void> => {
    for (const owner of administrators) {
      if (samePerson(owner, job.requester) || (await store.contacts.find(owner)) === undefined) continue;
      const now = clock.now();
      const notices = [noticeAboutPerson('request-waits', owner, now, '')];
      await store.watches.syncTokens({ owner, now, found: [], changes: [], notices });
    }
    wake();
  };
}

/** What a command that has the store to itself, or shares a database, works with. */
export interface OwnPrograms {
  readonly programs: Programs;
  stop(): Promise<void>;
}

const WAIT_MS = 500;

/** Puts together what commands of administration do without a service; undefined unless the configuration asks for administration. */
export async function createOwnPrograms(
  config: Pick<Config, 'administration' | 'mode' | 'policy'>,
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Log },
): Promise<OwnPrograms | undefined> {
  const settings = config.administration;
  if (settings === undefined) return undefined;
  const audit = createAdministrationAudit({ store, clock, log, newId: randomUUID });
  const policy = { ...config.policy, authorities: AUTHORITY_TRAITS };
  // What is verified here ends with what the store says of it: nobody else has to be asked, and no pepper is needed.
  const authorities = {
    forToken: () => ({}),
    endsInStore: (token: Token) => traitsOf(token, policy).isVerifiedHere,
  };
  const wake = (): void => {};
  const runner = createJobRunner({
    store,
    authorities,
    audit,
    clock,
    later,
    log,
    wake,
    messages: () => undefined,
  });
  const administrators = await namedAdministrators(config);
  /** A running service may have it, or some of its work: then this waits. */
  async function work(given: Job): Promise<Job> {
    const job = await runner.workOn(given);
    if (job.state === 'running') await new Promise<void>((resolve) => void later(WAIT_MS, resolve));
    return job;
  }
  const programs = createPrograms({
    store,
    audit,
    authorities,
    policy,
    clock,
    newId: randomUUID,
    confirmAbove: settings.confirmAbove,
    work,
    tellOthers: tellOthersOf({ store, administrators, clock, wake }),
  });
  return { programs, stop: runner.stop };
}

/** The tenant of people. */
export async function tenantOf({ mode }: Pick<Config, 'mode'>): Promise<string> {
  if (mode.kind === 'teams') return mode.tenantId.toLowerCase();
  return (await import('../local/directory.ts')).TENANT_ID;
}
