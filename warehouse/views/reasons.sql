CREATE OR REPLACE VIEW reasons AS
SELECT r.role, e.rank, p.person_id, p.display_name, x.position, x.requirement, x.sentence, x.why, f.signal, f.link, f.authored_share, f.observed_at
FROM reason x
JOIN run r ON r.run_id = x.run_id AND r.is_latest
JOIN entry e ON e.run_id = x.run_id AND e.person_id = x.person_id
JOIN person_summary p ON p.person_id = x.person_id
LEFT JOIN evidence_row f ON f.evidence_id = x.evidence_id;
COMMENT ON VIEW reasons IS 'one row a reason of the latest shortlist of each role, with the line that shows it';
