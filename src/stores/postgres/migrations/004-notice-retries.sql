-- Notices that Teams does not take are tried for days: since when, and how often before their time because it took others.
-- Those that were given up, and those that are tried again, are looked for by person and counted.

ALTER TABLE patkeeper.notices
  ADD COLUMN not_taken_since bigint,
  ADD COLUMN early_tries integer NOT NULL DEFAULT 0,
  ADD COLUMN may_be_early boolean NOT NULL DEFAULT false;

CREATE INDEX notices_failed ON patkeeper.notices (tenant_id, object_id) WHERE state = 'failed';
CREATE INDEX notices_retried ON patkeeper.notices (tenant_id, object_id)
  WHERE state = 'waiting' AND (not_taken_since IS NOT NULL OR ambiguous_attempts > 0);
CREATE INDEX notices_early ON patkeeper.notices (tenant_id, due_at, id) WHERE state = 'waiting' AND may_be_early;

-- Until now one 404 of Teams made a person unreachable until they wrote. Their chat is asked for again instead.
UPDATE patkeeper.contacts SET unreachable = NULL, conversation_id = NULL
  WHERE unreachable = 'the Bot Connector answered 404';
UPDATE patkeeper.notices SET state = 'waiting', reason = NULL
  WHERE state = 'held' AND reason = 'the Bot Connector answered 404';
