"""Handing people to another tool: who can go, who waits for what, and the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from flows.house import House
from flows.legal.sign_off import check_signed
from flows.rank import publish_all
from ranking.conditions.location import only_zone
from warehouse.connection import open_published
from warehouse.declared import declarations
from warehouse.handing.candidates import Standing, standing
from warehouse.handing.exporting import Format, Plan, planned
from warehouse.handing.handover import Handover, hand_over
from warehouse.handing.ledger import delete_by, exported
from warehouse.rights.notices import overdue, to_tell
from warehouse.team.contacts import contacts


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """What an export would do, before it does."""

    role: str
    wanted: Format
    standing: Standing
    plan: Plan

    @property
    def waiting(self) -> dict[str, int]:
        """How many people wait for what, or are left out, by reason."""
        here = self.standing
        return {
            "undecided": here.undecided,
            "disputed": here.disputed,
            "contested": here.contested,
            "notice": len(self.plan.untold),
            "contact": len(self.plan.needs_contact),
            "already_exported": len(self.plan.already),
            "hidden": here.hidden,
            "left": here.left,
            "decided_otherwise": here.decided_otherwise,
        }

    def lines(self) -> Iterator[str]:
        """The same as sentences, each with the command that helps."""
        role, needs = self.role, self.wanted.needs
        says = {
            "undecided": f"to be decided: `sourcing review {role} --out review.xlsx`, then `sourcing decide {role} --file review.xlsx`",
            "disputed": f"on whom deciders disagree: settle it with `sourcing decide {role} PERSON …`",
            "contested": "approved, and they dispute something: answer it first, `sourcing dispute list` and `sourcing dispute resolve`",
            "notice": "approved, and should have been told what is held of them: tell them, then `sourcing notice record FILE`",
            "contact": f"approved, and {self.wanted.name} needs {needs}: fill needs_contact.csv, then `sourcing contacts import`",
            "already_exported": f"handed to {self.wanted.name} before for this role: `sourcing exports`; `--again` hands them on once more",
            "hidden": 'hidden, as employees or off limits: `sourcing sql "FROM hidden"`',
            "left": f"approved, and no longer in the latest shortlist: `sourcing run {role}` ranks anew",
            "decided_otherwise": f"decided otherwise: `sourcing shortlist {role} --all` shows the stages",
        }
        yield f"{role} for {self.wanted.name}: {len(self.plan.ready)} can go"
        yield from (f"  {count} {says[reason]}" for reason, count in self.waiting.items() if count)
        if self.standing.flagged:
            yield f"  note: {self.standing.flagged} of those approved were spoken to for another role, or are known already"


def survey(house: House, role: str, wanted: Format, *, pool: str | None, again: bool) -> Survey:
    """Who can go and who waits, by what the team said up to now.

    Errors: RoleError, UsageError, WarehouseError; SettingsError where nobody signed off.
    """
    with house.warehouse() as warehouse:
        check_signed(warehouse, house.settings)
    publish_all(house)
    with open_published(house.home.published) as published:
        here = standing(published, role, pool=pool)
    with house.warehouse() as warehouse:
        found = contacts(warehouse)
        declared = declarations(warehouse, now=house.clock) if here.asks_for_time_zones else {}
        before = frozenset() if again else exported(warehouse, role, format_name=wanted.name)
        untold = {one.person_id for one in overdue(warehouse, now=house.clock)}
    reached = {person: {kind: one.value for kind, one in ways.items()} for person, ways in found.items()}
    zones = {one.person_id: only_zone(one.locations) for one in declared.values()}
    people = [
        replace(one.reached_by(reached.get(one.person_id, {})), time_zone=zones.get(one.person_id))
        for one in here.approved
    ]
    return Survey(role=role, wanted=wanted, standing=here, plan=planned(people, wanted, exported=before, untold=untold))


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """The files of an export with how many people stand in each, and how many of them are to be told of it by which day."""

    files: Mapping[Path, int]
    to_tell: Mapping[date, int]


def write(house: House, found: Survey, *, folder: Path, by: str, given: Mapping[str, str]) -> Written:
    """What was written; the ledger and the published file know of it. Errors: UsageError, HomeError."""
    asked = Handover(
        role=found.role,
        wanted=found.wanted,
        folder=folder,
        by=by,
        now=house.clock,
        until=delete_by(house.clock, days=house.settings.export_days),
        given=given,
    )
    people, name = [one.account for one in found.plan.ready], found.wanted.name
    with house.warehouse() as warehouse:

        def noted() -> None:
            house.note(warehouse, "exported", actor=by, about=people, role=found.role, format=name)

        files = hand_over(warehouse, found.plan, asked, noted=noted)
        told = to_tell(warehouse, (one.person_id for one in found.plan.ready))
    if found.plan.ready:
        publish_all(house)
    return Written(files=files, to_tell=told)
