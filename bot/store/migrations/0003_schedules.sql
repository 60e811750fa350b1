-- What is to be started by the clock: reminders of one person, and rounds to everybody who agreed to a purpose.

CREATE TABLE schedules (
    person TEXT NOT NULL,
    key    TEXT NOT NULL,                      -- the flow and what it is counted from; the same one is replaced
    flow   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    until  INTEGER NOT NULL,                   -- later than this it makes no sense any more
    data   TEXT NOT NULL DEFAULT '{}',         -- the slots that the flow reads, as they were
    PRIMARY KEY (person, key)
) WITHOUT ROWID;
CREATE INDEX schedules_at ON schedules (at);

CREATE TABLE rounds (
    key     TEXT PRIMARY KEY,                  -- the flow and its `every`, as the owner wrote it
    flow    TEXT NOT NULL,
    upto    INTEGER NOT NULL,                  -- every time up to here was looked after
    slot    TEXT NOT NULL DEFAULT '',          -- the round under way, by its local time; '': none
    until   INTEGER NOT NULL DEFAULT 0,
    reached INTEGER NOT NULL DEFAULT 0,        -- up to which line of the ledger the people were asked for
    asked   INTEGER NOT NULL DEFAULT 0,        -- how many so far
    note    TEXT NOT NULL DEFAULT ''           -- what came of the last one
) WITHOUT ROWID;
