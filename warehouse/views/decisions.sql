CREATE OR REPLACE VIEW decisions AS
SELECT d.role, d.person_id, p.display_name, d.stage, d.reason, d.decider, d.decided_at, d.until, d.via,
       d.decided_at = max(d.decided_at) OVER (PARTITION BY d.role, d.person_id, d.decider) AS is_newest_of_decider
FROM decision_row d JOIN person_summary p USING (person_id);
COMMENT ON VIEW decisions IS 'one row a verdict of the team on a person for a role; all are kept, the newest of each decider counts';
