-- usable-from: 5
-- What each person chose about reminders: {"month": true, "day": true, "quiet": {"from": 20, "until": 7}}. Of a token: its second
-- reader, {"objectId": ..., "name": ..., "declined": [...]}, the end that its owner knows of, and the end of which somebody else
-- was told. All are absent until there is something to say. Releases that don't know the columns work beside them.

ALTER TABLE patkeeper.contacts ADD COLUMN reminders jsonb;
ALTER TABLE patkeeper.tokens ADD COLUMN reader jsonb, ADD COLUMN answered_end bigint, ADD COLUMN escalated_end bigint;
