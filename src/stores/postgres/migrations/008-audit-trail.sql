-- usable-from: 5
-- Audit events that say more, that their people can read, and that are sealed into a chain. Who writes an event only adds its
-- id to those that wait for a seal: a trigger does so also for releases that don't know of seals.

ALTER TABLE patkeeper.audit_events ADD COLUMN more jsonb;

CREATE INDEX audit_events_by_owner ON patkeeper.audit_events (tenant_id, object_id, at, id);
CREATE INDEX audit_events_by_actor ON patkeeper.audit_events (actor_tenant_id, actor_object_id, at, id)
  WHERE (actor_tenant_id, actor_object_id) <> (tenant_id, object_id);

-- Seals stay when their events are gone by age: they are the chain.
CREATE TABLE patkeeper.audit_seals (
  number bigint PRIMARY KEY,
  previous text NOT NULL,
  at bigint NOT NULL,
  first bigint NOT NULL UNIQUE,
  count integer NOT NULL,
  latest_at bigint NOT NULL,
  root text NOT NULL,
  hash text NOT NULL
);

-- What a seal knows of each event; it stays as long as one event of its seal does.
CREATE TABLE patkeeper.audit_leaves (
  number bigint PRIMARY KEY,
  event_id text COLLATE "C" NOT NULL UNIQUE,
  at bigint NOT NULL,
  digest text NOT NULL
);

CREATE TABLE patkeeper.audit_unsealed (
  event_id text COLLATE "C" PRIMARY KEY,
  place bigint GENERATED ALWAYS AS IDENTITY
) WITH (autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX audit_unsealed_in_order ON patkeeper.audit_unsealed (place);

CREATE TABLE patkeeper.audit_notes (
  name text COLLATE "C" PRIMARY KEY,
  value text NOT NULL
);

CREATE FUNCTION patkeeper.await_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO patkeeper.audit_unsealed (event_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;

CREATE TRIGGER await_seal AFTER INSERT ON patkeeper.audit_events
  FOR EACH ROW EXECUTE FUNCTION patkeeper.await_seal();
