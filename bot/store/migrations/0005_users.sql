-- Who may look at conversations and answer them. No password is kept, only its hash; no session, only its hash; of the
-- second factor only a salt: its secret comes from that and from the program's key, which is not in the database.

CREATE TABLE users (
    id       TEXT PRIMARY KEY,                 -- random; all that the audit log knows of anybody
    email    TEXT NOT NULL UNIQUE,             -- in small letters; signs in
    name     TEXT NOT NULL,
    role     TEXT NOT NULL CHECK (role IN ('owner', 'agent', 'auditor')),
    teams    TEXT NOT NULL DEFAULT '[]',       -- JSON list; empty: all
    language TEXT NOT NULL,
    made_at  INTEGER NOT NULL
);

CREATE TABLE credentials (
    user     TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    password TEXT NOT NULL,                    -- core.passwords: scrypt, its parameters, salt and hash
    factor   TEXT NOT NULL,                    -- salt of the second factor, hex
    step     INTEGER NOT NULL,                 -- the time step of the last code that was used: none works twice
    since    INTEGER NOT NULL
);

CREATE TABLE recovery_codes (
    user    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash    TEXT NOT NULL,                     -- keyed
    used_at INTEGER NOT NULL DEFAULT 0,        -- 0: not yet
    PRIMARY KEY (user, hash)
) WITHOUT ROWID;

CREATE TABLE invitations (
    user  TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    hash  TEXT NOT NULL UNIQUE,                -- of the link's token
    until INTEGER NOT NULL
);

CREATE TABLE sessions (
    hash     TEXT PRIMARY KEY,                 -- SHA-256 of the token in the cookie
    user     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    stage    TEXT NOT NULL CHECK (stage IN ('in', 'second', 'first')),  -- signed in | password done | link opened
    password TEXT NOT NULL DEFAULT '',         -- 'first': what it will be once the second factor is set up
    factor   TEXT NOT NULL DEFAULT '',
    device   TEXT NOT NULL DEFAULT '',         -- "Firefox, Linux"
    made_at  INTEGER NOT NULL,
    seen_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user);
CREATE INDEX sessions_made ON sessions (made_at);
CREATE INDEX sessions_seen ON sessions (seen_at);

CREATE TABLE throttle (
    key      TEXT PRIMARY KEY,                 -- keyed hash of an account's name or of an address
    failures INTEGER NOT NULL,
    last     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX throttle_last ON throttle (last);

-- Who did what about whom. It only grows, and holds ids alone, so that it may: what they belong to can be erased.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    user   TEXT NOT NULL,                      -- no foreign key: lines outlive a user
    what   TEXT NOT NULL,
    about  TEXT NOT NULL,                      -- a person's id, a user's id, '#' and a ticket's number, a role
    CHECK (about NOT LIKE '%@%' AND length(about) <= 80)
);
CREATE INDEX audit_user ON audit (user, id);
CREATE INDEX audit_about ON audit (about, id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN NEW.id IS NOT NULL AND EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END;
