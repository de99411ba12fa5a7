CREATE OR REPLACE VIEW accounts AS
SELECT a.person_id, p.display_name, split_part(a.account, ':', 1) AS site, a.account, a.url, a.reason, nullif(s.says, '') AS terms
FROM person_account a JOIN person_summary p USING (person_id) LEFT JOIN source_terms s ON s.site = split_part(a.account, ':', 1);
COMMENT ON VIEW accounts IS 'one row an account of a person, with the reason it is taken for theirs, and the terms of its site, which go with it';
