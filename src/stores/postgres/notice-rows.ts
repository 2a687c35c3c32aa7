import type { Notice } from '../../core/notices/notices.ts';
import { toJson } from './connection.ts';
import { type PersonColumns, personColumns, personFrom, present } from './person-columns.ts';

export interface NoticeRow extends PersonColumns {
  readonly id: string;
  readonly token_id: string;
  readonly kind: Notice['kind'];
  readonly valid_to: number;
  readonly due_at: number;
  readonly state: Notice['state'];
  readonly attempts: number;
  readonly ambiguous_attempts: number;
  readonly not_taken_since: number | null;
  readonly early_tries: number;
  /** Written by releases that know no `ready_early`. */
  readonly may_be_early: boolean;
  readonly ready_early: boolean;
  readonly reason: string | null;
  readonly settled_at: number | null;
  readonly detail: string | null;
  readonly lease_until: number | null;
}

export const NOTICE_COLUMNS =
  'id, tenant_id, object_id, token_id, kind, valid_to, due_at, state, attempts, ambiguous_attempts, not_taken_since, ' +
  'early_tries, may_be_early, ready_early, reason, settled_at, detail, lease_until';

/** The rows of notices, for `json_populate_recordset`. */
export function noticesJson(notices: readonly { notice: Notice; leaseUntil?: number }[]): string {
  return toJson(notices.map(({ notice, leaseUntil }) => noticeRow(notice, leaseUntil)));
}

/** The row of a notice, with the end of its claim if it is claimed. */
export function noticeRow(notice: Notice, leaseUntil?: number): NoticeRow {
  return {
    id: notice.id,
    ...personColumns(notice.owner),
    token_id: notice.tokenId,
    kind: notice.kind,
    valid_to: notice.validTo,
    due_at: notice.dueAt,
    state: notice.state,
    attempts: notice.attempts,
    ambiguous_attempts: notice.ambiguousAttempts,
    not_taken_since: notice.notTakenSince ?? null,
    early_tries: notice.earlyTries ?? 0,
    may_be_early: false,
    ready_early: notice.mayBeEarly ?? false,
    reason: notice.reason ?? null,
    settled_at: notice.settledAt ?? null,
    detail: notice.detail ?? null,
    lease_until: leaseUntil ?? null,
  };
}

/** The notice of a row; the end of a claim is not part of it. */
export function noticeFrom(row: NoticeRow): Notice {
  return {
    id: row.id,
    owner: personFrom(row),
    tokenId: row.token_id,
    kind: row.kind,
    validTo: row.valid_to,
    dueAt: row.due_at,
    state: row.state,
    attempts: row.attempts,
    ambiguousAttempts: row.ambiguous_attempts,
    ...present({ notTakenSince: row.not_taken_since }),
    ...(row.early_tries > 0 ? { earlyTries: row.early_tries } : {}),
    ...(row.ready_early || row.may_be_early ? { mayBeEarly: true as const } : {}),
    ...present({ reason: row.reason, settledAt: row.settled_at, detail: row.detail }),
  };
}
