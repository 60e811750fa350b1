-- The desk: what people of the business see of a handover, its notes, and what happened to it, in order.

ALTER TABLE tickets ADD COLUMN taken_name TEXT NOT NULL DEFAULT '';     -- how taken_by is called
ALTER TABLE tickets ADD COLUMN taken_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN for_user TEXT NOT NULL DEFAULT '';       -- whom it waits for: assigned, or helped last time
ALTER TABLE tickets ADD COLUMN promised_at INTEGER NOT NULL DEFAULT 0;  -- the person was told: an answer until then
ALTER TABLE tickets ADD COLUMN answered_at INTEGER NOT NULL DEFAULT 0;  -- the first answer of a person
ALTER TABLE tickets ADD COLUMN late INTEGER NOT NULL DEFAULT 0;         -- the promise was broken
ALTER TABLE tickets ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0;      -- they said STOP meanwhile
ALTER TABLE tickets ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;      -- the last message of either side …
ALTER TABLE tickets ADD COLUMN last_who TEXT NOT NULL DEFAULT '';       -- … person or staff …
ALTER TABLE tickets ADD COLUMN last_text TEXT NOT NULL DEFAULT '';      -- … and how it begins
ALTER TABLE tickets ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;       -- their messages since the last answer
ALTER TABLE tickets ADD COLUMN callback TEXT NOT NULL DEFAULT '';       -- what they wrote while nobody was there
ALTER TABLE tickets ADD COLUMN survey TEXT NOT NULL DEFAULT '';         -- their answer to the question afterwards
ALTER TABLE tickets ADD COLUMN tags TEXT NOT NULL DEFAULT '';           -- the person's, one a line, for lists
ALTER TABLE tickets ADD COLUMN ended TEXT NOT NULL DEFAULT '';          -- why it was closed
ALTER TABLE tickets ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';      -- the user who closed it; '' nobody did

UPDATE tickets SET last_at = max(opened_at, closed_at), ended = CASE state WHEN 'closed' THEN outcome ELSE '' END,
                   outcome = CASE outcome WHEN 'merged' THEN outcome ELSE '' END, taken_name = taken_by;

CREATE INDEX tickets_waiting ON tickets (id) WHERE state = 'open';
CREATE INDEX tickets_under_way ON tickets (last_at, id) WHERE state != 'closed';
CREATE INDEX tickets_last ON tickets (last_at, id);
CREATE INDEX tickets_promised ON tickets (promised_at) WHERE promised_at > 0;
CREATE INDEX tickets_opened ON tickets (opened_at);

CREATE TABLE desk_events (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: whoever follows keeps the last one seen
    at     INTEGER NOT NULL,
    ticket INTEGER NOT NULL REFERENCES tickets (id),
    person TEXT NOT NULL,
    kind   TEXT NOT NULL,                      -- ports.DESK_EVENTS
    data   TEXT NOT NULL DEFAULT '{}'          -- who did it, and the number of a row; never what somebody wrote
);
CREATE INDEX desk_events_person ON desk_events (person, id);

CREATE TABLE desk_notes (
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL UNIQUE,               -- the caller's, so that a form that is sent twice is one note
    at     INTEGER NOT NULL,
    ticket INTEGER NOT NULL REFERENCES tickets (id),
    person TEXT NOT NULL,
    user   TEXT NOT NULL,
    name   TEXT NOT NULL,
    text   TEXT NOT NULL
);
CREATE INDEX desk_notes_person ON desk_notes (person, id);
