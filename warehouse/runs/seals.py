"""Seals: the audit log holds the digest of every shortlist and of its manifest, so that one that is edited afterwards shows.

Who asks to be left alone leaves stored shortlists, too; that act is in the log with the digest of what is left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from warehouse.audit import record
from warehouse.connection import Warehouse
from warehouse.runs.stored import LET_GO, stored

RANKED, SHORTENED = "ranked", "shortlists shortened"
_OF_EVIDENCE = ("reason", "requirement", "support")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """What the log says of one shortlist; digests are None of runs that were ranked before they were noted.

    `ranked` people stood in it first; `times_shortened` is how often people or repositories were taken out of it since.
    """

    role: str
    ranked: int
    done_at: datetime
    shortlist: str | None
    manifest: str | None
    is_provisional: bool
    times_shortened: int = 0


def seal_of(warehouse: Warehouse, run: str) -> dict[str, str]:
    """The digests of a stored run, for the log."""
    return {"shortlist": stored(warehouse, run).digest, "manifest": _manifest(warehouse, run)}


def _manifest(warehouse: Warehouse, run: str) -> str:
    text: str = warehouse.rows("SELECT manifest FROM run WHERE run_id = ?", [run])[0][0]
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seals(warehouse: Warehouse) -> dict[str, Seal]:
    """The newest seal of every run that the log names and does not say to be let go, oldest ranking first."""
    found: dict[str, Seal] = {}
    sql = "SELECT act, done_at, told FROM audit WHERE act IN (?, ?, ?) ORDER BY number"
    for act, done_at, text in warehouse.rows(sql, [RANKED, SHORTENED, LET_GO]):
        told = json.loads(text)
        if act == LET_GO:
            for run in told["runs"]:
                found.pop(run, None)
            continue
        if act == RANKED:
            found.pop(told["run"], None)
            found[told["run"]] = _first(told, done_at)
        else:
            manifests = told.get("manifests", {})
            found.update(
                {
                    run: _next(found[run], digest, manifests.get(run))
                    for run, digest in told["runs"].items()
                    if run in found
                }
            )
    return found


def _first(told: Mapping[str, Any], done_at: datetime) -> Seal:
    return Seal(
        role=told["role"],
        ranked=told["ranked"],
        done_at=done_at,
        shortlist=told.get("shortlist"),
        manifest=told.get("manifest"),
        is_provisional=told["provisional"],
    )


def _next(seal: Seal, digest: str, manifest: str | None) -> Seal:
    return replace(seal, shortlist=digest, manifest=manifest or seal.manifest, times_shortened=seal.times_shortened + 1)


@contextmanager
def shortening(
    warehouse: Warehouse,
    *,
    people: Iterable[str] = (),
    repositories: Iterable[str] = (),
    everywhere: bool = False,
    now: datetime,
) -> Iterator[None]:
    """A block, within a transaction, that takes people or what rests on repositories out of stored shortlists, and notes it.

    `everywhere` is for a block that changes words of others, too: every shortlist is looked at. One that was edited before is not sealed
    anew: it goes on to show.
    """
    touched = _all(warehouse) if everywhere else _touched(warehouse, people=[*people], repositories=[*repositories])
    noted = seals(warehouse) if touched else {}
    before = {run: _digests(warehouse, run) for run in touched if run in noted}
    yield
    after = {run: _digests(warehouse, run) for run in before}
    whole = [run for run, (shortlist, _) in before.items() if noted[run].shortlist == shortlist]
    changed = {run: after[run][0] for run in whole if after[run] != before[run]}
    manifests = {run: after[run][1] for run in changed if noted[run].manifest == before[run][1] != after[run][1]}
    if changed:
        record(warehouse, SHORTENED, now=now, told={"runs": changed, **({"manifests": manifests} if manifests else {})})


def _digests(warehouse: Warehouse, run: str) -> tuple[str, str]:
    return stored(warehouse, run).digest, _manifest(warehouse, run)


def _all(warehouse: Warehouse) -> list[str]:
    return [run for (run,) in warehouse.rows("SELECT run_id FROM run ORDER BY run_id")]


def _touched(warehouse: Warehouse, *, people: list[str], repositories: list[str]) -> list[str]:
    """The runs in which these people stand, or something that rests on these repositories."""
    rests = "SELECT evidence_id FROM evidence_fact WHERE list_contains($repositories, repository)"
    told = " UNION ".join(f"SELECT run_id FROM {table} WHERE evidence_id IN ({rests})" for table in _OF_EVIDENCE)  # noqa: S608
    sql = f"""
        SELECT run_id FROM entry WHERE list_contains($people, person_id) OR level_evidence_id IN ({rests}) UNION {told}
        UNION SELECT run_id FROM repository_domain WHERE list_contains($repositories, repository)
        ORDER BY run_id
    """  # noqa: S608
    if not people and not repositories:
        return []
    return [row["run_id"] for row in warehouse.dicts(sql, {"people": people, "repositories": repositories})]


def broken(warehouse: Warehouse) -> list[str]:
    """What is stored otherwise than the log says, a sentence each; empty where all is as it was ranked."""
    noted = seals(warehouse)
    latest = {seal.role: run for run, seal in noted.items()}
    began = warehouse.rows("SELECT min(done_at) FROM audit")[0][0]
    faults = []
    held = {
        row[0]: row[1:] for row in warehouse.rows("SELECT run_id, role, ranked_at, is_latest FROM run ORDER BY ALL")
    }
    for run, (role, ranked_at, is_latest) in held.items():
        if run not in noted:
            faults += [f"no act in the log ranked shortlist {run}"] if began is None or ranked_at >= began else []
            continue
        seal = noted[run]
        if seal.shortlist not in (None, stored(warehouse, run).digest) or ranked_at != seal.done_at:
            faults.append(f"shortlist {run} of {role} was changed")
        if seal.manifest not in (None, _manifest(warehouse, run)):
            faults.append(f"the manifest of shortlist {run} of {role} was changed")
        if is_latest != (latest[seal.role] == run):
            faults.append(f"shortlist {run} of {role} is {'' if is_latest else 'not '}called the latest")
    return faults + _gone(noted, held)


def _gone(noted: Mapping[str, Seal], held: Container[str]) -> list[str]:
    """The shortlists that are not stored any more; a provisional one makes way for a later one of its role."""
    faults, later = [], set()
    for run, seal in reversed([*noted.items()]):
        if run not in held and not (seal.is_provisional and seal.role in later):
            faults.append(f"shortlist {run} of {seal.role} is gone")
        later.add(seal.role)
    return faults
