CREATE OR REPLACE VIEW evidence AS
SELECT p.person_id, p.display_name, f.repository, f.signal, f.kind, f.detail, f.skills, f.value, f.own_value, f.unit, f.authored_share,
       f.path, f.line, f.commit, f.link, f.observed_at, f.evidence_id,
       map(['researcher', 'developer', 'operator'], [g.researcher, g.developer, g.operator]) AS why
FROM evidence_row f JOIN person_summary p USING (person_id) LEFT JOIN signal g USING (signal);
COMMENT ON VIEW evidence IS 'one row a claim about a person in a repository, with the line that shows it';
