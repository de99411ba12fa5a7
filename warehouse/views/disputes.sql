CREATE OR REPLACE VIEW disputes AS
WITH said AS (  -- grain: one dispute or one correction
    SELECT person_id, dispute_id, kind, about, text, recorded_by, recorded_at, coalesce(outcome, 'open') AS state, answer, resolved_by, resolved_at
    FROM dispute_row
    UNION ALL
    SELECT person_id, NULL, field, value, reason, recorded_by, recorded_at, 'corrected', NULL, NULL, NULL FROM correction_row
)
SELECT s.person_id, p.display_name, s.dispute_id, s.kind, s.about, e.detail, e.link, s.text, s.recorded_by, s.recorded_at, s.state,
       s.answer, s.resolved_by, s.resolved_at
FROM said s JOIN person_summary p USING (person_id) LEFT JOIN evidence_row e ON e.evidence_id = s.about;
COMMENT ON VIEW disputes IS 'one row a thing that a person disputes, or had corrected: shown beside every score, and by itself no reason for a lower rank';
