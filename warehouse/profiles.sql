-- The work of each person in each repository, as ranking reads it. Grain: one person in one repository.
-- Parameters: the moment, UTC, at which an expired person is no longer ranked; the person ids wanted, NULL for everybody's.
WITH live AS (  -- grain: one account of a live person
    SELECT person_id, account FROM person_account JOIN person USING (person_id) WHERE expires_at > $now
      AND ($only IS NULL OR person_id IN (SELECT unnest(CAST($only AS VARCHAR[]))))
), authors AS (  -- grain: one account in one repository
    SELECT repository, account, count(*) AS commits FROM commit_fact GROUP BY ALL
), originals AS (  -- grain: one repository; of copies the one that its main author went furthest with, and others added least to, comes first
    SELECT repository, row_number() OVER (ORDER BY max(commits) DESC, sum(commits), repository) AS place FROM authors GROUP BY repository
), not_theirs AS (  -- grain: one person and one repository that they say is not their work
    SELECT person_id, value AS repository FROM correction JOIN person_account USING (account) WHERE field = 'not-mine'
), mine AS (  -- grain: one commit of one person that changes a file, once: also where accounts are joined, and where forks and copies hold it too
    SELECT l.person_id, c.repository, c.id, c.authored_at, c.subject
    FROM commit_fact c JOIN live l USING (account) JOIN originals o USING (repository) ANTI JOIN not_theirs USING (person_id, repository)
    WHERE NOT c.is_merge AND c.files IS DISTINCT FROM 0
    QUALIFY row_number() OVER (PARTITION BY l.person_id, c.id ORDER BY o.place) = 1
), totals AS (  -- grain: one repository
    SELECT repository, count(*) AS commits FROM commit_fact WHERE NOT is_merge AND files IS DISTINCT FROM 0 GROUP BY repository
), spans AS (  -- grain: one person in one repository
    SELECT person_id, repository, count(*) AS commits, CAST(min(authored_at) AS DATE) AS first_at, CAST(max(authored_at) AS DATE) AS last_at,
           list(subject ORDER BY authored_at DESC NULLS LAST, id)[1:150] AS subjects
    FROM mine GROUP BY ALL
), counted AS (  -- grain: one person in one repository that was read in part: all their commits there
    SELECT l.person_id, a.repository, sum(a.commits) AS commits FROM author_total a JOIN live l USING (account) GROUP BY ALL
), amounts AS (  -- grain: one person in one repository: their commits, and everybody's
    SELECT s.person_id, s.repository, greatest(s.commits, coalesce(c.commits, 0)) AS commits,
           CASE WHEN r.is_partial THEN greatest(r.commits, s.commits, coalesce(c.commits, 0)) ELSE t.commits END AS total
    FROM spans s JOIN totals t USING (repository) JOIN repository r USING (repository) LEFT JOIN counted c USING (person_id, repository)
), touched AS (  -- grain: one person and one path
    SELECT l.person_id, t.repository, t.path, max(t.weight) AS weight FROM touch t JOIN live l USING (account) GROUP BY ALL
), paths AS (  -- grain: one person in one repository
    SELECT person_id, repository, list(path ORDER BY weight DESC, path)[1:60] AS paths FROM touched GROUP BY ALL
), called AS (  -- grain: one way of calling somebody in one repository: names shown, and logins
    SELECT repository, display_name AS name, false AS is_login FROM account_seen WHERE display_name <> ''
    UNION SELECT repository, split_part(account, ':', 2), true FROM account_seen WHERE account NOT LIKE 'git:%'
    UNION SELECT repository, split_part(a, ':', 2), true FROM account_link WHERE a NOT LIKE 'git:%'
    UNION SELECT repository, split_part(b, ':', 2), true FROM account_link WHERE b NOT LIKE 'git:%'
), names AS (  -- grain: one repository; what must not reach a ranking text
    SELECT repository, list(DISTINCT name ORDER BY name) FILTER (WHERE NOT is_login) AS names,
           list(DISTINCT name ORDER BY name) FILTER (WHERE is_login) AS logins
    FROM called GROUP BY repository
), told AS (  -- grain: one word for one account: names shown, places declared, handles
    SELECT account, display_name AS word FROM account_seen
    UNION SELECT account, unnest([display_name, location]) FROM profile
    UNION SELECT account, unnest([display_name, location]) FROM site_profile
    UNION SELECT account, split_part(account, ':', 2) FROM person_account WHERE account NOT LIKE 'git:%' AND account NOT LIKE 'met:%'
), mine_called AS (  -- grain: one person
    SELECT person_id, list(DISTINCT word ORDER BY word) AS words FROM told JOIN person_account USING (account) WHERE trim(word) <> '' GROUP BY person_id
), main AS (  -- grain: one person who wrote a fifth or more of a repository, or is among the three who wrote most of it
    SELECT c.repository, a.person_id FROM commit_fact c JOIN person_account a USING (account) JOIN totals t USING (repository)
    WHERE NOT c.is_merge GROUP BY c.repository, a.person_id, t.commits
    QUALIFY 5 * count(*) >= t.commits OR rank() OVER (PARTITION BY c.repository ORDER BY count(*) DESC) <= 3
), owners AS (  -- grain: one repository; whose names must not reach a text of it in any spelling
    SELECT repository, list_sort(list_distinct(flatten(list(words)))) AS words FROM main JOIN mine_called USING (person_id) GROUP BY repository
)
SELECT s.person_id, s.repository, m.commits, m.commits / m.total AS share, s.first_at, s.last_at, s.subjects,
       coalesce(p.paths, []) AS paths, r.readme, r.dependencies, r.place, r.name, coalesce(n.names, []) AS names, coalesce(n.logins, []) AS logins,
       coalesce(o.words, []) AS owners, coalesce(w.words, []) AS called
FROM spans s
JOIN amounts m USING (person_id, repository)
JOIN repository r USING (repository)
LEFT JOIN paths p USING (person_id, repository)
LEFT JOIN names n USING (repository)
LEFT JOIN owners o USING (repository)
LEFT JOIN mine_called w USING (person_id)
ORDER BY s.person_id, s.repository
