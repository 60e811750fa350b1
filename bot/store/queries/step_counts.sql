-- count: So many times more.
INSERT INTO step_counts (what, flow, step, day, n) VALUES (:what, :flow, :step, :day, :n)
ON CONFLICT (day, flow, step, what) DO UPDATE SET n = n + excluded.n;

-- since: What was counted from a day on.
SELECT flow, step, what, sum(n) FROM step_counts WHERE day >= :day GROUP BY flow, step, what;

-- first: The first day that was counted.
SELECT min(day) FROM step_counts;

-- drop: Days that are too long ago.
DELETE FROM step_counts
WHERE (day, flow, step, what) IN (SELECT day, flow, step, what FROM step_counts WHERE day < :day LIMIT :limit);
