"""A landing without somebody: the rows of others stay as they were, and what a killed clearing left is ended."""

from __future__ import annotations

import resource
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sourcing.clearing import clear, settle, told_of
from sourcing.errors import HomeError
from sourcing.git.source import ChosenText
from sourcing.landing import Draft, Landing, git_name
from sourcing.records import Account, AccountLink, AccountSeen, Held
from sourcing.traces import Named

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MIRA, ODD = Account(site="github", handle="mira-sbx"), Account(site="github", handle="odd-sbx")
KEYED = Account(site="git", handle="0011223344556677")
GONE = Named([MIRA.key, KEYED.key], names=["Mira Solvang"], salt=b"k")
README, LICENCE, CODE = b"by Mira Solvang", b"do as you like", b"import torch"


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    made = Landing(tmp_path / "landing")
    for batch, repository, texts in (
        ("git-1", "h/guild/bread", (README, LICENCE)),
        ("git-2", "github.com/mira-sbx/oven", (CODE,)),
    ):
        blobs = [git_name(text, like="0" * 40) for text in texts]
        for blob, text in zip(blobs, texts, strict=True):
            made.put_blob(blob, text)
        tables: dict[str, list[Any]] = {
            "account": [AccountSeen(account=MIRA, display_name="Mira Solvang"), AccountSeen(account=ODD, display_name="Odd Berg")],
            "link": [AccountLink(a=KEYED, b=MIRA, reason="r")],
            "text": [ChosenText(path="a", blob=blob, held=Held.HELD) for blob in blobs],
        }  # fmt: skip
        made.write(
            Draft(
                batch_id=batch,
                kind="git",
                source="s",
                repository=repository,
                fetched_at=NOW,
                version="1",
                tables=tables,
            )
        )
    return made


def test_others_stay_under_the_same_id_and_time(landing: Landing) -> None:
    done = clear(landing, GONE)
    (left,) = landing.manifests()
    assert (left.batch_id, left.fetched_at, left.rows) == ("git-1", NOW, {"account": 1, "link": 0, "text": 2})
    assert [one.account for one in landing.read("git-1", "account", AccountSeen)] == [ODD]
    kept = [zlib.decompress(path.read_bytes()) for path in landing.blobs.glob("??/*")]
    assert kept == [LICENCE]
    assert done == {"batches removed": 1, "batches written anew": 1, "rows removed": 2, "blobs removed": 2}
    assert not clear(landing, GONE)


@contextmanager
def full_disk() -> Iterator[None]:
    """A block in which no file can grow beyond a few bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_takes_nothing_of_others(landing: Landing) -> None:
    with pytest.raises(HomeError), full_disk():
        clear(landing, GONE)
    assert landing.has("git-1")
    clear(landing, GONE)
    assert [one.account for one in landing.read("git-1", "account", AccountSeen)] == [ODD]


def test_a_damaged_batch_goes_and_stops_nothing(landing: Landing) -> None:
    landing.table("git-1", "account").write_bytes(b"no gzip")
    assert told_of(landing, GONE, follows=True)[0] == GONE.accounts
    assert clear(landing, GONE)["batches removed"] == 2


@pytest.mark.parametrize("was_renamed", [False, True])
def test_what_a_killed_clearing_left_is_ended(landing: Landing, was_renamed: bool) -> None:
    place = landing.batches / "git-1"
    fresh = landing.batches / ".fresh-git-1"
    fresh.mkdir()
    for path in place.iterdir():
        (fresh / path.name).write_bytes(path.read_bytes())
    if was_renamed:
        place.rename(landing.batches / ".former-git-1")
    settle(landing)
    assert {path.name for path in landing.batches.iterdir()} == {"git-1", "git-2"} and landing.has("git-1")


def test_of_somebody_suppressed_before_the_landing_still_tells(landing: Landing) -> None:
    only = Named([MIRA.key], salt=b"k")
    assert told_of(landing, only, follows=True) == ({MIRA.key, KEYED.key}, {"Mira Solvang"})
    assert told_of(landing, only, follows=False)[0] == {MIRA.key}


def test_links_join_who_is_held_no_longer_and_nobody_else(tmp_path: Path) -> None:
    links = [
        AccountLink(a=KEYED, b=MIRA, reason="r"),
        AccountLink(a=ODD, b=Account(site="github", handle="wei-sbx"), reason="r"),
    ]
    made = Landing(tmp_path)
    made.write(
        Draft(batch_id="b", kind="git", source="s", repository="r", fetched_at=NOW, version="1", tables={"link": links})
    )
    assert told_of(made, Named([MIRA.key], salt=b"k"), follows=True)[0] == {MIRA.key, KEYED.key}


def test_nothing_of_them_comes_in_again(landing: Landing, tmp_path: Path) -> None:
    spared = Landing(tmp_path / "other").sparing(GONE)
    spared.put_blob(git_name(README, like="0" * 40), README)
    rows = [AccountSeen(account=MIRA, display_name=""), AccountSeen(account=ODD, display_name="")]
    spared.write(
        Draft(
            batch_id="b", kind="git", source="s", repository="r", fetched_at=NOW, version="1", tables={"account": rows}
        )
    )
    assert [one.account for one in spared.read("b", "account", AccountSeen)] == [ODD]
    assert not list(spared.blobs.glob("??/*")) and spared.spares("github.com/mira-sbx/oven")
