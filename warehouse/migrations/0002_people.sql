-- People, and what they may ask of us.

-- grain: one human, as far as declared links tell
CREATE TABLE person (
    person_id    VARCHAR NOT NULL,
    display_name VARCHAR NOT NULL,
    first_met_at TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP NOT NULL
);
COMMENT ON COLUMN person.person_id IS 'p plus 12 hex digits of the smallest account; stable while that account stays';
COMMENT ON COLUMN person.first_met_at IS 'UTC; the earliest of the person''s accounts';
COMMENT ON COLUMN person.expires_at IS 'UTC; first met plus the retention; a later visit does not renew it';

-- grain: one account of one person
CREATE TABLE person_account (
    person_id VARCHAR NOT NULL,
    account   VARCHAR NOT NULL,
    reason    VARCHAR NOT NULL
);
COMMENT ON COLUMN person_account.reason IS 'why the account is taken for this person''s';

-- grain: one account that is never to be collected, ranked or exported again
CREATE TABLE suppression (
    account_hash VARCHAR NOT NULL,
    kind         VARCHAR NOT NULL,
    reason       VARCHAR NOT NULL,
    stated_at    TIMESTAMP NOT NULL
);
COMMENT ON COLUMN suppression.account_hash IS 'keyed hash of site:handle, so that it outlives the erasure of the account itself';
COMMENT ON COLUMN suppression.kind IS 'suppressed (asked to be left alone) or erased (everything held was deleted)';
COMMENT ON COLUMN suppression.stated_at IS 'UTC; when it was asked for, or when a visit joined the account to a suppressed one';
