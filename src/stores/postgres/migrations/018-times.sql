-- usable-from: 5
-- What administrators filter by one time and sort by another, without reading all that lies between: the weeks of the last use,
-- and the months (of 30 days) of the ends. Releases that don't ask in this way work beside it.

CREATE INDEX tokens_by_week_and_end ON patkeeper.tokens (used_week, valid_to, id);
CREATE INDEX tokens_by_week_and_creation ON patkeeper.tokens (used_week, created_at, id, valid_to);
CREATE INDEX tokens_by_month_and_creation ON patkeeper.tokens ((valid_to / 2592000000), created_at, id, valid_to);
