CREATE OR REPLACE VIEW hidden AS
SELECT r.role, k.kind, count(DISTINCT e.person_id) AS people
FROM entry e JOIN run r USING (run_id) JOIN known_row k ON k.person_id = e.person_id AND hides(k.kind, k.is_sure)
GROUP BY ALL;
COMMENT ON VIEW hidden IS 'one row a role and a reason for which people of its latest shortlist are in no list: own employees, and people who are off limits';
