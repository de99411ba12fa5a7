CREATE OR REPLACE VIEW tags AS
SELECT t.person_id, p.display_name, t.tag, t.purpose, t.expires_on, t.added_by, t.added_at FROM tag_row t JOIN person_summary p USING (person_id);
COMMENT ON VIEW tags IS 'one row a tag of a person, with its purpose and the day it ends';
