-- What recruiters get: these tables and columns, and no others, of live people (the suppressed are not held at all).
-- `published` is a fresh, empty file: nothing that was deleted from the warehouse can come along.
-- Parameter: the moment, UTC, at which an expired person is no longer shown.

-- Somebody of whom no code was read, only an account elsewhere that nobody joined to anyone, is held and not shown.
CREATE OR REPLACE TEMP TABLE shown AS
SELECT person_id, display_name FROM person SEMI JOIN (SELECT person_id FROM person_account SEMI JOIN account_seen USING (account)) USING (person_id)
WHERE expires_at > $now;

-- Only repositories in which somebody shown worked: an owner's handle stands in the name of the others.
CREATE OR REPLACE TEMP TABLE read_of_shown AS
WITH worked AS (SELECT repository, account FROM commit_fact UNION SELECT repository, account FROM evidence_fact)
SELECT DISTINCT w.repository FROM worked w JOIN person_account USING (account) JOIN shown USING (person_id);

CREATE TABLE published.person_account AS
SELECT a.person_id, a.account, a.reason, coalesce(s.url, CASE WHEN a.account LIKE 'github:%' THEN 'https://github.com/' || split_part(a.account, ':', 2) END) AS url
FROM person_account a JOIN shown USING (person_id) LEFT JOIN site_profile s USING (account) ORDER BY ALL;

CREATE TABLE published.source_terms AS
SELECT site, says, terms_url, reviewed_on, days FROM source
WHERE site IN (SELECT split_part(account, ':', 1) FROM person_account SEMI JOIN shown USING (person_id)) ORDER BY site;

CREATE TABLE published.artifact AS
WITH measures AS (  -- grain: one artifact of one account
    SELECT account, key, map_from_entries(list((measure, value) ORDER BY measure)) AS measures FROM artifact_measure GROUP BY ALL
)
SELECT p.person_id, a.account, a.kind, a.title, a.relation, a.link, CAST(a.made_at AS DATE) AS made_at, CAST(a.changed_at AS DATE) AS changed_at,
       a.skills, a.states, a.code, m.measures
FROM artifact a JOIN person_account p USING (account) JOIN shown USING (person_id) LEFT JOIN measures m USING (account, key)
ORDER BY p.person_id, a.kind, a.link, a.account;

CREATE TABLE published.account_claim AS
SELECT p.person_id, c.account, c.to_account, c.kind, c.url, c.seen_at, s.account IS NOT NULL AS is_read, c.conflict
FROM identity_claim c JOIN person_account p USING (account) JOIN shown USING (person_id) LEFT JOIN site_profile s ON s.account = c.to_account
ORDER BY ALL;

CREATE TABLE published.met_row AS
SELECT p.person_id, m.note, m.met_on, m.lawful_basis, m.seen_at
FROM met m JOIN person_account p USING (account) JOIN shown USING (person_id) ORDER BY ALL;

CREATE TABLE published.person_summary AS
WITH activity AS (  -- grain: one person
    SELECT a.person_id, count(DISTINCT c.id) AS commits,  -- a commit counts once, however many forks hold it
           count(DISTINCT c.repository) AS repositories,
           CAST(min(c.authored_at) AS DATE) AS first_active, CAST(max(c.authored_at) AS DATE) AS last_active
    FROM commit_fact c JOIN person_account a USING (account) WHERE NOT c.is_merge GROUP BY a.person_id
), declared AS (  -- grain: one person with a profile
    SELECT a.person_id, bool_or(p.is_hireable) AS is_hireable FROM profile p JOIN person_account a USING (account) GROUP BY a.person_id
), kept AS (  -- grain: one person of whom a site tells that bounds for how long
    SELECT a.person_id, min(g.fetched_at + to_days(s.days)) AS until
    FROM site_page g JOIN person_account a USING (account) JOIN source s ON s.site = split_part(a.account, ':', 1) GROUP BY a.person_id
), elsewhere AS (  -- grain: one person: pull requests that others merged, of the newest read
    SELECT a.person_id, sum(w.merged) AS merged FROM work_elsewhere w JOIN person_account a USING (account) GROUP BY a.person_id
)
SELECT s.person_id, s.display_name, coalesce(v.commits, 0) AS commits, coalesce(v.repositories, 0) AS repositories,
       v.first_active, v.last_active, CASE WHEN d.person_id IS NOT NULL THEN CAST(coalesce(e.merged, 0) AS INTEGER) END AS merged_elsewhere, d.is_hireable,
       CAST(least(o.expires_at, k.until) AS DATE) AS expires_on
FROM shown s JOIN person o USING (person_id) LEFT JOIN kept k USING (person_id) LEFT JOIN activity v USING (person_id) LEFT JOIN declared d USING (person_id) LEFT JOIN elsewhere e USING (person_id)
ORDER BY s.person_id;

CREATE TABLE published.repository AS
SELECT repository, name, web_url, commit, committed_at, commits, place, is_partial FROM repository SEMI JOIN read_of_shown USING (repository) ORDER BY repository;

CREATE TABLE published.answer AS
SELECT repository, signal, outcome, value, reason FROM answer SEMI JOIN read_of_shown USING (repository) ORDER BY repository, signal;

CREATE TABLE published.evidence_row AS
SELECT f.evidence_id, a.person_id, f.repository, f.signal, f.kind, f.value, f.own_value, f.unit, f.path, f.line, f.commit, f.link,
       CAST(f.observed_at AS DATE) AS observed_at, f.authored_share, f.detail, f.skills
FROM evidence_fact f JOIN person_account a USING (account) JOIN shown USING (person_id)
ORDER BY a.person_id, f.signal, f.kind, f.repository, f.evidence_id;

CREATE TABLE published.signal AS
SELECT signal, question, unit, researcher, developer, operator FROM signal ORDER BY signal;

CREATE TABLE published.claim AS
WITH said AS (  -- grain: one skill in one text of one account
    SELECT account, skill, said_in, link FROM claim
    UNION ALL
    SELECT account, unnest(claims), 'bio on GitHub', 'https://github.com/' || split_part(account, ':', 2) FROM profile
    UNION ALL
    SELECT account, unnest(claims), 'profile on ' || split_part(account, ':', 1), url FROM site_profile
), proven AS (  -- grain: one person and one skill that their own code shows
    SELECT DISTINCT a.person_id, unnest(f.skills) AS skill FROM evidence_fact f JOIN person_account a USING (account) WHERE f.commit <> ''  -- an artifact has none
)
SELECT a.person_id, s.skill, s.said_in, s.link, p.skill IS NOT NULL AS is_shown
FROM said s JOIN person_account a USING (account) JOIN shown USING (person_id) LEFT JOIN proven p USING (person_id, skill)
ORDER BY ALL;

CREATE TABLE published.work AS  -- grain: one person in one repository
SELECT a.person_id, c.repository, count(DISTINCT c.id) AS commits, CAST(min(c.authored_at) AS DATE) AS first_at, CAST(max(c.authored_at) AS DATE) AS last_at
FROM commit_fact c JOIN person_account a USING (account) JOIN shown USING (person_id) WHERE NOT c.is_merge GROUP BY ALL ORDER BY ALL;

CREATE TABLE published.run AS
SELECT run_id, role, title, archetype, specialisation, as_of, is_latest, provisional, level, try(manifest ->> 'read_closely') AS read_closely
FROM run WHERE is_latest ORDER BY role;

CREATE TABLE published.past_run AS
SELECT run_id, role, title, as_of, ranked_at, is_latest, provisional, CAST((SELECT count(*) FROM entry e WHERE e.run_id = r.run_id) AS INTEGER) AS ranked FROM run r ORDER BY role, ranked_at, run_id;

CREATE TABLE published.past_entry AS
SELECT e.run_id, e.rank, e.person_id, e.score, e.band FROM entry e JOIN shown USING (person_id) ORDER BY e.run_id, e.rank;

CREATE TABLE published.entry AS
SELECT e.run_id, e.rank, e.person_id, e.score, e.margin, e.coverage, e.band, e.level, e.level_says, e.level_evidence_id
FROM entry e JOIN published.run USING (run_id) JOIN shown USING (person_id) ORDER BY e.run_id, e.rank;

CREATE TABLE published.part AS
SELECT p.run_id, p.person_id, p.position, p.part, p.weight, p.value, p.points, p.note
FROM part p JOIN published.run USING (run_id) JOIN shown USING (person_id) ORDER BY ALL;

CREATE TABLE published.reason AS
SELECT x.run_id, x.person_id, x.position, x.requirement, x.sentence, x.why, x.evidence_id
FROM reason x JOIN published.run USING (run_id) JOIN shown USING (person_id) ORDER BY x.run_id, x.person_id, x.position;

CREATE TABLE published.eligibility AS
SELECT x.run_id, x.person_id, x.position, x.condition, x.answer, x.says
FROM eligibility x JOIN published.run USING (run_id) JOIN shown USING (person_id) ORDER BY x.run_id, x.position;
CREATE TABLE published.asked AS
SELECT a.run_id, a.position, a.skill, a.is_must_have FROM asked a JOIN published.run USING (run_id) ORDER BY ALL;

CREATE TABLE published.requirement AS
SELECT q.run_id, q.person_id, q.skill, q.strength, q.evidence_id
FROM requirement q JOIN published.run USING (run_id) JOIN shown USING (person_id) ORDER BY q.run_id, q.person_id, q.skill;

CREATE TABLE published.support AS
SELECT u.run_id, u.person_id, u.evidence_id, u.points
FROM support u JOIN published.run USING (run_id) JOIN shown USING (person_id) ORDER BY u.run_id, u.person_id;

CREATE TABLE published.repository_domain AS
SELECT d.run_id, d.repository, d.domain
FROM repository_domain d JOIN published.run USING (run_id) SEMI JOIN read_of_shown USING (repository) ORDER BY ALL;

-- What the team says, of the people shown; somebody whose account is no longer theirs is nobody here.
CREATE TABLE published.decision_row AS
SELECT d.role, a.person_id, d.stage, d.reason, d.decider, d.decided_at, d.until, d.via
FROM decision d JOIN person_account a USING (account) JOIN shown USING (person_id) ORDER BY d.role, a.person_id, d.decided_at, d.decider;

CREATE TABLE published.known_row AS
SELECT person_id, kind, is_sure, stage, last_contact, source FROM known_match SEMI JOIN shown USING (person_id) ORDER BY ALL;

CREATE TABLE published.known_file AS  -- grain: one file of people known already
SELECT source, kind, CAST(count(DISTINCT line) AS INTEGER) AS people, CAST(count(DISTINCT line) FILTER (account_hash IS NOT NULL) AS INTEGER) AS by_account,
       max(imported_at) AS imported_at
FROM known GROUP BY ALL ORDER BY ALL;

CREATE TABLE published.pool_made AS
SELECT pool, purpose, expires_on, made_by, made_at FROM pool WHERE expires_on >= CAST($now AS DATE) ORDER BY pool;

CREATE TABLE published.pool_row AS
SELECT m.pool, a.person_id, p.purpose, p.expires_on, m.added_by, m.added_at
FROM pool_member m JOIN pool p USING (pool) JOIN person_account a USING (account) JOIN shown USING (person_id) WHERE p.expires_on >= CAST($now AS DATE) ORDER BY ALL;

CREATE TABLE published.tag_row AS
SELECT a.person_id, t.tag, t.purpose, t.expires_on, t.added_by, t.added_at
FROM tag t JOIN person_account a USING (account) JOIN shown USING (person_id) WHERE t.expires_on >= CAST($now AS DATE) ORDER BY ALL;

CREATE TABLE published.note_row AS
SELECT a.person_id, n.text, n.written_by, n.written_at FROM note n JOIN person_account a USING (account) JOIN shown USING (person_id) ORDER BY ALL;

-- What the people shown say of what is held of them.
CREATE TABLE published.dispute_row AS
SELECT d.dispute_id, a.person_id, d.kind, d.about, d.text, d.recorded_by, d.recorded_at, d.outcome, d.answer, d.resolved_by, d.resolved_at
FROM dispute d JOIN person_account a USING (account) JOIN shown USING (person_id) ORDER BY a.person_id, d.recorded_at, d.dispute_id;

CREATE TABLE published.correction_row AS
SELECT a.person_id, c.field, c.value, c.reason, c.recorded_by, c.recorded_at
FROM correction c JOIN person_account a USING (account) JOIN shown USING (person_id) ORDER BY a.person_id, c.recorded_at, c.field, c.value;

CREATE TABLE published.export_row AS
SELECT a.person_id, e.role, e.format, e.exported_by, e.exported_at, x.file
FROM export_row x JOIN export e USING (export_id) JOIN person_account a USING (account) JOIN shown USING (person_id) ORDER BY ALL;

CREATE TABLE published.change_row AS
SELECT c.role, c.run_id, a.person_id, c.kind, c.detail, c.link, c.happened_at
FROM change c JOIN person_account a USING (account) JOIN shown USING (person_id) ORDER BY c.role, c.happened_at DESC, c.kind, a.person_id;

CREATE TABLE published.notice_row AS
SELECT person_id, notice_due_at, due_because, tell_by, is_told, sent_on, channel, exempt_because FROM told SEMI JOIN shown USING (person_id) ORDER BY person_id;

CREATE TABLE published.sign_off AS SELECT number, document, sha256, signed_by, signed_at FROM sign_off ORDER BY number, document;

CREATE TABLE published.version AS SELECT 1 AS layout, CAST($now AS TIMESTAMP) AS published_at,
       coalesce((SELECT arg_max(digest, number) FROM audit), '') AS audit_digest;

DROP TABLE told;
DROP TABLE shown;
DROP TABLE read_of_shown;
