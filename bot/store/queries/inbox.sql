-- add: An event, unless it is known already.
INSERT INTO inbox (channel, key, rank, at, received_ms, event, person)
VALUES (:channel, :key, :rank, :at, :received_ms, :event, :person)
ON CONFLICT (channel, key) DO NOTHING RETURNING id;

-- row: An event with all that InboxRow holds; what begins with WHERE goes on from here.
SELECT id, channel, key, at, received_ms, event, coalesce(person, ''), note
FROM inbox;

-- pending: The oldest that were not applied; messages before receipts.
WHERE state = 'new' ORDER BY rank, id LIMIT :limit;

-- get: One event.
WHERE id = :row AND event != '';

-- inside: One of our own events.
WHERE channel = 'inside' AND key = :key;

-- done: Applied.
UPDATE inbox SET state = 'done', person = CASE WHEN :person = '' THEN person ELSE :person END, note = :note
WHERE id = :row;

-- failed: Set aside.
UPDATE inbox SET state = 'failed', note = :why WHERE id = :row;

-- of: The last events of one person, newest first.
WHERE person = :person ORDER BY id DESC LIMIT :limit;

-- forget: What it said is of no use to anybody any more.
UPDATE inbox SET event = '', key = 'erased:' || id, note = '' WHERE id = :row AND state != 'new';

-- set_aside: What was set aside, oldest first.
WHERE state = 'failed' ORDER BY id LIMIT :limit;

-- retry: Try one of them again.
UPDATE inbox SET state = 'new', note = '' WHERE id = :row AND state = 'failed';

-- keep_raw: A body that could not be read.
INSERT INTO raw (channel, received_ms, why, body) VALUES (:channel, :received_ms, :why, :body);

-- next_rows: What came next.
SELECT id, received_ms FROM inbox WHERE id > :after ORDER BY id LIMIT :limit;

-- fade: What happened long ago; the row stays.
UPDATE inbox SET event = '', note = '' WHERE id > :after AND id <= :last AND state != 'new' AND event != '';

-- fade_keys: Nothing is delivered again after so long; the keys contain numbers.
UPDATE inbox SET key = 'old:' || id WHERE id > :after AND id <= :last AND state != 'new';

-- drop_raw: Bodies that nobody mended the reader for.
DELETE FROM raw WHERE id IN (SELECT id FROM raw WHERE received_ms < :before ORDER BY id LIMIT :limit);

-- waiting: How many are to be applied.
SELECT count(*) FROM inbox WHERE state = 'new';
