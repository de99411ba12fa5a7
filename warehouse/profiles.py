"""The profiles that ranking reads: people with work and evidence, in person order, names kept out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sourcing.evidence.artifacts import SIGNALS
from sourcing.moments import naive_utc
from sourcing.profiles import Profile, Proof, Work
from warehouse.connection import Warehouse
from warehouse.shipped import shipped
from warehouse.team.disputes import LEFT_OUT, left_out

_PROOFS = f"""
    WITH live AS (  -- grain: one account of a live person
        SELECT person_id, account FROM person_account JOIN person USING (person_id) WHERE expires_at > $now
          AND ($only IS NULL OR person_id IN (SELECT unnest(CAST($only AS VARCHAR[]))))
    ), authors AS (  -- grain: one account in one repository
        SELECT repository, account, count(*) AS commits FROM commit_fact GROUP BY ALL
    ), originals AS (  -- grain: one repository; the order of profiles.sql: of copies the original comes first
        SELECT repository, row_number() OVER (ORDER BY max(commits) DESC, sum(commits), repository) AS place FROM authors GROUP BY repository
    ), copied AS (  -- grain: one commit in a repository that only copies it
        SELECT c.repository, c.id FROM commit_fact c JOIN originals o USING (repository)
        QUALIFY row_number() OVER (PARTITION BY c.id ORDER BY o.place) > 1
    ), not_theirs AS (  -- grain: one person and one row of evidence or one repository
        {LEFT_OUT}
    ), newest AS (  -- grain: one evidence row with the commit it rests on
        SELECT f.*, coalesce(t.last_commit, f.commit) AS rests_on FROM evidence_fact f LEFT JOIN touch t USING (repository, account, path)
    )
    SELECT l.person_id, f.evidence_id, f.repository, f.signal, f.kind, f.own_value, f.authored_share, CAST(f.observed_at AS DATE) AS observed_at,
           f.detail, f.skills, f.path IS NOT NULL AS has_file
    FROM newest f JOIN live l USING (account) ANTI JOIN copied c ON c.repository = f.repository AND c.id = f.rests_on
    ANTI JOIN not_theirs x ON x.person_id = l.person_id AND x.value IN (f.evidence_id, f.repository)
    WHERE f.signal <> 'unreadable' AND f.kind <> 'secret'  -- said of our reading, and to be shown; neither is work
    ORDER BY l.person_id, f.repository, f.signal, f.kind, f.evidence_id
"""  # noqa: S608
_ANSWERS = "SELECT repository, count(*), count(*) FILTER (WHERE outcome IN ('not looked', 'could not look')) FROM answer GROUP BY repository"


def profiles(warehouse: Warehouse, *, now: datetime, only: Iterable[str] | None = None) -> list[Profile]:
    """Every live person with at least one commit, ordered by person id; of `only` these where ids are given."""
    return list(each_profile(warehouse, now=now, only=only))


def each_profile(warehouse: Warehouse, *, now: datetime, only: Iterable[str] | None = None) -> Iterator[Profile]:
    """The same one by one, for more people than memory holds."""
    asked = {"now": naive_utc(now), "only": None if only is None else list(only)}
    text = shipped("profiles.sql")
    masks: dict[str, tuple[str, ...]] = {}
    answers = {repository: (asked, unknown) for repository, asked, unknown in warehouse.rows(_ANSWERS)}
    proofs = groupby(warehouse.stream(_PROOFS, asked), key=itemgetter("person_id"))
    person, shown = next(proofs, ("", iter(())))
    for who, rows in groupby(warehouse.stream(text, asked), key=itemgetter("person_id")):
        work = [_work(row, masks) for row in rows]
        while person and person < who:
            person, shown = next(proofs, ("", iter(())))
        yield _profile(who, work, shown if person == who else (), answers)


def count_people(warehouse: Warehouse, *, now: datetime) -> int:
    """How many people `profiles` has at most."""
    coded = "SELECT person_id FROM person_account SEMI JOIN account_seen USING (account)"
    live = f"SELECT count(*) FROM person SEMI JOIN ({coded}) USING (person_id) WHERE expires_at > ?"  # noqa: S608
    return int(warehouse.rows(live, [naive_utc(now)])[0][0])


def fingerprint(warehouse: Warehouse, *, now: datetime) -> str:
    """What tells one state of the warehouse from another, as far as profiles go: batches, accounts of live people, what is left out."""
    sql = """
        SELECT (SELECT bit_xor(md5_number(batch_id)) FROM batch),
               (SELECT bit_xor(md5_number(person_id || ' ' || account)) FROM person_account JOIN person USING (person_id) WHERE expires_at > ?)
    """
    return "-".join(str(part) for part in (*warehouse.rows(sql, [naive_utc(now)])[0], *left_out(warehouse)))


def _profile(
    person: str, work: list[Work], rows: Iterable[dict[str, Any]], answers: Mapping[str, tuple[int, int]]
) -> Profile:
    """Evidence counts where commits do, once, not in every fork; artifacts lie in no repository and count where they are."""
    counts = [answers.get(one.repository, (0, 0)) for one in work]
    counted = {one.repository for one in work}
    return Profile(
        person_id=person,
        work=tuple(work),
        proofs=tuple(_proof(row) for row in rows if row["repository"] in counted or row["signal"] in SIGNALS),
        asked=sum(asked for asked, _ in counts),
        unknown=sum(unknown for _, unknown in counts),
    )


def _proof(row: dict[str, Any]) -> Proof:
    known = {name: value for name, value in row.items() if name != "person_id"}
    return Proof(**{**known, "skills": tuple(row["skills"])})


def _work(row: dict[str, Any], masks: dict[str, tuple[str, ...]]) -> Work:
    if row["repository"] not in masks:
        masks[row["repository"]] = _masked(row["name"], row["names"], logins=row["logins"])
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
        masked=masks[row["repository"]],
        owners=tuple(row["owners"]),
        called=tuple(row["called"]),
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
