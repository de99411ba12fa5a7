-- Until when each person is to be told what is held of them, and whether they were. Grain: one person.
-- Due 30 days after the day they were first met on began; where somebody speaks to them or hands them on before, at the end of that day.
WITH spoken AS (  -- grain: one person: the first verdict which says that somebody spoke to them
    SELECT a.person_id, date_trunc('day', min(d.decided_at)) + INTERVAL 1 DAY AS due_at FROM decision d JOIN person_account a USING (account)
    WHERE d.stage IN ('contacted', 'replied', 'not interested', 'in process', 'hired') GROUP BY ALL
), handed AS (  -- grain: one person: their first export
    SELECT a.person_id, date_trunc('day', min(e.exported_at)) + INTERVAL 1 DAY AS due_at
    FROM export_row x JOIN export e USING (export_id) JOIN person_account a USING (account) GROUP BY ALL
), told AS (  -- grain: one person of whom something is recorded
    SELECT a.person_id, max(n.sent_on) AS sent_on, arg_max(n.channel, n.sent_on) AS channel, arg_max(n.exempt_because, n.recorded_at) AS exempt_because
    FROM notice n JOIN person_account a USING (account) GROUP BY ALL
), owed AS (  -- grain: one person
    SELECT p.person_id, date_trunc('day', p.first_met_at) + INTERVAL 30 DAY AS met_due, s.due_at AS spoken_due, h.due_at AS handed_due
    FROM person p LEFT JOIN spoken s USING (person_id) LEFT JOIN handed h USING (person_id)
)
SELECT o.person_id, least(o.met_due, o.spoken_due, o.handed_due) AS notice_due_at,
       CASE notice_due_at WHEN o.spoken_due THEN 'first contact' WHEN o.handed_due THEN 'first export' ELSE '30 days held' END AS due_because,
       CAST(notice_due_at - INTERVAL 1 DAY AS DATE) AS tell_by, t.person_id IS NOT NULL AS is_told, t.sent_on, t.channel,
       CASE WHEN t.sent_on IS NULL THEN t.exempt_because END AS exempt_because
FROM owed o LEFT JOIN told t USING (person_id)
