-- upto: When the last one of the next piece was heard; whoever was heard in the same second goes with them.
SELECT coalesce((SELECT heard_at FROM persons WHERE heard_at > 0 AND heard_at > :after AND heard_at < :before
                 ORDER BY heard_at LIMIT 1 OFFSET :limit - 1),
                (SELECT max(heard_at) FROM persons WHERE heard_at > 0 AND heard_at > :after AND heard_at < :before), :after);

-- heard: Their conversations; who was erased or is now somebody else has none.
SELECT id, state FROM persons WHERE heard_at > 0 AND heard_at > :after AND heard_at <= :upto AND state != '';

-- empty: What is left of one.
UPDATE persons SET state = :state, version = version + 1 WHERE id = :person;
