import type { Job, JobState } from '../../core/administration/job.ts';
import { type JobChange, MOST_DRAFTED, type OversightStore } from '../../core/store/oversight.ts';
import { type Statement, toJson } from './connection.ts';
import type { Database } from './database.ts';
import { type PersonColumns, personColumns, personFrom, personValues } from './person-columns.ts';

type Progress = Omit<Job, 'id' | 'requester' | 'targets' | 'version'>;

export interface JobRow extends PersonColumns {
  readonly id: string;
  readonly state: JobState;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly lease_until: number | null;
  readonly version: number;
  /** How many targets it has. */
  readonly tokens: number;
  readonly progress: Progress;
  readonly targets: Job['targets'];
}

export const JOB_COLUMNS =
  'id, tenant_id, object_id, state, created_at, started_at, lease_until, version, tokens, progress, targets';
const CHANGEABLE = 'state, started_at, lease_until, version, progress';

/** $1, $2: the requester, $3: the latest moment of what goes, $4: now, $5: most targets of drafts. */
const FORGET_JOBS: Statement = {
  name: 'forget-jobs',
  text: `
    DELETE FROM patkeeper.jobs WHERE id = ANY (ARRAY(
      SELECT id FROM (
        SELECT id, state, created_at, (progress ->> 'expiresAt')::bigint AS expires_at,
          sum(tokens) FILTER (WHERE state = 'draft' AND (progress ->> 'expiresAt')::bigint > $4)
            OVER (ORDER BY created_at DESC, id DESC) AS drafted
        FROM patkeeper.jobs WHERE tenant_id = $1 AND object_id = $2
      ) AS own
      WHERE (created_at < $3 AND state <> 'running') OR (state = 'draft' AND (expires_at <= $4 OR drafted > $5))
    ))`,
};

const INSERT_JOB: Statement = {
  name: 'insert-job',
  text: `
    INSERT INTO patkeeper.jobs (${JOB_COLUMNS})
    SELECT ${JOB_COLUMNS} FROM json_populate_record(NULL::patkeeper.jobs, $1) ON CONFLICT (id) DO NOTHING`,
};

export const FIND_JOB: Statement = {
  name: 'find-job',
  text: `SELECT ${JOB_COLUMNS} FROM patkeeper.jobs WHERE id = $1`,
};

/** $1, $2: the requester, $3: the job that doesn't count, $4: since when. */
export const COUNT_STARTED: Statement = {
  name: 'count-started',
  text: `
    SELECT coalesce(sum(tokens), 0)::int AS tokens FROM patkeeper.jobs
    WHERE tenant_id = $1 AND object_id = $2 AND id <> $3 AND started_at > $4`,
};

/** $1: the job, $2: its version, $3: its next row. */
const UPDATE_JOB: Statement = {
  name: 'update-job',
  text: `
    UPDATE patkeeper.jobs SET (${CHANGEABLE}) =
      (SELECT ${CHANGEABLE} FROM json_populate_record(NULL::patkeeper.jobs, $3))
    WHERE id = $1 AND version = $2 RETURNING ${JOB_COLUMNS}`,
};

/** $1: now, $2: how many, $3: the end of the lease. */
export const CLAIM_JOBS: Statement = {
  name: 'claim-jobs',
  text: `
    WITH due AS (
      SELECT id FROM patkeeper.jobs WHERE state = 'running' AND coalesce(lease_until, 0) <= $1
      ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    UPDATE patkeeper.jobs SET lease_until = $3, version = version + 1 WHERE id = ANY (ARRAY(SELECT id FROM due))
    RETURNING ${JOB_COLUMNS}`,
};

export const LIST_JOBS: Statement = {
  name: 'list-jobs',
  text: `SELECT ${JOB_COLUMNS} FROM patkeeper.jobs WHERE state = $1 ORDER BY created_at DESC, id LIMIT $2`,
};

/** How administrators' requests are kept, and lent out to one process at a time. */
export function createJobs(
  database: Database,
): Pick<OversightStore, 'addJob' | 'findJob' | 'changeJob' | 'claimJobs' | 'listJobs'> {
  return {
    addJob: (job, forgetBefore) =>
      database.changePerson(job.requester, async (connection) => {
        const values = [...personValues(job.requester), forgetBefore, job.createdAt, MOST_DRAFTED];
        await connection.query(FORGET_JOBS, values);
        await connection.query(INSERT_JOB, [toJson(jobRow(job))]);
      }),
    findJob: async (id) => {
      const [row] = await database.query<JobRow>(FIND_JOB, [id]);
      return row === undefined ? undefined : jobFrom(row);
    },
    changeJob: ({ job, set, most }: JobChange) =>
      database.changePerson(job.requester, async (connection) => {
        const next: Job = { ...job, ...set, version: job.version + 1 };
        if (most !== undefined) {
          const values = [...personValues(job.requester), job.id, most.since];
          const [begun] = await connection.query<{ tokens: number }>(COUNT_STARTED, values);
          if ((begun?.tokens ?? 0) + job.targets.length > most.tokens) return 'too-many';
        }
        const row = toJson({ ...jobRow(next), targets: [] });
        const [changed] = await connection.query<JobRow>(UPDATE_JOB, [job.id, job.version, row]);
        return changed === undefined ? undefined : jobFrom(changed);
      }),
    claimJobs: async ({ now, leaseMs, limit }) => {
      const rows = await database.query<JobRow>(CLAIM_JOBS, [now, limit, now + leaseMs]);
      return rows.map(jobFrom);
    },
    listJobs: async (state, limit) => (await database.query<JobRow>(LIST_JOBS, [state, limit])).map(jobFrom),
  };
}

/** The row of a job. */
export function jobRow({ id, requester, targets, version, ...progress }: Job): JobRow {
  return {
    id,
    ...personColumns(requester),
    state: progress.state,
    created_at: progress.createdAt,
    started_at: progress.startedAt ?? null,
    lease_until: progress.leaseUntil ?? null,
    version,
    tokens: targets.length,
    progress,
    targets,
  };
}

/** The job of a row. */
export function jobFrom(row: JobRow): Job {
  const { leaseUntil: _, ...progress } = row.progress;
  return {
    ...progress,
    id: row.id,
    requester: personFrom(row),
    targets: row.targets,
    version: row.version,
    ...(row.lease_until === null ? {} : { leaseUntil: row.lease_until }),
  };
}
