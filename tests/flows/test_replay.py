"""A log that cannot be replayed is set aside and said loudly, and no erasure leaves it, or a former file, there."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import duckdb
from pydantic import SecretStr
from rich.console import Console

from flows.opening import open_house
from flows.progress import Lines
from flows.rights.erase import start
from sourcing.settings import Settings
from tests.flows.imported import HELD, NOW, fill, house_at


def spoilt(home: Path) -> bytes:
    """The log that a killed process left, with a bit turned in it."""
    file = home / "warehouse.duckdb"
    with duckdb.connect(str(file)) as database:
        database.execute("PRAGMA disable_checkpoint_on_shutdown")
        database.execute("INSERT INTO account_met SELECT 'git:' || i, TIMESTAMP '2026-01-01' FROM range(100) t(i)")
    log = file.with_name("warehouse.duckdb.wal")
    data = bytearray(log.read_bytes())
    data[100] ^= 0xFF
    log.write_bytes(data)
    return bytes(data)


def test_what_stands_in_the_file_is_kept_and_the_rest_is_said_to_be_lost(tmp_path: Path) -> None:
    data, heard = spoilt(fill(tmp_path)), io.StringIO()
    settings = Settings(home=tmp_path, clock=NOW + timedelta(days=1), salt=SecretStr("test"))
    with open_house(settings, progress=Lines(Console(file=heard))) as house, house.warehouse() as warehouse:
        assert warehouse.rows("SELECT account FROM account_met ORDER BY 1") == [(one,) for one in sorted(HELD)]
        assert warehouse.rows("SELECT act FROM audit") == [("log set aside",)]
    assert (tmp_path / "aside/warehouse.duckdb.wal.1").read_bytes() == data
    assert "cannot be replayed" in heard.getvalue() and "has to be given again" in heard.getvalue()
    with house_at(tmp_path):
        pass
    assert len([*(tmp_path / "aside").iterdir()]) == 1


def test_an_erasure_takes_what_was_set_aside_with_it(tmp_path: Path) -> None:
    spoilt(fill(tmp_path))
    with house_at(tmp_path) as house:
        (tmp_path / "aside/warehouse.before-0016.duckdb").write_bytes(b"a former file")
        start(house, ["github:marit-sbx"], kind="erased", reason="asked", actor="Ada")
    assert not (tmp_path / "aside").exists()
