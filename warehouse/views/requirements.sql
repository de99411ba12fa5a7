CREATE OR REPLACE VIEW requirements AS
SELECT r.role, e.rank, p.person_id, p.display_name, a.position, a.skill AS requirement, a.is_must_have, coalesce(q.strength, 0.0) AS strength,
       CASE WHEN q.evidence_id IS NOT NULL THEN 'evidence' WHEN q.strength > 0 THEN 'own words' END AS found_in,
       f.detail, s.name AS repository, f.signal, f.link, f.authored_share, f.observed_at
FROM asked a
JOIN run r ON r.run_id = a.run_id AND r.is_latest
JOIN entry e ON e.run_id = a.run_id
JOIN person_summary p ON p.person_id = e.person_id
LEFT JOIN requirement q ON q.run_id = a.run_id AND q.person_id = e.person_id AND q.skill = a.skill
LEFT JOIN evidence_row f ON f.evidence_id = q.evidence_id
LEFT JOIN repository s ON s.repository = f.repository;
COMMENT ON VIEW requirements IS 'one row a skill that a role asks for and a person of its latest shortlist; what was not found is there too, with strength 0';
COMMENT ON COLUMN requirements.position IS 'from 1, in the order of the role: must-haves, then nice-to-haves';
COMMENT ON COLUMN requirements.strength IS '0..1; how surely the skill is shown: 1 - exp(-amount / 2), at least 0.35 where own words name it';
COMMENT ON COLUMN requirements.found_in IS 'evidence, own words (named in own commits, no code found that shows it), or NULL: not found in what was read, which is not a no';
COMMENT ON COLUMN requirements.detail IS 'what the best row of evidence says; NULL without evidence, like the columns after it';
COMMENT ON COLUMN requirements.link IS 'to the line that shows it, at a commit';
COMMENT ON COLUMN requirements.authored_share IS '0..1; the person''s part of what all changes to the linked file count for';
