"""The profiles that ranking reads: people with work and evidence, in person order, names kept out."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from importlib import resources
from typing import Any

from sourcing.moments import naive_utc
from sourcing.profiles import Profile, Proof, Work
from warehouse.connection import Warehouse

_PROOFS = """
    WITH live AS (  -- grain: one account of a live person
        SELECT person_id, account FROM person_account JOIN person USING (person_id) WHERE expires_at > $now
    ), authors AS (  -- grain: one account in one repository
        SELECT repository, account, count(*) AS commits FROM commit_fact GROUP BY ALL
    ), originals AS (  -- grain: one repository; the order of profiles.sql: of copies the original comes first
        SELECT repository, row_number() OVER (ORDER BY max(commits) DESC, sum(commits), repository) AS place FROM authors GROUP BY repository
    ), copied AS (  -- grain: one commit in a repository that only copies it
        SELECT c.repository, c.id FROM commit_fact c JOIN originals o USING (repository)
        QUALIFY row_number() OVER (PARTITION BY c.id ORDER BY o.place) > 1
    ), newest AS (  -- grain: one evidence row with the commit it rests on
        SELECT f.*, coalesce(t.last_commit, f.commit) AS rests_on FROM evidence_fact f LEFT JOIN touch t USING (repository, account, path)
    )
    SELECT l.person_id, f.evidence_id, f.repository, f.signal, f.kind, f.own_value, f.authored_share, CAST(f.observed_at AS DATE) AS observed_at,
           f.detail, f.skills, f.path IS NOT NULL AS has_file
    FROM newest f JOIN live l USING (account) ANTI JOIN copied c ON c.repository = f.repository AND c.id = f.rests_on
    WHERE f.signal <> 'unreadable' AND f.kind <> 'secret'  -- said of our reading, and to be shown; neither is work
    ORDER BY l.person_id, f.repository, f.signal, f.kind, f.evidence_id
"""
_ANSWERS = "SELECT repository, count(*), count(*) FILTER (WHERE outcome IN ('not looked', 'could not look')) FROM answer GROUP BY repository"


def profiles(warehouse: Warehouse, *, now: datetime) -> list[Profile]:
    """Every live person with at least one commit, ordered by person id."""
    moment = {"now": naive_utc(now)}
    text = resources.files("warehouse").joinpath("profiles.sql").read_text("utf-8")
    work: dict[str, list[Work]] = defaultdict(list)
    masks: dict[str, tuple[str, ...]] = {}
    for row in warehouse.dicts(text, moment):
        mask = masks.setdefault(row["repository"], _masked(row["name"], row["names"], logins=row["logins"]))
        work[row["person_id"]].append(_work(row, masked=mask))
    proofs: dict[str, list[Proof]] = defaultdict(list)
    counted = {(person, one.repository) for person, done in work.items() for one in done}
    for row in warehouse.dicts(_PROOFS, moment):
        person = row.pop("person_id")
        if (person, row["repository"]) in counted:  # evidence counts where commits do: once, not in every fork
            proofs[person].append(Proof(**{**row, "skills": tuple(row["skills"])}))
    answers = {repository: (asked, unknown) for repository, asked, unknown in warehouse.rows(_ANSWERS)}
    return [_profile(person, done, proofs[person], answers) for person, done in sorted(work.items())]


def _profile(person: str, work: list[Work], proofs: list[Proof], answers: dict[str, tuple[int, int]]) -> Profile:
    counts = [answers.get(one.repository, (0, 0)) for one in work]
    return Profile(
        person_id=person,
        work=tuple(work),
        proofs=tuple(proofs),
        asked=sum(asked for asked, _ in counts),
        unknown=sum(unknown for _, unknown in counts),
    )


def _work(row: dict[str, Any], *, masked: tuple[str, ...]) -> Work:
    return Work(
        repository=row["repository"],
        commits=row["commits"],
        share=row["share"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        subjects=tuple(row["subjects"]),
        paths=tuple(row["paths"]),
        readme=row["readme"],
        dependencies=tuple(row["dependencies"]),
        place=row["place"],
        masked=masked,
    )


def _masked(repository: str, names: list[str], *, logins: list[str]) -> tuple[str, ...]:
    """The words to mask: the repository's own name and owner, the logins of its people, and their names.

    A name of one plain word is left alone, because it may be a word of the trade; one in another script is none.
    """
    own = [part for part in re.split(r"[/+]", repository) if len(part) >= 3 and part != "repo"]
    people = [name for name in names if len(name.split()) >= 2 or not name.isascii()]
    return tuple(dict.fromkeys((*own, *logins, *people)))


def as_of_day(warehouse: Warehouse) -> date | None:
    """The day the newest batch was fetched, from which recency counts; None where nothing is loaded."""
    found: date | None = warehouse.rows("SELECT CAST(max(fetched_at) AS DATE) FROM batch")[0][0]
    return found
