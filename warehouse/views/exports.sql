CREATE OR REPLACE VIEW exports AS
SELECT e.person_id, p.display_name, e.role, e.format, e.exported_by, e.exported_at, e.file FROM export_row e JOIN person_summary p USING (person_id);
COMMENT ON VIEW exports IS 'one row a person who was written into a file for another tool: when, by whom, for which';
