"""Every format: its columns as the tool documents them, its rows column by column, its cap, its names; none without a case."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.errors import PluginError, UsageError, WarehouseError
from sourcing.sandbox.world import NOW
from tests.warehouse.exports.support import CASES, PEOPLE, candidate, made
from warehouse.connection import Warehouse
from warehouse.exports import catalogue, find_format
from warehouse.handing.exporting import EXTRA, Candidate, Needs, first_last, planned
from warehouse.handing.handover import Handover, hand_over
from warehouse.handing.tables import read_table

FORMATS = catalogue()
# As their makers write them, in order; what is behind is ours.
DOCUMENTED = {
    "greenhouse": "First Name, Last Name, Company, Title, Notes, Email, Phone, Social Media, Website, Address, Source, Who gets credit, Job, "
    "Department, Office, Prospect Pool, Prospect Stage",
    "lever": "Full name, Email, Lever Posting URL, Stage, Sources, Origin, links, tags",
    "ashby": "name, email, linkedInUrl, githubUrl, website, sourceId",
    "gem": "First name, Last name, Company",
    "linkedin-recruiter": "First Name, Last Name, Email, Phone, Current Position, Current Company, Location",
    "hubspot": "First name, Last name, Email, Phone number, Job title, Company name, Website URL, City, State/Region, Country/Region, "
    "Lead status, Contact owner, Lifecycle stage",
    "apollo": "First Name, Last Name, Contact Email, Contact LinkedIn URL, Company Name, Company Website",
    "outreach": "firstName, lastName, emails, title, company, linkedInUrl, githubUrl, githubUsername, stackOverflowUrl, websiteUrl1, tags, "
    "source, externalId, personalNote1, timeZone",
    "salesloft": "email, first_name, last_name, title, company",
    "lemlist": "email, firstName, lastName, companyName, linkedinUrl, icebreaker, timezone",
    "instantly": "email, first_name, last_name, company_name, job_title, website, personalization",
}
CLOSED = ("greenhouse", "lever", "linkedin-recruiter", "outreach")  # no columns behind the documented ones
CAPS = {"greenhouse": 8_000, "lever": 55_000, "gem": 10_000, "apollo": 10_000}
NEED = {
    "gem": Needs.LINKEDIN,
    "linkedin-recruiter": Needs.EMAIL,
    "apollo": Needs.EITHER,
    "salesloft": Needs.EMAIL,
    "lemlist": Needs.EITHER,
    "instantly": Needs.EMAIL,
}


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_a_case_and_meets_it(name: str) -> None:
    case = CASES / f"{name}.json"
    assert case.exists(), f"warehouse/exports/{name.replace('-', '_')}.py has no case {case.name} in {CASES}"
    assert made(FORMATS[name]) == json.loads(case.read_text("utf-8"))


def test_there_is_no_case_without_a_format() -> None:
    assert {path.stem for path in CASES.iterdir()} == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_columns_needs_and_caps_are_those_documented(name: str) -> None:
    one = FORMATS[name]
    told = tuple(DOCUMENTED.get(name, ", ".join(one.columns)).split(", "))
    assert one.columns[: len(told)] == told
    assert (len(one.columns) == len(told)) == (name in CLOSED or name not in DOCUMENTED)
    assert name in CLOSED or name not in DOCUMENTED or one.columns[-len(EXTRA) :] == EXTRA
    assert len(set(one.columns)) == len(one.columns) < 1_000
    assert {*one.required, *one.given} <= set(one.columns)
    assert one.certainty
    assert name not in DOCUMENTED or (one.most_rows == CAPS.get(name) and one.needs is NEED.get(name, Needs.NOTHING))
    assert re.fullmatch(r"[a-z0-9_-]+", one.stem("Ärger, 日本/../x"))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_person_gives_a_row_that_the_tool_takes(name: str, who: str) -> None:
    one, reached = FORMATS[name], PEOPLE[who]
    reached = replace(reached, contacts={"email": "a@mail.example", "linkedin": "https://www.linkedin.com/in/a"})
    cells = one.cells(reached, {})
    assert len(cells) == len(one.columns) and set(one.row(reached)) <= set(one.columns)
    assert all(isinstance(cell, str) and "\n" not in cell for cell in cells)
    assert all(dict(zip(one.columns, cells, strict=True))[column].strip() for column in one.required)


@given(st.text(max_size=40), st.sampled_from(sorted(FORMATS)))
def test_every_name_gives_a_row_in_one_line(name: str, wanted: str) -> None:
    contacts = {"email": "a@mail.example", "linkedin": "https://www.linkedin.com/in/a"}
    one = FORMATS[wanted]
    cells = one.cells(candidate(name, contacts=contacts), {})
    assert all(dict(zip(one.columns, cells, strict=True))[column].strip() for column in one.required)
    assert not [cell for cell in cells if re.search(r"[\r\n\t\0]", cell)]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Mira van der Aalst", "Mira van der", "Aalst"),
        ("Mira Aalst (millwright)", "Mira", "Aalst"),
        ("Mira [she] Aalst 🚀", "Mira", "Aalst"),
        ("(mill)", "(mill)", ""),
        ("(mill (wright", "(mill", "(wright"),
        ("🚀 🚀", "🚀", "🚀"),
    ],
)
def test_a_name_is_told_from_what_stands_beside_it(name: str, first: str, last: str) -> None:
    assert first_last(candidate(name)) == (first, last)


@pytest.mark.parametrize("name", FORMATS)
def test_nobody_is_said_to_hold_a_job_or_to_have_written_the_message(name: str) -> None:
    row = dict(zip(FORMATS[name].columns, FORMATS[name].cells(PEOPLE["everything"], {}), strict=True))
    unknown = ("Company", "Title", "title", "company", "Job title", "Company name", "Company Name", "Company Website")
    written_by_people = ("icebreaker", "personalization", "Current Position", "Current Company", "Location")
    assert not [column for column in (*unknown, *written_by_people) if row.get(column)]


def test_an_unknown_format_and_a_malformed_one_are_named() -> None:
    with pytest.raises(UsageError, match="one of: apollo, ashby"):
        find_format("excel")
    with pytest.raises(UsageError, match="lever needs Stage"):
        FORMATS["lever"].cells(PEOPLE["one word"], {"Stage": " "})
    assert (
        issubclass(PluginError, Exception)
        and FORMATS["lever"].cells(PEOPLE["one word"], {"Stage": "Sourced"})[3] == "Sourced"
    )


def crowd(count: int) -> list[Candidate]:
    return [candidate(f"Somebody {n}", person_id=f"p{n:012x}", account=f"git:{n}") for n in range(count)]


SOME = st.sets(st.integers(0, 30))


@given(st.lists(st.integers(0, 30)), SOME, SOME, SOME, st.sampled_from(Needs))
def test_a_plan_holds_everybody_once(
    ids: list[int], before: set[int], reached: set[int], late: set[int], needs: Needs
) -> None:
    everyone = [
        replace(one, contacts={"email": "a@mail.example", "linkedin": "u"} if n in reached else {})
        for n, one in enumerate(crowd(31))
    ]
    wanted = replace(FORMATS["csv"], needs=needs)
    exported, untold = ({everyone[n].person_id for n in some} for some in (before, late))
    plan = planned([everyone[n] for n in ids], wanted, exported=exported, untold=untold)
    held = [*plan.ready, *plan.untold, *plan.needs_contact, *plan.already]
    assert sorted(one.person_id for one in held) == sorted({everyone[n].person_id for n in ids})
    assert {one.person_id for one in plan.already} == {everyone[n].person_id for n in set(ids) & before}
    assert all(one.can_go(needs) for one in (*plan.ready, *plan.untold))
    assert not any(one.can_go(needs) for one in plan.needs_contact)
    assert not {one.person_id for one in plan.ready} & untold
    assert {one.person_id for one in plan.untold} <= untold


def test_what_cannot_be_logged_is_not_handed_on(empty: Warehouse, tmp_path: Path) -> None:
    wanted = FORMATS["greenhouse"]
    asked = Handover(role="baker", wanted=wanted, folder=tmp_path / "out", by="Ada", now=NOW, until=NOW.date())

    def noted() -> None:
        raise WarehouseError("the log cannot be written", remedy="")

    with pytest.raises(WarehouseError):
        hand_over(empty, planned(crowd(7), wanted, exported=()), asked, noted=noted)
    assert not (tmp_path / "out").exists() and empty.rows("FROM export_row") == []


def test_a_long_export_is_split_where_the_tool_says(empty: Warehouse, tmp_path: Path) -> None:
    wanted = replace(FORMATS["greenhouse"], most_rows=3)
    asked = Handover(role="baker", wanted=wanted, folder=tmp_path / "out", by="Ada", now=NOW, until=NOW.date())
    written = hand_over(empty, planned(crowd(7), wanted, exported=()), asked, noted=lambda: None)
    assert {path.name: people for path, people in written.items()} == {
        "greenhouse-baker.csv": 3,
        "greenhouse-baker-2.csv": 3,
        "greenhouse-baker-3.csv": 1,
    }
    names = [row["last_name"] for path in written for _, row in read_table(path, known=()).rows]
    assert names == [str(n) for n in range(7)]
    assert empty.rows("SELECT count(*), count(DISTINCT account), count(DISTINCT file) FROM export_row") == [(7, 7, 3)]
    again = hand_over(empty, planned(crowd(1), wanted, exported=()), asked, noted=lambda: None)
    assert [path.name for path in again] == ["greenhouse-baker-4.csv"]
    note = (tmp_path / "out/DELETE-BY.txt").read_text("utf-8").splitlines()
    assert [line.split("  ")[1] for line in note[2:]] == [
        f"{path.name}: {n} {'person' if n == 1 else 'people'}, greenhouse for baker, by Ada on {NOW:%Y-%m-%d}"
        for path, n in (*written.items(), *again.items())
    ]
