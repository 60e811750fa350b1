-- How often each step was reached and left, by day: where people leave, without a word about who they are.

CREATE TABLE step_counts (
    flow TEXT NOT NULL,                        -- the flow's id; of an FAQ entry its own
    step TEXT NOT NULL,                        -- '' for an FAQ entry
    what TEXT NOT NULL,                        -- one of core.effects.VISITS
    day  INTEGER NOT NULL,                     -- days since 1970-01-01, UTC
    n    INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (day, flow, step, what)
) WITHOUT ROWID;
