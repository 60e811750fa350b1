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

-- close_second_ticket: Two open tickets of one person become one.
UPDATE tickets SET state = 'closed', closed_at = :now, outcome = 'merged'
WHERE person = :drop AND state != 'closed'
  AND EXISTS (SELECT 1 FROM tickets AS kept WHERE kept.person = :keep AND kept.state != 'closed');

-- move_tickets: The history of handovers.
UPDATE tickets SET person = :keep WHERE person = :drop;

-- move_inbox: What they wrote, and what is still to be applied.
UPDATE inbox SET person = :keep WHERE person = :drop;
