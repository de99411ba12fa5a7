"""What `doctor` says of a home in operation: every fault is told with what to do, and a home in order has none."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import SecretStr

from flows.checkup import check_home
from flows.server import Server, started
from sourcing.home import Home
from sourcing.lock import single_writer
from sourcing.settings import Settings
from tests.flows.support import Desk

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def home(ran: Desk, tmp_path: Path) -> Home:
    shutil.copytree(ran.folder / ".sourcing", tmp_path / "home")
    return Home(tmp_path / "home")


def said(home: Home, *, now: datetime | None = NOW) -> dict[str, tuple[bool, str]]:
    settings = Settings(home=home.root, clock=now, salt=SecretStr("test"))
    return {name: (good, says) for name, good, says in check_home(settings)}


def test_a_home_in_order_has_no_fault(home: Home) -> None:
    found = said(home)
    assert {name for name, (good, _) in found.items() if not good} == set()
    assert set(found) == {
        *(
            "home",
            "disk",
            "key",
            "lock",
            "write-ahead log",
            "schema",
            "prefect",
            "clock",
            "set aside",
            "published",
            "last run",
        ),
        "backup",
    }
    assert "24 hours ago" in found["last run"][1] and "sourcing backup" in found["backup"][1]


def test_a_home_that_holds_nothing_has_none_either(tmp_path: Path) -> None:
    assert all(good for good, _ in said(Home(tmp_path / "none")).values())


def test_another_key_is_told_and_nothing_is_made(home: Home) -> None:
    for key, says in ((SecretStr("another"), "SOURCING_SALT"), (None, "SOURCING_SALT")):
        found = {name: (good, told) for name, good, told in check_home(Settings(home=home.root, clock=NOW, salt=key))}[
            "key"
        ]
        assert found[0] is False and says in found[1]
    assert not (home.root / "salt").exists()
    assert said(home)["key"] == (True, "SOURCING_SALT, as before")


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.wait()


def left(home: Home, process: subprocess.Popen[bytes], *, owner: int, has_pages: bool) -> None:
    """A server on record, of a process that is there or was killed."""
    made = Server(
        pid=process.pid,
        started=started(process.pid),
        owner=owner,
        owner_started=started(owner) or "1",
        port=1,
        key="",
        has_pages=has_pages,
    )
    (home.prefect / "server.json").write_text(json.dumps(asdict(made)))


def test_a_server_of_a_killed_process(home: Home, sleeper: subprocess.Popen[bytes]) -> None:
    left(home, sleeper, owner=2**22 + 1, has_pages=False)
    good, says = said(home)["prefect"]
    assert not good and f"kill {sleeper.pid}" in says


def test_a_schedule_that_is_up_and_missed_two_turns(
    home: Home, sleeper: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ran: Desk
) -> None:
    monkeypatch.chdir(ran.folder)
    left(home, sleeper, owner=os.getpid(), has_pages=True)
    assert said(home)["last run"][0]
    good, says = said(home, now=NOW + timedelta(days=2))["last run"]
    assert not good and "3 days ago" in says


def newer(home: Home) -> None:
    with duckdb.connect(str(home.warehouse)) as raw:
        raw.execute("INSERT INTO migration VALUES (9999, '9999_from_the_future.sql')")


def damaged(home: Home) -> None:
    home.warehouse.write_bytes(b"no database" * 1_000)


def behind(home: Home) -> None:
    home.written.write_text("2026-11-20T00:00:00+00:00")


def replayed(home: Home) -> None:
    home.aside.mkdir()
    (home.aside / "warehouse.duckdb.wal.1").touch()


def old(home: Home) -> None:
    home.backed_up.write_text((NOW - timedelta(days=40)).isoformat())


@pytest.mark.parametrize(
    ("harm", "check", "remedy"),
    [
        (newer, "schema", "update `sourcing`"),
        (damaged, "schema", "restore a backup"),
        (replayed, "set aside", "give again"),
        (old, "backup", "40 days ago; run `sourcing backup FILE`"),
    ],
)
def test_what_is_to_mend(home: Home, harm: Callable[[Home], None], check: str, remedy: str) -> None:
    harm(home)
    good, says = said(home)[check]
    assert not good and remedy in says


def test_what_lies_elsewhere_is_asked(tmp_path: Path) -> None:
    (tmp_path / "shared/batches/one").mkdir(parents=True)
    (tmp_path / "shared/batches/one/digest.tar").touch()
    given: dict[str, Any] = {
        "landing_url": f"file://{tmp_path}/shared",
        "dask": "local:2",
        "frontier_url": f"sqlite:///{tmp_path}/elsewhere",
    }
    found = {name: (good, says) for name, good, says in check_home(Settings(home=tmp_path / "home", **given))}
    assert found["shared landing"] == (True, f"1 batches at file://{tmp_path}/shared")
    assert found["frontier"] == (True, "its database answers") and found["workers"][0]
    with socket.socket() as nobody:  # bound, and listens not
        nobody.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{nobody.getsockname()[1]}"
        given |= {
            "dask": f"tcp://{where}",
            "frontier_url": f"postgresql+psycopg://u@{where}/d",
            "landing_url": "nosuch://folder",
        }
        found = {name: (good, says) for name, good, says in check_home(Settings(home=tmp_path / "home", **given))}
    for name, remedy in {
        "workers": "start the scheduler",
        "frontier": "check its disk, its server",
        "shared landing": "landing_url",
    }.items():
        good, says = found[name]
        assert not good and remedy in says


def test_a_clock_that_is_behind(home: Home) -> None:
    behind(home)
    assert said(home)["clock"][0], "one that is set is taken as it is"
    home.written.write_text("2090-01-01T00:00:00+00:00")
    good, says = said(home, now=None)["clock"]
    assert not good and "set the clock" in says


def test_an_older_form_and_a_log_that_was_left_are_told_and_are_no_fault(home: Home) -> None:
    with duckdb.connect(str(home.warehouse)) as raw:
        raw.execute("PRAGMA disable_checkpoint_on_shutdown")
        raw.execute("DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)")
    found = said(home)
    assert found["schema"][0] and "brings it to" in found["schema"][1]
    assert found["write-ahead log"][0] and "as a writer left them" in found["write-ahead log"][1]


def test_a_writer_at_work_is_no_fault(home: Home) -> None:
    with single_writer(home.lock):
        good, says = said(home)["lock"]
    assert good and "is being written by process" in says
