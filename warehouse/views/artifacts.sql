CREATE OR REPLACE VIEW artifacts AS
SELECT a.person_id, p.display_name, a.kind, a.title, a.relation, a.link, a.made_at, a.changed_at, a.skills, a.states, a.code, a.measures, a.account,
       nullif(s.says, '') AS terms
FROM artifact a JOIN person_summary p USING (person_id) LEFT JOIN source_terms s ON s.site = split_part(a.account, ':', 1);
COMMENT ON VIEW artifacts IS 'one row a model, dataset, package, paper, answer, article or talk of a person; measures are what its site counts, capped; terms of the site go with it';
