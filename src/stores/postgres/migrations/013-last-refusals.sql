-- usable-from: 5
-- Why each token was last refused although it works: {"at": ..., "service": ..., "kind": "scope", "id": ...}. Absent until
-- that happens. Releases that don't know the column work beside it.

ALTER TABLE patkeeper.tokens ADD COLUMN last_refused jsonb;
