"""The documents of a search: drafted from the answers, never overwritten, and told of until somebody completed them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.legal import look
from flows.legal.documents import LEGAL, PURPOSE, digests, drafts, names, still_open, texts
from flows.source_terms import asked
from sourcing.home import Home
from sourcing.settings import Purpose, Settings
from tests.flows.support import ANSWERS, Desk
from tests.warehouse.few_people import NOW, settle
from tests.warehouse.house import opened
from warehouse.published.publish import publish
from warehouse.team import signing

TODAY = date(2026, 11, 1)
ANSWER = "An {{ odd }} <b>answer</b>,\nin two lines"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Those of a search in a folder of its own, into which its documents are drafted."""
    monkeypatch.chdir(tmp_path)
    purpose = Purpose(
        employer="Example Ltd", contact="privacy", purpose=ANSWER, legal_basis="assessed", regions=["EU", "UK"]
    )
    settings = Settings(home=tmp_path / "home", purpose=purpose, clock=NOW, sites_off=["dblp"], retention_days=123)
    LEGAL.mkdir()
    for path, text in drafts(settings, purpose, today=TODAY).items():
        path.write_text(text, "utf-8")
    return settings


def complete() -> None:
    for name, text in texts().items():
        (LEGAL / name).write_text(text.replace("[FILL IN", "(said"), "utf-8")


def test_every_document_holds_the_answers_and_marks_what_is_left(settings: Settings) -> None:
    assert names() == (
        "impact-assessment.md",
        "legitimate-interest-assessment.md",
        "notice.md",
        "record-of-processing.md",
    )
    for name, text in texts().items():
        assert "Example Ltd" in text and "An {{ odd }} <b>answer</b>, in two lines" in text and "123 days" in text, name
        assert "[FILL IN" in text, name
    notice = texts()["notice.md"]
    for one in asked(settings):
        assert f"- {one.site} (its terms: {one.terms_url})" in notice
    assert "openalex" in notice and "dblp" not in notice and "reddit" not in notice
    for owed in (
        "Article 14",
        "privacy",
        "object at any time",
        "supervisory authority",
        "corrected",
        "receive it",
        "Outside the European",
    ):
        assert owed in notice, owed


def test_what_is_open_is_told_until_it_is_done(settings: Settings) -> None:
    assert [line.partition(":")[0] for line in still_open(settings)] == [f"legal/{name}" for name in names()]
    complete()
    assert still_open(settings) == []
    assert still_open(settings, held=["dblp"]) == ["legal/notice.md does not name these sources: dblp"]
    (LEGAL / "notice.md").write_text("We read github, Git.", "utf-8")
    assert "arxiv, codeberg" in still_open(settings)[0]
    (LEGAL / "notice.md").write_text(" \n", "utf-8")
    (LEGAL / "impact-assessment.md").unlink()
    assert still_open(settings)[:2] == [
        "legal/impact-assessment.md is not there: `sourcing init` drafts it",
        "legal/notice.md is empty",
    ]


def test_a_digest_changes_with_what_was_signed(settings: Settings) -> None:
    before = digests(settings)
    assert {*before} == {PURPOSE, *names()}
    other = settings.model_copy(update={"retention_days": 200})
    assert [name for name, digest in digests(other).items() if before[name] != digest] == [PURPOSE]
    (LEGAL / "notice.md").write_text("another", "utf-8")
    assert [name for name, digest in digests(settings).items() if before[name] != digest] == ["notice.md"]


def test_doctor_says_what_is_to_do(settings: Settings) -> None:
    assert look.checks(Settings(home=settings.home)) == []
    first = look.checks(settings)
    assert [name for name, _, _ in first] == ["documents"] * 4 and all(is_well for _, is_well, _ in first)
    assert first[2][2].startswith("legal/notice.md: 6 places to fill in, marked [FILL IN …], before anybody")
    complete()
    ((name, is_well, says),) = look.checks(settings)
    assert (name, is_well) == ("sign-off", True) and says.startswith("none so far")
    with opened(settings.home.parent / "w.duckdb") as warehouse:
        settle(warehouse)
        signing.sign(warehouse, digests(settings), by="Ada", now=NOW)
        publish(warehouse, Home(settings.home).published, now=NOW)
    assert look.checks(settings) == [
        ("sign-off", True, "it covers legal/ as it is"),
        ("notices", True, "nobody is to be told within 7 days"),
    ]
    for days, says in (
        (22, "3 people to be told within 7 days, the first by 2026-11-30"),
        (30, "3 people should have been told"),
    ):
        later = settings.model_copy(update={"clock": NOW + timedelta(days=days), "retention_days": 99})
        (_, signed, changed), (name, is_well, told) = look.checks(later)
        assert not signed and changed.startswith("changed since Ada signed off on 2026-11-01: the purpose, or how long")
        assert (name, is_well) == ("notices", False) and told.startswith(says)


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    mine = tmp_path / "legal/notice.md"
    mine.parent.mkdir()
    mine.write_text("our own", "utf-8")
    desk.answered()
    assert mine.read_text("utf-8") == "our own" and len([*mine.parent.iterdir()]) == len(names())
    (tmp_path / "legal/record-of-processing.md").unlink()
    again = desk.run("init")
    assert again.code == 0 and [line for line in again.err.splitlines() if line.startswith("wrote")] == [
        "wrote legal/record-of-processing.md"
    ]
    assert desk.run("init", *ANSWERS).code == 2
