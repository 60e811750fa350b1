-- known: How much of the list of stops the database knows, in bytes.
SELECT value FROM facts WHERE key = :key;

-- everybody: Every identifier that anybody has or had.
SELECT person, kind, match FROM identifiers;

-- hash_of: The hash of one line.
SELECT hash FROM ledger WHERE seq = :seq;
