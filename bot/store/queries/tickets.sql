-- row: A handover with all that TicketRow holds; what begins with WHERE goes on from here.
SELECT id, person, state, reason, team, title, opened_at, taken_by, closed_at
FROM tickets;

-- open: A handover.
INSERT INTO tickets (person, state, reason, team, title, opened_at)
VALUES (:person, 'open', :reason, :team, :title, :now);

-- current: The one that is not closed.
WHERE person = :person AND state != 'closed';

-- of: All of one person, oldest first.
WHERE person = :person ORDER BY id;

-- fade: What handovers were about long ago.
UPDATE tickets SET title = '' WHERE id IN (
    SELECT id FROM tickets WHERE state = 'closed' AND closed_at < :before AND title != '' LIMIT :limit);

-- take: Somebody answers.
UPDATE tickets SET state = 'taken', taken_by = :by WHERE id = :ticket AND state != 'closed';

-- close: The bot is back.
UPDATE tickets SET state = 'closed', closed_at = :now, outcome = :why WHERE id = :ticket AND state != 'closed';

-- waiting: All that are not closed; those that nobody took come first, then the oldest.
WHERE state != 'closed' ORDER BY state, opened_at, id;
