"""What is decided or noted on the desk, written by the one writer; the published file is made anew after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flows.house import open_house
from flows.progress import Progress
from flows.rank import publish_all
from sourcing.decisions import Decision, Stage
from sourcing.errors import UnknownPersonError, UsageError
from sourcing.moments import naive_utc
from sourcing.settings import Settings
from warehouse.connection import Warehouse

MOST_LETTERS = 4_000
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def keep_decision(settings: Settings, said: Mapping[str, object], *, progress: Progress) -> Stage:
    """The stage that was written. Errors: UsageError that names the field, UnknownPersonError, LockedError while another run writes."""
    stage = _stage(said)
    reason, by, until = _text(said, "reason"), _text(said, "by"), _until(said, stage)
    with open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse:
            made = Decision(
                role=_text(said, "role"),
                account=account_of(warehouse, _text(said, "person")),
                stage=stage,
                reason=reason,
                decider=by,
                decided_at=house.clock,
                until=until,
                via="desk",
            )
            with warehouse.transaction():
                write_decision(warehouse, made)
                house.note(warehouse, f"decided: {stage}", actor=by, about=[made.account], role=made.role, via="desk")
        publish_all(house)
    return stage


def keep_note(settings: Settings, said: Mapping[str, object], *, progress: Progress) -> None:
    """Writes a note. Errors: as those of `keep_decision`."""
    text, by = _text(said, "text"), _text(said, "by")
    with open_house(settings, progress=progress) as house:
        with house.warehouse() as warehouse:
            account = account_of(warehouse, _text(said, "person"))
            with warehouse.transaction():
                warehouse.insert("note", [[account, text, by, naive_utc(house.clock)]])
                house.note(warehouse, "noted", actor=by, about=[account], via="desk")
        publish_all(house)


def account_of(warehouse: Warehouse, person_id: str) -> str:
    """The account that names a person in the team's tables. Errors: UnknownPersonError."""
    named = warehouse.rows("SELECT min(account) FROM person_account WHERE person_id = ?", [person_id])[0][0]
    if named is None:
        raise UnknownPersonError("this person is held no longer", remedy="load the page again")
    return str(named)


def write_decision(warehouse: Warehouse, made: Decision) -> None:
    """Writes one verdict. It is dated after all before it for the same role and person, so that it is the newest."""
    asked = [made.role, made.account]
    if not warehouse.rows("SELECT 1 FROM run WHERE role = ? AND is_latest", [made.role]):
        raise UsageError(f"no shortlist for role {made.role!r}", remedy="load the page again")
    last = warehouse.rows("SELECT max(decided_at) FROM decision WHERE role = ? AND account = ?", asked)[0][0]
    at: datetime = naive_utc(made.decided_at)
    if last and last >= at:
        at = last + timedelta(microseconds=1)
    warehouse.insert("decision", [[*asked, str(made.stage), made.reason, made.decider, at, made.until, made.via]])


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
