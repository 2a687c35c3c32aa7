-- usable-from: 5
-- The few replaced tokens that end sooner once nobody uses them, to be found every five minutes. Releases that don't know
-- "quietMs" work beside it: they leave such tokens their latest end.

CREATE INDEX tokens_cutting_over ON patkeeper.tokens (id) WHERE rotation ->> 'quietMs' IS NOT NULL AND revoked_at IS NULL;
