-- usable-from: 5
-- Where each token was used so far: {"services": [...], "networks": [...]}; and what was asked of one that nobody uses, and
-- answered: {"askedAt": ..., "keptAt": ...}. Both are absent until there is something to say. Releases that don't know the
-- columns work beside them.

ALTER TABLE patkeeper.tokens ADD COLUMN places jsonb, ADD COLUMN idle jsonb;
