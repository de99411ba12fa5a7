CREATE OR REPLACE VIEW runs AS
SELECT role, title, run_id, as_of, ranked_at, is_latest, provisional, ranked FROM past_run;
COMMENT ON VIEW runs IS 'one row a ranking of a role: the day it counts from, when it was made, how many people were ranked';
