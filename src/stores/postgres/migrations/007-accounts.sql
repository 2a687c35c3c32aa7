-- usable-from: 5
-- What the directory says of people's accounts, and what is done with the tokens of those who left. Releases of before let all
-- of it be: they accept tokens that are refused here until these are revoked.

CREATE TABLE patkeeper.accounts (
  tenant_id text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  user_name text, -- empty for one that provisioning has deleted
  provisioned_state text,
  provisioned_at bigint,
  leaving_state text,
  leaving_why text,
  leaving_at bigint,
  leaving_agreed boolean,
  PRIMARY KEY (tenant_id, object_id)
);

CREATE INDEX accounts_by_user_name ON patkeeper.accounts (tenant_id, lower(user_name));
CREATE INDEX accounts_leaving ON patkeeper.accounts (leaving_at) WHERE leaving_state IS NOT NULL;

ALTER TABLE patkeeper.tokens ADD COLUMN refused_since bigint;
