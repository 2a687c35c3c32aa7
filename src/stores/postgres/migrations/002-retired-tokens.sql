-- Azure DevOps ends every token for all organizations on 2026-12-01 (1796083200000, in UTC): that is their end here too.
-- Their open reminders are due seven days before it (1795478400000), which may be at once. Nothing else changes.

WITH moved AS (
  UPDATE patkeeper.tokens SET valid_to = 1796083200000
  WHERE everywhere AND valid_to > 1796083200000
  RETURNING id
)
UPDATE patkeeper.notices AS reminder
SET id = token_id || '.expiring.1796083200000',
    valid_to = 1796083200000,
    due_at = least(due_at, 1795478400000)
WHERE kind = 'expiring' AND state IN ('waiting', 'held') AND token_id IN (SELECT id FROM moved)
  AND NOT EXISTS (SELECT FROM patkeeper.notices AS other WHERE other.id = reminder.token_id || '.expiring.1796083200000');
