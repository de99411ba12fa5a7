-- What ranking made of the facts. A run is immutable: a new ranking is a new run.

-- grain: one text encoded by one model
CREATE TABLE embedding (
    model     VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,
    vector    FLOAT[] NOT NULL
);
COMMENT ON COLUMN embedding.model IS 'SHA-256 of the model''s weights';
COMMENT ON COLUMN embedding.text_hash IS 'SHA-256 of the text, which itself is not kept';

-- grain: one ranking for one role
CREATE TABLE run (
    run_id         VARCHAR NOT NULL,
    role           VARCHAR NOT NULL,
    title          VARCHAR NOT NULL,
    archetype      VARCHAR NOT NULL,
    specialisation VARCHAR NOT NULL,
    as_of          DATE NOT NULL,
    ranked_at      TIMESTAMP NOT NULL,
    is_latest      BOOLEAN NOT NULL,
    manifest       VARCHAR NOT NULL
);
COMMENT ON COLUMN run.run_id IS 'hash of role, facts, model and code version: equal inputs are the same run';
COMMENT ON COLUMN run.as_of IS 'the day recency is counted from: the day the newest batch was fetched';
COMMENT ON COLUMN run.ranked_at IS 'UTC; for display, no part of what the run follows from';
COMMENT ON COLUMN run.manifest IS 'JSON: role text, batches, model, versions, machine; enough to reproduce the run';

-- grain: one person in one run
CREATE TABLE entry (
    run_id    VARCHAR NOT NULL,
    rank      INTEGER NOT NULL,
    person_id VARCHAR NOT NULL,
    score     DOUBLE NOT NULL,
    coverage  DOUBLE NOT NULL,
    band      VARCHAR NOT NULL
);
COMMENT ON COLUMN entry.score IS '0..100, the sum of the points of its parts';
COMMENT ON COLUMN entry.coverage IS '0..1; how much of what the score asks could be looked at';

-- grain: one part of one score
CREATE TABLE part (
    run_id    VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    position  INTEGER NOT NULL,
    part      VARCHAR NOT NULL,
    weight    DOUBLE NOT NULL,
    value     DOUBLE NOT NULL,
    points    DOUBLE NOT NULL,
    note      VARCHAR NOT NULL
);
COMMENT ON COLUMN part.weight IS 'points that a value of 1 gives; the weights of a person sum to 100';
COMMENT ON COLUMN part.value IS '0..1';
COMMENT ON COLUMN part.points IS 'weight times value; the points of a person sum to the score';

-- grain: one reason of one person in one run, best first
CREATE TABLE reason (
    run_id      VARCHAR NOT NULL,
    person_id   VARCHAR NOT NULL,
    position    INTEGER NOT NULL,
    requirement VARCHAR NOT NULL,
    sentence    VARCHAR NOT NULL,
    evidence_id VARCHAR
);
COMMENT ON COLUMN reason.evidence_id IS 'the stored row the sentence says; NULL where the sentence says that nothing was found';

-- grain: one verdict of a recruiter
CREATE TABLE decision (
    role      VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    stage     VARCHAR NOT NULL,
    reason    VARCHAR NOT NULL,
    decider   VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
COMMENT ON COLUMN decision.decided_at IS 'UTC';
