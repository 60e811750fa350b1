-- get: One person by id.
SELECT id, state, version, name, language, country, timezone, heard_at, window_shut, held, created_at,
       coalesce(merged_into, ''), suppressed
FROM persons WHERE id = :person;

-- window: When a person was heard last.
SELECT heard_at, window_shut FROM persons WHERE id = :person;

-- who: The id that a person goes by today.
SELECT coalesce(merged_into, id) FROM persons WHERE id = :person;

-- all_of: A person and everybody who was merged into them.
SELECT id FROM persons WHERE id = :person OR merged_into = :person ORDER BY merged_into IS NOT NULL, id;

-- found: Whose live identifier this is, and since when we know them.
SELECT persons.created_at, coalesce(persons.merged_into, persons.id)
FROM identifiers JOIN persons ON persons.id = identifiers.person
WHERE identifiers.kind = :kind AND identifiers.match = :match AND identifiers.live = 1;

-- seen: Whose this identifier is, as far as there may be something to learn.
SELECT persons.id, identifiers.value, identifiers.last_seen, persons.name, persons.merged_into
FROM identifiers JOIN persons ON persons.id = identifiers.person
WHERE identifiers.kind = :kind AND identifiers.match = :match AND identifiers.live = 1;

-- create: A new person in a new conversation.
INSERT INTO persons (id, state, country, timezone, created_at) VALUES (:person, :state, :country, :timezone, :now);

-- described: What is known about a person beyond the conversation.
SELECT name, country, timezone FROM persons WHERE id = :person;

-- describe: What became known about a person.
UPDATE persons SET name = :name, country = :country, timezone = :timezone WHERE id = :person;

-- save: The conversation after a turn, where nobody else saved since it was read.
UPDATE persons SET state = :state, language = :language, version = version + 1
WHERE id = :person AND version = :version;

-- heard: A message came: the window is open.
UPDATE persons SET heard_at = CASE WHEN heard_at < :at THEN :at ELSE heard_at END, window_shut = 0 WHERE id = :person;

-- shut_window: WhatsApp says that the window is shut.
UPDATE persons SET window_shut = 1 WHERE id = :person;

-- hold: Nothing proactive leaves while it is on.
UPDATE persons SET held = :held WHERE id = :person;

-- identifiers: Everything a person was ever known by, newest last.
SELECT person, kind, value, first_seen, last_seen, live FROM identifiers WHERE person = :person ORDER BY id;

-- matches: The forms under which a person's identifiers are looked for.
SELECT DISTINCT kind, match, live FROM identifiers WHERE person = :person;

-- live_of: A live identifier, whoever has it.
SELECT id, person, value, last_seen FROM identifiers WHERE kind = :kind AND match = :match AND live = 1;

-- own: An identifier that is or was this person's.
SELECT id FROM identifiers WHERE person = :person AND kind = :kind AND match = :match ORDER BY id DESC LIMIT 1;

-- add_identifier: A new one, live.
INSERT INTO identifiers (person, kind, match, value, first_seen, last_seen)
VALUES (:person, :kind, :match, :value, :now, :now);

-- touch_identifier: Seen (again), as it is written now.
UPDATE identifiers SET live = 1, value = :value, last_seen = :now WHERE id = :id;

-- retire_identifier: Somebody may have it next; it still blocks, and no longer allows.
UPDATE identifiers SET live = 0 WHERE kind = :kind AND match = :match AND live = 1 AND person = :person;

-- address: The live identifiers to write to, the one seen last first.
SELECT kind, value FROM identifiers
WHERE person = :person AND live = 1 AND kind IN ('phone', 'bsuid') ORDER BY last_seen DESC, id DESC;

-- by_ticket: Whose ticket this is.
SELECT person FROM tickets WHERE id = :ticket;

-- suppressed: Whether this hash is on the list.
SELECT 1 FROM suppressions WHERE hash = :hash;

-- suppress: Put one identifier's hash on the list.
INSERT INTO suppressions (hash, pepper_id, why, since) VALUES (:hash, :pepper_id, :why, :now)
ON CONFLICT (hash) DO NOTHING;

-- mark_erased: From when on a message of theirs is one of somebody new.
UPDATE suppressions SET why = 'erased', since = :now WHERE hash = :hash;

-- erased_at: When somebody with this identifier was erased.
SELECT since FROM suppressions WHERE hash = :hash AND why = 'erased';

-- is_erased: Whether the ledger says so.
SELECT 1 FROM ledger WHERE person = :person AND purpose = '*' AND kind = 'erased' LIMIT 1;

-- forget_suppression: Take one identifier's hash off the list.
DELETE FROM suppressions WHERE hash = :hash;

-- sharing: Everybody who has or had one of this person's identifiers.
SELECT DISTINCT others.person
FROM identifiers AS own JOIN identifiers AS others ON others.match = own.match AND others.kind = own.kind
WHERE own.person = :person;

-- mark_suppressed: What the gate in the database looks at.
UPDATE persons SET suppressed = :suppressed WHERE id = :person AND suppressed != :suppressed;

-- is_marked: What the gate in the database sees.
SELECT suppressed FROM persons WHERE id = :person;

-- peppers: Under which keys the suppressions were hashed.
SELECT DISTINCT pepper_id FROM suppressions;
