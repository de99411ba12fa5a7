CREATE OR REPLACE VIEW notices AS
SELECT n.person_id, p.display_name, n.notice_due_at, n.tell_by, n.due_because, n.is_told, n.sent_on, n.channel, n.exempt_because
FROM notice_row n JOIN person_summary p USING (person_id);
COMMENT ON VIEW notices IS 'one row a person: until when they are to be told what is held of them, and whether they were';
