-- usable-from: 5
-- From here on each step tells the oldest schema whose releases can still work with it, so that an older release can come back
-- after an upgrade. Releases that know no more than step 4 refuse every later step.

ALTER TABLE patkeeper.schema_migrations ADD COLUMN usable_from integer NOT NULL DEFAULT 5;
