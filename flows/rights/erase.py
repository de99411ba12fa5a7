"""Erasure through the whole house: what is to go is written down first, every store is cleared in turn, and that note goes last.

Killed at any point, the note is still there, and the next command that writes does all of it again: each step done twice is as done once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel

from flows.house import House
from flows.memory import keep_needed_vectors
from flows.rank import publish_all
from flows.rights.leftovers import clear_leftovers
from flows.rights.letters import letters
from flows.server import end_orphan
from sourcing.clearing import accounts_told_before, clear, settle, told_of
from sourcing.clearing_sql import clear_database
from sourcing.errors import writing
from sourcing.traces import Named
from sourcing.whole_file import write_whole
from warehouse.accounts.suppress import EXPIRED, Suppressed
from warehouse.audit import OURSELVES
from warehouse.rewrite import rewrite
from warehouse.rights.erase import are_entombed, are_held, erase, namesakes, traces
from warehouse.rights.notices import Due
from warehouse.rights.recipients import Received, recipients


class Pending(BaseModel):
    """An erasure that is not done yet: of whom, why, and who was handed them."""

    accounts: list[str]
    names: list[str]
    ids: list[str]
    kind: str
    reason: str
    actor: str
    received: list[Received]

    def people(self, salt: bytes) -> Named:
        """Those who are to be erased."""
        return Named(self.accounts, names=self.names, ids=self.ids, salt=salt)


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What went, by store; who was handed the person, and what to write to them."""

    stores: dict[str, dict[str, int]]
    files: dict[str, str]
    received: list[Received]
    namesakes: dict[str, list[str]]
    letters: list[str]

    def lines(self) -> Iterator[str]:
        """The same as sentences."""
        for store, went in self.stores.items():
            yield f"{store}: {', '.join(f'{count} {name}' for name, count in sorted(went.items()) if count) or 'nothing'}"
        yield from (f"{path}: {what}" for path, what in sorted(self.files.items()))
        for one in self.received:
            yield f"handed on: {one.external_id} to {one.format} for {one.role} on {one.exported_at:%Y-%m-%d} by {one.exported_by}, in {one.file}"
        for person, accounts in self.namesakes.items():
            yield f"held still under the same name or handle: {person} ({', '.join(accounts)}); forget them too if they are the same person"
        yield from self.letters


def start(
    house: House, accounts: Collection[str], *, kind: str, reason: str, actor: str, follows: bool = True
) -> Erased:
    """What went of the people who have these accounts, held or not; of who is not held by what the landing links, if it `follows`.

    Errors: HomeError, WarehouseError, LandingError; the next command goes on.
    """
    settle(house.landing)
    with house.warehouse() as warehouse:
        people = traces(warehouse, accounts, salt=house.salt)
        told, names = told_of(house.landing, people, follows=follows and not are_held(warehouse, people))
        people = Named({*people.accounts, *told}, names={*people.names, *names}, ids=people.ids, salt=house.salt)
        pending = Pending(
            accounts=sorted(people.accounts),
            names=sorted(people.names),
            ids=sorted(people.ids),
            kind=kind,
            reason=reason,
            actor=actor,
            received=recipients(warehouse, people, salt=house.salt),
        )
    write_whole(house.home.erasing, pending.model_dump_json().encode())
    return finish(house)


def lapsed(house: House) -> set[str]:
    """The accounts of people left alone of whom something was landed longer ago than anybody is kept. Errors: WarehouseError."""
    with house.warehouse() as warehouse:
        left_alone = Suppressed.of(warehouse, salt=house.salt)
    last = house.clock - timedelta(days=house.settings.retention_days)
    return left_alone.among(accounts_told_before(house.landing, last)) if left_alone.hashes else set()


def expire(house: House, due: Sequence[Due]) -> Erased | None:
    """What went of everybody whose time is over; None where that is nobody. Errors: those of `start`.

    Of who is left alone it is what still lies in the landing that goes; that they are left alone stays. No link is followed to anybody
    else: whom one reaches is left alone by now, unless a human set them apart.
    """
    accounts = {account for one in due for account in one.accounts} | lapsed(house)
    why = "kept long enough, or not told in time"
    return start(house, accounts, kind=EXPIRED, reason=why, actor=OURSELVES, follows=False) if accounts else None


def finish(house: House) -> Erased:
    """What went in doing what the note says, from the beginning. Errors: as those of `start`."""
    home, limit = house.home, house.settings.memory_limit
    pending = Pending.model_validate_json(home.erasing.read_bytes())
    people = pending.people(house.salt)
    stores = {"warehouse": _erase(house, pending, people)}
    with house.warehouse() as warehouse:
        alike = namesakes(warehouse, people)
        keep_needed_vectors(house, warehouse)
    publish_all(house)
    rewrite(home.warehouse, memory_limit=limit)
    stores["landing"] = dict(clear(house.landing, people))
    stores["frontier"] = {"rows": clear_database(house.frontier.database, people)}
    end_orphan(home)
    for folder in (home.columns, home.scratch, home.aside):
        home.remove(folder)
    written = [Path(one.file) for one in pending.received]
    files = clear_leftovers(home, people, files=written, frontier=house.settings.frontier_url, memory_limit=limit)
    with writing(home.erasing):
        home.erasing.unlink()
    drafted = letters(pending.received, purpose=house.settings.purpose)
    return Erased(stores=stores, files=files, received=pending.received, namesakes=alike, letters=drafted)


def _erase(house: House, pending: Pending, people: Named) -> dict[str, int]:
    """The rows that went of each table; that it was done is logged in the same step, once."""
    with house.warehouse() as warehouse, warehouse.transaction():
        is_known = are_entombed(warehouse, people, kind=pending.kind, salt=house.salt)
        went = erase(warehouse, people, kind=pending.kind, reason=pending.reason, now=house.clock, salt=house.salt)
        if went or not is_known:
            house.note(warehouse, pending.kind, actor=pending.actor, about=people.accounts, rows=went.total())
    return dict(went)
