"""Load, rank, publish: the arrows behind the landing."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from flows.held import held
from flows.house import House
from flows.moves import moved
from flows.progress import Progress
from ranking.role import RoleFile
from ranking.shortlist import VERSION, rank
from ranking.weights import Weights
from sourcing.github.people import KIND as PERSON
from sourcing.github.repositories import KIND as GITHUB
from warehouse.connection import Warehouse
from warehouse.identity import rebuild_people
from warehouse.load import Pair, batches_held, load
from warehouse.people import load_links, load_profiles
from warehouse.publish import publish
from warehouse.shortlists import left_to_do, save
from warehouse.suppress import remove_repository


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """Repositories that changed, and people there are."""

    changed: int
    people: int


def load_all(house: House, pairs: Sequence[Pair]) -> Loaded:
    """What loading changed: repositories, then the profiles of their people. Errors: WarehouseError, LandingError."""
    with house.warehouse() as warehouse:
        for repository in sorted(moved(house.frontier)):
            remove_repository(warehouse, repository)
        changed = load(warehouse, pairs, landing=house.landing, salt=house.salt)
        load_links(warehouse, house.landing.manifests(GITHUB), landing=house.landing, salt=house.salt)
        load_profiles(warehouse, house.landing.manifests(PERSON), landing=house.landing, salt=house.salt)
        return Loaded(changed=changed, people=rebuild_people(warehouse, retention_days=house.settings.retention_days))


def rank_role(house: House, role: RoleFile, *, provisional: str | None = None) -> int:
    """How many people were ranked for the role; `provisional` says what is still to do, "" where nothing is.

    None leaves what was said of the role before: who ranks again has not read on.

    Errors: ModelError, WarehouseError, UsageError where nobody is held.
    """
    with held(house) as home:
        warehouse, people = home.warehouse, home.people
        house.progress.start("rank", len(people), "people")
        made = _manifest(warehouse, role, model=home.encoder.revision, weights=home.weights, as_of=home.as_of)
        encoded = _Encoded(house.progress)
        shortlist = rank(
            people,
            role.spec,
            encoder=home.encoder,
            as_of=home.as_of,
            manifest=made,
            weights=home.weights,
            progress=encoded.step,
        )
        encoded.finish()
        home.store.flush()
        save(
            warehouse,
            shortlist,
            now=house.clock,
            provisional=left_to_do(warehouse, role.spec.name) if provisional is None else provisional or None,
        )
        warehouse.checkpoint()
        house.progress.finish("rank", f"{len(people)} people for {role.spec.name}")
    return len(people)


class _Encoded:
    """The stage of encoding, which begins only where a text is new."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._total = progress, 0

    def step(self, done: int, total: int) -> None:
        """`done` of `total` new texts are encoded."""
        if not self._total:
            self._progress.start("encode", total, "texts")
        self._total = total
        self._progress.step("encode", done)

    def finish(self) -> None:
        """All are encoded."""
        if self._total:
            self._progress.finish("encode", f"{self._total} embeddings")


def _manifest(warehouse: Warehouse, role: RoleFile, *, model: str, weights: Weights, as_of: date) -> dict[str, str]:
    """What the shortlist follows from: equal manifests give equal bytes on one type of machine."""
    batches = json.dumps(batches_held(warehouse))
    libraries = {
        name: version(name) for name in ("sourcing", "torch", "sentence-transformers", "numpy", "bm25s", "duckdb")
    }
    people = warehouse.rows("SELECT count(*), min(person_id), max(person_id) FROM person")
    return {
        "role": role.text,
        "model": model,
        "ranking": VERSION,
        "weights": weights.manifest,
        "as_of": as_of.isoformat(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "libraries": json.dumps(libraries, sort_keys=True),
        "batches": batches,
        "batches_sha256": hashlib.sha256(batches.encode()).hexdigest(),
        "people": json.dumps(people),
    }


def publish_all(house: House) -> int:
    """How many people stand in the published file. Errors: HomeError, WarehouseError."""
    with house.warehouse() as warehouse:
        return publish(warehouse, house.home.published, now=house.clock)
