-- row: A handover with all that TicketRow holds; what begins with WHERE goes on from here.
SELECT id, person, state, reason, team, title, opened_at, taken_by, closed_at, taken_name, taken_at, for_user,
       promised_at, answered_at, late, stopped, last_at, last_who, last_text, unread, callback, survey, tags, outcome,
       ended, closed_by
FROM tickets;

-- open: A handover.
INSERT INTO tickets (person, state, reason, team, title, opened_at, promised_at, for_user, tags, last_at, last_who,
                     last_text, unread)
VALUES (:person, 'open', :reason, :team, :title, :now, :promised_at,
        coalesce((SELECT closed_by FROM tickets JOIN users ON users.id = closed_by
                  WHERE person = :person AND closed_at > :helped ORDER BY tickets.id DESC LIMIT 1), ''),
        :tags, :now, :who, :text, :unread);

-- get: One of them.
WHERE id = :ticket;

-- current: The one that is not closed.
WHERE person = :person AND state != 'closed';

-- last: The newest one of a person.
WHERE person = :person ORDER BY id DESC LIMIT 1;

-- of: All of one person, oldest first.
WHERE person = :person ORDER BY id;

-- fade: What handovers were about long ago.
UPDATE tickets SET title = '', last_text = '', callback = '', tags = '' WHERE id IN (
    SELECT id FROM tickets WHERE state = 'closed' AND closed_at < :before
    AND (title != '' OR last_text != '' OR callback != '' OR tags != '') LIMIT :limit);

-- take: Somebody answers.
UPDATE tickets SET state = 'taken', taken_by = :by, taken_name = :name, taken_at = :now
WHERE id = :ticket AND state != 'closed';

-- release: Nobody has it any more.
UPDATE tickets SET state = 'open', taken_by = '', taken_name = '', taken_at = 0, for_user = ''
WHERE id = :ticket AND state != 'closed';

-- assign: It waits for one user, or for a team.
UPDATE tickets SET state = 'open', taken_by = '', taken_name = '', taken_at = 0, for_user = :user,
                   team = CASE :team WHEN '' THEN team ELSE :team END
WHERE id = :ticket AND state != 'closed';

-- heard: The person wrote.
UPDATE tickets SET last_at = :now, last_who = 'person', last_text = :text, unread = unread + 1 WHERE id = :ticket;

-- said: Somebody of the business wrote.
UPDATE tickets SET last_at = :now, last_who = 'staff', last_text = :text, unread = 0,
                   answered_at = CASE answered_at WHEN 0 THEN :now ELSE answered_at END
WHERE id = :ticket;

-- callback: What they wrote while nobody was there.
UPDATE tickets SET callback = CASE callback WHEN '' THEN :text ELSE substr(callback || char(10) || :text, 1, 2000) END
WHERE id = :ticket;

-- late: The promise was broken.
UPDATE tickets SET late = 1 WHERE id = :ticket;

-- stopped: They said STOP meanwhile.
UPDATE tickets SET stopped = 1 WHERE id = :ticket;

-- tagged: The person's tags, as lists show them.
UPDATE tickets SET tags = :tags WHERE id = :ticket;

-- survey: Their answer to the question afterwards.
UPDATE tickets SET survey = :text WHERE id = :ticket;

-- close: The bot is back.
UPDATE tickets SET state = 'closed', closed_at = :now, ended = :why, outcome = :outcome, closed_by = :by, unread = 0
WHERE id = :ticket AND state != 'closed';

-- waiting: All that are not closed; those that nobody took come first, then the oldest.
WHERE state != 'closed' ORDER BY state, opened_at, id;
