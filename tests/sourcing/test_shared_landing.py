"""A landing that machines share, on a folder, in memory and on object storage: what one lands another reads, and erasure reaches it."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sourcing.clearing import clear
from sourcing.errors import LandingError
from sourcing.git.source import ChosenText
from sourcing.landing import Draft, Landing, git_name
from sourcing.parcel import pack, parcel_name
from sourcing.records import Account, AccountSeen, Held
from sourcing.shared_landing import SharedLanding
from sourcing.traces import Named
from tests.services import BUCKET, storage

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MIRA, ODD = Account(site="github", handle="mira-sbx"), Account(site="github", handle="odd-sbx")
TEXT, HERS = b"import torch", b"by Mira Solvang"
BLOB, HER_BLOB = (git_name(text, like="0" * 40) for text in (TEXT, HERS))
GONE = Named([MIRA.key], names=["Mira Solvang"], salt=b"k")

Machine = Callable[[str], SharedLanding]


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, storage() as environment:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield f"s3://{BUCKET}/team"


@pytest.fixture(params=["memory", "file", "s3"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    """One of several machines by its name, each with a copy of its own of one shared landing, that of `writer` level with it."""
    place = request.getfixturevalue("bucket") if request.param == "s3" else f"{request.param}://{tmp_path}"
    url = f"{place}/{request.node.name}"
    writer = SharedLanding(tmp_path / "writer", url=url)
    writer.level()
    return lambda name: writer if name == "writer" else SharedLanding(tmp_path / name, url=url, turn=writer.turn)


def land(landing: Landing, batch: str = "git-1") -> None:
    landing.put_blob(BLOB, TEXT)
    landing.put_blob(HER_BLOB, HERS)
    tables: dict[str, list[Any]] = {
        "account": [AccountSeen(account=one, display_name="Mira Solvang") for one in (MIRA, ODD)],
        "text": [ChosenText(path=one, blob=one, held=Held.HELD) for one in (BLOB, HER_BLOB)],
    }
    landing.write(
        Draft(
            batch_id=batch, kind="git", source="s", repository="h/guild/x", fetched_at=NOW, version="1", tables=tables
        )
    )


def contents(landing: Landing) -> dict[str, bytes]:
    return {str(one.relative_to(landing.root)): one.read_bytes() for one in landing.root.rglob("*") if one.is_file()}


def test_what_a_worker_lands_the_writer_reads_byte_for_byte(machine: Machine) -> None:
    worker, writer = machine("worker"), machine("writer")
    land(worker)
    assert writer.names() == []
    writer.bring(["git-1", "git-none"])
    assert writer.names() == ["git-1"] and contents(writer) == contents(worker)
    assert writer.blob(BLOB) == TEXT


def test_the_writer_and_the_shared_landing_become_level(machine: Machine) -> None:
    worker, writer = machine("worker"), machine("writer")
    land(worker, "git-1")
    land(Landing(writer.root), "git-2")  # as a process of its own does that knows one folder alone
    writer.level()
    other = machine("other")
    other.bring(["git-1", "git-2"])
    assert writer.names() == other.names() == ["git-1", "git-2"] and contents(writer) == contents(other)


def test_an_erasure_reaches_it_even_when_it_was_killed_before(machine: Machine) -> None:
    writer = machine("writer")
    land(writer)
    alone = Landing(writer.root)
    clear(alone, GONE)  # killed before the shared landing followed
    clear(writer, GONE)
    other = machine("other")
    other.bring(["git-1"])
    assert contents(other) == contents(writer)
    assert [one.account for one in other.read("git-1", "account", AccountSeen)] == [ODD]
    assert (other.blob(BLOB), other.blob(HER_BLOB)) == (TEXT, None)
    clear(writer, Named(["github:guild"], salt=b"k"))  # whose the repository is
    writer.level()
    assert writer.names() == []


def test_who_works_for_an_earlier_command_lands_nothing_more(machine: Machine) -> None:
    worker, writer = machine("worker"), machine("writer")
    writer.level()
    with pytest.raises(LandingError, match="another command has taken over"):
        land(worker)
    writer.bring(["git-1"])
    assert writer.names() == []


def parcel(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"no parcel", parcel(("head.jsonl.gz", b"")), parcel(("../../out", b"x")), parcel(("blobs/" + "a" * 40, b"x"))],
)  # fmt: skip
def test_a_damaged_parcel_is_an_error_that_names_it(tmp_path: Path, data: bytes) -> None:
    folder = tmp_path / "team/batches/git-1"
    folder.mkdir(parents=True)
    (folder / "0.tar").write_bytes(data)
    landing = SharedLanding(tmp_path / "home", url=f"file://{tmp_path}/team")
    with pytest.raises(LandingError, match="git-1 in the shared landing is damaged"):
        landing.level()
    assert landing.names() == [] and not list(landing.root.rglob("*.tar")) and not (tmp_path / "out").exists()


def test_a_parcel_follows_from_the_batch_alone(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        landing = Landing(tmp_path / name)
        land(landing)
        pack(landing, "git-1", into=tmp_path / f"{name}.tar")
        made.append((parcel_name(landing, "git-1"), (tmp_path / f"{name}.tar").read_bytes()))
    assert made[0] == made[1]


@pytest.mark.parametrize("address", ["nosuch://x/y", "s3://no-such-bucket-of-tests/x"])
def test_storage_out_of_reach_is_an_error_that_names_it(address: str, bucket: str, tmp_path: Path) -> None:
    with pytest.raises(LandingError, match=f"the shared landing {address} fails"):
        SharedLanding(tmp_path, url=address).level()
