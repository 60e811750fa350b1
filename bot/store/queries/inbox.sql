-- add: An event, unless it is known already.
INSERT INTO inbox (channel, key, rank, at, received_ms, event, person)
VALUES (:channel, :key, :rank, :at, :received_ms, :event, :person)
ON CONFLICT (channel, key) DO NOTHING RETURNING id;

-- row: An event with all that InboxRow holds; what begins with WHERE goes on from here.
SELECT id, channel, key, at, received_ms, event, coalesce(person, ''), note
FROM inbox;

-- pending: The oldest that were not applied; messages before receipts.
WHERE state = 'new' ORDER BY rank, id LIMIT :limit;

-- done: Applied.
UPDATE inbox SET state = 'done', person = CASE WHEN :person = '' THEN person ELSE :person END, note = :note
WHERE id = :row;

-- failed: Set aside.
UPDATE inbox SET state = 'failed', note = :why WHERE id = :row;

-- of: The last events of one person, newest first.
WHERE person = :person ORDER BY id DESC LIMIT :limit;

-- set_aside: What was set aside, oldest first.
WHERE state = 'failed' ORDER BY id LIMIT :limit;

-- retry: Try one of them again.
UPDATE inbox SET state = 'new', note = '' WHERE id = :row AND state = 'failed';

-- keep_raw: A body that could not be read.
INSERT INTO raw (channel, received_ms, why, body) VALUES (:channel, :received_ms, :why, :body);

-- waiting: How many are to be applied.
SELECT count(*) FROM inbox WHERE state = 'new';
