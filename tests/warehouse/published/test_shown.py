"""Finding people in the published file, and the review sheet made of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from sourcing.errors import RoleError, UnknownPersonError
from sourcing.sandbox.world import NOW
from tests.warehouse.accounts.test_suppress import ranked
from tests.warehouse.house import Hand, collected, fill, git_account, opened, repository, written
from warehouse.connection import Warehouse, open_published
from warehouse.handing.review import HEADER, write_review
from warehouse.published import shown
from warehouse.published.publish import publish

CAMEL = Hand(name="Sjoukje Ravensteyn", email="1+sjoukje-r@users.noreply.github.com")
TWIN = Hand(name="Ravi Mattesen", email="2+seventeen@users.noreply.github.com")
DIGITS = Hand(name="Bo Oesterling", email="3+20260401@users.noreply.github.com")
FORMULA = Hand(name="=HYPERLINK(Formella Ünsal)", email="formella@post.example")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Four ranked people; one's handle is held in capitals, as another source might write it."""
    folder = tmp_path_factory.mktemp("shown")
    steps = [step for hand in (CAMEL, TWIN, DIGITS, FORMULA) for step in written(hand, "Add api", folder=hand.name[:3])]
    with opened(folder / "new.duckdb") as warehouse:
        fill(warehouse, collected(folder, [repository(folder, "works/api", steps)]))
        warehouse.run("UPDATE person_account SET account = 'github:Sjoukje-R' WHERE account = 'github:sjoukje-r'")
        warehouse.run(
            "INSERT INTO person_account SELECT person_id, 'huggingface:seventeen', '' FROM person_account WHERE account = 'github:Sjoukje-R'"
        )
        ranked(warehouse)
        publish(warehouse, folder / "shortlists.duckdb", now=NOW)
    with open_published(folder / "shortlists.duckdb") as held:
        yield held


@pytest.mark.parametrize(
    "asked",
    [
        "sjoukje-r",
        "Sjoukje-R",
        "@sjoukje-r",
        " @SJOUKJE-R ",
        "github:sjoukje-r",
        "github:Sjoukje-R",
        "GitHub:SJOUKJE-R",
        "https://github.com/sjoukje-r",
        "https://github.com/Sjoukje-R/",
        "http://www.github.com/sjoukje-r",
        "github.com/sjoukje-r",
        "HTTPS://GITHUB.COM/SJOUKJE-R/",
        "github.com/sjoukje-r?tab=repositories",
        git_account(CAMEL.email),
        git_account(CAMEL.email).removeprefix("git:"),
    ],
)
def test_a_person_is_found_by_any_of_their_names(published: Warehouse, asked: str) -> None:
    found = shown.find_person(published, "baker", asked)
    assert found["display_name"] == CAMEL.name
    assert shown.find_person(published, "baker", found["person_id"].upper()) == found
    assert shown.find_person(published, "baker", str(found["rank"])) == found


def test_a_handle_of_eight_digits_is_a_handle(published: Warehouse) -> None:
    assert shown.find_person(published, "baker", "20260401")["display_name"] == DIGITS.name
    assert shown.find_person(published, "baker", "github.com/20260401")["display_name"] == DIGITS.name


def test_one_handle_on_two_sites_is_not_guessed(published: Warehouse) -> None:
    with pytest.raises(UnknownPersonError, match="more than one person") as caught:
        shown.find_person(published, "baker", "seventeen")
    ids = [
        shown.find_person(published, "baker", one)["person_id"] for one in ("github:seventeen", "huggingface:seventeen")
    ]
    assert all(one in str(caught.value) for one in ids) and len(set(ids)) == 2


@pytest.mark.parametrize(
    "asked",
    [
        "",
        " ",
        "0",
        "99",
        "²",
        "٣",
        "-1",
        "nobody",
        "github:",
        ":sjoukje-r",
        "sjoukje",
        "%",
        "' OR 1=1 --",
        "https://evil.example/sjoukje-r",
        "p",
        "@",
        "Ravensteyn",
    ],
)
def test_an_unknown_person_is_said(published: Warehouse, asked: str) -> None:
    with pytest.raises(UnknownPersonError):
        shown.find_person(published, "baker", asked)


def test_a_role_that_was_not_ranked_is_said_with_those_that_were(published: Warehouse, tmp_path: Path) -> None:
    for ask in (
        lambda: shown.shortlist(published, "Baker"),
        lambda: shown.find_person(published, "miller", "1"),
        lambda: write_review(published, "miller", tmp_path / "r.csv"),
    ):
        with pytest.raises(RoleError, match="ranked: baker"):
            ask()
    assert not (tmp_path / "r.csv").exists()


def test_the_shortlist_is_in_order_and_cut(published: Warehouse) -> None:
    rows = shown.shortlist(published, "baker")
    assert [row["rank"] for row in rows] == [1, 2, 3, 4]
    assert shown.shortlist(published, "baker", most=2) == rows[:2]


def test_what_is_told_of_a_person_is_of_that_person(published: Warehouse) -> None:
    row = shown.find_person(published, "baker", "sjoukje-r")
    who = row["person_id"]
    assert [part["points"] for part in shown.parts(published, "baker", who)] == [row["score"]]
    assert shown.person(published, who)["commits"] == 1
    assert {one["display_name"] for one in shown.evidence(published, who)} == {CAMEL.name}
    assert [one["sentence"] for one in shown.reasons(published, "baker", who)] == row["reasons"]
    found, missing = shown.requirements(published, "baker", who)
    assert (found["requirement"], found["is_must_have"], found["strength"], found["found_in"]) == (
        "Docker",
        True,
        0.5,
        "evidence",
    )
    assert found["repository"] == "works/api" and found["link"].startswith("https://git.sandbox.invalid/works/api/")
    assert missing == {"requirement": "Helm", "is_must_have": False, "strength": 0.0} | dict.fromkeys(
        ("found_in", "detail", "repository", "link", "authored_share", "observed_at")
    )
    support = shown.support(published, "baker", who)
    assert support and (support["points"], support["detail"]) == (2.5, found["detail"])
    assert all(one["outcome"] in ("not looked", "could not look") for one in shown.not_known(published, who))


def test_the_review_sheet(published: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    assert write_review(published, "baker", path) == 4
    first = path.read_bytes()
    write_review(published, "baker", path)
    assert path.read_bytes() == first
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    assert tuple(header) == HEADER
    reaching = [column for column in header if any(word in column for word in ("mail", "phone", "contact"))]
    assert reaching == ["last_contact"]  # a day, no way to reach anybody
    assert [len(row) for row in rows] == [len(HEADER)] * 4
    assert {row[0] for row in rows} == {"for review"}
    held = {row[header.index("display_name")]: dict(zip(header, row, strict=True)) for row in rows}
    assert set(held) == {CAMEL.name, TWIN.name, DIGITS.name, f"'{FORMULA.name}"}
    mine = held[CAMEL.name]
    assert mine["link_1"].startswith("https://git.sandbox.invalid/works/api/")
    assert mine["accounts"].split() == sorted([git_account(CAMEL.email), "github:Sjoukje-R", "huggingface:seventeen"])
    assert [mine[name] for name in ("stage", "decision", "until", "decision_reason", "decided_by")] == [
        "to review",
        "",
        "",
        "",
        "",
    ]
    assert held[f"'{FORMULA.name}"]["profiles"] == ""
