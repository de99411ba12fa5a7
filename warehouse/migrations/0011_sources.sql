-- On which terms sources are read.

-- grain: one source, as it was read last
CREATE TABLE source (
    site        VARCHAR NOT NULL,
    says        VARCHAR NOT NULL,
    terms_url   VARCHAR NOT NULL,
    reviewed_on DATE NOT NULL,
    days        INTEGER
);
COMMENT ON COLUMN source.site IS 'the site of the accounts that it tells of';
COMMENT ON COLUMN source.says IS 'has to be shown beside what it tells, such as a licence or a purpose; empty where nothing has';
COMMENT ON COLUMN source.reviewed_on IS 'when its terms were read last';
COMMENT ON COLUMN source.days IS 'how long what it tells is kept after it was read; NULL: as long as the person is';
