CREATE OR REPLACE VIEW shortlist_history AS
SELECT r.role, r.as_of, r.ranked_at, e.rank, e.person_id, p.display_name, e.score, e.band, r.run_id, r.is_latest
FROM past_entry e JOIN past_run r USING (run_id) JOIN person_summary p USING (person_id);
COMMENT ON VIEW shortlist_history IS 'one row a person in a ranking of a role, of all rankings that were made';
