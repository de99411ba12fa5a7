-- What sourcers noted of people they met, from their own files.

-- grain: one row of one file
CREATE TABLE met (
    account      VARCHAR NOT NULL,
    of_account   VARCHAR NOT NULL,
    note         VARCHAR NOT NULL,
    met_on       DATE,
    lawful_basis VARCHAR NOT NULL,
    seen_at      VARCHAR NOT NULL,
    page         VARCHAR NOT NULL,
    batch_id     VARCHAR NOT NULL
);
COMMENT ON TABLE met IS 'one row of a sourcer''s own file; the two accounts are one person''s because the sourcer says so. Never ranked by';
COMMENT ON COLUMN met.account IS 'met: and a keyed hash of the account that the row names first';
COMMENT ON COLUMN met.of_account IS 'the account that the row names first, one on GitHub before others';
COMMENT ON COLUMN met.note IS 'in the sourcer''s words, without addresses of mail; the person may ask to read it';
COMMENT ON COLUMN met.met_on IS 'the day on which they met, as the row says; NULL where it does not';
COMMENT ON COLUMN met.lawful_basis IS 'the ground on which the person is kept, as the row says; never empty';
COMMENT ON COLUMN met.seen_at IS 'name of the file, and the row as a spreadsheet counts';
COMMENT ON COLUMN declared_link.seen_at IS 'address of the page where it stands; for a sourcer''s own file its name and the row';
