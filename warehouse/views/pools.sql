CREATE OR REPLACE VIEW pools AS
SELECT m.pool, m.person_id, p.display_name, m.purpose, m.expires_on, m.added_by, m.added_at FROM pool_row m JOIN person_summary p USING (person_id);
COMMENT ON VIEW pools IS 'one row a person in a pool, across roles, with the purpose of the pool and the day it ends';
