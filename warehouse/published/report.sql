-- What a report is made of: `count …` counts people of a whole shortlist, `of …` tells of the people in $people, by person.
-- Parameters: $role, $top (how many people), $people (their ids).

-- name: head
SELECT r.role, r.title, r.archetype, r.specialisation, r.as_of, r.provisional, r.level, r.read_closely, r.run_id, v.published_at,
       (SELECT count(*) FROM person_summary) AS held, (SELECT count(*) FROM entry e WHERE e.run_id = r.run_id) AS ranked,
       (SELECT coalesce(sum(h.people), 0) FROM hidden h WHERE h.role = r.role) AS hidden
FROM run r, version v WHERE r.is_latest AND r.role = $role;

-- name: people
SELECT s.*, p.commits, p.repositories, p.first_active, p.last_active, p.merged_elsewhere, p.is_hireable, p.expires_on
FROM shortlist s JOIN person_summary p USING (person_id) WHERE s.role = $role ORDER BY s.rank LIMIT $top;

-- name: asked
SELECT skill, is_must_have FROM asked JOIN run USING (run_id) WHERE role = $role ORDER BY position;

-- name: sources
SELECT DISTINCT s.site, s.says AS terms, s.terms_url, s.days FROM source_terms s
JOIN person_account a ON split_part(a.account, ':', 1) = s.site SEMI JOIN (SELECT unnest($people) AS person_id) p USING (person_id) ORDER BY ALL;

-- name: count bands
SELECT band AS name, count(*) AS people FROM shortlist WHERE role = $role GROUP BY ALL ORDER BY ALL;

-- name: count stages
SELECT stage AS name, count(*) AS people FROM shortlist WHERE role = $role GROUP BY ALL ORDER BY ALL;

-- name: count eligible
SELECT eligible AS name, count(*) AS people FROM shortlist WHERE role = $role AND eligible IS NOT NULL GROUP BY ALL ORDER BY ALL;

-- name: of parts
SELECT person_id, part, weight, value, points, note FROM part JOIN run USING (run_id) SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id)
WHERE role = $role ORDER BY person_id, position;

-- name: of reasons
SELECT x.person_id, x.requirement, x.sentence, x.why, f.evidence_id, f.signal, f.detail, coalesce(s.name, f.repository) AS repository,
       f.path, f.line, f.commit, f.link, f.authored_share, f.observed_at
FROM reason x JOIN run r USING (run_id) LEFT JOIN evidence_row f USING (evidence_id) LEFT JOIN repository s USING (repository)
SEMI JOIN (SELECT unnest($people) AS person_id) p ON x.person_id = p.person_id
WHERE r.role = $role ORDER BY x.person_id, x.position;

-- name: of requirements
SELECT person_id, requirement, is_must_have, strength, found_in FROM requirements SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id)
WHERE role = $role ORDER BY person_id, position;

-- name: of lines
WITH best AS (  -- grain: one person and one asked skill with evidence: the row that ranking took for it
    SELECT q.person_id, q.skill, q.evidence_id FROM requirement q JOIN run r USING (run_id) WHERE r.role = $role
), among AS (SELECT * FROM evidence_row SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id)
), found AS (  -- grain: one row of evidence for one asked skill
    SELECT a.skill AS requirement, e.* FROM asked a JOIN run r USING (run_id) JOIN among e ON list_contains(e.skills, a.skill) WHERE r.role = $role
    UNION SELECT b.skill, e.* FROM best b JOIN among e USING (person_id, evidence_id)
), ordered AS (  -- grain: one place in code, and one sentence, for one asked skill, the best first
    SELECT f.*, b.evidence_id IS NOT NULL AS is_best FROM found f LEFT JOIN best b ON b.person_id = f.person_id AND b.skill = f.requirement
    AND b.evidence_id = f.evidence_id
    QUALIFY row_number() OVER (PARTITION BY f.person_id, f.requirement, f.link ORDER BY b.evidence_id IS NULL, f.own_value DESC, f.evidence_id) = 1
    AND row_number() OVER (PARTITION BY f.person_id, f.requirement, f.detail ORDER BY b.evidence_id IS NULL, f.own_value DESC, f.evidence_id) = 1
)
SELECT f.person_id, f.requirement, f.detail, coalesce(s.name, f.repository) AS repository, f.path, f.line, f.commit, f.link,
       f.authored_share, f.observed_at
FROM ordered f LEFT JOIN repository s USING (repository)
QUALIFY row_number() OVER (PARTITION BY f.person_id, f.requirement ORDER BY NOT f.is_best, f.own_value DESC, f.evidence_id) <= 3
ORDER BY f.person_id, f.requirement, NOT f.is_best, f.own_value DESC, f.evidence_id;

-- name: of work
SELECT w.person_id, r.name, r.web_url, w.commits, r.commits AS all_commits, w.first_at, w.last_at, r.place, r.is_partial
FROM (SELECT * FROM work SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id)) w JOIN repository r USING (repository) ORDER BY w.person_id, w.commits DESC, r.repository;

-- name: of unknown
WITH seen AS (SELECT DISTINCT person_id, repository FROM evidence_row SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id))
SELECT s.person_id, a.signal, a.reason, list(DISTINCT r.name ORDER BY r.name) AS repositories
FROM seen s JOIN answer a USING (repository) JOIN repository r USING (repository)
WHERE a.outcome IN ('not looked', 'could not look') GROUP BY ALL ORDER BY ALL;

-- name: of conditions
SELECT person_id, condition, answer, says FROM conditions SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) WHERE role = $role ORDER BY person_id, position;

-- name: of support
SELECT person_id, u.points, f.detail, coalesce(s.name, f.repository) AS repository, f.link
FROM (SELECT * FROM support JOIN run USING (run_id) SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) WHERE role = $role) u
JOIN (SELECT * EXCLUDE (person_id) FROM evidence_row) f USING (evidence_id) LEFT JOIN repository s USING (repository) ORDER BY person_id;

-- name: of artifacts
SELECT person_id, kind, title, relation, link, made_at, changed_at, states, measures FROM artifacts SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id)
ORDER BY person_id, kind, coalesce(changed_at, made_at) DESC NULLS LAST, link;

-- name: of accounts
SELECT person_id, site, account, url, reason FROM accounts SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) ORDER BY person_id, site = 'git', site, account;

-- name: of account_claims
SELECT person_id, claimed, url, kind, seen_at, conflict FROM account_claims SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) ORDER BY ALL;

-- name: of claims
SELECT person_id, skill, list(DISTINCT said_in ORDER BY said_in) AS said_in, min(link) AS link FROM claims SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id)
GROUP BY person_id, skill HAVING NOT bool_or(is_shown) ORDER BY ALL;

-- name: of met
SELECT person_id, note, met_on, lawful_basis FROM met SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) ORDER BY person_id, met_on DESC NULLS LAST, note;

-- name: of notes
SELECT person_id, text, written_by, written_at FROM notes SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) ORDER BY person_id, written_at DESC, text;

-- name: of tags
SELECT person_id, tag, purpose, expires_on FROM tags SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) ORDER BY ALL;

-- name: of pools
SELECT person_id, pool, purpose, expires_on FROM pools SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) ORDER BY ALL;

-- name: of decisions
SELECT person_id, stage, reason, decider, decided_at, until FROM decisions SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id)
WHERE role = $role ORDER BY person_id, decided_at DESC, decider;

-- name: of exports
SELECT person_id, role, format, exported_by, exported_at FROM exports SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) ORDER BY person_id, exported_at DESC;

-- name: of changes
SELECT person_id, kind, detail, link, happened_at FROM changes SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id) WHERE role = $role ORDER BY person_id, happened_at DESC, kind;

-- name: of disputes
SELECT * FROM disputes SEMI JOIN (SELECT unnest($people) AS person_id) USING (person_id)
ORDER BY person_id, state <> 'open', recorded_at DESC, dispute_id, kind, about;
