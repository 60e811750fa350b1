-- keep_notice: A consent text, for ever; the same one again changes nothing.
INSERT INTO notices (hash, purpose, version, language, text, yes, no, used_at)
VALUES (:hash, :purpose, :version, :language, :text, :yes, :no, :now)
ON CONFLICT (hash) DO NOTHING;

-- notice: A consent text by its hash.
SELECT hash, purpose, version, language, text, yes, no, used_at FROM notices WHERE hash = :hash;

-- notice_hash: Which text a version in a language has.
SELECT hash FROM notices WHERE purpose = :purpose AND version = :version AND language = :language;

-- set_timer: The same key replaces the earlier time.
INSERT INTO timers (person, key, at) VALUES (:person, :key, :at) ON CONFLICT (person, key) DO UPDATE SET at = excluded.at;

-- drop_timer: Not needed any more.
DELETE FROM timers WHERE person = :person AND key = :key;

-- due_timers: Take those whose time has come.
DELETE FROM timers
WHERE (person, key) IN (SELECT person, key FROM timers WHERE at <= :now ORDER BY at, person, key LIMIT :limit)
RETURNING person, key, at;

-- next_timer: When the next one is due.
SELECT coalesce(min(at), 0) FROM timers;

-- set: Note something.
INSERT INTO facts (key, value, at) VALUES (:key, :value, :now)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, at = excluded.at;

-- unset: Forget it.
DELETE FROM facts WHERE key = :key;

-- get: What was noted.
SELECT value FROM facts WHERE key = :key;

-- all: Everything below a prefix.
SELECT key, value FROM facts WHERE key >= :prefix AND key < :after ORDER BY key;

-- missed: A question that nothing answered.
INSERT INTO missed (text, best, last) VALUES (:text, :best, :now)
ON CONFLICT (text) DO UPDATE SET best = excluded.best, times = times + 1, last = excluded.last;

-- unmiss: One question less of this kind.
UPDATE missed SET times = times - 1 WHERE text = :text;

-- drop_unmissed: Nobody else asked it.
DELETE FROM missed WHERE text = :text AND times < 1;

-- drop_missed: Questions that nobody has asked for long.
DELETE FROM missed WHERE text IN (SELECT text FROM missed WHERE last < :before LIMIT :limit);

-- unanswered: Those that came most often.
SELECT text, best, times, last FROM missed ORDER BY times DESC, last DESC LIMIT :limit;

-- figures: What happened since a moment, in numbers.
SELECT (SELECT count(DISTINCT person) FROM inbox WHERE received_ms >= :since_ms AND rank = 0 AND channel != 'inside'),
       (SELECT count(*) FROM inbox WHERE received_ms >= :since_ms AND rank = 0 AND channel != 'inside'),
       (SELECT count(*) FROM outbox WHERE at >= :since AND kind = 'reply' AND state NOT IN ('blocked', 'failed')),
       (SELECT count(*) FROM outbox WHERE at >= :since AND kind = 'proactive' AND state NOT IN ('blocked', 'failed')),
       (SELECT count(*) FROM outbox WHERE at >= :since AND state = 'failed'),
       (SELECT count(*) FROM missed WHERE last >= :since);

-- consents_since: What was decided since a moment.
SELECT purpose, kind, count(*) FROM ledger
WHERE at >= :since AND kind IN ('granted', 'refused', 'withdrawn', 'expired', 'invalidated', 'erased')
GROUP BY purpose, kind;

-- refused_since: Why proactive messages were not sent since a moment.
SELECT coalesce(json_extract(verdict, '$.refused'), 'ended'), count(*) FROM outbox
WHERE at >= :since AND kind = 'proactive' AND state = 'blocked' GROUP BY 1;
