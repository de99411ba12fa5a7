-- What was done, by whom, to whom: appended to, never changed. Each row holds the digest of the row before it.

-- grain: one act
CREATE TABLE audit (
    number  BIGINT NOT NULL,
    done_at TIMESTAMP NOT NULL,
    act     VARCHAR NOT NULL,
    actor   VARCHAR NOT NULL,
    told    VARCHAR NOT NULL,
    before  VARCHAR NOT NULL,
    digest  VARCHAR NOT NULL
);
COMMENT ON COLUMN audit.number IS 'from 1, without gaps';
COMMENT ON COLUMN audit.done_at IS 'UTC';
COMMENT ON COLUMN audit.actor IS 'who decided it; `sourcing` for what a run does by itself';
COMMENT ON COLUMN audit.told IS 'JSON: ids, keyed hashes and counts; never content, so that nobody''s erasure has to touch it';
COMMENT ON COLUMN audit.before IS 'digest of the row before; empty for the first';
COMMENT ON COLUMN audit.digest IS 'SHA-256 of all other columns of the row';
