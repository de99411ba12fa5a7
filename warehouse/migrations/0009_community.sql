-- What community sites tell, whose accounts name each other, and what people decided about that.

-- grain: one page of one account, as last read
CREATE TABLE site_page (
    page       VARCHAR NOT NULL,
    account    VARCHAR NOT NULL,
    listing    VARCHAR NOT NULL,
    url        VARCHAR NOT NULL,
    visit      TIMESTAMP NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    is_last    BOOLEAN NOT NULL,
    batch_id   VARCHAR NOT NULL
);
COMMENT ON COLUMN site_page.page IS 'the name under which the frontier keeps it';
COMMENT ON COLUMN site_page.listing IS 'the kind of page; a listing has several pages';
COMMENT ON COLUMN site_page.visit IS 'UTC; when the account was put in line, the same for all pages of a visit';
COMMENT ON COLUMN site_page.fetched_at IS 'UTC; when it was read, or found to be what it was';
COMMENT ON COLUMN site_page.is_last IS 'nothing of its listing comes after it';
COMMENT ON COLUMN site_page.batch_id IS 'the batch that holds what it told';

-- grain: one account on one site
CREATE TABLE site_profile (
    account      VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    display_name VARCHAR NOT NULL,
    location     VARCHAR NOT NULL,
    languages    VARCHAR[] NOT NULL,
    claims       VARCHAR[] NOT NULL,
    page         VARCHAR NOT NULL,
    batch_id     VARCHAR NOT NULL
);
COMMENT ON COLUMN site_profile.display_name IS 'as shown there; for display only, never for joining or ranking';
COMMENT ON COLUMN site_profile.location IS 'self-declared; for eligibility only, never for ranking; empty where not declared';
COMMENT ON COLUMN site_profile.languages IS 'spoken languages that the profile names, for eligibility only';
COMMENT ON COLUMN site_profile.claims IS 'skills that the bio names; the bio itself is not kept';

-- grain: one artifact of one account
CREATE TABLE artifact (
    account    VARCHAR NOT NULL,
    key        VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,
    title      VARCHAR NOT NULL,
    link       VARCHAR NOT NULL,
    relation   VARCHAR NOT NULL,
    made_at    TIMESTAMP,
    changed_at TIMESTAMP,
    skills     VARCHAR[] NOT NULL,
    states     VARCHAR[] NOT NULL,
    code       VARCHAR,
    page       VARCHAR NOT NULL,
    batch_id   VARCHAR NOT NULL
);
COMMENT ON COLUMN artifact.key IS 'host/path; unique over all sites';
COMMENT ON COLUMN artifact.relation IS 'what the account is to it: owner, author, maintainer, speaker, member, competitor';
COMMENT ON COLUMN artifact.made_at IS 'UTC; NULL where the site does not tell';
COMMENT ON COLUMN artifact.changed_at IS 'UTC; NULL where the site does not tell';
COMMENT ON COLUMN artifact.skills IS 'canonical skills that its tags and libraries state';
COMMENT ON COLUMN artifact.states IS 'parts of a description that are there: training, evaluation, licence, abstract';
COMMENT ON COLUMN artifact.code IS 'address of the repository that it names; NULL where it names none';

-- grain: one number that a site counts of one artifact
CREATE TABLE artifact_measure (
    account VARCHAR NOT NULL,
    key     VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    value   BIGINT NOT NULL
);
COMMENT ON COLUMN artifact_measure.value IS 'capped at what can be true';

-- grain: one account naming another on one page
CREATE TABLE declared_link (
    account    VARCHAR NOT NULL,
    to_account VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,
    url        VARCHAR NOT NULL,
    seen_at    VARCHAR NOT NULL,
    page       VARCHAR NOT NULL,
    batch_id   VARCHAR NOT NULL
);
COMMENT ON TABLE declared_link IS 'one direction; two accounts that name each other are one person''s, a single direction is a claim';
COMMENT ON COLUMN declared_link.seen_at IS 'address of the page where it stands';

-- grain: one decision of a human on two accounts; the newest counts
CREATE TABLE identity_verdict (
    a          VARCHAR NOT NULL,
    b          VARCHAR NOT NULL,
    verdict    VARCHAR NOT NULL,
    reason     VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
COMMENT ON COLUMN identity_verdict.a IS 'the smaller of the two accounts';
COMMENT ON COLUMN identity_verdict.decided_at IS 'UTC';
COMMENT ON COLUMN identity_verdict.verdict IS 'same (one person), apart (two people) or open (undone: links decide again)';

-- grain: one claim that nobody has decided: one account names another as its own, and is not named back
CREATE TABLE identity_claim (
    account    VARCHAR NOT NULL,
    to_account VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,
    url        VARCHAR NOT NULL,
    seen_at    VARCHAR NOT NULL,
    conflict   VARCHAR
);
COMMENT ON COLUMN identity_claim.conflict IS 'why it needs care: others claim the same account, or the page is one of several people; NULL where nothing speaks against it';

ALTER TABLE profile ADD COLUMN readme_links VARCHAR[] DEFAULT [];
COMMENT ON COLUMN profile.readme_links IS 'addresses that the profile''s README gives as the owner''s places; NULL: of before this was read';
