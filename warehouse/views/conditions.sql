CREATE OR REPLACE VIEW conditions AS
SELECT r.role, e.rank, p.person_id, p.display_name, x.position, x.condition, x.answer, x.says
FROM eligibility x
JOIN run r ON r.run_id = x.run_id AND r.is_latest
JOIN entry e ON e.run_id = x.run_id AND e.person_id = x.person_id
JOIN person_summary p ON p.person_id = x.person_id;
COMMENT ON VIEW conditions IS 'one row a condition of a role for a person of its latest shortlist: yes, no or unknown, by what they declare; never ranked by';
