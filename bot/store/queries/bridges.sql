-- row: A conversation at another help desk; what begins with WHERE goes on from here.
SELECT provider, conversation, person, contact, status, ticket, updated_at, heard_at, error
FROM bridge_conversations;

-- of: The newest one of a person.
WHERE person = :person AND provider = :provider ORDER BY updated_at DESC, conversation DESC LIMIT 1;

-- of_person: All of a person, at every help desk.
WHERE person = :person ORDER BY provider, conversation;

-- at: One by its number over there.
WHERE provider = :provider AND conversation = :conversation;

-- leavers: Of people who were erased here.
WHERE person = '' AND provider = :provider AND error = '' LIMIT :limit;

-- problems: Where something could not be brought over.
WHERE provider = :provider AND error != '' ORDER BY updated_at DESC LIMIT 100;

-- put: A conversation as it is now.
INSERT INTO bridge_conversations (provider, conversation, person, contact, status, ticket, updated_at, heard_at, error)
VALUES (:provider, :conversation, :person, :contact, :status, :ticket, :updated_at, :heard_at, :error)
ON CONFLICT (provider, conversation) DO UPDATE SET person = excluded.person, contact = excluded.contact,
    status = excluded.status, ticket = excluded.ticket, updated_at = excluded.updated_at, heard_at = excluded.heard_at,
    error = excluded.error;

-- drop: It is gone.
DELETE FROM bridge_conversations WHERE provider = :provider AND conversation = :conversation;

-- crossed: One message by its key.
SELECT key, person, conversation, theirs, inbox_id, state, at FROM bridge_messages
WHERE provider = :provider AND key = :key;

-- cross: A message that crosses, or has crossed.
INSERT INTO bridge_messages (provider, key, person, conversation, theirs, inbox_id, state, at)
VALUES (:provider, :key, :person, :conversation, :theirs, :inbox_id, :state, :at)
ON CONFLICT (provider, key) DO UPDATE SET conversation = excluded.conversation, theirs = excluded.theirs,
    inbox_id = excluded.inbox_id, state = excluded.state;

-- awaiting: Agents' messages whose fate at WhatsApp is news over there; of several parts the worst counts.
SELECT m.key, m.person, m.conversation, m.theirs, m.inbox_id, m.state, m.at,
       CASE WHEN sum(o.state IN ('failed', 'blocked')) > 0 THEN 'failed'
            WHEN sum(o.state = 'read') = count(*) THEN 'read'
            WHEN sum(o.state IN ('delivered', 'read')) = count(*) THEN 'delivered' END AS became,
       max(o.error)
FROM bridge_messages AS m
JOIN outbox AS o ON o.person = m.person AND o.inbox_id = m.inbox_id AND o.kind = 'reply'
WHERE m.provider = :provider AND m.inbox_id > 0 AND m.state NOT IN ('read', 'failed') AND m.at >= :since
GROUP BY m.key HAVING became IS NOT NULL AND became != m.state
ORDER BY m.at, m.key LIMIT :limit;

-- refusals: Agents' messages that can't be sent, and nobody told them so.
SELECT key, person, conversation, theirs, inbox_id, state, at FROM bridge_messages
WHERE provider = :provider AND state = 'refuse' ORDER BY at LIMIT :limit;

-- forget: What crossed long ago.
DELETE FROM bridge_messages WHERE (provider, key) IN (
    SELECT provider, key FROM bridge_messages WHERE at < :before LIMIT :limit);

-- erase_messages: What crossed of a person who was erased.
DELETE FROM bridge_messages WHERE person = :person;

-- erase_conversations: Their conversations lead nowhere here; `contact` is still to be erased over there.
UPDATE bridge_conversations SET person = '', ticket = 0, error = '', updated_at = :now WHERE person = :person;

-- move_conversations: Two persons are one.
UPDATE bridge_conversations SET person = :keep WHERE person = :drop;

-- move_messages: What crossed of them.
UPDATE bridge_messages SET person = :keep WHERE person = :drop;
