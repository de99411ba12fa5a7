"""A backup put in place of what a home holds: unpacked and checked beside it first, rid of everybody who left since, then moved in.

From the moment a list of the stores is written beside them it is only moved, and whoever opens the home next does the rest.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from flows.house import House
from flows.progress import Progress
from flows.rank import publish_all
from flows.rights.erase import start
from flows.upkeep.backup import FORM, FRONTIER, STORES
from sourcing.archive import Packed, check, unpack
from sourcing.clearing import accounts_told
from sourcing.clock import steady
from sourcing.database import Database
from sourcing.errors import ArchiveError, HomeError, SettingsError, UsageError, WarehouseError, writing
from sourcing.frontier import Frontier
from sourcing.home import Home
from sourcing.keyed import mark_of
from sourcing.landing import Landing, sync_folder
from sourcing.lock import single_writer
from sourcing.settings import Settings
from sourcing.whole_file import write_whole
from warehouse.accounts.suppress import take_out
from warehouse.accounts.tombstones import carry_over, newest_digest, still_held
from warehouse.audit import OURSELVES
from warehouse.connection import newest

_READY = "ready"  # the list of stores: once it is there, they are moved
_MOVED = (*STORES, "published/shortlists.duckdb")
_MADE = ("columns", "words.json.gz", "aside", "scratch", "duckdb-tmp")  # made from what was held
_LOGS = ("warehouse.duckdb.wal", "frontier.sqlite-wal", "frontier.sqlite-shm")


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What came of it: when the backup was made, how many accounts left again, and whether there was no warehouse to ask who left since."""

    made_at: datetime
    files: int
    left: int
    is_first: bool


def restore(settings: Settings, path: Path, *, replace: bool, progress: Progress) -> Restored:
    """What came of putting a backup in place of what the home holds; before the last step all of that is as it was.

    Errors: LockedError where somebody writes the home, UsageError where it holds something and `replace` is not given, ArchiveError,
    SettingsError where the key is another, HomeError, WarehouseError.
    """
    home = Home(settings.home)
    home.prepare()
    with single_writer(home.lock):
        settle(home)
        is_first = not home.warehouse.exists()
        if not replace and (home.warehouse.exists() or home.landing.exists()):
            raise UsageError(
                f"{home.root} holds a search already",
                remedy="add --replace to give up what was done there since the backup",
            )
        if home.erasing.exists():
            raise HomeError("an erasure is not done yet", remedy="run `sourcing publish`, which ends it, then restore")
        packed = check(path)
        _check_form(path, packed)
        head = None if is_first else _present(home, settings)
        try:
            unpack(path, home.restoring)
            left = _without_those_who_left(_house(settings, home, packed, path, progress), home, head=head)
            _make_ready(home)
        except BaseException:
            shutil.rmtree(home.restoring, ignore_errors=True)
            raise
        settle(home)
    made_at = datetime.fromisoformat(packed.told["made_at"])
    return Restored(made_at=made_at, files=len(packed.sha256), left=left, is_first=is_first)


def _check_form(path: Path, packed: Packed) -> None:
    told = packed.told
    places = {PurePosixPath(name).parts[0] for name in packed.sha256}
    if told.get("form") != FORM or not isinstance(told.get("schema"), int) or told["schema"] > newest():
        raise ArchiveError(f"{path} was made by another version ({told.get('version')})", remedy="update `sourcing`")
    if places - {*STORES}:
        raise ArchiveError(
            f"{path} holds what is no part of a home: {', '.join(sorted(places))}", remedy="take another backup"
        )


def _present(home: Home, settings: Settings) -> str:
    """The newest digest of the log of what the home holds now. Errors: WarehouseError where that cannot be read."""
    try:
        return newest_digest(home.warehouse, memory_limit=settings.memory_limit)
    except WarehouseError as cause:
        raise WarehouseError(
            f"who left since the backup cannot be told, for {cause.message}",
            remedy=f"if it is lost for good move {home.warehouse} away, restore, and repeat what people asked for since",
        ) from cause


def _house(settings: Settings, home: Home, packed: Packed, path: Path, progress: Progress) -> House:
    """The unpacked backup as a house of its own, whose frontier is opened when it is asked. Errors: SettingsError."""
    fresh = Home(home.restoring)
    salt = fresh.salt(settings.salt)
    if mark_of(salt) != packed.told.get("key"):
        raise SettingsError(
            f"{path} was made with another key of the address hashes",
            remedy="set SOURCING_SALT to the value it had then",
        )
    is_known = home.marked() or (home.root / "salt").exists()
    if is_known and mark_of(home.salt(settings.salt)) != mark_of(salt):
        raise SettingsError(
            f"{path} is of another home: the key of the address hashes differs",
            remedy="restore into an empty folder (--home)",
        )
    return House(
        settings=settings,
        home=fresh,
        landing=Landing(fresh.landing),
        frontier=Frontier(Database(fresh.frontier_url(settings.frontier_url))),
        salt=salt,
        clock=steady(home, settings),
        progress=progress,
    )


def _without_those_who_left(house: House, home: Home, *, head: str | None) -> int:
    """How many accounts of the backup are gone again because they were erased, or asked to be left alone, since it was made.

    `head` is the newest digest of the log of what the home holds now; None where it holds nothing.
    """
    with closing(house.frontier.database):
        told = accounts_told(house.landing)
        with house.warehouse() as warehouse:
            if head is not None:
                carry_over(warehouse, of=home.warehouse)
            left = still_held(warehouse, salt=house.salt, told=told)
            count = sum(map(len, left.values()))
            with warehouse.transaction():
                take_out(warehouse, sorted(left.pop("suppressed", ())), salt=house.salt, now=house.clock)
        for kind, accounts in left.items():
            start(house, accounts, kind=kind, reason="left before; a backup brought them back", actor=OURSELVES)
        with house.warehouse() as warehouse, warehouse.transaction():
            house.note(warehouse, "restored", left_again=count, former_log=head or "")
        publish_all(house)
    return count


def _make_ready(home: Home) -> None:
    """Writes down what there is to move: the step after which there is no way back."""
    stores = [name for name in _MOVED if (home.restoring / name).exists()]
    write_whole(home.restoring / _READY, json.dumps(stores).encode())
    sync_folder(home.restoring)


def settle(home: Home) -> bool:
    """Whether a restore that was ended before it was done was brought to its end; one that was not ready is dropped. Errors: HomeError."""
    if not home.restoring.exists():
        return False
    ready = home.restoring / _READY
    if not ready.is_file():
        home.remove(home.restoring)
        return False
    stores = json.loads(ready.read_bytes())
    with writing(home.root):
        for name in (*_LOGS, *_MADE):
            _clear(home.root / name)
        for name in _MOVED:
            _move(home, name, is_in_backup=name in stores)
        sync_folder(home.root)
        home.remove(home.restoring)
    return True


def _move(home: Home, name: str, *, is_in_backup: bool) -> None:
    """Puts one store in place of the former; twice is as once."""
    fresh, place = home.restoring / name, home.root / name
    if is_in_backup and fresh.exists():  # else it was moved before
        if place.is_dir():
            shutil.rmtree(place)
        place.parent.mkdir(exist_ok=True)
        fresh.replace(place)
    elif not is_in_backup and name != FRONTIER:  # a frontier elsewhere is in no backup
        _clear(place)


def _clear(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
