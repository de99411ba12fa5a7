"""A home in one file: all that cannot be made again, consistent because nobody else writes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from flows.house import House
from flows.rank import publish_all
from sourcing.archive import pack
from sourcing.errors import UsageError, writing
from sourcing.home import Home
from sourcing.keyed import mark_of
from sourcing.whole_file import write_whole
from warehouse.connection import newest, whole

FORM = 1  # grows when the files of a backup change their form
WAREHOUSE, FRONTIER, LANDING, WEIGHTS = "warehouse.duckdb", "frontier.sqlite", "landing", "weights"
STORES = (WAREHOUSE, FRONTIER, LANDING, WEIGHTS, "salt", "looked.json")  # by where they lie in a home


@dataclass(frozen=True, kw_only=True)
class BackedUp:
    """A backup that was made and read back: how many files and bytes."""

    files: int
    size: int
    has_frontier: bool


def back_up(house: House, path: Path) -> BackedUp:
    """A backup, written whole and read back. Errors: UsageError where the file is there or lies in the home, HomeError, ArchiveError."""
    home, has_frontier = house.home, house.settings.frontier_url is None
    if path.expanduser().resolve().is_relative_to(home.root.resolve()):
        raise UsageError(
            f"{path} lies in the home itself",
            remedy="name a file on another disk: what loses the home would lose it too",
        )
    with house.warehouse():
        pass  # the backup has the form of this version
    whole(home.warehouse, memory_limit=house.settings.memory_limit)
    told = {
        "form": FORM,
        "made_at": house.clock.isoformat(),
        "version": version("sourcing"),
        "schema": newest(),
        "key": mark_of(house.salt),
        "has_frontier": has_frontier,
    }
    home.remove(home.scratch)
    packed = pack(path, _files(house, has_frontier=has_frontier), told=told)
    home.remove(home.scratch)
    with house.warehouse() as warehouse, warehouse.transaction():
        house.note(warehouse, "backed up", files=len(packed.sha256))
    publish_all(house)
    write_whole(home.backed_up, house.clock.isoformat().encode())
    return BackedUp(files=len(packed.sha256), size=path.stat().st_size, has_frontier=has_frontier)


def _files(house: House, *, has_frontier: bool) -> Iterator[tuple[str, Path]]:
    """Every file to keep by its name in the backup: the frontier as a copy of its own, for its log is part of it."""
    home = house.home
    for name in STORES:
        place = home.root / name
        if name == FRONTIER and has_frontier:
            with writing(home.scratch):
                home.scratch.mkdir(exist_ok=True)
            house.frontier.database.copy_to(home.scratch / FRONTIER)
            yield name, home.scratch / FRONTIER
        elif place.is_dir():
            yield from ((path.relative_to(home.root).as_posix(), path) for path in _below(place))
        elif place.is_file() and name != FRONTIER:
            yield name, place


def _below(folder: Path) -> list[Path]:
    """The files below a folder but those that somebody is about to write."""
    hidden = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in hidden if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def last_backup(home: Home) -> datetime | None:
    """When the last backup of a home was made; None where none is known of."""
    try:
        return datetime.fromisoformat(home.backed_up.read_text())
    except (OSError, ValueError):
        return None
