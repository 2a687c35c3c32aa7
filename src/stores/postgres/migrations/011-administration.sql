-- usable-from: 5
-- What administrators look for among everybody's tokens, and what they asked for. Each index serves one filter or one order.

ALTER TABLE patkeeper.tokens
  ADD COLUMN ended_by jsonb,
  -- The week of the last use: a use within the same week changes no index.
  ADD COLUMN used_week bigint GENERATED ALWAYS AS (coalesce(last_used_at, created_at) / 604800000) STORED;

CREATE INDEX tokens_by_valid_to ON patkeeper.tokens (valid_to, id);
CREATE INDEX tokens_by_creation ON patkeeper.tokens (created_at, id);
CREATE INDEX tokens_revoked_by_valid_to ON patkeeper.tokens (valid_to, id) WHERE revoked_at IS NOT NULL;
CREATE INDEX tokens_revoked_by_creation ON patkeeper.tokens (created_at, id) WHERE revoked_at IS NOT NULL;
CREATE INDEX tokens_by_organization ON patkeeper.tokens (organization, valid_to, id);
CREATE INDEX tokens_by_authority ON patkeeper.tokens (authority, valid_to, id);
CREATE INDEX tokens_by_week ON patkeeper.tokens (used_week) WHERE revoked_at IS NULL;
CREATE INDEX tokens_by_name ON patkeeper.tokens (folded_name, id);
CREATE INDEX tokens_by_scope ON patkeeper.tokens USING gin (scopes) WITH (fastupdate = off);
CREATE INDEX contacts_unreachable ON patkeeper.contacts (tenant_id, object_id) WHERE unreachable IS NOT NULL;

-- Requests of administrators to revoke tokens. The targets never change; all that does is in the other columns.
CREATE TABLE patkeeper.jobs (
  id text COLLATE "C" PRIMARY KEY,
  tenant_id text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  created_at bigint NOT NULL,
  started_at bigint,
  lease_until bigint,
  version integer NOT NULL,
  tokens integer NOT NULL,
  progress jsonb NOT NULL,
  targets jsonb NOT NULL
);

CREATE INDEX jobs_by_requester ON patkeeper.jobs (tenant_id, object_id, created_at);
CREATE INDEX jobs_by_state ON patkeeper.jobs (state, created_at);
