"""Of every thing that is read the newest visit stays, of a page also the one that found it changed, and what is needed for another reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sourcing.community import PageRead
from sourcing.landing import Draft, Landing
from sourcing.records import Account
from sourcing.superseded import remove, superseded, unnamed_blobs

DAY = datetime(2026, 11, 1, tzinfo=UTC)
ADA = Account(site="huggingface", handle="ada-probe")


def _landed(
    landing: Landing,
    name: str,
    *,
    kind: str,
    of: str,
    day: int,
    pages: Sequence[PageRead] = (),
    parent: str | None = None,
) -> str:
    return landing.write(
        Draft(
            batch_id=name,
            kind=kind,
            source="test",
            repository=of,
            fetched_at=DAY + timedelta(days=day),
            version="1",
            tables={"page": pages} if pages else {"profile": ()},
            parent=parent,
        )
    ).batch_id


def _page(name: str, *, day: int, is_unchanged: bool = False) -> PageRead:
    when = DAY + timedelta(days=day)
    return PageRead(
        page=name,
        account=ADA,
        listing="models",
        url="https://huggingface.co/api",
        visit=when,
        fetched_at=when,
        is_last=True,
        is_unchanged=is_unchanged,
    )


def _left(landing: Landing, *needed: str) -> list[str]:
    gone = {one.batch_id for one in superseded(landing, needed=needed)}
    return sorted(one.batch_id for one in landing.manifests() if one.batch_id not in gone)


def test_of_each_account_and_source_the_newest_visit_stays(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    for name, kind, of, day in (
        ("a1", "github-person", "github:ada", 1),
        ("a2", "github-person", "github:ada", 2),
        ("a2too", "github-person", "github:ada", 2),
        ("b1", "github-person", "github:bo", 1),
        ("r1", "git", "git.example/o/r", 1),
        ("r3", "github", "git.example/o/r", 3),
    ):
        _landed(landing, name, kind=kind, of=of, day=day)
    assert _left(landing) == ["a2", "a2too", "b1", "r1", "r3"]
    assert _left(landing, "a1") == ["a1", "a2", "a2too", "b1", "r1", "r3"]


def test_evidence_stays_with_what_it_was_derived_from(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    for day in (1, 2, 3):
        _landed(landing, f"r{day}", kind="git", of="git.example/o/r", day=day)
        _landed(landing, f"e{day}", kind="evidence", of="git.example/o/r", day=day, parent=f"r{day}")
    assert _left(landing) == ["r3"], "evidence by signals that are no more"
    assert _left(landing, "e2", "e3") == ["e2", "e3", "r2", "r3"]


def test_of_a_page_the_newest_visit_stays_and_the_newest_that_found_it_changed(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    for day, pages in enumerate(
        (
            [_page("one", day=0), _page("two", day=0)],
            [_page("one", day=1)],
            [_page("one", day=2, is_unchanged=True)],
            [_page("one", day=3, is_unchanged=True)],
        )
    ):
        _landed(landing, f"s{day}", kind="site-huggingface", of="huggingface", day=day, pages=pages)
    assert _left(landing) == ["s0", "s1", "s3"]


def test_what_is_removed_is_gone_and_a_removal_that_was_killed_is_ended(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    for name in ("a", "b"):
        _landed(landing, name, kind="github-person", of=name, day=1)
    remove(landing, ["a"])
    (landing.batches / "b").rename(landing.batches / ".tmp-gone-b")
    assert landing.discard_unfinished() == 1
    assert not list(landing.batches.iterdir())
    landing.put_blob("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", b"")
    assert unnamed_blobs(landing) == [landing.blobs / "e6/9de29bb2d1d6434b8b29ae775ad8c2e48c5391"]
