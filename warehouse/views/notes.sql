CREATE OR REPLACE VIEW notes AS
SELECT n.person_id, p.display_name, n.text, n.written_by, n.written_at FROM note_row n JOIN person_summary p USING (person_id);
COMMENT ON VIEW notes IS 'one row a note of the team on a person, which the person may ask to read';
