CREATE OR REPLACE VIEW account_claims AS
SELECT c.person_id, p.display_name, c.to_account AS claimed, c.url, c.account AS claimed_by, c.kind, c.seen_at, c.is_read, c.conflict
FROM account_claim c JOIN person_summary p USING (person_id);
COMMENT ON VIEW account_claims IS 'one row an account that a person names as theirs and that does not name them back: nobody''s until a human accepts it; is_read: it was looked at, and names nobody back';
