-- usable-from: 5
-- Events of the releases before wait for their seal too, in the order of their time.

INSERT INTO patkeeper.audit_unsealed (event_id)
SELECT id FROM patkeeper.audit_events ORDER BY at, id
ON CONFLICT DO NOTHING;
