-- Who answers for the search, and who was told what is held of them.

-- grain: one document of one sign-off
CREATE TABLE sign_off (
    number    INTEGER NOT NULL,
    document  VARCHAR NOT NULL,
    sha256    VARCHAR NOT NULL,
    signed_by VARCHAR NOT NULL,
    signed_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE sign_off IS 'the documents that somebody signed off; the newest sign-off counts, all are kept';
COMMENT ON COLUMN sign_off.number IS 'of the sign-off, from 1';
COMMENT ON COLUMN sign_off.document IS 'name of the file below legal/; `purpose` for the five answers and the retention in sourcing.toml';
COMMENT ON COLUMN sign_off.sha256 IS 'of the document as it was signed, in hex';
COMMENT ON COLUMN sign_off.signed_by IS 'who signed, as they name themselves';
COMMENT ON COLUMN sign_off.signed_at IS 'UTC';

-- grain: one notice that went to one person, or one reason why none is owed to them
CREATE TABLE notice (
    account        VARCHAR NOT NULL,
    sent_on        DATE,
    channel        VARCHAR,
    exempt_because VARCHAR,
    recorded_by    VARCHAR NOT NULL,
    recorded_at    TIMESTAMP NOT NULL
);
COMMENT ON TABLE notice IS 'who was told what is held of them, as the team wrote it down; goes with the person, the audit log keeps that it was';
COMMENT ON COLUMN notice.account IS 'one account of the person';
COMMENT ON COLUMN notice.sent_on IS 'the day on which it went out; NULL where none is owed';
COMMENT ON COLUMN notice.channel IS 'how it went, such as e-mail; NULL where none is owed';
COMMENT ON COLUMN notice.exempt_because IS 'why none is owed; NULL where one was sent';
COMMENT ON COLUMN notice.recorded_by IS 'who on the team wrote it down';
COMMENT ON COLUMN notice.recorded_at IS 'UTC';
