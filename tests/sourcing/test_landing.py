"""The landing: batches whole or not at all, the same bytes for the same records, damage named."""

from __future__ import annotations

import gzip
import hashlib
import multiprocessing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcing.errors import LandingError
from sourcing.git.source import ChosenText, Head
from sourcing.landing import Draft, Landing, Manifest, batch_id
from sourcing.records import (
    Account,
    AccountLink,
    AccountSeen,
    AnswerRow,
    CommitFact,
    Evidence,
    FileEntry,
    Held,
    Outcome,
    Repository,
    RepositoryText,
    Touch,
)

AT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
ADA = Account(site="git", handle="0123456789abcdef")
BEN = Account(site="github", handle="ben:with:colons")
PLACE = Repository(key="h/o/n", name="o/n", location="/srv/n", web_url=None)

RECORDS: list[Any] = [
    AccountSeen(account=ADA, display_name="Zoë \u2028 \x00 \U0001f600", is_bot=True),
    AccountLink(a=ADA, b=BEN, reason="r"),
    CommitFact(id="c", account=ADA, authored_at=None, subject='"\\\n', body_words=3, is_merge=True, files=0),
    FileEntry("a\nb", "100644", "0" * 40),
    Touch(account=BEN, path="p", commits=1, weight=0.3333, is_first=True, last_commit="c", last_at=AT),
    Head(repository=PLACE, commit=None, committed_at=None, commits=0, is_shallow=False),
    ChosenText(path="p", blob="b", held=Held.TOO_LARGE),
    AnswerRow(signal="s", version=1, outcome=Outcome.COULD_NOT_LOOK, value=0.1, reason=""),
    RepositoryText(readme="", dependencies=("a", "b"), place="product"),
    Evidence(
        signal="s", kind="k", account=ADA, value=1.0, own_value=0.25, unit="files", path=None, line=None, commit="c",
        link="l", observed_at=AT, authored_share=0.25, detail="d", skills=("x", "y"),
    ),
]  # fmt: skip


def draft(name: Any = "git-1", **tables: list[Any]) -> Draft:
    return Draft(
        batch_id=name, kind="git", source="/srv/n", repository="h/o/n", fetched_at=AT, version="v", tables=tables
    )


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_as_it_was(landing: Landing, record: Any) -> None:
    landing.write(draft(t=[record, record]))
    assert list(landing.read("git-1", "t", type(record))) == [record, record]


@settings(max_examples=50)
@given(text=st.text(), number=st.floats(allow_nan=False, allow_infinity=False), at=st.datetimes(timezones=st.just(UTC)))
def test_any_text_number_and_time_comes_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, number: float, at: datetime
) -> None:
    landing = Landing(tmp_path_factory.mktemp("landing"))
    touch = Touch(account=ADA, path=text, commits=1, weight=number, is_first=False, last_commit=text, last_at=at)
    landing.write(draft(t=[touch]))
    assert list(landing.read("git-1", "t", Touch)) == [touch]


def test_a_manifest_comes_back_as_it_was(landing: Landing) -> None:
    written = landing.write(draft(t=RECORDS[:1], u=[]))
    assert landing.manifest("git-1") == written
    assert dict(written.rows) == {"t": 1, "u": 0}
    lines = gzip.decompress(landing.table("git-1", "t").read_bytes())
    assert written.sha256["t"] == hashlib.sha256(lines).hexdigest()


def test_the_same_id_written_twice_keeps_the_first(landing: Landing) -> None:
    first = landing.write(draft(t=[FileEntry("first", "1", "2")]))
    assert landing.write(draft(t=[FileEntry("second", "1", "2")])) == first
    assert [entry.path for entry in landing.read("git-1", "t", FileEntry)] == ["first"]


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        landing = Landing(tmp_path / name)
        landing.write(draft(**{f"t{number}": [record] for number, record in enumerate(RECORDS)}))
        written.append({p.name: p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()})
    assert written[0] == written[1]
    assert len(written[0]) == len(RECORDS) + 1


def test_a_failed_writing_leaves_nothing(landing: Landing) -> None:
    with pytest.raises(Exception, match="nothing of ours"):
        landing.write(draft(t=[FileEntry("a", "1", "2"), Unwritable()]))
    assert list((landing.root / "batches").iterdir()) == []


class Unwritable:
    """What no record is."""

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> Any:
        raise ValueError("nothing of ours")


def test_what_a_killed_writer_left_is_no_batch_and_is_discarded(landing: Landing) -> None:
    landing.write(draft(t=RECORDS[:1]))
    landing.put_blob("ab" + "0" * 38, b"x")
    half = landing.root / "batches" / ".tmp-killed"
    half.mkdir()
    (half / "manifest.json").write_text("{")
    (landing.root / "blobs" / "ab" / ".tmp-killed").write_bytes(b"half")
    assert [one.batch_id for one in landing.manifests()] == ["git-1"]
    assert landing.discard_unfinished() == 2
    assert list(landing.root.rglob(".tmp-*")) == []
    assert landing.has("git-1")
    assert landing.discard_unfinished() == 0


def test_a_batch_that_lost_its_manifest_is_written_anew(landing: Landing) -> None:
    landing.write(draft(t=[FileEntry("old", "1", "2")]))
    (landing.root / "batches" / "git-1" / "manifest.json").unlink()
    assert not landing.has("git-1")
    landing.write(draft(t=[FileEntry("new", "1", "2")]))
    assert [entry.path for entry in landing.read("git-1", "t", FileEntry)] == ["new"]


def _write(root: Path, start: Any, name: str) -> None:
    start.wait(30)
    for number in range(30):
        Landing(root).write(draft(f"git-{number}", t=[FileEntry(name, "1", "2")]))


def test_two_processes_may_write_the_same_batches(landing: Landing) -> None:
    context = multiprocessing.get_context("fork")
    start = context.Barrier(2)
    both = [context.Process(target=_write, args=(landing.root, start, name)) for name in ("one", "two")]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert len(landing.manifests()) == 30
    assert list((landing.root / "batches").glob(".tmp-*")) == []


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "other", "gone", "text", "null"])
def test_a_damaged_table_is_an_error_that_names_the_file(landing: Landing, damage: str) -> None:
    landing.write(draft(t=[AccountSeen(account=ADA, display_name=f"{number}") for number in range(500)]))
    path = landing.table("git-1", "t")
    data = path.read_bytes()
    middle = len(data) // 2
    match damage:
        case "gone":
            path.unlink()
        case "cut":
            path.write_bytes(data[:middle])
        case "bit":
            path.write_bytes(data[:middle] + bytes([data[middle] ^ 8]) + data[middle + 1 :])
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_bytes(b"plain")
        case "null":
            path.write_bytes(gzip.compress(b'{"account":null,"display_name":"x"}\n'))
        case "other":
            path.write_bytes(gzip.compress(gzip.decompress(data).splitlines(keepends=True)[0]))
    with pytest.raises(LandingError) as caught:
        list(landing.read("git-1", "t", AccountSeen))
    assert str(path) in caught.value.message


@pytest.mark.parametrize("content", ["", "{", "[]", '{"batch_id": 3}'])
def test_a_damaged_manifest_is_an_error_that_names_the_file(landing: Landing, content: str) -> None:
    landing.write(draft(t=[]))
    path = landing.root / "batches" / "git-1" / "manifest.json"
    path.write_text(content)
    with pytest.raises(LandingError, match=r"manifest\.json cannot be read") as caught:
        landing.manifests()
    assert str(path) in caught.value.message


def test_manifests_come_by_time_then_id(landing: Landing) -> None:
    def at(day: int, name: str, kind: str) -> Manifest:
        made = Draft(
            batch_id=name, kind=kind, source="", repository="", fetched_at=AT.replace(day=day), version="", tables={}
        )
        return landing.write(made)

    late, b, a = at(9, "a-1", "git"), at(3, "b-2", "git"), at(3, "a-2", "evidence")
    assert landing.manifests() == [a, b, late]
    assert landing.manifests("git") == [b, late]
    assert Landing(landing.root / "none").manifests() == []


def test_a_blob_is_held_once_and_checked_when_read(landing: Landing) -> None:
    data = b"print(1)\n"
    name = hashlib.sha1(b"blob 9\0" + data).hexdigest()
    long = hashlib.sha256(b"blob 9\0" + data).hexdigest()
    assert (landing.has_blob(name), landing.blob(name)) == (False, None)
    for one in (name, long):
        landing.put_blob(one, data)
        landing.put_blob(one, b"other")
        assert (landing.has_blob(one), landing.blob(one)) == (True, data)


@pytest.mark.parametrize("damage", [b"", b"plain", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_damaged_blob_is_not_held_out_as_one(landing: Landing, damage: bytes) -> None:
    name = hashlib.sha1(b"blob 1\0a").hexdigest()
    landing.put_blob(name, b"a")
    (landing.root / "blobs" / name[:2] / name[2:]).write_bytes(damage)
    assert landing.blob(name) is None


def test_the_identity_of_a_batch_tells_its_parts_apart() -> None:
    assert batch_id("git", "a", "bc") != batch_id("git", "ab", "c")
    assert batch_id("git", "a") == batch_id("git", "a")
    assert batch_id("git", "a").startswith("git-")
    assert len(batch_id("git", "a")) == len("git-") + 20
