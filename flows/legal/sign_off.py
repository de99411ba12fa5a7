"""The sign-off: a named person answers for the purpose and its documents, as long as neither changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.house import House
from flows.legal.documents import LEGAL, PURPOSE, digests, still_open
from flows.rank import publish_all
from flows.source_terms import terms
from sourcing.errors import SettingsError, UsageError
from sourcing.home import Home
from sourcing.settings import Settings
from warehouse.connection import Warehouse, open_published
from warehouse.team import signing

_COMMAND = "`sourcing sign-off --by NAME`"
_NOBODY = "the purpose and its documents are not signed off"


def sign_off(house: House, *, by: str) -> Mapping[str, str]:
    """The digests of the documents that were signed, by name. Errors: UsageError, SettingsError while anything in them is open."""
    check_purpose(house.settings)
    with house.warehouse() as warehouse:
        left = still_open(house.settings, held=_read_sites(warehouse))
        if left:
            raise UsageError(f"nothing is signed: {'; '.join(left)}", remedy=f"complete them, then {_COMMAND}")
        documents = digests(house.settings)
        with warehouse.transaction():
            signing.sign(warehouse, documents, by=by, now=house.clock)
            house.note(warehouse, "signed off", actor=by, documents=documents)
    publish_all(house)
    return documents


def check_purpose(settings: Settings) -> None:
    """Refuses to collect people for nobody and nothing. Errors: SettingsError."""
    if settings.purpose is None:
        raise SettingsError("no purpose is stated here", remedy="run `sourcing init` and answer its five questions")


def check_signed(warehouse: Warehouse, settings: Settings) -> None:
    """Passes where somebody answers for the search as it is now. Errors: SettingsError with the command that helps."""
    check_purpose(settings)
    _refuse(unsigned(warehouse, settings), still_open(settings, held=_read_sites(warehouse)))


def check_signed_here(settings: Settings) -> None:
    """The same by the published file, which a sign-off made anew: nobody has to wait for the writer. Errors: SettingsError."""
    check_purpose(settings)
    path = Home(settings.home).published
    if not path.exists():
        _refuse(_NOBODY, still_open(settings))
        return
    with open_published(path) as published:
        _refuse(unsigned(published, settings), still_open(settings))


def _refuse(said: str, left: Sequence[str]) -> None:
    if said:
        first = f"complete them ({'; '.join(left)})" if left else "look them over"
        raise SettingsError(said, remedy=f"{first}, then {_COMMAND}")
    if left:
        raise SettingsError("; ".join(left), remedy=f"complete it, then {_COMMAND}")


def unsigned(warehouse: Warehouse, settings: Settings) -> str:
    """Why the newest sign-off does not cover the search as it is; empty where it does. A published file will do."""
    newest = signing.newest(warehouse)
    if newest is None:
        return _NOBODY
    now = digests(settings)
    changed = [_called(name) for name, digest in newest.documents.items() if now.get(name) != digest]
    return f"changed since {newest.by} signed off on {newest.at:%Y-%m-%d}: {', '.join(changed)}" if changed else ""


def _called(name: str) -> str:
    return "the purpose, or how long people are kept" if name == PURPOSE else str(LEGAL / name)


def _read_sites(warehouse: Warehouse) -> set[str]:
    """The sites with terms of which accounts are held."""
    held = {row[0] for row in warehouse.rows("SELECT DISTINCT split_part(account, ':', 1) FROM person_account")}
    return held.intersection(one.site for one in terms())
