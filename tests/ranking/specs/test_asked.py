"""What a job description asks of a person beside skills, in the form a role spec takes."""

from __future__ import annotations

import time

import pytest

from ranking.conditions.eligibility import Eligibility
from ranking.specs.asked import languages, places, scope, zones


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hours between UTC-1 and UTC+3.", ["UTC-1..UTC+3"]),
        ("UTC+3 to UTC−1", ["UTC-1..UTC+3"]),
        ("CET ± 2 hours", ["UTC-1..UTC+3"]),
        ("within 3 hours of CET", ["UTC-2..UTC+4"]),
        ("CEST or EST", ["Europe/Berlin", "America/New_York"]),
        ("GMT+1", ["UTC+1..UTC+1"]),
        ("GMT+25, the BEST team", []),
    ],
)
def test_zones(text: str, found: list[str]) -> None:
    said = zones(text)
    assert [one.value for one in said] == found and all(one.words in text for one in said)
    Eligibility(time_zones=tuple(found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You must be based in Germany or Austria.", ["Germany", "Austria"]),
        ("Remote within the EU", ["European Union"]),
        ("eligible to work in the United Kingdom. Nice to have: Go", ["United Kingdom"]),
        ("must live in Berlin, Germany", ["Berlin, Germany"]),
        ("We are based in Berlin.", []),
        ("you must live in Georgia", []),  # which one, it does not say
        ("remote in Python", []),
    ],
)
def test_places(text: str, found: list[str]) -> None:
    said = places(text)
    assert [one.value for one in said] == found and all(one.words in text for one in said)
    Eligibility(places=tuple(found))


def test_languages() -> None:
    assert [one.value for one in languages("fluent English, good German; English docs in English")] == [
        "English",
        "German",
    ]


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Senior ML engineer", "", ("owns", "Senior")),
        ("Staff engineer", "you will own it", ("leads", "Staff")),
        ("Junior engineer", "You will own it", ("contributes", "Junior")),
        ("ML engineer", "You will own the registry.", ("owns", "You will own")),
        ("ML engineer", "you'll lead the team", ("leads", "you'll lead")),
        ("ML engineer", "We own a registry and lead the market; leading teams", None),
    ],
)
def test_scope(title: str, text: str, found: tuple[str, str] | None) -> None:
    assert scope(title, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Senior level. Location: Hamburg, hybrid.", ["Hamburg, Germany"]),
        ("# Keeper\n\n**Location:** Berlin or Munich\n", ["Berlin, Germany", "Munich, Germany"]),
        ("- Place of work: Zürich (on-site)", ["Zürich, Switzerland"]),
        ("Location: Berlin (remote possible)", []),
        ("Location: Remote, Germany", []),
        ("The office: nice. Our allocation: Hamburg", []),
        ("You don't need to be based in Germany.", []),
    ],
)
def test_a_line_that_says_where_the_work_is(text: str, found: list[str]) -> None:
    said = places(text)
    assert [one.value for one in said] == found and all(one.words in text for one in said)
    Eligibility(places=tuple(found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We keep mills.\nSenior level. Location: Hamburg.", ("owns", "Senior")),
        ("**Seniority:** Staff\n\nYou will own it.", ("leads", "Staff")),
        ("* Level: junior", ("contributes", "junior")),
        ("This is a senior-level position.", ("owns", "senior")),
        ("You talk to senior-level stakeholders and to the lead engineer.", None),
        ("Level: 3", None),
    ],
)
def test_a_line_that_says_the_level(text: str, found: tuple[str, str] | None) -> None:
    assert scope("ML engineer", text) == found


def test_a_language_that_is_not_needed_is_not_asked_for() -> None:
    said = languages("Fluent English. You don't need fluent German; business French is not required.")
    assert [one.value for one in said] == ["English"]


@pytest.mark.parametrize(
    "unit", ["Location: ", "Location: a\n", "senior-level ", ". ", " ", "*", "Level: ", "no ", "a"]
)
def test_two_hundred_thousand_characters_are_looked_through(unit: str) -> None:
    """Each pattern looks at a character a bounded number of times: with a quadratic one this test would not end."""
    text, begun = unit * (200_000 // len(unit)), time.process_time()
    places(text), scope("ML engineer", text), languages(text)
    assert time.process_time() - begun < 20
