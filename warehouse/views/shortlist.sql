-- less apart than their margins allow to tell: the order of the two is chance; NULL where a margin is not known
CREATE OR REPLACE MACRO tied(score, margin, other_score, other_margin) AS abs(score - other_score) < sqrt(margin ** 2 + other_margin ** 2);
CREATE OR REPLACE VIEW shortlist AS
WITH best AS (  -- grain: one person in one run
    SELECT run_id, person_id, list(sentence ORDER BY position) AS reasons FROM reason WHERE evidence_id IS NOT NULL GROUP BY ALL
), parts AS (  -- grain: one person in one run
    SELECT run_id, person_id, map(list(part ORDER BY position), list(points ORDER BY position)) AS parts FROM part GROUP BY ALL
), met AS (  -- grain: one person in one run of a role that has conditions
    SELECT run_id, person_id, map(list(condition ORDER BY position), list(answer ORDER BY position)) AS conditions,
           CASE WHEN bool_or(answer = 'no') THEN 'no' WHEN bool_and(answer = 'yes') THEN 'yes' ELSE 'unknown' END AS eligible
    FROM eligibility GROUP BY ALL
)
SELECT r.role, e.rank, p.person_id, p.display_name, e.score, e.margin,
       coalesce(tied(e.score, e.margin, lag(e.score) OVER above, lag(e.margin) OVER above), false) AS is_tie,  -- with the one above
       e.band, e.coverage, q.parts, coalesce(b.reasons, []) AS reasons, p.accounts, p.profiles, r.as_of, r.provisional,
       e.level, e.level_says, f.link AS level_link, r.level AS asked_level, m.eligible, m.conditions
FROM entry e
JOIN run r ON r.run_id = e.run_id AND r.is_latest
JOIN people p ON p.person_id = e.person_id
JOIN parts q ON q.run_id = e.run_id AND q.person_id = e.person_id
LEFT JOIN best b ON b.run_id = e.run_id AND b.person_id = e.person_id
LEFT JOIN met m ON m.run_id = e.run_id AND m.person_id = e.person_id
LEFT JOIN evidence_row f ON f.evidence_id = e.level_evidence_id
WINDOW above AS (PARTITION BY e.run_id ORDER BY e.rank)
ORDER BY r.role, e.rank;
COMMENT ON VIEW shortlist IS 'one row a person of the latest shortlist of each role, best first';
