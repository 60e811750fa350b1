-- evidence: The words behind the lines; the lines stay and say nothing about anybody.
DELETE FROM evidence WHERE seq IN (SELECT seq FROM ledger WHERE person = :person AND kind != 'erased');

-- identifiers: How the person could be found.
DELETE FROM identifiers WHERE person = :person;

-- person: What is left is an id that leads nowhere.
UPDATE persons SET state = :state, name = '', language = '', country = '', timezone = '', heard_at = 0,
                   window_shut = 1, held = 0, suppressed = 1, version = version + 1
WHERE id = :person;

-- stop_queue: Nothing that waits may leave any more.
UPDATE outbox SET state = 'blocked', error = 'the person was erased', updated_at = :now
WHERE person = :person AND state = 'queued';

-- outbox: What we wrote; WhatsApp's message ids contain the phone number.
UPDATE outbox SET message = '', why = '{}', error = '', wamid = NULL WHERE person = :person;

-- attempts: The same ids once more.
UPDATE attempts SET wamid = NULL, error = '' WHERE outbox_id IN (SELECT id FROM outbox WHERE person = :person);

-- inbox: What they wrote.
UPDATE inbox SET event = '', key = 'erased:' || id, note = '' WHERE person = :person AND state != 'new';

-- tickets: What the handovers were about.
UPDATE tickets SET title = '', outcome = '', last_text = '', callback = '', survey = '', tags = ''
WHERE person = :person;

-- notes: What staff told each other about them.
DELETE FROM desk_notes WHERE person = :person;

-- desk_events: What happened to those handovers; that something did says nothing about anybody.
UPDATE desk_events SET data = '{}' WHERE person = :person;

-- timers: Wake-ups.
DELETE FROM timers WHERE person = :person;

-- schedules: What was to be started for them.
DELETE FROM schedules WHERE person = :person;

-- facts: Whatever was noted under their id, or names it.
DELETE FROM facts WHERE instr(key, :person) OR instr(value, :person);

-- known_by: Everything by which the person was known, in both writings.
SELECT value, match FROM identifiers
WHERE person IN (SELECT id FROM persons WHERE id = :person OR merged_into = :person);

-- keys: Messages that a caller asked for under a key with the number in it.
DELETE FROM outbox WHERE person = :person AND instr(key, :text);

-- strays: Events of nobody, or that failed before it was known whose they were.
UPDATE inbox SET event = '', key = 'erased:' || id, note = ''
WHERE person IS NULL AND state != 'new' AND (instr(event, :text) OR instr(key, :text));

-- raw: Bodies that could not be read.
DELETE FROM raw WHERE instr(CAST(body AS TEXT), :text);
