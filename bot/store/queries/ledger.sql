-- head: The last line.
SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1;

-- append: One more line.
INSERT INTO ledger (seq, prev, at, kind, person, purpose, commitment, hash, seal)
VALUES (:seq, :prev, :at, :kind, :person, :purpose, :commitment, :hash, :seal);

-- keep_evidence: What happened, in words; may be erased later.
INSERT INTO evidence (seq, salt, body) VALUES (:seq, :salt, :body);

-- end_queue: What waits on the strength of a consent that ends here never leaves.
UPDATE outbox SET state = 'blocked', error = 'the consent ended: ' || :kind, updated_at = :at
WHERE person = :person AND kind = 'proactive' AND state = 'queued' AND :purpose IN (purpose, '*');

-- of: All lines of one person with the evidence that still exists.
SELECT ledger.seq, ledger.at, ledger.kind, ledger.person, ledger.purpose, ledger.hash, evidence.body
FROM ledger LEFT JOIN evidence ON evidence.seq = ledger.seq
WHERE ledger.person = :person ORDER BY ledger.seq;

-- merged: The same, of everybody who was merged into the person.
SELECT ledger.seq, ledger.at, ledger.kind, ledger.person, ledger.purpose, ledger.hash, evidence.body
FROM ledger LEFT JOIN evidence ON evidence.seq = ledger.seq
WHERE ledger.person IN (SELECT id FROM persons WHERE merged_into = :person) ORDER BY ledger.seq;

-- quiet: Each yes that stands of people who have neither agreed nor written since.
SELECT live_grants.person, live_grants.purpose, max(live_grants.at), persons.heard_at
FROM live_grants JOIN persons ON persons.id = live_grants.person AND persons.heard_at < :before
GROUP BY live_grants.person, live_grants.purpose HAVING max(live_grants.at) < :before;

-- row: A line with all that it is checked by; what begins with WHERE goes on from here.
SELECT ledger.seq, prev, at, kind, person, purpose, commitment, hash, seal, salt, body
FROM ledger LEFT JOIN evidence ON evidence.seq = ledger.seq;

-- line: One line.
WHERE ledger.seq = :seq;

-- lines: The whole ledger.
WHERE ledger.seq > 0 ORDER BY ledger.seq;

-- erasures: Up to which line each person's evidence may be gone.
SELECT person, max(seq) FROM ledger WHERE kind = 'erased' AND purpose = '*' GROUP BY person;

-- mentions: The highest lines that evidence and messages speak of.
SELECT coalesce((SELECT max(seq) FROM evidence), 0), coalesce((SELECT max(consent_seq) FROM outbox), 0);
