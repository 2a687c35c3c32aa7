import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { createAdministrationAudit } from '../core/administration/administration-audit.ts';
import type { Job } from '../core/administration/job.ts';
import { createPrograms, type Programs } from '../core/administration/programs.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import { later } from '../core/timing/clock.ts';
import { traitsOf } from '../core/tokens/authority-traits.ts';
import type { Token } from '../core/tokens/token.ts';
import { createAdministrationJobs } from './administration-jobs.ts';
import { namedAdministrators } from './administrators.ts';
import { AUTHORITY_TRAITS } from './authorities.ts';

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
  const { runner, acting } = createAdministrationJobs({
    settings,
    administrators: await namedAdministrators(config),
    store,
    audit,
    authorities,
    policy,
    clock,
    log,
    wake: () => {},
    messages: () => undefined,
  });
  /** A running service may have it, or some of its work: then this waits. */
  async function work(given: Job): Promise<Job> {
    const job = await runner.workOn(given);
    if (job.state === 'running') await new Promise<void>((resolve) => void later(WAIT_MS, resolve));
    return job;
  }
  return { programs: createPrograms(acting(work)), stop: runner.stop };
}

/** The tenant of people. */
export async function tenantOf({ mode }: Pick<Config, 'mode'>): Promise<string> {
  if (mode.kind === 'teams') return mode.tenantId.toLowerCase();
  return (await import('../local/directory.ts')).TENANT_ID;
}
