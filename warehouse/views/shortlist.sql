CREATE OR REPLACE VIEW shortlist AS
WITH best AS (  -- grain: one person in one run
    SELECT run_id, person_id, list(sentence ORDER BY position) AS reasons FROM reason WHERE evidence_id IS NOT NULL GROUP BY ALL
), parts AS (  -- grain: one person in one run
    SELECT run_id, person_id, map(list(part ORDER BY position), list(points ORDER BY position)) AS parts FROM part GROUP BY ALL
), met AS (  -- grain: one person in one run of a role that has conditions
    SELECT run_id, person_id, map(list(condition ORDER BY position), list(answer ORDER BY position)) AS conditions,
           CASE WHEN bool_or(answer = 'no') THEN 'no' WHEN bool_and(answer = 'yes') THEN 'yes' ELSE 'unknown' END AS eligible
    FROM eligibility GROUP BY ALL
), known_as AS (  -- grain: one person
    SELECT person_id, list(known_as(kind, is_sure, stage) ORDER BY NOT is_sure, kind, stage) AS known,
           max(last_contact) AS last_contact, coalesce(bool_or(hides(kind, is_sure)), false) AS is_hidden
    FROM known_row GROUP BY ALL
), roles_said AS (  -- grain: one person, and what was said of them for any role
    SELECT person_id, list(stage || ' for ' || role ORDER BY decided_at DESC) FILTER (
               stage IN ('contacted', 'replied', 'not interested', 'in process', 'hired')) AS said,
           CAST(max(decided_at) FILTER (stage IN ('contacted', 'replied')) AS DATE) AS contacted_on
    FROM decided GROUP BY ALL
), news AS (  -- grain: one person of one role
    SELECT role, person_id, max(happened_at) AS at FROM change_row GROUP BY ALL
), contested AS (  -- grain: one person of one role: what they dispute, of scores that for this role alone
    SELECT r.role, d.person_id, count(*) AS disputes FROM dispute_row d JOIN run r ON r.is_latest AND (d.kind <> 'score' OR d.about = r.role)
    WHERE d.outcome IS NULL GROUP BY ALL
), corrected AS (  -- grain: one person
    SELECT person_id, count(*) AS corrections FROM correction_row GROUP BY ALL
)
SELECT r.role, e.rank, p.person_id, p.display_name, e.score, e.margin,
       coalesce(tied(e.score, e.margin, lag(e.score) OVER above, lag(e.margin) OVER above), false) AS is_tie,  -- with the one above
       e.band, e.coverage, q.parts, coalesce(b.reasons, []) AS reasons, p.accounts, p.profiles, r.as_of, r.provisional,
       coalesce(t.stage, 'to review') AS stage, t.decided_by, t.decided_at, t.until, coalesce(t.is_disputed, false) AS is_disputed,
       coalesce(u.at > t.decided_at, false) AS is_changed,
       list_filter(coalesce(w.said, []), lambda said: NOT ends_with(said, ' for ' || r.role)) AS elsewhere, coalesce(k.known, []) AS known,
       greatest(k.last_contact, w.contacted_on) AS last_contact,
       e.level, e.level_says, f.link AS level_link, r.level AS asked_level, m.eligible, m.conditions,
       CAST(coalesce(c.disputes, 0) AS INTEGER) AS disputes, CAST(coalesce(x.corrections, 0) AS INTEGER) AS corrections
FROM entry e
JOIN run r ON r.run_id = e.run_id AND r.is_latest
JOIN people p ON p.person_id = e.person_id
JOIN parts q ON q.run_id = e.run_id AND q.person_id = e.person_id
LEFT JOIN best b ON b.run_id = e.run_id AND b.person_id = e.person_id
LEFT JOIN met m ON m.run_id = e.run_id AND m.person_id = e.person_id
LEFT JOIN decided t ON t.role = r.role AND t.person_id = e.person_id
LEFT JOIN news u ON u.role = r.role AND u.person_id = e.person_id
LEFT JOIN known_as k ON k.person_id = e.person_id
LEFT JOIN roles_said w ON w.person_id = e.person_id
LEFT JOIN evidence_row f ON f.evidence_id = e.level_evidence_id
LEFT JOIN contested c ON c.role = r.role AND c.person_id = e.person_id
LEFT JOIN corrected x ON x.person_id = e.person_id
WHERE NOT coalesce(k.is_hidden, false)
WINDOW above AS (PARTITION BY e.run_id ORDER BY e.rank)
ORDER BY r.role, e.rank;
COMMENT ON VIEW shortlist IS 'one row a person of the latest shortlist of each role, best first';
