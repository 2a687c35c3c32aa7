-- usable-from: 5
-- The time zone of a person's Teams, and the language that they chose instead of that of their Teams. Null: nobody has told.

ALTER TABLE patkeeper.contacts ADD COLUMN zone text, ADD COLUMN language text;
