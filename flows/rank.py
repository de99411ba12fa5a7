"""Load, rank, publish: the arrows behind the landing."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from flows.github.renamed import moved
from flows.held_people import Held, held
from flows.house import House
from flows.memory import keep_cleaned_texts
from flows.source_terms import terms
from ranking.conditions.eligibility import check
from ranking.role import RoleFile
from ranking.shortlist import VERSION
from ranking.weights import Weights
from sourcing.github.people import KIND as PERSON
from sourcing.github.repositories import KIND as GITHUB
from sourcing.numbers import counted
from sourcing.profiles import Checked, Shortlist
from warehouse.accounts.identity import rebuild_people
from warehouse.accounts.suppress import leave_out_claimed, remove_repository
from warehouse.changes import note_changes
from warehouse.connection import Warehouse
from warehouse.declared import declarations
from warehouse.incoming.community import load_community
from warehouse.incoming.load import Pair, batches_held, load
from warehouse.incoming.people import load_links, load_profiles
from warehouse.incoming.sources import keep_terms
from warehouse.published.publish import publish
from warehouse.runs.ranked import ranked_roles
from warehouse.runs.seals import RANKED, seal_of, shortening
from warehouse.runs.shortlists import left_to_do, save
from warehouse.team.disputes import left_out
from warehouse.team.known import match_known
from warehouse.team.pools import drop_ended

DIGITS = 20  # of a batch's digest in a manifest, enough to tell that it was changed


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """Repositories that changed, and people there are."""

    changed: int
    people: int


def load_all(house: House, pairs: Sequence[Pair]) -> Loaded:
    """What loading changed: repositories, then the profiles of their people. Errors: WarehouseError, LandingError."""
    with house.warehouse() as warehouse:
        gone = sorted(moved(house.frontier))
        with warehouse.transaction(), shortening(warehouse, repositories=gone, now=house.clock):
            for repository in gone:
                remove_repository(warehouse, repository)
        changed = load(warehouse, pairs, landing=house.landing, salt=house.salt)
        if changed:
            shutil.rmtree(house.home.columns, ignore_errors=True)  # what it says of people may be theirs no more
        load_links(warehouse, house.landing.manifests(GITHUB), landing=house.landing, salt=house.salt)
        load_profiles(warehouse, house.landing.manifests(PERSON), landing=house.landing, salt=house.salt)
        load_sites(house, warehouse)
        return Loaded(changed=changed, people=join_anew(house, warehouse))


def join_anew(house: House, warehouse: Warehouse) -> int:
    """How many people there are, after joining all accounts anew; without those who declare as theirs what is suppressed."""
    days = house.settings.retention_days
    people = rebuild_people(warehouse, retention_days=days)
    if leave_out_claimed(warehouse, salt=house.salt, now=house.clock):
        people = rebuild_people(warehouse, retention_days=days)
    return people


def load_sites(house: House, warehouse: Warehouse) -> int:
    """How many pages of community sites and imported files changed; the terms on which they are read are kept beside them."""
    keep_terms(warehouse, terms())
    manifests = house.landing.manifests()
    return load_community(warehouse, manifests, landing=house.landing, salt=house.salt, now=house.clock)


def rank_role(house: House, role: RoleFile, *, provisional: str | None = None, weights: Weights | None = None) -> int:
    """How many people were ranked for the role; `provisional` says what is still to do, "" where nothing is.

    None leaves what was said of the role before: who ranks again has not read on. Without `weights` those in force count.

    Errors: ModelError, WarehouseError, UsageError where nobody is held.
    """
    with held(house, weights=weights) as home:
        warehouse = home.warehouse
        house.progress.start("rank", home.count, "people")
        asked = role.spec.eligibility
        declared = declarations(warehouse, now=house.clock) if asked.is_asked else {}
        made = _manifest(home, role)
        if asked.is_asked:
            told = json.dumps([[*one.locations] for one in declared.values()])
            made["declared_sha256"] = hashlib.sha256(told.encode()).hexdigest()
        shortlist = home.ranked(role.spec, manifest=made)
        home.store.flush()
        ranked = [entry.person_id for entry in shortlist.entries]
        left = left_to_do(warehouse, role.spec.name) if provisional is None else provisional or None
        conditions = [*check(ranked, asked, declared=declared, year=home.as_of.year)]
        run = _keep(house, warehouse, shortlist, provisional=left, checked=conditions)
        if left is None:
            note_changes(warehouse, role.spec.name, run, now=house.clock)
        house.progress.finish(
            "rank", f"{len(shortlist.entries)} of {counted(home.count, 'person')} for {role.spec.name}"
        )
    return home.count


def is_ranked(house: House, role: RoleFile) -> bool:
    """Whether the role has a shortlist already."""
    with house.warehouse() as warehouse:
        return role.spec.name in {row["role"] for row in ranked_roles(warehouse)}


def _keep(
    house: House, warehouse: Warehouse, shortlist: Shortlist, *, provisional: str | None, checked: Sequence[Checked]
) -> str:
    """The id of the stored run; the log has its digest from the same moment."""
    with warehouse.transaction():
        run = save(warehouse, shortlist, now=house.clock, provisional=provisional, checked=checked)
        told: dict[str, Any] = {
            "role": shortlist.role,
            "run": run,
            "ranked": len(shortlist.entries),
            **seal_of(warehouse, run),
        }
        house.note(warehouse, RANKED, provisional=provisional is not None, **told)
    return run


def _manifest(home: Held, role: RoleFile) -> dict[str, str]:
    """What the shortlist follows from: equal manifests give equal bytes on one type of machine."""
    batches = batches_held(home.warehouse)
    libraries = {
        name: version(name) for name in ("sourcing", "torch", "sentence-transformers", "numpy", "bm25s", "duckdb")
    }
    people = home.warehouse.rows("SELECT count(*), min(person_id), max(person_id) FROM person")
    excused = json.dumps(left_out(home.warehouse))
    return {
        "role": role.text,
        "model": home.encoder.revision,
        "ranking": VERSION,
        "weights": home.weights.manifest,
        "as_of": home.as_of.isoformat(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "libraries": json.dumps(libraries, sort_keys=True),
        "batches": json.dumps(batches),
        "batch_digests": json.dumps([home.house.landing.digest(one)[:DIGITS] for one in batches]),
        "people": json.dumps(people),
        **({"left_out_sha256": hashlib.sha256(excused.encode()).hexdigest()} if excused != "[]" else {}),
    }


def publish_all(house: House) -> int:
    """How many people stand in the published file. Errors: HomeError, WarehouseError."""
    with house.warehouse() as warehouse:
        drop_ended(warehouse, now=house.clock)
        keep_cleaned_texts(house, warehouse)
        match_known(warehouse, salt=house.salt)
        return publish(warehouse, house.home.published, now=house.clock)
