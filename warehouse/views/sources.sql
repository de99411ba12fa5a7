CREATE OR REPLACE VIEW sources AS
SELECT s.site, count(a.account) AS accounts, nullif(s.says, '') AS terms, s.terms_url, s.reviewed_on, s.days
FROM source_terms s LEFT JOIN person_account a ON split_part(a.account, ':', 1) = s.site GROUP BY ALL;
COMMENT ON VIEW sources IS 'one row a site on which people shown have accounts; terms have to be shown beside what it tells, days is how long that is kept after it was read, NULL as long as the person';
