-- Facts as the sources tell them. Every row names the batch it came from; the batch names source, time and version.
-- Times are UTC. No secondary indexes: rows are found by scanning columns, and a crash has less to break.

-- grain: one landed batch that was loaded
CREATE TABLE batch (
    batch_id   VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,
    source     VARCHAR NOT NULL,
    repository VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    version    VARCHAR NOT NULL,
    parent     VARCHAR
);
COMMENT ON COLUMN batch.source IS 'path or URL that was read, without credentials';
COMMENT ON COLUMN batch.fetched_at IS 'UTC; when the source was read';
COMMENT ON COLUMN batch.version IS 'of the reader or of all signals, so that a changed one is told apart';
COMMENT ON COLUMN batch.parent IS 'the batch this one was derived from; NULL for what a source landed';

-- grain: one repository, at the commit last read
CREATE TABLE repository (
    repository   VARCHAR NOT NULL,
    name         VARCHAR NOT NULL,
    web_url      VARCHAR,
    commit       VARCHAR,
    committed_at TIMESTAMP,
    commits      INTEGER NOT NULL,
    is_shallow   BOOLEAN NOT NULL,
    readme       VARCHAR NOT NULL,
    dependencies VARCHAR[] NOT NULL,
    place        VARCHAR NOT NULL,
    batch_id     VARCHAR NOT NULL
);
COMMENT ON COLUMN repository.repository IS 'host/owner/name, or local/<path> where no remote is declared';
COMMENT ON COLUMN repository.web_url IS 'NULL where no web address is known';
COMMENT ON COLUMN repository.commit IS 'NULL for an empty repository';
COMMENT ON COLUMN repository.committed_at IS 'UTC; NULL for an empty repository';
COMMENT ON COLUMN repository.commits IS 'commits read, bots and merges included';
COMMENT ON COLUMN repository.readme IS 'first words of the README as plain prose; empty where there is none';
COMMENT ON COLUMN repository.place IS 'product or course: what the whole repository is';

-- grain: one account in one repository
CREATE TABLE account_seen (
    repository   VARCHAR NOT NULL,
    account      VARCHAR NOT NULL,
    display_name VARCHAR NOT NULL,
    is_bot       BOOLEAN NOT NULL,
    batch_id     VARCHAR NOT NULL
);
COMMENT ON COLUMN account_seen.account IS 'site:handle; git handles are keyed hashes, addresses are never stored';
COMMENT ON COLUMN account_seen.display_name IS 'as shown in the source; for display only, never for joining or ranking';

-- grain: one account ever met; never renewed by a later visit
CREATE TABLE account_met (
    account      VARCHAR NOT NULL,
    first_met_at TIMESTAMP NOT NULL
);
COMMENT ON COLUMN account_met.first_met_at IS 'UTC; retention counts from here';

-- grain: one declared link between two accounts in one repository
CREATE TABLE account_link (
    repository VARCHAR NOT NULL,
    a          VARCHAR NOT NULL,
    b          VARCHAR NOT NULL,
    reason     VARCHAR NOT NULL,
    batch_id   VARCHAR NOT NULL
);

-- grain: one commit of one person in one repository
CREATE TABLE commit_fact (
    repository  VARCHAR NOT NULL,
    id          VARCHAR NOT NULL,
    account     VARCHAR NOT NULL,
    authored_at TIMESTAMP,
    subject     VARCHAR NOT NULL,
    body_words  INTEGER NOT NULL,
    is_merge    BOOLEAN NOT NULL,
    files       INTEGER NOT NULL,
    batch_id    VARCHAR NOT NULL
);
COMMENT ON COLUMN commit_fact.authored_at IS 'UTC; NULL where the commit states an absurd date';
COMMENT ON COLUMN commit_fact.body_words IS 'words below the subject, trailers left out';
COMMENT ON COLUMN commit_fact.files IS 'files changed; 0 for merges';

-- grain: one account on one file that still stands
CREATE TABLE touch (
    repository  VARCHAR NOT NULL,
    account     VARCHAR NOT NULL,
    path        VARCHAR NOT NULL,
    commits     INTEGER NOT NULL,
    weight      DOUBLE NOT NULL,
    is_first    BOOLEAN NOT NULL,
    last_commit VARCHAR NOT NULL,
    last_at     TIMESTAMP,
    batch_id    VARCHAR NOT NULL
);
COMMENT ON COLUMN touch.weight IS 'commits, where one of n files counts min(1, 20/n)';
COMMENT ON COLUMN touch.last_at IS 'UTC; NULL where the commit states an absurd date';

-- grain: one signal asked of one repository
CREATE TABLE answer (
    repository VARCHAR NOT NULL,
    signal     VARCHAR NOT NULL,
    version    INTEGER NOT NULL,
    outcome    VARCHAR NOT NULL,
    value      DOUBLE NOT NULL,
    reason     VARCHAR NOT NULL,
    batch_id   VARCHAR NOT NULL
);
COMMENT ON COLUMN answer.outcome IS 'found, not found, not looked, could not look: three kinds of no, never mixed';
COMMENT ON COLUMN answer.value IS 'amount in the unit of the signal; 0 unless found';

-- grain: one claim (signal, kind, skills) about one account in one repository
CREATE TABLE evidence_fact (
    evidence_id    VARCHAR NOT NULL,
    repository     VARCHAR NOT NULL,
    account        VARCHAR NOT NULL,
    signal         VARCHAR NOT NULL,
    kind           VARCHAR NOT NULL,
    value          DOUBLE NOT NULL,
    own_value      DOUBLE NOT NULL,
    unit           VARCHAR NOT NULL,
    path           VARCHAR,
    line           INTEGER,
    commit         VARCHAR NOT NULL,
    link           VARCHAR NOT NULL,
    observed_at    TIMESTAMP,
    authored_share DOUBLE NOT NULL,
    detail         VARCHAR NOT NULL,
    skills         VARCHAR[] NOT NULL,
    batch_id       VARCHAR NOT NULL
);
COMMENT ON COLUMN evidence_fact.value IS 'amount in the whole repository, in unit';
COMMENT ON COLUMN evidence_fact.own_value IS 'this account''s part of value, by authorship';
COMMENT ON COLUMN evidence_fact.path IS 'NULL for claims about commits, whose link shows a commit';
COMMENT ON COLUMN evidence_fact.line IS 'from 1; NULL where path is NULL or the claim is about a whole file';
COMMENT ON COLUMN evidence_fact.authored_share IS '0..1; how much of the linked file this account wrote, from the log';
COMMENT ON COLUMN evidence_fact.observed_at IS 'UTC; when the account last touched the linked file; NULL where no commit states a sound date';
