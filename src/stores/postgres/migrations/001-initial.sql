-- Everything that Patkeeper keeps. Instants are UTC milliseconds. A person is (tenant_id, object_id), in lower case.
-- Ids compare byte by byte, whatever the database's language, as they do in the program.

CREATE TABLE patkeeper.contacts (
  tenant_id text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  locale text NOT NULL,
  service_url text NOT NULL,
  user_id text NOT NULL,
  bot_id text NOT NULL,
  conversation_id text,
  unreachable text,
  PRIMARY KEY (tenant_id, object_id)
);

CREATE TABLE patkeeper.tokens (
  id text COLLATE "C" PRIMARY KEY,
  tenant_id text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  folded_name text COLLATE "C" NOT NULL,
  authority text NOT NULL,
  organization text NOT NULL,
  scopes text[] NOT NULL,
  created_at bigint NOT NULL,
  created_by text NOT NULL,
  valid_to bigint NOT NULL,
  renewed_at bigint,
  revoked_at bigint,
  revoked_by text,
  last_used_at bigint,
  last_used_service text,
  form_key text COLLATE "C" NOT NULL,
  selector text COLLATE "C",
  digest text,
  pepper integer,
  external_id text COLLATE "C",
  found_at bigint,
  recognized_at bigint,
  everywhere boolean,
  rotation jsonb
) WITH (fillfactor = 85); -- room for last uses, which change no index

CREATE INDEX tokens_by_owner ON patkeeper.tokens (tenant_id, object_id, valid_to, id);
CREATE UNIQUE INDEX tokens_by_form ON patkeeper.tokens (tenant_id, object_id, form_key);
CREATE INDEX tokens_by_external_id ON patkeeper.tokens (tenant_id, object_id, authority, external_id)
  WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX tokens_by_selector ON patkeeper.tokens (selector) WHERE selector IS NOT NULL;
CREATE INDEX tokens_by_end ON patkeeper.tokens ((coalesce(revoked_at, valid_to)));

-- token_id is empty for a notice that is about no single token.
CREATE TABLE patkeeper.notices (
  id text COLLATE "C" PRIMARY KEY,
  tenant_id text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  token_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  valid_to bigint NOT NULL,
  due_at bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sending', 'held', 'sent', 'dropped', 'failed')),
  attempts integer NOT NULL,
  ambiguous_attempts integer NOT NULL,
  reason text,
  settled_at bigint,
  detail text,
  lease_until bigint,
  claimed_by text,
  claimable_at bigint GENERATED ALWAYS AS
    (CASE state WHEN 'waiting' THEN due_at WHEN 'sending' THEN coalesce(lease_until, due_at) END) STORED
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX notices_due ON patkeeper.notices (claimable_at, id) WHERE claimable_at IS NOT NULL;
CREATE INDEX notices_by_token ON patkeeper.notices (token_id);
CREATE INDEX notices_held ON patkeeper.notices (tenant_id, object_id) WHERE state = 'held';
CREATE INDEX notices_of_people ON patkeeper.notices (settled_at) WHERE token_id = '';

CREATE TABLE patkeeper.audit_events (
  id text COLLATE "C" PRIMARY KEY,
  at bigint NOT NULL,
  action text NOT NULL,
  actor_tenant_id text COLLATE "C" NOT NULL,
  actor_object_id text COLLATE "C" NOT NULL,
  place text NOT NULL,
  tenant_id text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  token_id text COLLATE "C",
  token_name text,
  detail text
);

CREATE INDEX audit_events_by_token ON patkeeper.audit_events (token_id, at) WHERE token_id IS NOT NULL;
CREATE INDEX audit_events_by_time ON patkeeper.audit_events (at);

CREATE TABLE patkeeper.records (
  tenant_id text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  sealed text NOT NULL,
  expires_at bigint,
  PRIMARY KEY (tenant_id, object_id, kind, key)
);

CREATE INDEX records_by_end ON patkeeper.records (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE patkeeper.watches (
  tenant_id text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  next_at bigint NOT NULL,
  stocked text[] NOT NULL,
  PRIMARY KEY (tenant_id, object_id)
);

CREATE INDEX watches_due ON patkeeper.watches (next_at);

CREATE TABLE patkeeper.claimed_keys (
  key text COLLATE "C" PRIMARY KEY, -- SHA-256, base64url
  expires_at bigint NOT NULL,
  claimed_by text NOT NULL
);

CREATE INDEX claimed_keys_by_end ON patkeeper.claimed_keys (expires_at);

-- When each lane's next message goes. Nothing is lost with it: after a crash every lane is empty, as after a rest.
CREATE UNLOGGED TABLE patkeeper.lanes (
  lane text COLLATE "C" PRIMARY KEY, -- SHA-256, base64url
  next_at bigint NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
