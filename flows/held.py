"""Everybody held, ready to be ranked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flows.adopted import in_force
from flows.house import House
from ranking.encoder import Encoder, model_folder, weights_hash
from ranking.role import RoleSpec
from ranking.shortlist import rank
from ranking.weights import Weights
from sourcing.errors import UnknownPersonError, UsageError
from sourcing.profiles import Entry, Profile
from warehouse.connection import Warehouse
from warehouse.identity import keys_of_people
from warehouse.profiles import as_of_day, profiles
from warehouse.shortlists import VectorStore


@dataclass(frozen=True, kw_only=True)
class Held:
    """The people of a home, by person id; `as_of` is the day recency counts from; `store` keeps what `encoder` encodes.

    `weights` are those in force in this home.
    """

    people: list[Profile]
    as_of: date
    encoder: Encoder
    weights: Weights
    store: VectorStore
    warehouse: Warehouse

    @cached_property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The people behind every key that names one."""
        return keys_of_people(self.warehouse)

    def ranked(self, role: RoleSpec) -> tuple[Entry, ...]:
        """Everybody ranked for a role, best first; nothing is kept but new embeddings."""
        return rank(
            self.people, role, encoder=self.encoder, as_of=self.as_of, manifest={}, weights=self.weights
        ).entries

    def named(self, key: str) -> Profile:
        """The one person behind a person id, account, handle or profile URL. Errors: UnknownPersonError."""
        found = self.keys.get(key.strip().removeprefix("@").rstrip("/"), ())
        known = {person.person_id: person for person in self.people}
        people = [known[person] for person in found if person in known]
        if len(people) != 1:
            what = f"{key!r} is more than one person ({', '.join(found)})" if people else f"nobody held is {key!r}"
            raise UnknownPersonError(what, remedy="give a person id of `sourcing shortlist`")
        return people[0]


@contextmanager
def held(house: House) -> Iterator[Held]:
    """Everybody held. Errors: UsageError where nobody is or the adopted weights are damaged, ModelError, WarehouseError."""
    settings, weights = house.settings, in_force(house.home)
    with house.warehouse() as warehouse:
        people, as_of = profiles(warehouse, now=house.clock), as_of_day(warehouse)
        if as_of is None or not people:
            raise UsageError(
                "nobody is held yet",
                remedy="collect first: sourcing run ROLE; what `collect` brought wants `sourcing load`",
            )
        store = VectorStore(warehouse, model=weights_hash(model_folder(settings.model)))
        encoder = Encoder(settings.model, sha256=settings.expected_sha256, store=store, threads=settings.threads)
        yield Held(people=people, as_of=as_of, encoder=encoder, weights=weights, store=store, warehouse=warehouse)
        store.flush()
