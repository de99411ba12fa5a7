-- What a model card and a data sheet tell of one run. Parameters: $run (its id), $batches (ids of what it was made from), $role.

-- name: run
SELECT r.run_id, r.role, r.title, r.archetype, r.specialisation, r.level, r.as_of, r.ranked_at, r.provisional, r.is_latest,
       count(e.person_id) AS people, count(e.margin) AS with_margin, median(e.margin) AS median_margin, quantile_cont(e.margin, 0.9) AS wide_margin,
       min(e.coverage) AS least_seen, quantile_cont(e.coverage, 0.25) AS seen_25, median(e.coverage) AS seen_50,
       quantile_cont(e.coverage, 0.75) AS seen_75, max(e.coverage) AS most_seen
FROM run r LEFT JOIN entry e USING (run_id) WHERE r.run_id = $run GROUP BY ALL;

-- name: bands
SELECT band, count(*) AS people FROM entry WHERE run_id = $run GROUP BY ALL ORDER BY people DESC, band;

-- name: ties
WITH beside AS (  -- grain: one person with a margin and the one above
    SELECT score, margin, lag(score) OVER (ORDER BY rank) AS above, lag(margin) OVER (ORDER BY rank) AS above_margin FROM entry WHERE run_id = $run
)
SELECT count(*) FILTER (above - score < sqrt(margin ** 2 + above_margin ** 2)) AS ties,  -- as in the macro `tied`
       count(*) AS pairs FROM beside WHERE margin IS NOT NULL AND above_margin IS NOT NULL;

-- name: parts
SELECT part, weight, avg(value) AS mean, count(*) FILTER (value > 0) AS above_zero FROM part WHERE run_id = $run
GROUP BY ALL ORDER BY min(position), part;

-- name: asked
SELECT a.skill, a.is_must_have, count(q.person_id) FILTER (q.evidence_id IS NOT NULL) AS shown FROM asked a
LEFT JOIN requirement q ON q.run_id = a.run_id AND q.skill = a.skill WHERE a.run_id = $run GROUP BY a.position, a.skill, a.is_must_have ORDER BY a.position;

-- name: eligibility
SELECT condition, count(*) FILTER (answer = 'yes') AS yes, count(*) FILTER (answer = 'no') AS no, count(*) FILTER (answer = 'unknown') AS unknown
FROM eligibility WHERE run_id = $run GROUP BY ALL ORDER BY ALL;

-- name: repositories
SELECT count(*) AS held, count(*) FILTER (is_partial) AS partly, count(*) FILTER (is_shallow) AS shallow, count(*) FILTER (commit IS NULL) AS empty,
       count(*) FILTER (place = 'course') AS course, count(*) FILTER (readme <> '') AS with_readme
FROM repository WHERE list_contains($batches, batch_id);

-- name: commits
SELECT count(DISTINCT id) AS commits, CAST(min(authored_at) AS DATE) AS first_at, CAST(max(authored_at) AS DATE) AS last_at,
       count(*) FILTER (authored_at IS NULL) AS undated
FROM commit_fact WHERE list_contains($batches, batch_id);

-- name: evidence
SELECT signal, count(*) AS rows, CAST(min(observed_at) AS DATE) AS first_at, CAST(max(observed_at) AS DATE) AS last_at
FROM evidence_fact WHERE list_contains($batches, batch_id) GROUP BY ALL ORDER BY ALL;

-- name: answers
SELECT signal, count(*) FILTER (outcome = 'found') AS found, count(*) FILTER (outcome = 'not found') AS not_found,
       count(*) FILTER (outcome = 'not looked') AS not_looked, count(*) FILTER (outcome = 'could not look') AS could_not_look
FROM answer WHERE list_contains($batches, batch_id) GROUP BY ALL ORDER BY ALL;

-- name: unknown
SELECT outcome, reason, count(*) AS answers, count(DISTINCT repository) AS repositories FROM answer
WHERE outcome IN ('not looked', 'could not look') AND list_contains($batches, batch_id) GROUP BY ALL ORDER BY outcome, answers DESC, reason LIMIT 20;

-- name: languages
WITH touched AS (  -- grain: one file that still stands
    SELECT DISTINCT repository, path, lower(regexp_extract(path, '\.([A-Za-z0-9+]{1,10})$', 1)) AS ending FROM touch WHERE list_contains($batches, batch_id)
)
SELECT ending, count(*) AS files, count(DISTINCT repository) AS repositories FROM touched WHERE ending <> '' GROUP BY ALL ORDER BY files DESC, ending LIMIT 12;

-- name: signals
SELECT signal, question, unit, researcher, developer, operator FROM signal ORDER BY signal;

-- name: terms
SELECT s.site, s.says, s.terms_url, s.reviewed_on, s.days FROM source s WHERE s.site IN (
    SELECT split_part(a.account, ':', 1) FROM person_account a SEMI JOIN entry e ON e.person_id = a.person_id AND e.run_id = $run
    UNION SELECT split_part(kind, '-', 2) FROM batch WHERE starts_with(kind, 'site-') AND list_contains($batches, batch_id))
ORDER BY s.site;

-- name: accounts
SELECT split_part(a.account, ':', 1) AS site, count(DISTINCT a.account) AS accounts FROM person_account a SEMI JOIN entry e ON e.person_id = a.person_id AND e.run_id = $run
GROUP BY ALL ORDER BY ALL;

-- name: keeping
SELECT CAST(min(p.first_met_at) AS DATE) AS first_met, CAST(min(p.expires_at) AS DATE) AS first_expires, CAST(max(p.expires_at) AS DATE) AS last_expires
FROM person p SEMI JOIN entry e ON e.person_id = p.person_id AND e.run_id = $run;

-- name: suppressed
SELECT kind, count(*) AS accounts, CAST(min(stated_at) AS DATE) AS first_at, CAST(max(stated_at) AS DATE) AS last_at FROM suppression GROUP BY ALL ORDER BY ALL;

-- name: decided
SELECT count(DISTINCT account) AS people FROM decision WHERE role = $role;
