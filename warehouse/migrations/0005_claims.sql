-- What people say of themselves, what the signals ask, and why an answer matters.

-- grain: one skill that one account names in one of its own texts
CREATE TABLE claim (
    repository VARCHAR NOT NULL,
    account    VARCHAR NOT NULL,
    skill      VARCHAR NOT NULL,
    said_in    VARCHAR NOT NULL,
    link       VARCHAR NOT NULL,
    batch_id   VARCHAR NOT NULL
);
COMMENT ON TABLE claim IS 'claims, never evidence: nothing is ranked by them';
COMMENT ON COLUMN claim.skill IS 'canonical name of the catalogue of skills';
COMMENT ON COLUMN claim.said_in IS 'which text says so';

ALTER TABLE profile ADD COLUMN claims VARCHAR[] DEFAULT [];
COMMENT ON COLUMN profile.claims IS 'skills that the bio names; the bio itself is not kept; NULL: of before this was read';

-- grain: one signal
CREATE TABLE signal (
    signal     VARCHAR NOT NULL,
    question   VARCHAR NOT NULL,
    unit       VARCHAR NOT NULL,
    researcher VARCHAR,
    developer  VARCHAR,
    operator   VARCHAR
);
COMMENT ON COLUMN signal.unit IS 'of value and own_value of its evidence';
COMMENT ON COLUMN signal.researcher IS 'why the answer matters for a researcher; NULL where it does not';
COMMENT ON COLUMN signal.developer IS 'why the answer matters for a developer; NULL where it does not';
COMMENT ON COLUMN signal.operator IS 'why the answer matters for an operator; NULL where it does not';

ALTER TABLE reason ADD COLUMN why VARCHAR;
COMMENT ON COLUMN reason.why IS 'why this matters for the archetype of the role; NULL where the signal says nothing of it, or nothing was found';

COMMENT ON COLUMN touch.weight IS 'what the commits count for: less for mass commits, reformatting and age, one more for bringing the file in';
COMMENT ON COLUMN evidence_fact.authored_share IS '0..1; the account''s part of what all changes to the linked file count for, from the log; 1 for claims about commits';
