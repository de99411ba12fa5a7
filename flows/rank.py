"""Load, rank, publish: the arrows behind the landing."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from flows.held import held
from flows.house import House
from flows.moves import moved
from flows.terms import terms
from ranking.eligibility import check
from ranking.role import RoleFile
from ranking.shortlist import VERSION
from ranking.weights import Weights
from sourcing.github.people import KIND as PERSON
from sourcing.github.repositories import KIND as GITHUB
from warehouse.changes import note_changes
from warehouse.community import load_community
from warehouse.connection import Warehouse
from warehouse.declared import declarations
from warehouse.disputes import left_out
from warehouse.identity import rebuild_people
from warehouse.known import match_known
from warehouse.load import Pair, batches_held, load
from warehouse.people import load_links, load_profiles
from warehouse.pools import drop_ended
from warehouse.publish import publish
from warehouse.shortlists import left_to_do, save
from warehouse.sources import keep_terms
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
        if changed:
            shutil.rmtree(house.home.columns, ignore_errors=True)  # what it says of people may be theirs no more
        load_links(warehouse, house.landing.manifests(GITHUB), landing=house.landing, salt=house.salt)
        load_profiles(warehouse, house.landing.manifests(PERSON), landing=house.landing, salt=house.salt)
        load_sites(house, warehouse)
        return Loaded(changed=changed, people=rebuild_people(warehouse, retention_days=house.settings.retention_days))


def load_sites(house: House, warehouse: Warehouse) -> int:
    """How many pages of community sites and imported files changed; the terms on which they are read are kept beside them."""
    keep_terms(warehouse, terms())
    manifests = house.landing.manifests()
    return load_community(warehouse, manifests, landing=house.landing, salt=house.salt, now=house.clock)


def rank_role(house: House, role: RoleFile, *, provisional: str | None = None) -> int:
    """How many people were ranked for the role; `provisional` says what is still to do, "" where nothing is.

    None leaves what was said of the role before: who ranks again has not read on.

    Errors: ModelError, WarehouseError, UsageError where nobody is held.
    """
    with held(house) as home:
        warehouse = home.warehouse
        house.progress.start("rank", home.count, "people")
        asked = role.spec.eligibility
        declared = declarations(warehouse, now=house.clock) if asked.is_asked else {}
        made = _manifest(warehouse, role, model=home.encoder.revision, weights=home.weights, as_of=home.as_of)
        if asked.is_asked:
            told = json.dumps([[*one.locations] for one in declared.values()])
            made["declared_sha256"] = hashlib.sha256(told.encode()).hexdigest()
        shortlist = home.ranked(role.spec, manifest=made)
        home.store.flush()
        ranked = [entry.person_id for entry in shortlist.entries]
        left = left_to_do(warehouse, role.spec.name) if provisional is None else provisional or None
        conditions = [*check(ranked, asked, declared=declared, year=home.as_of.year)]
        run = save(warehouse, shortlist, now=house.clock, provisional=left, checked=conditions)
        house.note(warehouse, "ranked", role=role.spec.name, run=run, ranked=len(ranked), provisional=left is not None)
        if left is None:
            note_changes(warehouse, role.spec.name, run, now=house.clock)
        warehouse.checkpoint()
        house.progress.finish("rank", f"{len(shortlist.entries)} of {home.count} people for {role.spec.name}")
    return home.count


def _manifest(warehouse: Warehouse, role: RoleFile, *, model: str, weights: Weights, as_of: date) -> dict[str, str]:
    """What the shortlist follows from: equal manifests give equal bytes on one type of machine."""
    batches = json.dumps(batches_held(warehouse))
    libraries = {
        name: version(name) for name in ("sourcing", "torch", "sentence-transformers", "numpy", "bm25s", "duckdb")
    }
    people = warehouse.rows("SELECT count(*), min(person_id), max(person_id) FROM person")
    excused = json.dumps(left_out(warehouse))
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
        **({"left_out_sha256": hashlib.sha256(excused.encode()).hexdigest()} if excused != "[]" else {}),
    }


def publish_all(house: House) -> int:
    """How many people stand in the published file. Errors: HomeError, WarehouseError."""
    with house.warehouse() as warehouse:
        drop_ended(warehouse, now=house.clock)
        match_known(warehouse, salt=house.salt)
        return publish(warehouse, house.home.published, now=house.clock)
