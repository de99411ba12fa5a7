-- What people said of what is held of them: what they dispute, and what was corrected at their word.

-- grain: one thing that one person disputes
CREATE TABLE dispute (
    dispute_id  VARCHAR NOT NULL,
    account     VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL,
    about       VARCHAR NOT NULL,
    text        VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    outcome     VARCHAR,
    answer      VARCHAR,
    resolved_by VARCHAR,
    resolved_at TIMESTAMP
);
COMMENT ON TABLE dispute IS 'from `sourcing dispute`; shown beside the score. By itself it changes no rank';
COMMENT ON COLUMN dispute.dispute_id IS 'd plus 8 hex digits of what is disputed, by whom and when';
COMMENT ON COLUMN dispute.account IS 'one account of the person';
COMMENT ON COLUMN dispute.kind IS 'one of sourcing.disputes.Kind';
COMMENT ON COLUMN dispute.about IS 'an evidence_id, the role of a score, an account that is taken for theirs, or a field';
COMMENT ON COLUMN dispute.text IS 'in the person''s words, or those of who wrote them down';
COMMENT ON COLUMN dispute.recorded_at IS 'UTC';
COMMENT ON COLUMN dispute.outcome IS 'upheld (they are right) or rejected; NULL while it is open. Evidence of an upheld one is left out of the next ranking';
COMMENT ON COLUMN dispute.answer IS 'why, as the person may read it; NULL while it is open';
COMMENT ON COLUMN dispute.resolved_by IS 'NULL while it is open';
COMMENT ON COLUMN dispute.resolved_at IS 'UTC; NULL while it is open';

-- grain: one correction of one field of one person; of names and places the newest counts
CREATE TABLE correction (
    account     VARCHAR NOT NULL,
    field       VARCHAR NOT NULL,
    value       VARCHAR NOT NULL,
    reason      VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE correction IS 'from `sourcing correct`; counts before what sources tell, however often they are read again';
COMMENT ON COLUMN correction.account IS 'one account of the person';
COMMENT ON COLUMN correction.field IS 'one of sourcing.disputes.Field';
COMMENT ON COLUMN correction.value IS 'the name or the place; of not-mine an account, a repository or an evidence_id that is not theirs';
COMMENT ON COLUMN correction.recorded_at IS 'UTC';
