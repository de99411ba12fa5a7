CREATE OR REPLACE VIEW claims AS
SELECT p.person_id, p.display_name, c.skill, c.said_in, c.is_shown, c.link
FROM claim c JOIN person_summary p USING (person_id);
COMMENT ON VIEW claims IS 'one row a skill that a person names in a text of their own; is_shown: their own code shows it too. Claims are never ranked by';
