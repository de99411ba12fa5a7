CREATE OR REPLACE VIEW accounts AS
SELECT a.person_id, p.display_name, split_part(a.account, ':', 1) AS site, a.account, a.url, a.reason
FROM person_account a JOIN person_summary p USING (person_id);
COMMENT ON VIEW accounts IS 'one row an account of a person, with the reason it is taken for theirs';
