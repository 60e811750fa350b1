-- add: A notice to one receiver; the same key again changes nothing.
INSERT INTO tellings (key, channel, receiver, kind, ticket, team, language, data, at, not_before)
VALUES (:key, :channel, :receiver, :kind, :ticket, :team, :language, :data, :at, :not_before)
ON CONFLICT (key) DO NOTHING;

-- receivers: Whom something waits for; one who can't be reached holds up nobody else.
SELECT channel, receiver FROM tellings WHERE state = 'queued' GROUP BY channel, receiver ORDER BY channel, receiver;

-- queued: The oldest that one receiver was not told yet.
SELECT id, key, channel, receiver, kind, ticket, team, language, data, at, not_before, attempt, error
FROM tellings WHERE state = 'queued' AND channel = :channel AND receiver = :receiver ORDER BY id LIMIT :limit;

-- depth: How much waits.
SELECT count(*) FROM tellings WHERE state = 'queued';

-- told_at: When a receiver was last told something.
SELECT coalesce(max(updated_at), 0) FROM tellings
WHERE channel = :channel AND receiver = :receiver AND state = 'told';

-- settle: What came of an attempt.
UPDATE tellings
SET state = :state, not_before = :not_before, error = :error, updated_at = :now, attempt = attempt + :tried
WHERE id = :id AND state = 'queued';

-- dead: What was given up lately, with the latest reason.
SELECT channel, count(*), error, max(updated_at) FROM tellings
WHERE state = 'dead' AND updated_at >= :since GROUP BY channel ORDER BY channel;

-- drop: What is over since long ago.
DELETE FROM tellings WHERE id IN (
    SELECT id FROM tellings WHERE state != 'queued' AND updated_at < :before LIMIT :limit);

-- staff: Who agreed to a purpose and was not erased or joined with somebody else.
SELECT DISTINCT live_grants.person FROM live_grants JOIN persons ON persons.id = live_grants.person
WHERE purpose = :purpose AND merged_into IS NULL AND suppressed = 0 ORDER BY 1 LIMIT :limit;

-- subscribe: A browser; the same one again brings its new keys.
INSERT INTO push_subscriptions (id, user, endpoint, p256dh, auth, since)
VALUES (:id, :user, :endpoint, :p256dh, :auth, :since)
ON CONFLICT (id) DO UPDATE SET user = excluded.user, p256dh = excluded.p256dh, auth = excluded.auth;

-- unsubscribe: It wants no more.
DELETE FROM push_subscriptions WHERE id = :id;

-- unsubscribe_user: None of their browsers.
DELETE FROM push_subscriptions WHERE user = :user;

-- subscriptions: All browsers.
SELECT id, user, endpoint, p256dh, auth, since FROM push_subscriptions ORDER BY since, id;

-- subscription: One browser.
SELECT id, user, endpoint, p256dh, auth, since FROM push_subscriptions WHERE id = :id;

-- erase_receiver: Notices to somebody of ours who was erased or removed.
DELETE FROM tellings WHERE receiver = :person;
