-- arm: The same key replaces the earlier time.
INSERT INTO schedules (person, key, flow, at, until, data) VALUES (:person, :key, :flow, :at, :until, :data)
ON CONFLICT (person, key) DO UPDATE SET flow = excluded.flow, at = excluded.at, until = excluded.until,
    data = excluded.data;

-- due: Take those whose time has come.
DELETE FROM schedules
WHERE (person, key) IN (SELECT person, key FROM schedules WHERE at <= :now ORDER BY at, person, key LIMIT :limit)
RETURNING person, key, flow, at, until, data;

-- next: When the next one is due.
SELECT coalesce(min(at), 0) FROM schedules;

-- by_flow: How many persons wait for each flow, and when the first is due.
SELECT flow, count(*), min(at) FROM schedules GROUP BY flow ORDER BY min(at);

-- of: What waits for one person.
SELECT person, key, flow, at, until, data FROM schedules
WHERE person IN (SELECT id FROM persons WHERE id = :person OR merged_into = :person) ORDER BY at, key;

-- rounds: All rounds.
SELECT key, flow, upto, slot, until, reached, asked, note FROM rounds ORDER BY key;

-- put_round: What is known of a round now.
INSERT INTO rounds (key, flow, upto, slot, until, reached, asked, note)
VALUES (:key, :flow, :upto, :slot, :until, :reached, :asked, :note)
ON CONFLICT (key) DO UPDATE SET flow = excluded.flow, upto = excluded.upto, slot = excluded.slot,
    until = excluded.until, reached = excluded.reached, asked = excluded.asked, note = excluded.note;

-- drop_round: The owner took it away.
DELETE FROM rounds WHERE key = :key;

-- granted: The next people who agreed, in the order of the ledger.
SELECT live_grants.seq, live_grants.person FROM live_grants
JOIN persons ON persons.id = live_grants.person
WHERE live_grants.seq > :after AND live_grants.purpose = :purpose
  AND persons.merged_into IS NULL AND persons.suppressed = 0
ORDER BY live_grants.seq LIMIT :limit;
