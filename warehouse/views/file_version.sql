CREATE OR REPLACE VIEW file_version AS SELECT layout, published_at, audit_digest FROM version;
COMMENT ON VIEW file_version IS 'one row: the layout of this file, which grows when a view loses or changes a column, and when it was made (UTC)';
