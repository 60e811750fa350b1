-- move_identifiers: The identifiers of the one are the other's now.
UPDATE identifiers SET person = :keep WHERE person = :drop;

-- join_person: The kept person takes what the other knew better, and whatever forbids more.
UPDATE persons
SET held = CASE WHEN :held = 1 THEN 1 ELSE held END,
    window_shut = CASE WHEN :heard_at > heard_at THEN :window_shut ELSE window_shut END,
    heard_at = CASE WHEN :heard_at > heard_at THEN :heard_at ELSE heard_at END,
    name = CASE WHEN name = '' THEN :name ELSE name END,
    country = CASE WHEN country = '' THEN :country ELSE country END,
    timezone = CASE WHEN timezone = '' THEN :timezone ELSE timezone END,
    created_at = CASE WHEN :created_at < created_at THEN :created_at ELSE created_at END,
    version = version + 1
WHERE id = :keep;

-- point_at: The dropped person, and whoever was merged into them, lead to the kept one.
UPDATE persons SET merged_into = :keep, version = version + 1 WHERE id = :drop OR merged_into = :drop;

-- move_timers: Wake-ups, except those that the kept person has already.
INSERT INTO timers (person, key, at) SELECT :keep, key, at FROM timers WHERE person = :drop
ON CONFLICT (person, key) DO NOTHING;

-- drop_timers: What was copied is not needed twice.
DELETE FROM timers WHERE person = :drop;

-- move_schedules: What the clock is to start, except what the kept person has already.
INSERT INTO schedules (person, key, flow, at, until, data)
SELECT :keep, key, flow, at, until, data FROM schedules WHERE person = :drop
ON CONFLICT (person, key) DO NOTHING;

-- drop_schedules: What was copied is not needed twice.
DELETE FROM schedules WHERE person = :drop;

-- tell_second_ticket: Two open tickets of one person become one, and the desk hears of it.
INSERT INTO desk_events (at, ticket, person, kind, data)
SELECT :now, id, :keep, 'closed', '{"why":"merged"}' FROM tickets
WHERE person = :drop AND state != 'closed'
  AND EXISTS (SELECT 1 FROM tickets AS kept WHERE kept.person = :keep AND kept.state != 'closed');

-- close_second_ticket: The second one goes.
UPDATE tickets SET state = 'closed', closed_at = :now, ended = 'merged', unread = 0
WHERE person = :drop AND state != 'closed'
  AND EXISTS (SELECT 1 FROM tickets AS kept WHERE kept.person = :keep AND kept.state != 'closed');

-- move_tickets: The history of handovers.
UPDATE tickets SET person = :keep WHERE person = :drop;

-- move_notes: What staff told each other.
UPDATE desk_notes SET person = :keep WHERE person = :drop;

-- move_events: What happened to the handovers.
UPDATE desk_events SET person = :keep WHERE person = :drop;

-- move_inbox: What they wrote, and what is still to be applied.
UPDATE inbox SET person = :keep WHERE person = :drop;
