"""What else lies in a home: reports, sheets and exports that somebody wrote there, logs, Prefect's database; none of it names people afterwards."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from sourcing.clearing_sql import clear_database
from sourcing.database import Database
from sourcing.errors import WarehouseError, writing
from sourcing.home import Home
from sourcing.traces import Named
from sourcing.whole_file import write_whole
from warehouse.contents import text_of

_OURS = ("landing", "models", "published", "lock", "salt", "salt-mark")  # cleared elsewhere, or of nobody
# Loses the words; any other file that names them goes, for it is about them or can be written anew.
_STATE = ("looked.json", "weights/*", "prefect/*.toml", "prefect/*.json", "*.log")
_WORLD = ".sandbox-world"  # in the folder of the invented world, which stands for the web
_SQLITE = b"SQLite format 3\0"


def clear_leftovers(
    home: Home, people: Named, *, files: Iterable[Path], frontier: str | None, memory_limit: str
) -> dict[str, str]:
    """What became of each file that named people, by path. Errors: HomeError.

    `files` are those that a ledger says do; `frontier` is the address of one that does not lie in the home.
    """
    done = {}
    told = {path.absolute() for path in files}
    for path in _others(home, but=() if frontier else (home.root / "frontier.sqlite",)):
        with writing(path):
            if _is_sqlite(path):
                with closing(Database(f"sqlite:///{path}")) as database:
                    if clear_database(database, people):
                        done[str(path)] = "rows removed"
            elif path in told or _names_them(home, path, people, memory_limit=memory_limit):
                done[str(path)] = _clear(home, path, people, is_told=path in told)
    return done


def _clear(home: Home, path: Path, people: Named, *, is_told: bool) -> str:
    if not is_told and any(path.relative_to(home.root).match(one) for one in _STATE):
        write_whole(path, people.redact(path.read_text("utf-8", "replace")).encode())
        return "words removed"
    path.unlink()
    if people.is_in(path.parent.name) and not any(path.parent.iterdir()):
        path.parent.rmdir()
    return "removed"


def _others(home: Home, *, but: Collection[Path]) -> Iterator[Path]:
    ours = {home.root / name for name in _OURS} | {home.warehouse, home.erasing, home.pages, *but}
    folders = [home.root]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path in ours or _is_beside(path) or path.is_symlink():
                continue
            if path.is_file():
                yield path
            elif path.is_dir() and not (path / _WORLD).exists():
                folders.append(path)


def _is_beside(path: Path) -> bool:
    """Whether a file is the log of an SQLite database, which is cleared with it."""
    return path.name.endswith(("-wal", "-shm")) and path.with_name(path.name[:-4]).exists()


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _names_them(home: Home, path: Path, people: Named, *, memory_limit: str) -> bool:
    """Whether a file names them, by what it says or by where it lies."""
    where = str(path.relative_to(home.root))
    return people.is_in(where) or any(map(people.is_in, _texts(path, memory_limit=memory_limit)))


def _texts(path: Path, *, memory_limit: str) -> Iterator[str]:
    """All that a file says, unpacked."""
    data = path.read_bytes()
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                yield from (packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
        elif data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        elif data[:4] == b"PAR1" or data[8:12] == b"DUCK":
            yield from text_of(path, is_parquet=data[:4] == b"PAR1", memory_limit=memory_limit)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, WarehouseError):
        pass  # no such file after all: its bytes are looked at as they are
    yield data.decode("utf-8", "replace")
