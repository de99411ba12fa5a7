CREATE OR REPLACE VIEW skills AS
WITH shown AS (  -- grain: one skill of one row of evidence in code
    SELECT person_id, unnest(skills) AS skill, repository, observed_at, own_value, link FROM evidence_row WHERE commit <> ''
)
SELECT s.person_id, p.display_name, s.skill, count(DISTINCT s.repository) AS repositories, count(*) AS rows_of_evidence,
       max(s.observed_at) AS last_seen, arg_max(s.link, (coalesce(s.own_value, 0), s.link)) AS link
FROM shown s JOIN person_summary p USING (person_id) GROUP BY ALL;
COMMENT ON VIEW skills IS 'one row a skill that the own code of a person shows, with the strongest line; what is only claimed stands in claims';
