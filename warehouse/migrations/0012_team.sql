-- What the team says of people: verdicts, pools, notes, contacts, whom they know already, and what was handed on.
-- A person is named by one of their accounts, because the id of a person follows from their smallest account and can change.

DROP TABLE decision;  -- nothing ever wrote to it
-- grain: one verdict of one decider on one person for one role; the newest of each decider counts, all are kept
CREATE TABLE decision (
    role       VARCHAR NOT NULL,
    account    VARCHAR NOT NULL,
    stage      VARCHAR NOT NULL,
    reason     VARCHAR NOT NULL,
    decider    VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    until      DATE,
    via        VARCHAR NOT NULL
);
COMMENT ON COLUMN decision.account IS 'one account of the person; `gone:` and a keyed hash once the person was suppressed or erased';
COMMENT ON COLUMN decision.stage IS 'one of sourcing.decisions.Stage';
COMMENT ON COLUMN decision.decided_at IS 'UTC';
COMMENT ON COLUMN decision.until IS 'the day on which somebody put off is looked at again; NULL for other stages';
COMMENT ON COLUMN decision.via IS 'command, desk, or the name of the file it came in';

-- grain: one row of a file of people known already
CREATE TABLE known (
    kind         VARCHAR NOT NULL,
    account_hash VARCHAR,
    name_hash    VARCHAR,
    stage        VARCHAR,
    last_contact DATE,
    source       VARCHAR NOT NULL,
    line         INTEGER NOT NULL,
    imported_at  TIMESTAMP NOT NULL
);
COMMENT ON COLUMN known.kind IS 'ats (in the applicant system), employee, off-limits';
COMMENT ON COLUMN known.account_hash IS 'keyed hash of the account that a profile URL or an address of mail names; NULL where the row names none';
COMMENT ON COLUMN known.name_hash IS 'keyed hash of the folded name, which alone makes somebody only possibly known; NULL where the row has none';
COMMENT ON COLUMN known.stage IS 'as the file says it; NULL where it does not';
COMMENT ON COLUMN known.last_contact IS 'the day somebody last wrote to them, as the file says it; NULL where it does not';
COMMENT ON COLUMN known.line IS 'row of the file, the first below the header is 2';

-- grain: one person held and one row of a file that may mean them; made anew before each publish
CREATE TABLE known_match (
    person_id    VARCHAR NOT NULL,
    kind         VARCHAR NOT NULL,
    is_sure      BOOLEAN NOT NULL,
    stage        VARCHAR,
    last_contact DATE,
    source       VARCHAR NOT NULL
);
COMMENT ON COLUMN known_match.stage IS 'as the file says it; NULL where it does not';
COMMENT ON COLUMN known_match.last_contact IS 'as the file says it; NULL where it does not';
COMMENT ON COLUMN known_match.is_sure IS 'an account of theirs is named; false: only the name is alike';

-- grain: one pool of people across roles
CREATE TABLE pool (
    pool       VARCHAR NOT NULL,
    purpose    VARCHAR NOT NULL,
    expires_on DATE NOT NULL,
    made_by    VARCHAR NOT NULL,
    made_at    TIMESTAMP NOT NULL
);
COMMENT ON COLUMN pool.expires_on IS 'after this day the pool is shown no more, and its members are dropped';

-- grain: one person in one pool
CREATE TABLE pool_member (
    pool     VARCHAR NOT NULL,
    account  VARCHAR NOT NULL,
    added_by VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- grain: one tag of one person
CREATE TABLE tag (
    account    VARCHAR NOT NULL,
    tag        VARCHAR NOT NULL,
    purpose    VARCHAR NOT NULL,
    expires_on DATE NOT NULL,
    added_by   VARCHAR NOT NULL,
    added_at   TIMESTAMP NOT NULL
);

-- grain: one note on one person, which the person may ask to read
CREATE TABLE note (
    account    VARCHAR NOT NULL,
    text       VARCHAR NOT NULL,
    written_by VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);

-- grain: one way to reach one person, found by a human
CREATE TABLE contact (
    account       VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,
    value         VARCHAR NOT NULL,
    obtained_from VARCHAR NOT NULL,
    basis         VARCHAR NOT NULL,
    obtained_on   DATE NOT NULL,
    imported_by   VARCHAR NOT NULL,
    imported_at   TIMESTAMP NOT NULL
);
COMMENT ON TABLE contact IS 'never published: it stands in the files of an export alone';
COMMENT ON COLUMN contact.kind IS 'email, linkedin, phone';

-- grain: one export to one tool
CREATE TABLE export (
    export_id   VARCHAR NOT NULL,
    role        VARCHAR NOT NULL,
    format      VARCHAR NOT NULL,
    folder      VARCHAR NOT NULL,
    exported_by VARCHAR NOT NULL,
    exported_at TIMESTAMP NOT NULL
);

-- grain: one person in one export
CREATE TABLE export_row (
    export_id VARCHAR NOT NULL,
    account   VARCHAR NOT NULL,
    file      VARCHAR NOT NULL
);

-- grain: one thing that changed about one person between two runs of a role
CREATE TABLE change (
    role        VARCHAR NOT NULL,
    run_id      VARCHAR NOT NULL,
    account     VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL,
    detail      VARCHAR NOT NULL,
    link        VARCHAR,
    happened_at TIMESTAMP NOT NULL
);
COMMENT ON COLUMN change.kind IS 'one of sourcing.changes.Kind';
COMMENT ON COLUMN change.link IS 'to what shows it; NULL where there is nothing to open';
COMMENT ON COLUMN change.happened_at IS 'UTC; when the run was made that shows it first';
COMMENT ON COLUMN known.imported_at IS 'UTC';
COMMENT ON COLUMN pool.made_at IS 'UTC';
COMMENT ON COLUMN pool_member.added_at IS 'UTC';
COMMENT ON COLUMN tag.added_at IS 'UTC';
COMMENT ON COLUMN tag.expires_on IS 'after this day the tag is shown no more';
COMMENT ON COLUMN note.written_at IS 'UTC';
COMMENT ON COLUMN contact.obtained_on IS 'the day on which the human found it';
COMMENT ON COLUMN contact.imported_at IS 'UTC';
COMMENT ON COLUMN export.exported_at IS 'UTC';

-- grain: one thing that is known of one account of a person ranked for a role, so that it is told as new only once
CREATE TABLE milestone (
    role    VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    kind    VARCHAR NOT NULL,
    key     VARCHAR NOT NULL
);
COMMENT ON COLUMN milestone.kind IS 'serving, merged, model, package, notebooks';
COMMENT ON COLUMN milestone.key IS 'the model or the repository; empty where only the first one counts';
