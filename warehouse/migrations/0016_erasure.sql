-- Who expired may be collected again under a new purpose, and under no other.

ALTER TABLE suppression ADD COLUMN purpose VARCHAR;
COMMENT ON COLUMN suppression.purpose IS 'keyed hash of the purpose for which an expired person was held; NULL for the other kinds, and where none was stated';
COMMENT ON COLUMN suppression.account_hash IS 'keyed hash of site:handle, so that it outlives the erasure of the account itself; of the erased also of the handle as a word and of the name, which no text may bring back';
COMMENT ON COLUMN suppression.kind IS 'suppressed (asked to be left alone), erased (everything held was deleted) or expired (the same, because the time was over)';

-- grain: one purpose that was stated; the newest is in force
CREATE TABLE purpose (
    purpose_hash VARCHAR NOT NULL,
    stated_at    TIMESTAMP NOT NULL
);
COMMENT ON TABLE purpose IS 'which purposes people were held for, as keyed hashes of the words in sourcing.toml';
COMMENT ON COLUMN purpose.purpose_hash IS 'keyed hash of the purpose as sourcing.toml states it';
COMMENT ON COLUMN purpose.stated_at IS 'UTC; when a command first met it, or met it again after another';

COMMENT ON COLUMN decision.reason IS 'in the decider''s words; empty once the person was erased';
