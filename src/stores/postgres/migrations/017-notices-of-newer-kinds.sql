-- usable-from: 5
-- Releases before this one claim every notice that is due, drop those of kinds that they don't know, and nobody hears of them. From
-- here on "claimable_at" and "may_be_early" show them only the kinds that they know; "ready_at" and "ready_early" have all.
-- Each release claims only kinds that it knows, so that this is not needed again. PostgreSQL writes the table anew.

ALTER TABLE patkeeper.notices
  DROP COLUMN claimable_at,
  ADD COLUMN claimable_at bigint GENERATED ALWAYS AS
    (CASE WHEN kind IN ('created', 'expiring', 'revoked', 'found', 'cut-over', 'ended', 'interrupted', 'not-delivered', 'stock', 'signed-out')
      THEN CASE state WHEN 'waiting' THEN due_at WHEN 'sending' THEN coalesce(lease_until, due_at) END END) STORED,
  ADD COLUMN ready_at bigint GENERATED ALWAYS AS
    (CASE state WHEN 'waiting' THEN due_at WHEN 'sending' THEN coalesce(lease_until, due_at) END) STORED,
  ADD COLUMN ready_early boolean NOT NULL DEFAULT false;

UPDATE patkeeper.notices SET ready_early = true WHERE may_be_early;
UPDATE patkeeper.notices SET may_be_early = false WHERE may_be_early AND claimable_at IS NULL;

CREATE INDEX notices_due ON patkeeper.notices (claimable_at, id) WHERE claimable_at IS NOT NULL;
CREATE INDEX notices_ready ON patkeeper.notices (ready_at, id) WHERE ready_at IS NOT NULL;
CREATE INDEX notices_ready_early ON patkeeper.notices (tenant_id, due_at, id)
  WHERE state = 'waiting' AND (ready_early OR may_be_early);
