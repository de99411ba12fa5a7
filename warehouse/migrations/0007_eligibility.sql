-- The scope of somebody's work, and whether what they declare meets a role's conditions. Neither is part of a score.

ALTER TABLE run ADD COLUMN level VARCHAR;
COMMENT ON COLUMN run.level IS 'contributes, owns or leads: the scope of work the role asks for; NULL where it asks for none';

ALTER TABLE entry ADD COLUMN level VARCHAR;
COMMENT ON COLUMN entry.level IS 'contributes, owns or leads: at least so much was found in one repository; NULL: of before this was told';
ALTER TABLE entry ADD COLUMN level_says VARCHAR;
COMMENT ON COLUMN entry.level_says IS 'why, in one sentence; NULL: of before this was told';
ALTER TABLE entry ADD COLUMN level_evidence_id VARCHAR;
COMMENT ON COLUMN entry.level_evidence_id IS 'the stored row the sentence rests on; NULL where nothing beyond contributing was found';

-- grain: one condition of a role for one person in one run; only of roles that have conditions
CREATE TABLE eligibility (
    run_id    VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    position  INTEGER NOT NULL,
    condition VARCHAR NOT NULL,
    answer    VARCHAR NOT NULL,
    says      VARCHAR NOT NULL
);
COMMENT ON TABLE eligibility IS 'from what people declare themselves; never for ranking';
COMMENT ON COLUMN eligibility.condition IS 'time zone, place or language, and what the role asks for';
COMMENT ON COLUMN eligibility.answer IS 'yes, no or unknown; unknown excludes nobody';
COMMENT ON COLUMN eligibility.says IS 'the words of the declaration, and how they were understood';
