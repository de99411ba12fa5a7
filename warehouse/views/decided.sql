CREATE OR REPLACE VIEW decided AS
WITH newest AS (  -- grain: one decider on one person for one role
    SELECT role, person_id, decider, max(decided_at) AS decided_at, arg_max(stage, decided_at) AS stage, arg_max(reason, decided_at) AS reason,
           arg_max_null(until, decided_at) AS until
    FROM decision_row GROUP BY ALL
)
SELECT role, person_id, arg_max(stage, decided_at) AS stage, arg_max(reason, decided_at) AS reason, arg_max(decider, decided_at) AS decided_by,
       max(decided_at) AS decided_at, arg_max_null(until, decided_at) AS until,
       count(DISTINCT CASE WHEN stage IN ('later', 'rejected') THEN stage WHEN stage <> 'to review' THEN 'goes on' END) > 1 AS is_disputed
FROM newest GROUP BY role, person_id;
COMMENT ON VIEW decided IS 'one row a person on whom somebody decided for a role: the newest verdict, and whether deciders disagree; the steps of a candidate who goes on are one opinion';
