CREATE OR REPLACE VIEW people AS
WITH handles AS (  -- grain: one person
    SELECT person_id, list(account ORDER BY account) AS accounts,
           list('https://github.com/' || split_part(account, ':', 2) ORDER BY account) FILTER (WHERE account LIKE 'github:%') AS profiles
    FROM person_account GROUP BY person_id
)
SELECT p.person_id, p.display_name, h.accounts, coalesce(h.profiles, []) AS profiles, p.commits, p.repositories, p.first_active, p.last_active,
       p.merged_elsewhere, p.is_hireable
FROM person_summary p JOIN handles h USING (person_id);
COMMENT ON VIEW people IS 'one row a person: every held, non-suppressed person with accounts and activity';
