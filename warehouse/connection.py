"""The one open door to DuckDB: bounded, without network, migrated; every failure named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from sourcing.errors import HomeError, ReplayError, UsageError, WarehouseError
from sourcing.parsing.brackets import is_deep
from warehouse.aside import keep_former
from warehouse.checkpoint import bring_in, into_log, settle

Row = tuple[Any, ...]
# Of a query that a person wrote: characters, open brackets, and the word WITH. DuckDB's parser takes time without bound for some
# that have more: minutes for 100,000 characters, the square of brackets that are not closed, six times as long for each WITH in a WITH.
MAX_QUERY, MAX_BRACKETS, MAX_WITH = 10_000, 100, 6
_SMALL = 64_000_000  # bytes of a file for which a second thread of DuckDB costs more processor time than it saves

# From the first moment: DuckDB would fetch an extension to open what looks like another database.
_NO_DOWNLOADS: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


class Warehouse:
    """An open DuckDB file. SQL is given with bound parameters only; a block of `transaction` is all or nothing."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, path: Path) -> None:
        self._connection = connection
        self.path = path

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query. Errors: WarehouseError, HomeError on a full disk."""
        with translated(self.path):
            return self._connection.execute(sql, list(parameters)).fetchall()

    def dicts(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """All rows of a query with their column names."""
        with translated(self.path):
            done: duckdb.DuckDBPyConnection | None = self._connection.execute(sql, parameters)
            if done is None or not done.description:  # an empty statement
                return []
            names = [column[0] for column in done.description]
            return [dict(zip(names, row, strict=True)) for row in done.fetchall()]

    def stream(self, sql: str, parameters: Mapping[str, Any], *, block: int = 10_000) -> Iterator[dict[str, Any]]:
        """The rows of a query one by one, never all in memory; other queries may run meanwhile."""
        with translated(self.path):
            cursor = self._connection.cursor()
            done = cursor.execute(sql, parameters)
            names = [column[0] for column in done.description or ()]
        try:
            while rows := self._fetched(done, block):
                yield from (dict(zip(names, row, strict=True)) for row in rows)
        finally:
            cursor.close()

    def _fetched(self, done: duckdb.DuckDBPyConnection, block: int) -> list[Row]:
        with translated(self.path):
            return done.fetchmany(block)

    def query(self, sql: str) -> list[dict[str, Any]]:
        """All rows of a query that a person wrote. Errors: UsageError with DuckDB's own words where it is wrong."""
        _check(sql)
        try:
            return self.dicts(sql)
        except WarehouseError as failure:
            if isinstance(failure.__cause__, duckdb.IOException):
                raise
            said = " ".join(str(failure.__cause__).split())
            raise UsageError(
                f"the query fails: {said[:300]}", remedy="docs/sql.md has the views and examples"
            ) from failure

    def run(self, sql: str, parameters: Sequence[Any] = (), *, about: Path | None = None) -> None:
        """Runs one statement; an error names the file that it is `about`, else this one."""
        with translated(about or self.path):
            self._connection.execute(sql, list(parameters))

    def run_named(self, sql: str, parameters: dict[str, Any] | None, *, about: Path | None = None) -> None:
        """Runs one statement whose parameters are written `$name`."""
        with translated(about or self.path):
            self._connection.execute(sql, parameters or {})

    @property
    def name(self) -> str:
        """What SQL calls this database beside an attached one."""
        return self.path.stem

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Appends rows given in column order to a table of ours, in one statement (one a row is 100 times slower)."""
        if rows:
            columns = ", ".join("unnest(?)" for _ in rows[0])
            self.run(f"INSERT INTO {table} SELECT {columns}", [list(column) for column in zip(*rows, strict=True)])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A block that is committed whole, or rolled back when anything in it fails."""
        self.run("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # DuckDB may have rolled back already; the first error is the one to tell
                self._connection.execute("ROLLBACK")
            raise
        self.run("COMMIT")

    def close(self) -> None:
        """Lets go of the file, whoever still holds rows of it that were not fetched."""
        self._connection.close()


def _check(sql: str) -> None:
    """Passes what DuckDB parses in a moment. Errors: UsageError."""
    withs = len(re.findall(r"\bwith\b", sql, re.I)) if len(sql) <= MAX_QUERY else 0
    if len(sql) > MAX_QUERY:
        much = f"{len(sql):,} characters, more than {MAX_QUERY:,}"
    elif is_deep(sql, most=MAX_BRACKETS):
        much = f"more than {MAX_BRACKETS} brackets open at once"
    elif withs > MAX_WITH:
        much = f"WITH {withs} times, more than {MAX_WITH}"
    else:
        return
    raise UsageError(
        f"the query has {much}", remedy="shorten it; one WITH can name any number of queries, divided by commas"
    )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """A block whose DuckDB errors come out as ours, with the file named and the cause kept."""
    try:
        yield
    except duckdb.Error as cause:
        text = " ".join(str(cause).split())
        if re.search(r"No space left|Disk quota|disk is full|not enough disk", text, re.I):
            raise HomeError(
                f"the disk that holds {path} is full", remedy="free some space and run the same command again"
            ) from cause
        if re.search(r"lock on file", text):
            raise WarehouseError(
                f"{path} is open in another program", remedy="close it; readers open the published file"
            ) from cause
        if re.search(r"replaying WAL", text):
            raise ReplayError(
                f"the write-ahead log of {path} cannot be replayed: {text[:300]}",
                remedy="run `sourcing publish`: it sets the log aside and loads again what has landed",
            ) from cause
        raise WarehouseError(f"{path}: {text[:300]}", remedy="run `sourcing doctor`") from cause


@contextmanager
def open_warehouse(path: Path, *, memory_limit: str, is_draft: bool = False) -> Iterator[Warehouse]:
    """The warehouse at `path`, made and migrated where needed; one writer at a time. Errors: WarehouseError, HomeError.

    What is committed stands in its log, and is brought into the file at the end of the block; in the log it stays where the block
    fails. A draft, which nobody misses, is written at once. Before a file with rows in it is migrated, it is copied as it is.
    """
    settle(path)
    config = _config(path, memory_limit=memory_limit)
    warehouse = _opened(path, config, is_draft=is_draft)
    try:
        if number := _former(warehouse):
            warehouse.close()
            whole(path, memory_limit=memory_limit)
            keep_former(path, number=number)
            warehouse = _opened(path, config, is_draft=is_draft)
        warehouse.run("SET TimeZone = 'UTC'")
        migrate(warehouse)
        yield warehouse
    finally:
        warehouse.close()
    with translated(path):
        bring_in(path, config, always=False)


def whole(path: Path, *, memory_limit: str) -> None:
    """Brings all that stands in the log of a warehouse into its file, which nobody has open. Errors: WarehouseError, HomeError."""
    with translated(path):
        bring_in(path, _config(path, memory_limit=memory_limit), always=True)


def _opened(path: Path, config: Mapping[str, Any], *, is_draft: bool) -> Warehouse:
    with translated(path):
        return Warehouse(
            duckdb.connect(str(path), config=dict(config)) if is_draft else into_log(path, config), path=path
        )


def _config(path: Path, *, memory_limit: str) -> dict[str, Any]:
    """How a file is opened."""
    threads = 1 if path.exists() and path.stat().st_size < _SMALL else 2
    spilled = str(path.parent / "duckdb-tmp")
    return {"memory_limit": memory_limit, "threads": threads, "temp_directory": spilled, **_NO_DOWNLOADS}


@contextmanager
def connected(scratch: Path, *, memory_limit: str, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, for reading files beside the warehouse; what does not fit goes to `scratch`. Errors: WarehouseError."""
    with translated(scratch):
        config = {"memory_limit": memory_limit, "threads": threads, "temp_directory": str(scratch), **_NO_DOWNLOADS}
        connection = duckdb.connect(config=config)
    try:
        with translated(scratch):
            connection.execute("SET enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def literal(text: object) -> str:
    """A text as SQL writes it, for statements that take no parameter."""
    return "'" + str(text).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def check_published(path: Path) -> None:
    """Passes where something was published. Errors: WarehouseError."""
    if not path.is_file():
        raise WarehouseError(f"{path} does not exist yet", remedy="run `sourcing run ROLE --repo …` first")


@contextmanager
def open_published(path: Path) -> Iterator[Warehouse]:
    """The published file, read-only, with no way out of it. Errors: WarehouseError where nothing was published yet."""
    check_published(path)
    config = {"enable_external_access": False, "lock_configuration": True, **_NO_DOWNLOADS}
    with translated(path):
        connection = duckdb.connect(str(path), read_only=True, config=config)
    try:
        yield Warehouse(connection, path=path)
    finally:
        connection.close()


@cache
def migrations() -> tuple[tuple[int, str, str], ...]:
    """Number, name and SQL of every migration, in order."""
    files = [
        file for file in resources.files("warehouse").joinpath("migrations").iterdir() if file.name.endswith(".sql")
    ]
    return tuple(
        (int(file.name[:4]), file.name, file.read_text("utf-8")) for file in sorted(files, key=lambda file: file.name)
    )


def newest() -> int:
    """The number of the newest migration."""
    return migrations()[-1][0]


def schema_of(path: Path) -> int:
    """The number of the newest migration of a file, which is only looked at; 0 where it has none. Errors: WarehouseError."""
    with translated(path):
        connection = duckdb.connect(str(path), read_only=True, config=_NO_DOWNLOADS)
    try:
        return _schema(Warehouse(connection, path=path))
    finally:
        connection.close()


def _schema(warehouse: Warehouse) -> int:
    return max(_done(warehouse), default=0)


def _done(warehouse: Warehouse) -> set[int]:
    """The numbers of the migrations of a file; none where it is new. (A look at the list of tables takes ten times as long.)"""
    try:
        return {number for (number,) in warehouse.rows("SELECT number FROM migration")}
    except WarehouseError as failure:
        if isinstance(failure.__cause__, duckdb.CatalogException):
            return set()
        raise


def _former(warehouse: Warehouse) -> int:
    """The number of the newest migration of a file that is to be migrated; 0 where it is new, or as it is to be."""
    number = _schema(warehouse)
    return number if number < newest() else 0


def migrate(warehouse: Warehouse) -> None:
    """Brings the file to the newest form, each migration in a transaction of its own. Errors: WarehouseError."""
    warehouse.run("CREATE TABLE IF NOT EXISTS migration (number INTEGER NOT NULL, name VARCHAR NOT NULL)")
    done, known = _done(warehouse), migrations()
    if done and max(done) > known[-1][0]:
        raise WarehouseError(f"{warehouse.path} was written by a newer version", remedy="update `sourcing`")
    for number, name, sql in known:
        if number not in done:
            with warehouse.transaction():
                warehouse.run(sql)
                warehouse.insert("migration", [(number, name)])


def create_views(warehouse: Warehouse) -> None:
    """Makes the views anew; the same SQL serves the warehouse and the published file."""
    for file in sorted(resources.files("warehouse").joinpath("views").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            warehouse.run(file.read_text("utf-8"))
