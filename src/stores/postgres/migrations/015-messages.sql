-- usable-from: 5
-- What administrators read of messages: everybody's, and those of one person, the latest due first.

CREATE INDEX notices_by_due ON patkeeper.notices (due_at, id);
CREATE INDEX notices_by_person ON patkeeper.notices (tenant_id, object_id, due_at, id);
