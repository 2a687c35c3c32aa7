import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { AdministrationAudit } from '../core/administration/administration-audit.ts';
import type { Job } from '../core/administration/job.ts';
import { createJobRunner, type JobRunner, type JobRunnerDeps } from '../core/administration/job-runner.ts';
import type { RequestsDeps } from '../core/administration/requests.ts';
import { noticeAboutPerson } from '../core/notices/notices.ts';
import type { Clock } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import { later } from '../core/timing/clock.ts';
import { type PersonId, samePerson } from '../core/tokens/token.ts';

export interface AdministrationJobsDeps
  extends Pick<RequestsDeps, 'policy'>,
    Pick<JobRunnerDeps, 'elsewhere' | 'clock' | 'log' | 'wake' | 'messages'> {
  readonly settings: NonNullable<Config['administration']>;
  /** The administrators whom the settings name. */
  readonly administrators: readonly PersonId[];
  readonly store: Store;
  readonly audit: AdministrationAudit;
  readonly authorities: JobRunnerDeps['authorities'] & RequestsDeps['authorities'];
}

/** What revokes the tokens of others, in the service and in a command. */
export interface AdministrationJobs {
  readonly runner: JobRunner;
  /** What requests need; `work` is what the caller has done with a job that runs. */
  acting(work: RequestsDeps['work']): Omit<RequestsDeps, 'guard' | 'store' | 'audit' | 'elsewhere'> & {
    readonly store: Store;
    readonly audit: AdministrationAudit;
  };
}

/** Puts together what works on requests. */
export function createAdministrationJobs(deps: AdministrationJobsDeps): AdministrationJobs {
  const { settings, administrators, policy, ...rest } = deps;
  const { store, audit, authorities, clock } = deps;
  return {
    runner: createJobRunner({ ...rest, policy, later }),
    acting: (work) => ({
      store,
      audit,
      authorities,
      policy,
      clock,
      newId: randomUUID,
      confirmAbove: settings.confirmAbove,
      work,
      tellOthers: tellOthersOf({ ...rest, administrators }),
    }),
  };
}

interface TellOthersDeps {
  readonly store: Pick<Store, 'contacts' | 'watches'>;
  readonly administrators: readonly PersonId[];
  readonly clock: Clock;
  readonly wake: () => void;
}

/** Tells the other administrators that a request waits: owed like any other message, so that it is sent again where it must be. */
function tellOthersOf({ store, administrators, clock, wake }: TellOthersDeps) {
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
