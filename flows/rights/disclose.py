"""All that a home holds of one person as one document: warehouse, scores, landing, what is still to be read, the log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flows.house import House
from sourcing.clearing import told_of
from sourcing.mentioned import mentions
from sourcing.moments import naive_utc
from sourcing.numbers import counted
from sourcing.traces import Named
from warehouse.connection import Warehouse
from warehouse.rights.asking import Asker, asker
from warehouse.rights.disclose import Disclosure, plan

Row = dict[str, Any]
FORMAT = "sourcing disclosure 1"  # grows when a key goes or means something else
_WORDS = re.compile(r"[^\w.@-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclosed:
    """The document of a disclosure, and whom it is about: their accounts."""

    document: Row
    accounts: Sequence[str]

    @property
    def rows(self) -> int:
        """How many rows are told, those of the landing included."""
        held = [*(one["rows"] for one in self.document["held"].values()), self.document["scores"]]
        landed = [rows for one in self.document["landing"] for rows in one["records"].values()]
        return sum(len(rows) for rows in (*held, *landed, self.document["known_files"], self.document["queue"]))


def disclosed(house: House, warehouse: Warehouse, named: str, *, with_names: bool) -> Disclosed:
    """All that is held of somebody, who may be held or not. Errors: UnknownPersonError for an unknown id, UsageError, LandingError."""
    who = asker(warehouse, named, salt=house.salt)
    if not who.person_id:  # what joins accounts of who is held no longer may still lie in the landing
        linked, _ = told_of(house.landing, Named(who.accounts, salt=house.salt), follows=True)
        who = Asker(person_id="", accounts=tuple(sorted(linked)))
    told = Disclosure(warehouse, who, landing=house.landing, salt=house.salt, with_names=with_names)
    purpose, person, landed = house.settings.purpose, told.person(), list(_landed(house, who.accounts))
    document = {
        "format": FORMAT,
        "made_at": house.clock,
        "employer": purpose.model_dump() if purpose else None,
        "asked_for": list(who.accounts),
        "answer": "",
        "do_not_contact": told.do_not_contact(),
        "person": person,
        "kept_until": _kept_until(person, told.kept_by_sites()) or _until_cleared(house, landed, told.do_not_contact()),
        "held": {name: asdict(section) for name, section in told.sections().items()},
        "scores": told.scores(),
        "known_files": told.known_files(),
        "landing": landed,
        "queue": list(_queue(house, who.accounts)),
        "log": told.log(),
        "names_of_the_team": "told" if with_names else "left out",
        "not_told": plan()["not_told"],
    }
    found = Disclosed(document=document, accounts=who.accounts)
    document["answer"] = _answer(found)
    return found


def _answer(found: Disclosed) -> str:
    """Whether anything is held, in a sentence or two."""
    told = found.document
    asked = "A do-not-contact is kept" if told["do_not_contact"] else "No do-not-contact is kept"
    if told["person"]:
        return f"We hold {counted(found.rows, 'row')} about you. {asked}."
    if found.rows:
        return f"You are in no list of ours, and we still hold {found.rows:,} rows that name your accounts. {asked}."
    return f"We hold nothing about these accounts. {asked}."


def _kept_until(person: Row | None, sites: Sequence[Row]) -> list[Row]:
    """Until when what is held is kept, and why; sites that allow no less are not listed."""
    if not person:
        return []
    days = (person["expires_at"] - person["first_met_at"]).days
    why = f"{days} days after your work was first met on {person['first_met_at']:%-d %B %Y}; reading it again does not renew that"
    kept = [{"what": "everything about you", "until": person["expires_at"], "why": why}]
    return kept + [
        {
            "what": f"what {one['site']} told",
            "until": one["until"],
            "why": f"{one['site']} allows it to be kept for so long",
        }
        for one in sites
        if one["until"] < person["expires_at"]
    ]


def _until_cleared(house: House, landed: Sequence[Row], left_alone: Sequence[Row]) -> list[Row]:
    """Until when what was read before somebody was left alone lies in the landing, from which `retention` takes it then."""
    if not landed or not left_alone:
        return []
    first, days = min(naive_utc(one["fetched_at"]) for one in landed), house.settings.retention_days
    why = f"{days} days after the first of it was read, on {first:%-d %B %Y}; that you are not to be contacted stays known, by keyed hashes alone"
    return [{"what": "what was read before you were left alone", "until": first + timedelta(days=days), "why": why}]


def _landed(house: House, accounts: Sequence[str]) -> Iterator[Row]:
    """What lies in the landing: batches that name them, loaded or not."""
    for one in mentions(house.landing, accounts):
        batch = one.batch
        yield {
            "batch": batch.batch_id,
            "kind": batch.kind,
            "source": batch.source,
            "repository": batch.repository,
            "fetched_at": batch.fetched_at,
            "version": batch.version,
            "is_yours": one.is_theirs,
            "records": one.records,
        }


def _queue(house: House, accounts: Sequence[str]) -> Iterator[Row]:
    """What was asked for on their account, and what came of it; payloads may name others and stay here."""
    handles = {account.partition(":")[2].lower(): account.partition(":")[0] for account in accounts}
    for item in house.frontier.mentioning(sorted(handles)):
        words = set(_WORDS.split(f"{item.key} {item.payload}".lower()))
        sites = {handles[handle] for handle in words & handles.keys()}
        if any(site in item.kind or site in item.key for site in sites):
            yield {"key": item.key, "kind": item.kind, "state": str(item.state), "last_result": item.last_result}
