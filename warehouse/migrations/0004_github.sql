-- What GitHub tells beside the repositories' own histories, and what is known of people whose work was read in part.

ALTER TABLE commit_fact ALTER COLUMN files DROP NOT NULL;
COMMENT ON COLUMN commit_fact.files IS 'files changed; 0 for merges; NULL where the source does not tell';

ALTER TABLE repository ADD COLUMN is_partial BOOLEAN DEFAULT false;
COMMENT ON COLUMN repository.is_partial IS 'only the commits of some people are held (their newest); commits still counts everybody''s; NULL: of before this was told';

-- grain: one account in one repository that was read in part
CREATE TABLE author_total (
    repository VARCHAR NOT NULL,
    account    VARCHAR NOT NULL,
    commits    INTEGER NOT NULL,
    batch_id   VARCHAR NOT NULL
);
COMMENT ON COLUMN author_total.commits IS 'all commits of the account on the default branch, those not held included';

-- grain: one account, as it showed itself at the last visit
CREATE TABLE profile (
    account         VARCHAR NOT NULL,
    display_name    VARCHAR NOT NULL,
    database_id     BIGINT NOT NULL,
    location        VARCHAR NOT NULL,
    is_hireable     BOOLEAN,
    links           VARCHAR[] NOT NULL,
    merged_requests INTEGER NOT NULL,
    batch_id        VARCHAR NOT NULL
);
COMMENT ON COLUMN profile.location IS 'self-declared; for eligibility only, never for ranking; empty where not declared';
COMMENT ON COLUMN profile.is_hireable IS 'self-declared wish: a contact hint, never for ranking; NULL where not told';
COMMENT ON COLUMN profile.links IS 'addresses of other accounts that the profile declares';
COMMENT ON COLUMN profile.merged_requests IS 'merged pull requests in all public repositories, own ones included';

-- grain: one account in one repository of others
CREATE TABLE work_elsewhere (
    account        VARCHAR NOT NULL,
    repository     VARCHAR NOT NULL,
    merged         INTEGER NOT NULL,
    last_merged_at TIMESTAMP,
    commits        INTEGER NOT NULL,
    batch_id       VARCHAR NOT NULL
);
COMMENT ON COLUMN work_elsewhere.merged IS 'pull requests merged there, of the account''s newest 50';
COMMENT ON COLUMN work_elsewhere.last_merged_at IS 'UTC; NULL where nothing was merged';
COMMENT ON COLUMN work_elsewhere.commits IS 'commits there within a year of the visit, as GitHub counts contributions';

ALTER TABLE run ADD COLUMN provisional VARCHAR;
COMMENT ON COLUMN run.provisional IS 'what was still to do when the run was made; NULL where nothing was';

-- grain: one repository in one run
CREATE TABLE repository_domain (
    run_id     VARCHAR NOT NULL,
    repository VARCHAR NOT NULL,
    domain     VARCHAR NOT NULL
);
COMMENT ON COLUMN repository_domain.domain IS 'what the repository is most likely for, by its own first words: a specialisation, general, course or none';
