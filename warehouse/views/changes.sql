CREATE OR REPLACE VIEW changes AS
SELECT c.role, c.person_id, p.display_name, c.kind, c.detail, c.link, c.happened_at, c.run_id FROM change_row c JOIN person_summary p USING (person_id);
COMMENT ON VIEW changes IS 'one row a thing that is new about a person of a role, newest first; link shows it where there is something to open';
