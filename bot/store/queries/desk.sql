-- row: A ticket as lists show it; what begins with WHERE goes on from here.
SELECT tickets.id, tickets.person, tickets.state, reason, team, title, opened_at, taken_by, closed_at, taken_name,
       taken_at, for_user, promised_at, answered_at, late, stopped, last_at, last_who, last_text, unread, callback,
       survey, tags, outcome, ended, closed_by, persons.name
FROM tickets CROSS JOIN persons ON persons.id = tickets.person;

-- waiting: Those that nobody took, oldest first.
WHERE tickets.state = 'open' AND tickets.id > :id
  AND (:teams = '' OR team = '' OR instr(:teams, '|' || team || '|') OR for_user = :user)
ORDER BY tickets.id LIMIT :limit;

-- mine: Those that somebody has or that wait for them, the last message first.
WHERE tickets.state != 'closed' AND (last_at, tickets.id) < (:at, :id) AND (taken_by = :user OR for_user = :user)
ORDER BY last_at DESC, tickets.id DESC LIMIT :limit;

-- every: All that somebody may see, the last message first.
WHERE (last_at, tickets.id) < (:at, :id)
  AND (:teams = '' OR team = '' OR instr(:teams, '|' || team || '|') OR taken_by = :user OR for_user = :user)
ORDER BY last_at DESC, tickets.id DESC LIMIT :limit;

-- search: Those in which something stands, the last message first; :w2 to :w4 are :w1 in other writings, or ''.
WHERE (last_at, tickets.id) < (:at, :id)
  AND (:teams = '' OR team = '' OR instr(:teams, '|' || team || '|') OR taken_by = :user OR for_user = :user)
  AND (:view = 'all' OR (:view = 'waiting' AND tickets.state = 'open')
       OR (:view = 'mine' AND tickets.state != 'closed' AND (taken_by = :user OR for_user = :user)))
  AND (tickets.id = :number
       OR (:w1 != '' AND title || char(10) || last_text || char(10) || persons.name || char(10) || callback || char(10)
                         || tags || char(10) || taken_name || char(10) || outcome || char(10) || reason
                         LIKE :w1 ESCAPE '\')
       OR (:w2 != '' AND (title LIKE :w2 ESCAPE '\' OR title LIKE :w3 ESCAPE '\' OR title LIKE :w4 ESCAPE '\'
                          OR last_text LIKE :w2 ESCAPE '\' OR last_text LIKE :w3 ESCAPE '\'
                          OR persons.name LIKE :w2 ESCAPE '\' OR persons.name LIKE :w3 ESCAPE '\'
                          OR persons.name LIKE :w4 ESCAPE '\' OR tags LIKE :w2 ESCAPE '\' OR tags LIKE :w3 ESCAPE '\'
                          OR callback LIKE :w2 ESCAPE '\' OR callback LIKE :w3 ESCAPE '\'))
       OR (:digits != '' AND EXISTS (SELECT 1 FROM identifiers
                                     WHERE identifiers.person = tickets.person AND value LIKE :digits))
       OR (:w1 != '' AND tickets.person IN (
               SELECT desk_notes.person FROM desk_notes
               WHERE text LIKE :w1 ESCAPE '\' OR (:w2 != '' AND text LIKE :w2 ESCAPE '\'))))
ORDER BY last_at DESC, tickets.id DESC LIMIT :limit;

-- count_waiting: How many nobody took.
SELECT count(*) FROM tickets WHERE state = 'open'
  AND (:teams = '' OR team = '' OR instr(:teams, '|' || team || '|') OR for_user = :user);

-- count_mine: How many somebody has.
SELECT count(*) FROM tickets WHERE state != 'closed' AND (taken_by = :user OR for_user = :user);

-- count_all: How many are not closed.
SELECT count(*) FROM tickets WHERE state != 'closed'
  AND (:teams = '' OR team = '' OR instr(:teams, '|' || team || '|') OR taken_by = :user OR for_user = :user);

-- heard: What a person sent, newest first; what is older than the desk's time of an event counts.
SELECT id, channel, key, at, received_ms, event, coalesce(person, ''), note FROM inbox
WHERE person = :person AND rank = 0
  AND (:before = 0 OR CASE at WHEN 0 THEN received_ms / 1000 ELSE at END < :before)
  AND (event LIKE '{"is":"Message"%' OR event LIKE '{"is":"Echo"%' OR event LIKE '{"is":"Preference"%')
ORDER BY id DESC LIMIT :limit;

-- message: One message by its row.
SELECT id, channel, key, at, received_ms, event, coalesce(person, ''), note FROM inbox
WHERE id = :row AND event LIKE '{"is":"Message"%';

-- told: What a person was sent, newest first, also under the ids that were merged into theirs.
SELECT id, key, person, kind, message, priority, state, at, attempt, not_before, coalesce(purpose, ''), consent_seq,
       template, coalesce(wamid, ''), code, error, why, verdict, inbox_id, notice, updated_at
FROM outbox
WHERE person IN (SELECT id FROM persons WHERE id = :person OR merged_into = :person)
  AND (:before = 0 OR at < :before)
ORDER BY id DESC LIMIT :limit;

-- happened: One more thing.
INSERT INTO desk_events (at, ticket, person, kind, data) VALUES (:at, :ticket, :person, :kind, :data) RETURNING id;

-- events: What happened beyond an event, in order.
SELECT id, at, ticket, person, kind, data FROM desk_events WHERE id > :after ORDER BY id LIMIT :limit;

-- events_of: What happened to one person's tickets since a time, oldest first.
SELECT id, at, ticket, person, kind, data FROM desk_events
WHERE person = :person AND at >= :since ORDER BY id LIMIT :limit;

-- last_event: The number of the newest one.
SELECT coalesce(max(id), 0) FROM desk_events;

-- note: A note, unless it is known already.
INSERT INTO desk_notes (key, at, ticket, person, user, name, text)
VALUES (:key, :at, :ticket, :person, :user, :name, :text)
ON CONFLICT (key) DO NOTHING RETURNING id;

-- notes: All notes about a person, oldest first.
SELECT id, at, ticket, person, user, name, text FROM desk_notes WHERE person = :person ORDER BY id;

-- figures: What became of the handovers since a time.
SELECT count(*), sum(state = 'open'), sum(taken_at > 0 OR answered_at > 0), sum(answered_at > 0), sum(state = 'closed'),
       sum(promised_at > 0), sum(promised_at > 0 AND answered_at > 0 AND answered_at <= promised_at),
       sum(late), sum(survey != ''), sum(stopped)
FROM tickets WHERE opened_at >= :since;

-- survey: How often each answer was given.
SELECT survey, count(*) FROM tickets WHERE opened_at >= :since AND survey != '' GROUP BY survey ORDER BY 2 DESC;

-- fade_notes: What staff told each other long ago.
DELETE FROM desk_notes WHERE id IN (SELECT id FROM desk_notes WHERE at < :before ORDER BY id LIMIT :limit);

-- fade_events: What happened long ago.
DELETE FROM desk_events WHERE id IN (
    SELECT id FROM desk_events WHERE id <= :last AND at < :before ORDER BY id LIMIT :limit);
