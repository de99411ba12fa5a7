"""What a person asks for and says, through the commands: told whole, shown beside every score, and in the log."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.flows.support import ROLE, Desk, one_line_error

BY = ("--by", "Ana Recruiter")
KEYS = (
    *(
        "format",
        "made_at",
        "employer",
        "asked_for",
        "answer",
        "do_not_contact",
        "person",
        "kept_until",
        "held",
        "scores",
    ),
    *("known_files", "landing", "queue", "log", "names_of_the_team", "not_told"),
)


@pytest.fixture(scope="module")
def desk(ran: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A copy of a desk after a run, on which people ask."""
    copy = Desk(tmp_path_factory.mktemp("asked") / "desk")
    shutil.copytree(ran.folder, copy.folder, dirs_exist_ok=True)
    return copy


def answer(desk: Desk, named: str, *more: str) -> dict[str, Any]:
    desk.well("disclose", named, "--out", "answer", *BY, *more)
    told: dict[str, Any] = json.loads((desk.folder / "answer/disclosure.json").read_text("utf-8"))
    assert tuple(told) == KEYS
    return told


def test_all_of_one_person_and_nobody_else(desk: Desk) -> None:
    first, *others = desk.ranked()
    desk.well("note", ROLE, "1", "gave a talk <img src=x onerror=alert(1)>", *BY)
    told = answer(desk, first["accounts"][-1])
    assert told["person"]["person_id"] == first["person"] and set(told["asked_for"]) == set(first["accounts"])
    assert told["scores"][0]["score"] == first["score"] and told["scores"][0]["role_text"]
    assert sum(one["points"] for one in told["scores"][0]["parts"]) == pytest.approx(first["score"], abs=1e-3)
    landed = [one for one in told["landing"] if one["kind"] == "git"]
    assert {one["source"] for one in told["held"]["commit_fact"]["rows"]} == {one["source"] for one in landed}
    assert sum(len(one["records"]["commit"]) for one in landed) == len(told["held"]["commit_fact"]["rows"])
    text = json.dumps(told, ensure_ascii=False)
    assert not [one for other in others for one in (*other["accounts"], other["name"]) if f'"{one}"' in text]
    assert "Ana Recruiter" not in text
    assert "Ana Recruiter" in json.dumps(answer(desk, first["person"], "--with-names"))
    assert [one["act"] for one in answer(desk, first["person"])["log"]] == ["noted", "disclosed", "disclosed"]


def test_the_page_is_one_file_that_runs_nothing(desk: Desk) -> None:
    told = answer(desk, desk.ranked()[0]["person"])
    page = (desk.folder / "answer/disclosure.html").read_text("utf-8")
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.find_all(["script", "img", "link", "iframe", "form"])
    assert "default-src 'none'" in str(soup.find("meta", attrs={"http-equiv": True}))
    titles = {one.get_text() for one in soup.find_all("h2")}
    assert {section["title"] for section in told["held"].values() if section["rows"]} <= titles
    assert "gave a talk <img src=x onerror=alert(1)>" in soup.get_text()
    assert not re.search(r"\bthe person\b|\bhis\b|\bher\b", soup.get_text()) and "you" in soup.get_text()
    assert (desk.folder / "answer/disclosure.html").stat().st_mode & 0o077 == 0


def test_somebody_not_held_is_told_so(desk: Desk) -> None:
    told = answer(desk, "github:nobody-at-all")
    assert told["person"] is None and told["scores"] == told["landing"] == told["do_not_contact"] == []
    assert told["answer"] == "We hold nothing about these accounts. No do-not-contact is kept."
    done = desk.run("disclose", "p000000000000", "--out", "answer", *BY)
    assert done.code == 2 and "nobody held is p000000000000" in one_line_error(done)


def test_somebody_suppressed_is_told_what_lies_in_the_landing(desk: Desk) -> None:
    last = desk.ranked()[-1]
    desk.well("suppress", last["accounts"][0], "--reason", "asked by letter")
    told = answer(desk, last["accounts"][0])
    assert told["person"] is None and told["do_not_contact"][0]["reason"] == "asked by letter"
    assert told["landing"] and set(told["asked_for"]) >= set(last["accounts"])
    assert "we still hold" in told["answer"] and "A do-not-contact is kept" in told["answer"]


def test_what_is_disputed_stands_beside_the_score_and_moves_nobody(desk: Desk, tmp_path: Path) -> None:
    before = desk.ranked()
    who = before[1]["person"]
    row = json.loads(desk.well("explain", ROLE, who, "--json").out)["evidence"][0]["evidence_id"]
    desk.well("dispute", who, "a colleague wrote it", "--about", row, *BY)
    desk.well("dispute", "--about", ROLE, who, "you could not see my work", *BY)
    desk.well("correct", who, "name", "Someone Else Entirely", "--reason", "married", *BY)
    after = desk.ranked()
    assert [(one["person"], one["score"]) for one in after] == [(one["person"], one["score"]) for one in before]
    assert after[1]["name"] == "Someone Else Entirely"
    assert [(one["disputes"], one["corrections"]) for one in after[:3]] == [(0, 0), (2, 1), (0, 0)]
    mark = "2 disputed, 1 corrected"
    explained = desk.well("explain", ROLE, who).out
    assert mark in explained and "a colleague wrote it" in explained
    assert mark in desk.well("shortlist", ROLE).out and mark in desk.well("compare", ROLE, "1", "2").out
    desk.well("review", ROLE, "--out", "review.csv")
    with (desk.folder / "review.csv").open(encoding="utf-8", newline="") as file:
        assert [one["disputes"] for one in csv.DictReader(file)][:2] == ["", mark]
    desk.well("report", ROLE, "--out", "report.html", "--top", "3")
    page = (desk.folder / "report.html").read_text("utf-8")
    assert page.count(mark) == 2 and "you could not see my work" in page
    listed = json.loads(desk.well("dispute", "list", "--json").out)
    assert [one["state"] for one in listed] == ["open", "open", "corrected"]
    desk.well("dispute", "resolve", listed[0]["dispute_id"], "--upheld", "--reason", "the history shows it", *BY)
    assert desk.ranked()[1]["disputes"] == 1 and "the history shows it" in desk.well("explain", ROLE, who).out
    acts = [one["act"] for one in json.loads(desk.well("audit", "show", "--json", "--last", "4").out)]
    assert acts == ["dispute upheld", "corrected", "disputed", "disputed"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dispute", "github:nobody-at-all", "no", "--about", "name"), "nobody held"),
        (("dispute", "resolve", "d0", "--upheld", "--reason", "x"), "no dispute 'd0'"),
        (("correct", "somebody", "name", "x", "--reason", "y"), "names nobody"),
        (("dispute", "github:a", "write to me@mail.example", "--about", "name"), "mail"),
    ],
)
def test_what_cannot_be_written_is_refused(desk: Desk, words: tuple[str, ...], said: str) -> None:
    done = desk.run(*words, *BY)
    assert done.code == 2 and said in one_line_error(done)
