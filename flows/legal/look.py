"""What `doctor` says of the documents, the sign-off and the notices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flows.legal.documents import LEGAL, still_open
from flows.legal.sign_off import unsigned
from sourcing.errors import SourcingError
from sourcing.home import Home
from sourcing.numbers import counted
from sourcing.settings import Settings
from warehouse.connection import Warehouse, open_published
from warehouse.rights.notices import listed
from warehouse.team.signing import newest

AHEAD = 7  # days before a notice is due
_UNSIGNED = (
    "sign-off",
    True,
    "none so far: complete the documents, then `sourcing sign-off --by NAME`, before anybody is handed on",
)


def checks(settings: Settings) -> list[tuple[str, bool, str]]:
    """What was looked at, whether it is well, and what there is to say or to do; nothing before the purpose is stated.

    Documents that nobody completed or signed so far are no fault: they are needed when somebody is handed on.
    """
    if settings.purpose is None:
        return []
    left = [("documents", True, f"{line}, before anybody is handed on") for line in still_open(settings)]
    published = Home(settings.home).published
    if not published.exists():
        return left or [_UNSIGNED]
    try:
        with open_published(published) as warehouse:
            return [*left, _signed(warehouse, settings), *_notices(warehouse, settings)]
    except SourcingError as failure:
        return [*left, ("sign-off", False, str(failure))]


def _signed(published: Warehouse, settings: Settings) -> tuple[str, bool, str]:
    if newest(published) is None:
        return _UNSIGNED
    said = unsigned(published, settings)
    return "sign-off", not said, f"{said}; `sourcing sign-off --by NAME`" if said else f"it covers {LEGAL}/ as it is"


def _notices(published: Warehouse, settings: Settings) -> Iterator[tuple[str, bool, str]]:
    """How many people are to be told soon, and how many should have been."""
    today = settings.now().date()
    soon = listed(published, until=today + timedelta(days=AHEAD))
    late = sum(row["tell_by"] < today for row in soon)
    if late:
        yield (
            "notices",
            False,
            f"{counted(late, 'person')} should have been told what is held of them, which is due to go; `sourcing notice list`",
        )
    if len(soon) > late:
        first = min(row["tell_by"] for row in soon if row["tell_by"] >= today)
        yield (
            "notices",
            False,
            f"{counted(len(soon) - late, 'person')} to be told within {AHEAD} days, the first by {first}; `sourcing notice list`",
        )
    if not soon:
        yield "notices", True, f"nobody is to be told within {AHEAD} days"
