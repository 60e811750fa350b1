-- row: A message with all that OutRow holds; what begins with WHERE goes on from here.
SELECT id, key, person, kind, message, priority, state, at, attempt, not_before, coalesce(purpose, ''), consent_seq,
       template, coalesce(wamid, ''), code, error, why, verdict, inbox_id, notice, updated_at
FROM outbox;

-- add: A message; the database refuses it where nothing allows it. A known key changes nothing.
INSERT INTO outbox (key, person, kind, message, priority, state, at, not_before, inbox_id, purpose, consent_seq,
                    template, notice, why, verdict, updated_at)
VALUES (:key, :person, :kind, :message, :priority, :state, :at, :not_before, :inbox_id, :purpose, :consent_seq,
        :template, :notice, :why, :verdict, :at)
ON CONFLICT (key) DO NOTHING RETURNING id;

-- get: One message.
WHERE id = :row;

-- by_key: The message that was queued under this key.
WHERE key = :key;

-- by_wamid: The message that WhatsApp calls so, also by an earlier attempt.
WHERE id = coalesce((SELECT id FROM outbox WHERE wamid = :wamid),
                    (SELECT max(outbox_id) FROM attempts WHERE wamid = :wamid));

-- due: What may leave now, by priority, then age: of each person the first, unless that is an offer that was put off.
WHERE state = 'queued' AND not_before <= :now
  AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.state = 'queued' AND earlier.person = outbox.person
                  AND (earlier.priority, earlier.id) < (outbox.priority, outbox.id)
                  AND (earlier.kind = 'reply' OR earlier.not_before <= :now))
  AND (kind = 'reply' OR (SELECT held FROM persons WHERE persons.id = outbox.person) = 0)
ORDER BY priority, id LIMIT :limit;

-- ready: The same, but only which and whose.
SELECT id, person FROM outbox
WHERE state = 'queued' AND not_before <= :now
  AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.state = 'queued' AND earlier.person = outbox.person
                  AND (earlier.priority, earlier.id) < (outbox.priority, outbox.id)
                  AND (earlier.kind = 'reply' OR earlier.not_before <= :now))
  AND (kind = 'reply' OR (SELECT held FROM persons WHERE persons.id = outbox.person) = 0)
  AND (priority = 0 OR NOT EXISTS (
      SELECT 1 FROM outbox AS doubt WHERE doubt.state = 'unknown' AND doubt.person = outbox.person
      AND doubt.kind = 'reply' AND doubt.attempt < 2 AND doubt.updated_at > :doubt AND doubt.id < outbox.id))
ORDER BY priority, id LIMIT :limit;

-- orphans: What was left under way.
WHERE state = :state AND state IN ('sending', 'unknown') AND updated_at < :before ORDER BY id;

-- of: What was said to a person, newest first, also under the ids that were merged into theirs.
WHERE person IN (SELECT id FROM persons WHERE id = :person OR merged_into = :person)
ORDER BY id DESC LIMIT :limit;

-- claim: What has to be asked about before it is handed over.
SELECT state, kind, person, consent_seq FROM outbox WHERE id = :row;

-- sending: Handed to the sender.
UPDATE outbox SET state = 'sending', attempt = :attempt, updated_at = :now, error = '', code = 0
WHERE id = :row AND state = 'queued';

-- begin_attempt: One more try.
INSERT INTO attempts (outbox_id, attempt, at) VALUES (:row, :attempt, :now)
ON CONFLICT (outbox_id, attempt) DO UPDATE SET at = excluded.at, outcome = '';

-- settle: What became of it; a receipt that was faster is not taken back.
UPDATE outbox
SET state = CASE WHEN state IN ('queued', 'sending', 'unknown') THEN :state ELSE state END,
    wamid = CASE message WHEN '' THEN wamid ELSE coalesce(wamid, :wamid) END, -- emptied: erased meanwhile
    code = :code, error = :error, not_before = :not_before, updated_at = :now
WHERE id = :row AND state != 'blocked';

-- end_attempt: What became of the last try.
UPDATE attempts SET outcome = :state, code = :code, error = :error,
    wamid = CASE (SELECT message FROM outbox WHERE id = :row) WHEN '' THEN wamid ELSE coalesce(wamid, :wamid) END
WHERE outbox_id = :row AND attempt = (SELECT max(attempt) FROM attempts WHERE outbox_id = :row);

-- state: Where a message is.
SELECT state FROM outbox WHERE id = :row;

-- raise_to: WhatsApp's word on it.
UPDATE outbox
SET state = :state, wamid = CASE message WHEN '' THEN wamid ELSE coalesce(wamid, :wamid) END,
    code = :code, error = :error, updated_at = :now
WHERE id = :row;

-- cancel: Block what waits for a person, for one purpose or for all.
UPDATE outbox SET state = 'blocked', error = :why, updated_at = :now
WHERE kind = 'proactive' AND state = 'queued' AND (:purpose = '*' OR purpose = :purpose)
  AND person IN (SELECT id FROM persons WHERE id = :person OR merged_into = :person);

-- proactive_since: How many left or wait.
SELECT count(*) FROM outbox
WHERE kind = 'proactive' AND purpose = :purpose AND at >= :since AND state NOT IN ('blocked', 'failed')
  AND person IN (SELECT id FROM persons WHERE id = :person OR merged_into = :person);

-- last_sent: When a consent was last used.
SELECT coalesce(max(at), 0) FROM outbox
WHERE kind = 'proactive' AND purpose = :purpose AND state IN ('accepted', 'sent', 'delivered', 'read')
  AND person IN (SELECT id FROM persons WHERE id = :person OR merged_into = :person);

-- showed: The newest message with this notice that left.
WHERE notice = :notice AND state NOT IN ('queued', 'failed', 'blocked')
  AND person IN (SELECT id FROM persons WHERE id = :person OR merged_into = :person)
ORDER BY id DESC LIMIT 1;

-- next_rows: What came next.
SELECT id, at FROM outbox WHERE id > :after ORDER BY id LIMIT :limit;

-- fade: What was said long ago; the row stays, with its verdict.
UPDATE outbox SET message = '', why = '{}', error = '', wamid = NULL
WHERE id > :after AND id <= :last AND message != '' AND state NOT IN ('queued', 'sending', 'unknown');

-- fade_attempts: The ids of those messages contain numbers.
UPDATE attempts SET wamid = NULL, error = ''
WHERE outbox_id > :after AND outbox_id <= :last
  AND EXISTS (SELECT 1 FROM outbox WHERE outbox.id = attempts.outbox_id AND outbox.message = '');

-- depth: Rows by state.
SELECT state, count(*) FROM outbox WHERE state = 'queued' GROUP BY state
UNION ALL SELECT state, count(*) FROM outbox WHERE state IN ('sending', 'unknown') GROUP BY state
UNION ALL SELECT state, count(*) FROM outbox WHERE state NOT IN ('queued', 'sending', 'unknown') GROUP BY state;

-- queued: How many persons wait for a reply to leave.
SELECT count(DISTINCT person) FROM outbox WHERE state = 'queued' AND priority < 9;
