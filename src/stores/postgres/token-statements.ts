import type { Rotation } from '../../core/tokens/token.ts';
import type { Statement } from './connection.ts';
import { TOKEN_COLUMNS } from './token-rows.ts';

export const LIST_TOKENS: Statement = {
  name: 'list-tokens',
  text: `SELECT ${TOKEN_COLUMNS} FROM patkeeper.tokens WHERE tenant_id = $1 AND object_id = $2 ORDER BY valid_to, id`,
};

/** $1, $2: the owner, $3, $4: the end and the id behind which they begin, $5: how many. */
export const LIST_SOME_TOKENS: Statement = {
  name: 'list-some-tokens',
  text: `
    SELECT ${TOKEN_COLUMNS} FROM patkeeper.tokens
    WHERE tenant_id = $1 AND object_id = $2 AND (valid_to, id) > ($3, $4) ORDER BY valid_to, id LIMIT $5`,
};

export const FIND_TOKEN: Statement = {
  name: 'find-token',
  text: `SELECT ${TOKEN_COLUMNS} FROM patkeeper.tokens WHERE tenant_id = $1 AND object_id = $2 AND id = $3`,
};

export const FIND_BY_SELECTOR: Statement = {
  name: 'find-by-selector',
  text: `SELECT ${TOKEN_COLUMNS} FROM patkeeper.tokens WHERE selector = $1`,
};

/** $1: now. It reads every active token: for the start only. */
export const COUNT_BY_PEPPER: Statement = {
  name: 'count-by-pepper',
  text: `
    SELECT pepper, count(*) AS tokens FROM patkeeper.tokens
    WHERE coalesce(revoked_at, valid_to) > $1 AND revoked_at IS NULL AND pepper IS NOT NULL GROUP BY pepper`,
};

/** $1: now, $2: the latest end that a new token could have. It reads every active token: for the start only. */
export const COUNT_ACTIVE: Statement = {
  name: 'count-active',
  text: `
    SELECT authority, organization, scopes, count(*) AS tokens, count(*) FILTER (WHERE valid_to > $2) AS late
    FROM patkeeper.tokens WHERE coalesce(revoked_at, valid_to) > $1 AND revoked_at IS NULL
    GROUP BY authority, organization, scopes`,
};

/** $1: now, $2: the limit. The same rule as `holdsPlace` of the core. For the start only. */
export const COUNT_PEOPLE_ABOVE: Statement = {
  name: 'count-people-above',
  text: `
    SELECT count(*) AS people FROM (
      SELECT FROM patkeeper.tokens
      WHERE coalesce(revoked_at, valid_to) > $1 AND revoked_at IS NULL
        AND found_at IS NULL AND rotation ->> 'state' IS DISTINCT FROM 'overlap'
      GROUP BY tenant_id, object_id HAVING count(*) > $2
    ) AS above`,
};

export const RECORD_USE: Statement = {
  name: 'record-use',
  text: `
    UPDATE patkeeper.tokens SET last_used_at = $4, last_used_service = $5
    WHERE tenant_id = $1 AND object_id = $2 AND id = $3 AND (last_used_at IS NULL OR last_used_at < $4)`,
};

/** $1, $2: the owner, $3: the token, $4: the refusal, $5: its time. */
export const RECORD_REFUSAL: Statement = {
  name: 'record-refusal',
  text: `
    UPDATE patkeeper.tokens SET last_refused = $4
    WHERE tenant_id = $1 AND object_id = $2 AND id = $3
      AND (last_refused IS NULL OR (last_refused ->> 'at')::bigint < $5)`,
};

/** $1: now, $2: the latest sign that somebody needs it, $3: the id before, $4: how many. The same rule as `lastNeeded`. */
export const LIST_IDLE: Statement = {
  name: 'list-idle',
  text: `
    SELECT ${TOKEN_COLUMNS} FROM patkeeper.tokens
    WHERE id > $3 AND digest IS NOT NULL AND revoked_at IS NULL AND valid_to > $1
      AND greatest(created_at, renewed_at, last_used_at, (idle ->> 'keptAt')::bigint) <= $2
    ORDER BY id LIMIT $4`,
};

/** $1: now, $2: the id before, $3: how many. */
export const LIST_CUTTING_OVER: Statement = {
  name: 'list-cutting-over',
  text: `
    SELECT ${TOKEN_COLUMNS} FROM patkeeper.tokens
    WHERE id > $2 AND rotation ->> 'quietMs' IS NOT NULL AND rotation ->> 'state' = 'overlap' AND revoked_at IS NULL
      AND valid_to > $1
    ORDER BY id LIMIT $3`,
};

/** $1, $2: the owner, $3: the token, $4: its places. */
export const RECORD_PLACES: Statement = {
  name: 'record-places',
  text: 'UPDATE patkeeper.tokens SET places = $4 WHERE tenant_id = $1 AND object_id = $2 AND id = $3',
};

/**
 * $1, $2: the owner, $3: the form, $4: the folded name, $5: the moment of creation, $6: the token that is replaced, or null.
 * The same rules as `holdsPlace` and `tokenState` of the core.
 */
export const JUDGE: Statement = {
  name: 'judge',
  text: `
    SELECT
      coalesce(bool_or(form_key = $3), false) AS form_used,
      coalesce(bool_or(holding AND folded_name = $4), false) AS name_taken,
      count(*) FILTER (WHERE holding) AS holding,
      coalesce(bool_or(id = $6 AND active), false) AS replaced_active,
      coalesce(bool_or(id = $6 AND revoked_at IS NOT NULL), false) AS replaced_revoked,
      (array_agg(rotation) FILTER (WHERE id = $6))[1] AS replaced_rotation
    FROM (
      SELECT id, form_key, folded_name, revoked_at, rotation, active,
        active AND found_at IS NULL AND rotation ->> 'state' IS DISTINCT FROM 'overlap'
          AND id IS DISTINCT FROM $6 AS holding
      FROM (
        SELECT *, revoked_at IS NULL AND valid_to > $5 AS active
        FROM patkeeper.tokens WHERE tenant_id = $1 AND object_id = $2
      ) AS owned
    ) AS judged`,
};

export interface Judgement {
  readonly form_used: boolean;
  readonly name_taken: boolean;
  readonly holding: number;
  readonly replaced_active: boolean;
  readonly replaced_revoked: boolean;
  readonly replaced_rotation: Rotation | null;
}

/** $1: rows. */
export const INSERT_TOKENS: Statement = {
  name: 'insert-tokens',
  text: `
    INSERT INTO patkeeper.tokens (${TOKEN_COLUMNS})
    SELECT ${TOKEN_COLUMNS} FROM json_populate_recordset(NULL::patkeeper.tokens, $1)`,
};

/** $1, $2: the owner, $3: the authority, $4: what the authority calls the token, folded. Its notices go with the copy. */
export const DELETE_FOUND_COPY: Statement = {
  name: 'delete-found-copy',
  text: `
    WITH copy AS (
      DELETE FROM patkeeper.tokens
      WHERE tenant_id = $1 AND object_id = $2 AND authority = $3 AND lower(external_id) = $4 AND found_at IS NOT NULL
      RETURNING id
    )
    DELETE FROM patkeeper.notices WHERE token_id = ANY (ARRAY(SELECT id FROM copy))`,
};

/** $1, $2: the owner, $3: the tokens. */
export const LOCK_TOKENS: Statement = {
  name: 'lock-tokens',
  text: `
    SELECT ${TOKEN_COLUMNS} FROM patkeeper.tokens
    WHERE tenant_id = $1 AND object_id = $2 AND id = ANY ($3::text[]) ORDER BY id FOR UPDATE`,
};

/** What a change may set; the last use has a statement of its own. */
const CHANGEABLE = [
  'name',
  'folded_name',
  'organization',
  'scopes',
  'valid_to',
  'renewed_at',
  'revoked_at',
  'revoked_by',
  'recognized_at',
  'rotation',
  'idle',
  'ended_by',
  'reader',
  'answered_end',
  'escalated_end',
];

/** $1, $2: the owner, $3: the rows of tokens. */
export const UPDATE_TOKENS: Statement = {
  name: 'update-tokens',
  text: `
    UPDATE patkeeper.tokens AS kept SET ${CHANGEABLE.map((column) => `${column} = changed.${column}`).join(', ')}
    FROM json_populate_recordset(NULL::patkeeper.tokens, $3) AS changed
    WHERE kept.tenant_id = $1 AND kept.object_id = $2 AND kept.id = changed.id`,
};
