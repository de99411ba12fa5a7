CREATE OR REPLACE VIEW known AS
SELECT k.person_id, p.display_name, k.kind, k.is_sure, k.stage, k.last_contact, k.source FROM known_row k JOIN person_summary p USING (person_id);
COMMENT ON VIEW known IS 'one row a person and a row of a file of people known already; is_sure: an account of theirs is named there, else only the name is alike';
