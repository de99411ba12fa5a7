CREATE OR REPLACE VIEW sign_offs AS SELECT number, document, sha256, signed_by, signed_at FROM sign_off;
COMMENT ON VIEW sign_offs IS 'one row a document of one sign-off: who answers for the search, since when';
