"""What is decided or noted on the desk, written by the one writer; the published file is made anew after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from flows.opening import open_house
from flows.options import without_contacts
from flows.progress import Progress
from flows.rank import publish_all
from flows.verdicts import keep_verdicts
from sourcing.decisions import Decision, Stage
from sourcing.errors import UnknownPersonError, UsageError
from sourcing.settings import Settings
from warehouse.accounts.whom import naming_accounts
from warehouse.connection import Warehouse
from warehouse.team.pools import note

MOST_LETTERS = 4_000
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def keep_decision(settings: Settings, said: Mapping[str, object], *, progress: Progress) -> Stage:
    """The stage that was written. Errors: UsageError that names the field, UnknownPersonError, LockedError while another run writes."""
    stage = _stage(said)
    reason, by, until = (
        without_contacts(_text(said, "reason"), what="the reason"),
        _text(said, "by"),
        _until(said, stage),
    )
    with open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse:
            made = Decision(
                role=_role(warehouse, _text(said, "role")),
                account=_account(warehouse, _text(said, "person")),
                stage=stage,
                reason=reason,
                decider=by,
                decided_at=house.clock,
                until=until,
                via="desk",
            )
        keep_verdicts(house, [made])
    return stage


def keep_note(settings: Settings, said: Mapping[str, object], *, progress: Progress) -> None:
    """Writes a note. Errors: as those of `keep_decision`."""
    text, by = without_contacts(_text(said, "text"), what="the note"), _text(said, "by")
    with open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse:
            person = _text(said, "person")
            account = _account(warehouse, person)
            with warehouse.transaction():
                note(warehouse, [person], text, by=by, now=house.clock)
                house.note(warehouse, "noted", actor=by, about=[account])
        publish_all(house)


def _account(warehouse: Warehouse, person_id: str) -> str:
    """The account that names a person in the team's tables. Errors: UnknownPersonError."""
    named = naming_accounts(warehouse, [person_id])
    if person_id not in named:
        raise UnknownPersonError("this person is held no longer", remedy="load the page again")
    return named[person_id]


def _role(warehouse: Warehouse, role: str) -> str:
    """The name of a role that was ranked. Errors: UsageError."""
    if not warehouse.rows("SELECT 1 FROM run WHERE role = ? AND is_latest", [role]):
        raise UsageError(f"no shortlist for role {role!r}", remedy="load the page again")
    return role


def _text(said: Mapping[str, object], field: str) -> str:
    value = said.get(field)
    text = _ODD.sub("", value).strip() if isinstance(value, str) else ""
    if not text or len(text) > MOST_LETTERS:
        raise UsageError(
            f"{field} is {'too long' if text else 'empty'}", remedy=f"write 1 to {MOST_LETTERS} characters"
        )
    return text


def _stage(said: Mapping[str, object]) -> Stage:
    try:
        return Stage(str(said.get("stage")))
    except ValueError as cause:
        raise UsageError(f"{said.get('stage')!r} is no stage", remedy=f"choose one of {', '.join(Stage)}") from cause


def _until(said: Mapping[str, object], stage: Stage) -> date | None:
    if stage is not Stage.LATER:
        return None
    try:
        return date.fromisoformat(str(said.get("until")))
    except ValueError as cause:
        raise UsageError("no day to look again is given", remedy="choose the day for `later`") from cause
