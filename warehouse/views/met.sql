CREATE OR REPLACE VIEW met AS
SELECT p.person_id, p.display_name, m.note, m.met_on, m.lawful_basis, m.seen_at
FROM met_row m JOIN person_summary p USING (person_id);
COMMENT ON VIEW met IS 'one row a note that a sourcer made of a person they met. The person may ask to read it. Never ranked by';
