-- inside: How many people, and when something last arrived.
SELECT (SELECT count(*) FROM persons), (SELECT coalesce(max(received_ms), 0) / 1000 FROM
       (SELECT received_ms FROM inbox ORDER BY id DESC LIMIT 1));

-- known: How much of the list of stops it knows, in bytes.
SELECT value FROM facts WHERE key = :key;
