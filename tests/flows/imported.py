"""A home with three people, and files to import into it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from flows.house import House
from flows.opening import open_house
from flows.progress import Lines
from sourcing.settings import Settings
from tests.imports.support import CASES, packed
from warehouse.accounts.identity import rebuild_people
from warehouse.connection import Warehouse

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 1, tzinfo=UTC)
KAGGLE = [CASES / "kaggle/tiers/Users.csv", CASES / "kaggle/tiers/UserAchievements.csv"]
ORCID_ID = "0000-0009-0000-001X"
HELD = {  # people of whom code was read, and what their profiles name
    "github:marit-sbx": ["https://www.kaggle.com/marit-sbx", f"https://orcid.org/{ORCID_ID}"],
    "github:odile-sbx": ["https://www.kaggle.com/Odile-SBX"],
    "github:casimir-sbx": [],
}


@contextmanager
def house_at(folder: Path, *, days: int = 0) -> Iterator[House]:
    settings = Settings(home=folder, clock=NOW + timedelta(days=days), salt=SecretStr("test"), memory_limit="512MB")
    with open_house(settings, progress=Lines(Console(quiet=True))) as house:
        yield house


def fill(folder: Path) -> Path:
    """A home with three people in it."""
    with house_at(folder) as house, house.warehouse() as warehouse:
        when = NOW.replace(tzinfo=None)
        for account, links in HELD.items():
            warehouse.insert("account_seen", [["forge.example/works/oven", account, "", False, "b"]])
            warehouse.insert("account_met", [[account, when]])
            warehouse.insert("profile", [[account, "", 0, "", None, links, 0, "b", [], []]])
        rebuild_people(warehouse, retention_days=365)
    return folder


def accounts_of(warehouse: Warehouse, account: str) -> set[str]:
    """All accounts of the person who has this one."""
    sql = (
        "SELECT account FROM person_account WHERE person_id = (SELECT person_id FROM person_account WHERE account = ?)"
    )
    return {row[0] for row in warehouse.rows(sql, [account])}


def landed(house: House) -> str:
    """All that lies in the landing, unpacked."""
    return "".join(
        gzip.open(path, "rt").read() if path.suffix == ".gz" else path.read_text()
        for path in sorted(house.landing.root.rglob("*.*"))
    )


def listed(path: Path, *rows: str) -> Path:
    path.write_text("name,link,note,met_at,lawful_basis\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def orcid(path: Path) -> Path:
    record = CASES / f"orcid/records/{ORCID_ID}.xml"
    path.write_bytes(packed({record.name: record.read_bytes()}))
    return path
