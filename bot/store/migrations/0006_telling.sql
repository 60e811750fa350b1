-- Telling people of the business that somebody waits, and the bridge to another help desk.

CREATE TABLE tellings (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    key        TEXT NOT NULL UNIQUE,           -- event and receiver: whatever happens, told once as far as we can know
    channel    TEXT NOT NULL CHECK (channel IN ('email', 'push', 'whatsapp', 'webhook')),
    receiver   TEXT NOT NULL,                  -- an address, a subscription, a person of ours who opted in, a URL
    kind       TEXT NOT NULL,                  -- core.telling.REASONS, the kind of a desk event, or 'test'
    ticket     INTEGER NOT NULL DEFAULT 0,
    team       TEXT NOT NULL DEFAULT '',
    language   TEXT NOT NULL DEFAULT '',
    data       TEXT NOT NULL DEFAULT '{}',
    at         INTEGER NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    attempt    INTEGER NOT NULL DEFAULT 0,
    state      TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'told', 'needless', 'dead')),
    error      TEXT NOT NULL DEFAULT '',
    updated_at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX tellings_queued ON tellings (channel, receiver, id) WHERE state = 'queued';
CREATE INDEX tellings_dead ON tellings (updated_at) WHERE state = 'dead';
CREATE INDEX tellings_receiver ON tellings (receiver, channel, state, updated_at);
CREATE INDEX tellings_over ON tellings (updated_at) WHERE state != 'queued';

-- Who agreed to one purpose: the people of the business who want to be told are found by it.
CREATE INDEX ledger_granted ON ledger (purpose, person) WHERE kind = 'granted';

CREATE TABLE push_subscriptions (
    id       TEXT PRIMARY KEY,                 -- SHA-256 of the endpoint, hex
    user     TEXT NOT NULL,
    endpoint TEXT NOT NULL,                    -- an address at the browser's maker; whoever has it can't write to it
    p256dh   TEXT NOT NULL,                    -- the browser's public key, base64url
    auth     TEXT NOT NULL,                    -- its secret, base64url
    since    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX push_subscriptions_user ON push_subscriptions (user);

-- Which conversation over there is whose. `person` '': erased here, and `contact` is still to be erased there.
CREATE TABLE bridge_conversations (
    provider     TEXT NOT NULL,
    conversation TEXT NOT NULL,                -- the provider's own number
    person       TEXT NOT NULL,
    contact      TEXT NOT NULL DEFAULT '',
    status       TEXT NOT NULL DEFAULT '',     -- what we last asked for or heard: open, pending, resolved
    ticket       INTEGER NOT NULL DEFAULT 0,
    updated_at   INTEGER NOT NULL DEFAULT 0,
    heard_at     INTEGER NOT NULL DEFAULT 0,   -- their time of the newest status that we know
    error        TEXT NOT NULL DEFAULT '',     -- why something could not be brought over
    PRIMARY KEY (provider, conversation)
) WITHOUT ROWID;
CREATE INDEX bridge_conversations_person ON bridge_conversations (person, provider);

-- What crossed the bridge, either way: nothing crosses twice, and nothing comes back as an echo.
CREATE TABLE bridge_messages (
    provider     TEXT NOT NULL,
    key          TEXT NOT NULL,                -- ours ('e:12:0', of a desk event) or theirs ('in:<number>')
    person       TEXT NOT NULL,
    conversation TEXT NOT NULL,
    theirs       TEXT NOT NULL DEFAULT '',     -- the provider's number of the message
    inbox_id     INTEGER NOT NULL DEFAULT 0,   -- an agent's message: the row that sends it to the customer
    state        TEXT NOT NULL,                -- trying, there, refused; refuse: to be told so; of an agent's message its last receipt
    at           INTEGER NOT NULL,
    PRIMARY KEY (provider, key)
) WITHOUT ROWID;
CREATE INDEX bridge_messages_person ON bridge_messages (person);
CREATE INDEX bridge_messages_at ON bridge_messages (at);
CREATE INDEX bridge_messages_open ON bridge_messages (at) WHERE inbox_id > 0 AND state NOT IN ('read', 'failed');
CREATE INDEX bridge_messages_refuse ON bridge_messages (provider, at) WHERE state = 'refuse';
