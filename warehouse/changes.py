"""What is new about people between one run of a role and the next: written once, with the run that shows it first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from sourcing.changes import Change, Kind
from sourcing.moments import naive_utc
from warehouse.accounts.whom import naming_accounts
from warehouse.connection import Warehouse

MATTERS = 5  # people who commit to a repository before a change merged there is told
_EVENT_OF = {
    "serving": Kind.FIRST_SERVING,
    "merged": Kind.FIRST_MERGED,
    "model": Kind.NEW_MODEL,
    "package": Kind.PACKAGED,
}


class _Standing(NamedTuple):
    rank: int
    score: float
    margin: float | None


class _Reached(NamedTuple):
    """One milestone of one account, with the words and the link to tell it by."""

    person_id: str
    account: str
    kind: str
    key: str
    detail: str
    link: str | None


def note_changes(warehouse: Warehouse, role: str, run: str, *, now: datetime) -> int:
    """How many things are new since the role's run before this one; of a first run nothing is.

    What was noted of a run stands when the same run is made again. Errors: WarehouseError.
    """
    if warehouse.rows("SELECT 1 FROM change WHERE role = ? AND run_id = ? LIMIT 1", [role, run]):
        return 0
    before, after = _run_before(warehouse, role, run), _standings(warehouse, run)
    reached = [one for one in _reached(warehouse) if one.person_id in after]
    found: list[Change] = []
    if before is not None:
        earlier = _standings(warehouse, before)
        found = [*_moves(earlier, after), *_firsts(reached, _known(warehouse, role), met=frozenset(earlier))]
    with warehouse.transaction():
        names = naming_accounts(warehouse, (one.person_id for one in found))
        rows = [
            [role, run, names[one.person_id], str(one.kind), one.detail, one.link, naive_utc(now)]
            for one in found
            if one.person_id in names
        ]
        warehouse.insert("change", rows)
        _remember(warehouse, role, reached)
    return len(rows)


def _run_before(warehouse: Warehouse, role: str, run: str) -> str | None:
    """The newest whole run of the role before this one."""
    sql = """
        SELECT run_id FROM run WHERE role = $role AND run_id <> $run AND provisional IS NULL
        AND ranked_at <= (SELECT ranked_at FROM run WHERE run_id = $run) ORDER BY ranked_at DESC, run_id LIMIT 1
    """
    rows = warehouse.dicts(sql, {"role": role, "run": run})
    return str(rows[0]["run_id"]) if rows else None


def _standings(warehouse: Warehouse, run: str) -> dict[str, _Standing]:
    rows = warehouse.rows("SELECT person_id, rank, score, margin FROM entry WHERE run_id = ? ORDER BY rank", [run])
    return {person: _Standing(*told) for person, *told in rows}


def _moves(before: Mapping[str, _Standing], after: Mapping[str, _Standing]) -> Iterator[Change]:
    """Who came, went, or moved by more than the margins of both scores."""
    for person, now in after.items():
        then = before.get(person)
        if then is None:
            yield Change(person_id=person, kind=Kind.NEW, detail=f"ranked for the first time, at place {now.rank}")
        elif _is_apart(then, now) and (now.score > then.score) == (now.rank < then.rank) and now.rank != then.rank:
            kind = Kind.RISEN if now.rank < then.rank else Kind.FALLEN
            yield Change(person_id=person, kind=kind, detail=f"from place {then.rank} to {now.rank}")
    for person, then in before.items():
        if person not in after:
            yield Change(person_id=person, kind=Kind.LEFT, detail=f"was at place {then.rank}, is ranked no more")


def _is_apart(then: _Standing, now: _Standing) -> bool:
    margins = (then.margin or 0.0) ** 2 + (now.margin or 0.0) ** 2
    return bool(abs(now.score - then.score) > margins**0.5)


def _firsts(reached: list[_Reached], known: set[tuple[str, str, str]], *, met: frozenset[str]) -> Iterator[Change]:
    """What people who were ranked before reached since; `known` are person, kind and key. Who had only notebooks, and now a package, moved."""
    told = set(known)
    for one in reached:
        name = (one.person_id, one.kind, one.key)
        is_move = one.kind != "package" or (one.person_id, "notebooks", "") in known
        if one.person_id in met and one.kind in _EVENT_OF and name not in told and is_move:
            yield Change(person_id=one.person_id, kind=_EVENT_OF[one.kind], detail=one.detail, link=one.link)
        told.add(name)


def _known(warehouse: Warehouse, role: str) -> set[tuple[str, str, str]]:
    sql = "SELECT a.person_id, m.kind, m.key FROM milestone m JOIN person_account a USING (account) WHERE m.role = ?"
    return {(person, kind, key) for person, kind, key in warehouse.rows(sql, [role])}


def _remember(warehouse: Warehouse, role: str, reached: list[_Reached]) -> None:
    """Adds what is reached now; what was reached once stays known."""
    held = {tuple(row) for row in warehouse.rows("SELECT account, kind, key FROM milestone WHERE role = ?", [role])}
    fresh = dict.fromkeys((one.account, one.kind, one.key) for one in reached)
    warehouse.insert("milestone", [[role, *one] for one in fresh if one not in held])


def _reached(warehouse: Warehouse) -> list[_Reached]:
    """The milestones of all people held, most of it theirs, by person, kind and key."""
    sql = """
        WITH code AS (  -- grain: one row of evidence in code that is mostly theirs
            SELECT * FROM evidence_fact WHERE commit <> '' AND authored_share >= 0.5
        ), team AS (  -- grain: one repository to which several people commit
            SELECT repository FROM commit_fact WHERE NOT is_merge GROUP BY repository HAVING count(DISTINCT account) >= $matters
        ), told AS (
            SELECT account, 'serving' AS kind, '' AS key, detail, link FROM code WHERE signal = 'model_serving' AND kind IN ('endpoint', 'config')
            UNION ALL
            SELECT account, 'package', '', detail, link FROM code WHERE signal = 'packaging' AND kind = 'package'
            UNION ALL
            SELECT account, 'notebooks', '', detail, link FROM code WHERE signal = 'notebooks' AND kind = 'notebook'
            UNION ALL
            SELECT account, 'model', key, 'model ' || title, link FROM artifact WHERE kind = 'model' AND relation = 'owner'
            UNION ALL
            SELECT w.account, 'merged', w.repository, w.merged || ' merged changes in ' || r.name, r.web_url
            FROM work_elsewhere w JOIN team USING (repository) JOIN repository r USING (repository) WHERE w.merged > 0
        )
        SELECT a.person_id, t.account, t.kind, t.key, arg_min(t.detail, (t.link, t.detail)) AS detail, arg_min(t.link, (t.link, t.detail)) AS link
        FROM told t JOIN person_account a USING (account) GROUP BY a.person_id, t.account, t.kind, t.key ORDER BY ALL
    """
    return [_Reached(**row) for row in warehouse.dicts(sql, {"matters": MATTERS})]
