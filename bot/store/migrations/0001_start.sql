-- Everything from the first day. Times are Unix seconds, *_ms milliseconds. JSON columns hold what core.codec writes.

CREATE TABLE persons (
    id          TEXT PRIMARY KEY,              -- random; says nothing about the person
    state       TEXT NOT NULL,                 -- core.state.State
    version     INTEGER NOT NULL DEFAULT 0,    -- against lost updates
    name        TEXT NOT NULL DEFAULT '',
    language    TEXT NOT NULL DEFAULT '',
    country     TEXT NOT NULL DEFAULT '',
    timezone    TEXT NOT NULL DEFAULT '',
    heard_at    INTEGER NOT NULL DEFAULT 0,    -- the last message that opened the 24-hour window, WhatsApp's clock
    window_shut INTEGER NOT NULL DEFAULT 0,    -- WhatsApp said 131047 since
    held        INTEGER NOT NULL DEFAULT 0,    -- an ambiguous STOP: nothing proactive leaves
    suppressed  INTEGER NOT NULL DEFAULT 0,    -- one of their identifiers is in suppressions; kept by the store
    merged_into TEXT REFERENCES persons (id),
    created_at  INTEGER NOT NULL
);
CREATE INDEX persons_merged ON persons (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE identifiers (
    id         INTEGER PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES persons (id),
    kind       TEXT NOT NULL CHECK (kind IN ('phone', 'bsuid', 'parent_bsuid')),
    match      TEXT NOT NULL,                  -- the form that all variants of one number share
    value      TEXT NOT NULL,                  -- as WhatsApp last wrote it
    live       INTEGER NOT NULL DEFAULT 1,     -- 0: was theirs once; still blocks, never allows
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL
);
CREATE UNIQUE INDEX identifiers_live ON identifiers (kind, match) WHERE live = 1;
CREATE INDEX identifiers_person ON identifiers (person);
CREATE INDEX identifiers_match ON identifiers (match);

CREATE TABLE suppressions (
    hash      TEXT PRIMARY KEY,                -- HMAC-SHA256(pepper, kind + match), hex
    pepper_id TEXT NOT NULL,
    why       TEXT NOT NULL,
    since     INTEGER NOT NULL
);

-- The consent ledger: a chain of lines, each of which names the hash of the one before. The chain holds no personal
-- data; that is in `evidence`, which can be erased without breaking the chain.
CREATE TABLE ledger (
    seq        INTEGER PRIMARY KEY,
    prev       TEXT NOT NULL UNIQUE,           -- hash of the line before; 64 zeros for the first: no forks
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('asked', 'granted', 'refused', 'withdrawn', 'expired', 'invalidated',
                   'held', 'released', 'platform_unblocked', 'imported', 'erased', 'note')),
    person     TEXT NOT NULL,                  -- no foreign key: lines outlive an erasure
    purpose    TEXT NOT NULL,                  -- '*': every purpose
    commitment TEXT NOT NULL,                  -- HMAC-SHA256(salt, canonical JSON of the evidence), hex
    hash       TEXT NOT NULL,                  -- SHA-256(canonical [seq, prev, at, kind, person, purpose, commitment])
    seal       TEXT NOT NULL,                  -- keyed BLAKE2b of the hash, hex; the key is not in the database: a line
                                               -- that somebody adds by SQL has a right hash at best, never a right seal
    UNIQUE (seq, person, purpose, kind)
);
CREATE INDEX ledger_person ON ledger (person, purpose, seq);

CREATE TABLE evidence (
    seq  INTEGER PRIMARY KEY REFERENCES ledger (seq),
    salt TEXT NOT NULL,                        -- 32 random bytes, hex; deleted with the body
    body TEXT NOT NULL
);

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE (ABORT, 'the consent ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE (ABORT, 'the consent ledger is append-only'); END;
-- A hash that a line names as its prev is refused: the next OR REPLACE would delete that line, and no trigger is asked
-- about rows that a REPLACE deletes.
CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger
WHEN NEW.seq IS NOT 1 + (SELECT coalesce(max(seq), 0) FROM ledger)
  OR NEW.prev IS NOT coalesce((SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
  OR NEW.hash IS NEW.prev OR EXISTS (SELECT 1 FROM ledger WHERE prev = NEW.hash)
BEGIN SELECT RAISE (ABORT, 'a ledger line must follow the last one'); END;

CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence
BEGIN SELECT RAISE (ABORT, 'evidence is never changed, only erased'); END;
CREATE TRIGGER evidence_with_its_line BEFORE INSERT ON evidence
WHEN NEW.seq IS NOT (SELECT max(seq) FROM ledger) OR EXISTS (SELECT 1 FROM evidence WHERE seq = NEW.seq)
BEGIN SELECT RAISE (ABORT, 'evidence is written together with its ledger line'); END;
CREATE TRIGGER evidence_erased_on_record BEFORE DELETE ON evidence
WHEN NOT EXISTS (SELECT 1 FROM ledger AS line JOIN ledger AS erasure ON erasure.person = line.person
                 WHERE line.seq = OLD.seq AND erasure.purpose = '*' AND erasure.kind = 'erased'
                   AND erasure.seq > line.seq)
BEGIN SELECT RAISE (ABORT, 'evidence may go only after the erasure is a line of the ledger'); END;

-- Grants that stand: nothing later ended them, and their evidence still exists.
CREATE VIEW live_grants AS
SELECT line.seq, line.person, line.purpose, line.at
FROM ledger AS line
WHERE line.kind = 'granted' AND line.purpose != '*'
  AND EXISTS (SELECT 1 FROM evidence WHERE evidence.seq = line.seq)
  AND NOT EXISTS (SELECT 1 FROM ledger AS ending
                  WHERE ending.person = line.person AND ending.purpose IN (line.purpose, '*')
                    AND ending.seq > line.seq
                    AND ending.kind IN ('withdrawn', 'refused', 'expired', 'invalidated', 'erased'));

CREATE TABLE notices (
    hash     TEXT PRIMARY KEY,
    purpose  TEXT NOT NULL,
    version  INTEGER NOT NULL,
    language TEXT NOT NULL,
    text     TEXT NOT NULL,
    yes      TEXT NOT NULL,
    no       TEXT NOT NULL,
    used_at  INTEGER NOT NULL,
    UNIQUE (purpose, version, language)
);
CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices
BEGIN SELECT RAISE (ABORT, 'a used notice is never changed; write a new version'); END;
CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices
BEGIN SELECT RAISE (ABORT, 'a used notice is never deleted'); END;
CREATE TRIGGER notices_no_replace BEFORE INSERT ON notices
BEGIN
    SELECT RAISE (IGNORE) WHERE EXISTS (SELECT 1 FROM notices WHERE hash = NEW.hash);
    SELECT RAISE (ABORT, 'a used notice is never changed; write a new version')
    WHERE EXISTS (SELECT 1 FROM notices
                  WHERE purpose = NEW.purpose AND version = NEW.version AND language = NEW.language);
END;

CREATE TABLE inbox (
    id          INTEGER PRIMARY KEY,
    channel     TEXT NOT NULL,
    key         TEXT NOT NULL,                 -- the provider's id of the event, for ever unique
    rank        INTEGER NOT NULL,              -- 0 messages and inside events, 1 receipts and account news
    at          INTEGER NOT NULL,              -- WhatsApp's time
    received_ms INTEGER NOT NULL,
    event       TEXT NOT NULL,                 -- core.incoming
    state       TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
    person      TEXT,
    note        TEXT NOT NULL DEFAULT '',
    UNIQUE (channel, key)
);
CREATE INDEX inbox_new ON inbox (rank, id) WHERE state = 'new';
CREATE INDEX inbox_failed ON inbox (id) WHERE state = 'failed';
CREATE INDEX inbox_person ON inbox (person, id);

CREATE TABLE raw (
    id          INTEGER PRIMARY KEY,
    channel     TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    why         TEXT NOT NULL,
    body        BLOB NOT NULL
);

CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,          -- cause + number, or the caller's idempotency key
    person      TEXT NOT NULL REFERENCES persons (id),
    kind        TEXT NOT NULL CHECK (kind IN ('reply', 'proactive')),
    message     TEXT NOT NULL,                 -- core.outgoing
    priority    INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'sent', 'delivered', 'read',
                    'failed', 'blocked', 'unknown')),
    at          INTEGER NOT NULL,
    not_before  INTEGER NOT NULL DEFAULT 0,
    attempt     INTEGER NOT NULL DEFAULT 0,
    inbox_id    INTEGER,                       -- what a reply answers
    purpose     TEXT,
    consent_seq INTEGER,                       -- the line that allows a proactive message
    consent_kind TEXT GENERATED ALWAYS AS (CASE WHEN kind = 'proactive' AND state != 'blocked' THEN 'granted' END) STORED,
    template    TEXT NOT NULL DEFAULT '',
    notice      TEXT NOT NULL DEFAULT '',      -- the consent notice that this message shows
    wamid       TEXT UNIQUE,
    code        INTEGER NOT NULL DEFAULT 0,
    error       TEXT NOT NULL DEFAULT '',
    why         TEXT NOT NULL DEFAULT '{}',
    verdict     TEXT NOT NULL DEFAULT '{}',
    updated_at  INTEGER NOT NULL,
    CHECK (kind = 'reply' OR purpose IS NOT NULL),
    CHECK (kind = 'reply' OR state = 'blocked' OR consent_seq IS NOT NULL),
    CHECK (kind = 'proactive' OR inbox_id IS NOT NULL),
    -- Somebody else's yes, a yes to another purpose and a line that is no yes are all refused by this alone.
    FOREIGN KEY (consent_seq, person, purpose, consent_kind) REFERENCES ledger (seq, person, purpose, kind)
);
CREATE INDEX outbox_due ON outbox (priority, id, not_before) WHERE state = 'queued';
CREATE INDEX outbox_queued_of ON outbox (person, priority, id) WHERE state = 'queued';
CREATE INDEX outbox_doubt ON outbox (person) WHERE state = 'unknown';
CREATE INDEX outbox_open ON outbox (state, updated_at) WHERE state IN ('sending', 'unknown');
CREATE INDEX outbox_person ON outbox (person, id);
CREATE INDEX outbox_over ON outbox (state) WHERE state NOT IN ('queued', 'sending', 'unknown');

-- The gate. Nothing gets into the queue, or from the queue into somebody's hands, without what these three ask for.
-- They ask again what CHECKs and foreign keys ask, because a client can switch those off, and they compare with
-- IS and IS NOT, so that a NULL or a value of another type never slips through. 'gate: ' marks a refusal that the
-- program turns into GateClosed.

CREATE TRIGGER outbox_gate BEFORE INSERT ON outbox
BEGIN
    -- The same key is the same message: nothing happens, also where somebody says OR REPLACE or DO UPDATE.
    SELECT RAISE (IGNORE) WHERE EXISTS (SELECT 1 FROM outbox WHERE key = NEW.key);
    SELECT RAISE (ABORT, 'gate: a message row is never replaced')
    WHERE EXISTS (SELECT 1 FROM outbox WHERE id = NEW.id);
    SELECT RAISE (ABORT, 'gate: a new message is queued or blocked, and was not handed over yet')
    WHERE (NEW.state IS NOT 'queued' AND NEW.state IS NOT 'blocked') OR NEW.wamid IS NOT NULL;

    SELECT RAISE (ABORT, 'gate: this person has no live grant for this purpose')
    WHERE NEW.state IS NOT 'blocked' AND NEW.kind IS NOT 'reply'
      AND NOT EXISTS (SELECT 1 FROM live_grants
                      WHERE seq = NEW.consent_seq AND person = NEW.person AND purpose = NEW.purpose);
    SELECT RAISE (ABORT, 'gate: this person is held, suppressed, or now somebody else')
    WHERE NEW.state IS NOT 'blocked' AND NEW.kind IS NOT 'reply'
      AND NOT EXISTS (SELECT 1 FROM persons
                      WHERE id = NEW.person AND held = 0 AND suppressed = 0 AND merged_into IS NULL);

    SELECT RAISE (ABORT, 'gate: a reply must name an inbox row of the same person')
    WHERE NEW.state IS NOT 'blocked' AND NEW.kind IS 'reply'
      AND NOT EXISTS (SELECT 1 FROM inbox WHERE id = NEW.inbox_id AND person = NEW.person);
    SELECT RAISE (ABORT, 'gate: the 24-hour window of this person is shut')
    WHERE NEW.state IS NOT 'blocked' AND NEW.kind IS 'reply'
      AND NOT EXISTS (SELECT 1 FROM persons
                      WHERE id = NEW.person AND window_shut = 0 AND heard_at > 0 AND NEW.at < heard_at + 86400);
END;

CREATE TRIGGER outbox_gate_again BEFORE UPDATE ON outbox
WHEN OLD.state IS NOT NEW.state AND (OLD.state IS 'blocked' OR NEW.state IS 'queued' OR NEW.state IS 'sending')
BEGIN
    SELECT RAISE (ABORT, 'gate: a blocked message stays blocked') WHERE OLD.state IS 'blocked';
    -- What nobody knows the fate of is sent again only where a double harms little: a reply.
    SELECT RAISE (ABORT, 'gate: a message that was handed over is not sent again')
    WHERE OLD.state NOT IN ('queued', 'sending', 'unknown') OR (OLD.state IS 'unknown' AND OLD.kind IS NOT 'reply');
    SELECT RAISE (ABORT, 'gate: this person has no live grant for this purpose any more')
    WHERE OLD.kind IS NOT 'reply'
      AND NOT EXISTS (SELECT 1 FROM live_grants
                      WHERE seq = OLD.consent_seq AND person = OLD.person AND purpose = OLD.purpose);
    SELECT RAISE (ABORT, 'gate: this person is held, suppressed, or now somebody else')
    WHERE OLD.kind IS NOT 'reply'
      AND NOT EXISTS (SELECT 1 FROM persons
                      WHERE id = OLD.person AND held = 0 AND suppressed = 0 AND merged_into IS NULL);
END;

-- What was judged is what is sent: only the course of a message changes, and erasure may empty its text.
-- No list of columns after UPDATE OF: `SET rowid = …` would not be in it.
CREATE TRIGGER outbox_frozen BEFORE UPDATE ON outbox
WHEN NEW.id IS NOT OLD.id OR NEW.key IS NOT OLD.key OR NEW.person IS NOT OLD.person OR NEW.kind IS NOT OLD.kind
  OR NEW.at IS NOT OLD.at OR NEW.inbox_id IS NOT OLD.inbox_id OR NEW.purpose IS NOT OLD.purpose
  OR NEW.consent_seq IS NOT OLD.consent_seq OR NEW.template IS NOT OLD.template OR NEW.notice IS NOT OLD.notice
  OR (NEW.message IS NOT OLD.message AND NEW.message IS NOT '')
BEGIN SELECT RAISE (ABORT, 'gate: a message row is never changed into another message'); END;

-- Who must never be written to has nothing in the queue. (That a consent ends does the same, in the program: as a trigger
-- on the ledger it would make every line cost twice as much, and the gate above stops such a message anyway.)
CREATE TRIGGER persons_end_queue AFTER UPDATE OF suppressed, merged_into ON persons
WHEN NEW.suppressed != 0 OR NEW.merged_into IS NOT NULL
BEGIN
    UPDATE outbox SET state = 'blocked', error = 'nothing may be sent to this person any more'
    WHERE person = NEW.id AND kind = 'proactive' AND state = 'queued';
END;

CREATE TABLE attempts (
    outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    attempt   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    outcome   TEXT NOT NULL DEFAULT '',
    wamid     TEXT,
    code      INTEGER NOT NULL DEFAULT 0,
    error     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (outbox_id, attempt)
);
CREATE INDEX attempts_wamid ON attempts (wamid) WHERE wamid IS NOT NULL;

CREATE TABLE tickets (
    id        INTEGER PRIMARY KEY,
    person    TEXT NOT NULL REFERENCES persons (id),
    state     TEXT NOT NULL CHECK (state IN ('open', 'taken', 'closed')),
    reason    TEXT NOT NULL,
    team      TEXT NOT NULL DEFAULT '',
    title     TEXT NOT NULL DEFAULT '',
    opened_at INTEGER NOT NULL,
    taken_by  TEXT NOT NULL DEFAULT '',
    closed_at INTEGER NOT NULL DEFAULT 0,
    outcome   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX tickets_person ON tickets (person);
CREATE UNIQUE INDEX tickets_open ON tickets (person) WHERE state != 'closed';

CREATE TABLE timers (
    person TEXT NOT NULL,
    key    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) WITHOUT ROWID;
CREATE INDEX timers_at ON timers (at);

CREATE TABLE facts (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    at    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE missed (
    text  TEXT PRIMARY KEY,                    -- folded, without numbers
    best  TEXT NOT NULL DEFAULT '',
    times INTEGER NOT NULL DEFAULT 1,
    last  INTEGER NOT NULL
) WITHOUT ROWID;
