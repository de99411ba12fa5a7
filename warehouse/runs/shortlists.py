"""Shortlists and embeddings: written once, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from sourcing.moments import naive_utc
from sourcing.profiles import Checked, Entry, Shortlist
from warehouse.connection import Warehouse

OF_RUN = ("asked", "eligibility", "entry", "part", "reason", "repository_domain", "requirement", "support")
Vector = npt.NDArray[np.float32]


def identity(role: str, as_of: date, manifest: Mapping[str, str]) -> str:
    """The id of a run: a hash of all it was made from."""
    made = json.dumps([role, as_of.isoformat(), dict(manifest)], sort_keys=True)
    return f"r{hashlib.sha256(made.encode()).hexdigest()[:15]}"


def save(
    warehouse: Warehouse,
    shortlist: Shortlist,
    *,
    now: datetime,
    provisional: str | None = None,
    checked: Sequence[Checked] = (),
) -> str:
    """The id of the stored run, now the role's latest; a run made from the same things is replaced by itself.

    `provisional` says what was still to do when it was made; None where nothing was. Provisional runs of the role make
    way for this one. `checked` are the role's conditions for each person, in order. To be called in a transaction.
    """
    run = identity(shortlist.role, shortlist.as_of, shortlist.manifest)
    _make_way(warehouse, run, role=shortlist.role)
    manifest = json.dumps(dict(shortlist.manifest), sort_keys=True)
    named = [shortlist.role, shortlist.title, shortlist.archetype, shortlist.specialisation, shortlist.as_of]
    warehouse.insert("run", [[run, *named, naive_utc(now), True, manifest, provisional, shortlist.level]])
    for table, rows in _of_run(shortlist, checked).items():
        warehouse.insert(table, [[run, *row] for row in rows])
    return run


def _make_way(warehouse: Warehouse, run: str, *, role: str) -> None:
    """Takes out what a run replaces: itself, and provisional runs of its role; the others are the latest no more."""
    unfinished = "SELECT run_id FROM run WHERE role = ? AND provisional IS NOT NULL"
    gone = [run, *(row[0] for row in warehouse.rows(unfinished, [role]))]
    for table in (*OF_RUN, "run"):
        warehouse.run(f"DELETE FROM {table} WHERE list_contains(?, run_id)", [gone])  # noqa: S608
    warehouse.run("UPDATE run SET is_latest = false WHERE role = ?", [role])


def _of_run(shortlist: Shortlist, checked: Sequence[Checked]) -> dict[str, Sequence[Sequence[object]]]:
    """The rows of each table of a run, without its id."""
    entries = shortlist.entries
    parts = ((e.person_id, n, p) for e in entries for n, p in enumerate(e.parts, 1))
    reasons = ((e.person_id, n, r) for e in entries for n, r in enumerate(e.reasons, 1))
    supports = ((e.person_id, e.support) for e in entries if e.support)
    return {
        "entry": [_entry(e) for e in entries],
        "part": [[who, n, p.name, p.weight, p.value, p.points, p.note] for who, n, p in parts],
        "reason": [[who, n, r.requirement, r.sentence, r.evidence_id, r.why] for who, n, r in reasons],
        "eligibility": [[c.person_id, n, c.condition, str(c.answer), c.says] for n, c in enumerate(checked, 1)],
        "asked": [[n, *pair] for n, pair in enumerate(shortlist.asked.items(), 1)],
        "requirement": [[e.person_id, q.skill, q.strength, q.evidence_id] for e in entries for q in e.requirements],
        "support": [[who, s.evidence_id, s.points] for who, s in supports],
        "repository_domain": sorted(shortlist.domains.items()),
    }


def _entry(e: Entry) -> list[object]:
    scope = e.scope
    told = [str(scope.level), scope.sentence, scope.evidence_id] if scope else [None, None, None]
    return [e.rank, e.person_id, e.score, e.coverage, str(e.band), e.margin, *told]


def left_to_do(warehouse: Warehouse, role: str) -> str | None:
    """Why a role's latest run is provisional; None where it is not, or there is none."""
    rows = warehouse.rows("SELECT provisional FROM run WHERE role = ? AND is_latest", [role])
    return rows[0][0] if rows else None


class VectorStore(MutableMapping[str, Vector]):
    """The encoder's memory in the warehouse: vectors of one model by text hash; `flush` writes the new ones.

    `asked` are the hashes whose vectors were taken out, `added` is how many were put in.
    """

    def __init__(self, warehouse: Warehouse, *, model: str) -> None:
        self._warehouse, self._model = warehouse, model
        rows = warehouse.rows("SELECT text_hash, vector FROM embedding WHERE model = ?", [model])
        self._held: dict[str, Vector] = {key: np.asarray(vector, dtype=np.float32) for key, vector in rows}
        self._new: dict[str, Vector] = {}
        self.asked: set[str] = set()
        self.added = 0

    def flush(self) -> None:
        """Writes what was added since."""
        with self._warehouse.transaction():
            self._warehouse.insert(
                "embedding", [[self._model, key, vector.tolist()] for key, vector in sorted(self._new.items())]
            )
        self._new.clear()

    def __getitem__(self, key: str) -> Vector:
        vector = self._held[key]
        self.asked.add(key)
        return vector

    def __setitem__(self, key: str, vector: Vector) -> None:
        self._held[key] = self._new[key] = vector
        self.added += 1

    def __delitem__(self, key: str) -> None:
        raise TypeError("an embedding is never removed alone")

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)
