-- begin: A session; only the hash of its token is known here.
INSERT INTO sessions (hash, user, stage, password, factor, device, made_at, seen_at)
VALUES (:hash, :user, :stage, :password, :factor, :device, :made_at, :seen_at);

-- get: One by the hash of its token.
SELECT hash, user, stage, password, factor, device, made_at, seen_at FROM sessions WHERE hash = :hash;

-- touch: They are still there.
UPDATE sessions SET seen_at = :now WHERE hash = :hash AND seen_at < :now;

-- end: They signed out, or got a new token.
DELETE FROM sessions WHERE hash = :hash;

-- end_all: Signed out everywhere.
DELETE FROM sessions WHERE user = :user AND hash != :keep;

-- of: Where somebody is signed in.
SELECT hash, user, stage, password, factor, device, made_at, seen_at FROM sessions
WHERE user = :user AND stage = 'in' ORDER BY seen_at DESC, hash;

-- drop: Those that are over.
DELETE FROM sessions WHERE hash IN (
    SELECT hash FROM sessions WHERE made_at <= :made
    UNION SELECT hash FROM sessions WHERE seen_at <= :seen
    UNION SELECT hash FROM sessions WHERE made_at <= :half AND stage != 'in' LIMIT :limit);

-- tries: How often somebody guessed.
SELECT failures, last FROM throttle WHERE key = :key;

-- count_try: One more, or one less.
INSERT INTO throttle (key, failures, last) VALUES (:key, :failures, :now)
ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last = excluded.last;

-- forget_tries: It was they.
DELETE FROM throttle WHERE key = :key;

-- drop_tries: Long ago.
DELETE FROM throttle WHERE key IN (SELECT key FROM throttle WHERE last < :before LIMIT :limit);

-- append: A line of the audit log.
INSERT INTO audit (at, user, what, about) VALUES (:at, :user, :what, :about);

-- newest: The audit log from there on back.
SELECT id, at, user, what, about FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit;

-- newest_of: What one user did, and what was done about them.
SELECT id, at, user, what, about FROM audit WHERE id IN (
    SELECT id FROM (SELECT id FROM audit WHERE user = :user AND id < :before ORDER BY id DESC LIMIT :limit)
    UNION SELECT id FROM (SELECT id FROM audit WHERE about = :user AND id < :before ORDER BY id DESC LIMIT :limit))
ORDER BY id DESC LIMIT :limit;
