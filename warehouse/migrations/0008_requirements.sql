-- How far each asked skill is shown, and which row of evidence a score rests on most.

-- grain: one skill asked in one run
CREATE TABLE asked (
    run_id       VARCHAR NOT NULL,
    position     INTEGER NOT NULL,
    skill        VARCHAR NOT NULL,
    is_must_have BOOLEAN NOT NULL
);
COMMENT ON TABLE asked IS 'the must-haves of a role, then its nice-to-haves, as they were when it was ranked; no row of runs of before';
COMMENT ON COLUMN asked.position IS 'from 1, in the order of the role: strengths are summed in it';

-- grain: one asked skill of one person in one run
CREATE TABLE requirement (
    run_id      VARCHAR NOT NULL,
    person_id   VARCHAR NOT NULL,
    skill       VARCHAR NOT NULL,
    strength    DOUBLE NOT NULL,
    evidence_id VARCHAR
);
COMMENT ON TABLE requirement IS 'what was found of a person for each skill of `asked`; where nothing was found there is no row, and the strength is 0';
COMMENT ON COLUMN requirement.strength IS '0..1, rounded to 6 places: the mean over the must-haves, rounded to 4 places, is the value of their part of the score';
COMMENT ON COLUMN requirement.evidence_id IS 'the stored row that shows the skill best; NULL where only own words name it';

-- grain: one person among the first of one run
CREATE TABLE support (
    run_id      VARCHAR NOT NULL,
    person_id   VARCHAR NOT NULL,
    evidence_id VARCHAR NOT NULL,
    points      DOUBLE NOT NULL
);
COMMENT ON TABLE support IS 'the one row of evidence without which a score would be lowest; for the people who have a margin';
COMMENT ON COLUMN support.points IS 'how much lower, all else as it is';
