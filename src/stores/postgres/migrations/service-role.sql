-- What the service's role may do: work with the rows, and nothing else. Run it as the role that owns the tables, after
-- "patkeeper migrate" and again after every upgrade:
--   psql "$OWNER_DATABASE_URL" -v service=patkeeper -f src/stores/postgres/migrations/service-role.sql
-- Audit events can be added and pruned, never changed; their seals can only be added. In one transaction, so that a service that runs never lacks a right.

BEGIN;
REVOKE ALL ON SCHEMA patkeeper FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA patkeeper FROM PUBLIC, :"service";
GRANT USAGE ON SCHEMA patkeeper TO :"service";
GRANT SELECT ON patkeeper.schema_migrations TO :"service";
GRANT SELECT, INSERT, DELETE ON patkeeper.audit_events TO :"service";
GRANT SELECT, INSERT ON patkeeper.marks, patkeeper.audit_seals TO :"service";
GRANT SELECT, INSERT, DELETE ON patkeeper.audit_leaves TO :"service";
GRANT SELECT, DELETE ON patkeeper.audit_unsealed TO :"service";
GRANT SELECT, INSERT, UPDATE ON patkeeper.contacts, patkeeper.accounts, patkeeper.audit_notes TO :"service";
GRANT SELECT, INSERT, UPDATE, DELETE ON
  patkeeper.tokens, patkeeper.notices, patkeeper.records, patkeeper.watches, patkeeper.jobs, patkeeper.claimed_keys, patkeeper.lanes
  TO :"service";
COMMIT;
