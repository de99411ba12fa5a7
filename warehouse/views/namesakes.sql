CREATE OR REPLACE VIEW namesakes AS
WITH worked AS (  -- grain: one person in one repository
    SELECT DISTINCT f.person_id, p.display_name, f.repository FROM evidence_row f JOIN person_summary p USING (person_id)
),
handle AS (  -- grain: one person
    SELECT person_id, coalesce(min(account) FILTER (WHERE account NOT LIKE 'git:%'), min(account)) AS account FROM person_account GROUP BY person_id
)
SELECT a.person_id, a.display_name, x.account, b.person_id AS other_id, y.account AS other_account,
       list(a.repository ORDER BY a.repository) AS repositories
FROM worked a JOIN worked b ON a.repository = b.repository AND lower(a.display_name) = lower(b.display_name) AND a.person_id < b.person_id
JOIN handle x ON x.person_id = a.person_id JOIN handle y ON y.person_id = b.person_id
GROUP BY ALL;
COMMENT ON VIEW namesakes IS 'one row two people who show one name and wrote in one repository: perhaps one person under two addresses, and nobody''s word for it';
