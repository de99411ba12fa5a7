"""Conditions are yes, no or unknown by what people declare; unknown wherever the words leave it open, and never in a score."""

from __future__ import annotations

from dataclasses import fields
from inspect import signature

import pytest
from pydantic import ValidationError

from ranking.conditions.eligibility import Eligibility, check
from ranking.conditions.time_zones import normal
from ranking.shortlist import rank
from sourcing.profiles import Checked, Declared, Profile, Proof, Work
from sourcing.records import Eligible


def asked(*locations: str, **conditions: list[str]) -> list[Checked]:
    declared = {"p1": Declared(person_id="p1", locations=locations)} if locations else {}
    return list(check(["p1"], Eligibility.model_validate(conditions), declared=declared, year=2026))


@pytest.mark.parametrize(
    ("zone", "location", "answer"),
    [
        ("UTC-1..UTC+3", "Berlin", "yes"),
        ("UTC-1..UTC+3", "Hollerstedt, Germany", "yes"),
        ("UTC-1..UTC+3", "Spain", "yes"),  # but for the Canary Islands, where few of its people live
        ("UTC-1..UTC+3", "São Paulo", "no"),
        ("UTC-1..UTC+3", "USA", "no"),  # in none of its zones
        ("UTC-8..UTC-7", "USA", "unknown"),
        ("UTC+5:30", "Pune", "yes"),
        ("UTC+5..UTC+6", "Kathmandu", "yes"),
        ("UTC..UTC+1", "London", "yes"),
        ("UTC..UTC+1", "Berlin", "unknown"),  # in winter only
        ("UTC+1", "Lagos", "yes"),
        ("Europe/Berlin", "Warsaw", "yes"),
        ("Europe/Berlin", "Lagos", "unknown"),  # the same clock in winter only
        ("Europe/Berlin", "London", "no"),
        ("Europe/Paris", "Paris", "yes"),  # far larger than the one in Texas
        ("Europe/London", "Cambridge", "unknown"),  # as large as the one in Massachusetts
        ("UTC-6..UTC+3", "Cambridge", "yes"),  # where all of them lie
        ("UTC-1..UTC+3", "Berlin / London", "yes"),
        ("UTC-1..UTC+3", "Berlin / Tokyo", "unknown"),
        ("UTC-1..UTC+3", "Tokyo", "no"),
        ("UTC-1..UTC+3", "Tokyo / the moon", "unknown"),
        ("UTC-1..UTC+3", "Remote", "unknown"),
        ("Australia/Sydney", "Melbourne", "yes"),
    ],
)
def test_a_time_zone(zone: str, location: str, answer: str) -> None:
    (found,) = asked(location, time_zones=[zone])
    assert found.answer == answer and f"says “{location}”" in found.says


@pytest.mark.parametrize(
    ("place", "location", "answer"),
    [
        ("Germany", "Köln", "yes"),
        ("Germany", "DE", "yes"),
        ("Germany", "London, UK", "no"),
        ("Germany", "Europe", "unknown"),
        ("EU", "Porto", "yes"),
        ("EU", "Zürich", "no"),
        ("Europe", "Zürich", "yes"),
        ("California", "Palo Alto, CA", "yes"),
        ("California", "CA", "unknown"),
        ("California", "USA", "unknown"),
        ("California", "Austin, TX", "no"),
        ("New York City", "Brooklyn, NY", "yes"),
        ("New York City", "NY", "unknown"),
        ("New York City", "Boston", "no"),
        ("GEO", "Georgia", "unknown"),
        ("GEO", "Tbilisi", "yes"),
    ],
)
def test_a_place(place: str, location: str, answer: str) -> None:
    (found,) = asked(location, places=[place])
    assert (found.condition, found.answer) == (f"place: {place}", answer)


def test_any_of_several_will_do_and_what_accounts_say_must_agree() -> None:
    assert [one.answer for one in asked("Berlin", places=["France", "Germany"])] == ["yes"]
    assert [one.answer for one in asked("Berlin", "Lyon", places=["France"])] == ["unknown"]
    assert [one.answer for one in asked("Berlin", "Munich", places=["France"])] == ["no"]


def test_each_language_is_a_condition_and_none_is_ever_a_no() -> None:
    wanted = Eligibility(languages=("german", "English"))
    declared = {"p1": Declared(person_id="p1", locations=(), languages=("German",))}
    found = list(check(["p1", "p2"], wanted, declared=declared, year=2026))
    assert [(one.condition, one.answer) for one in found[:2]] == [
        ("language: German", "yes"),
        ("language: English", "unknown"),
    ]
    assert {one.answer for one in found[2:]} == {Eligible.UNKNOWN}


def test_who_declares_nothing_is_unknown_and_a_role_without_conditions_asks_nothing() -> None:
    assert [(one.answer, one.says) for one in asked(time_zones=["UTC"])] == [("unknown", "declares no place")]
    assert asked("Berlin") == [] and not Eligibility().is_asked


def test_the_words_say_how_a_place_was_understood() -> None:
    (found,) = asked("Cambridge", time_zones=["Europe/London"])
    assert found.says == "says “Cambridge”: Cambridge, United Kingdom (UTC, in summer UTC+1), or Cambridge, Canada"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("UTC-1..UTC+3", "UTC-1..UTC+3"),
        ("gmt−1 .. gmt+5:30", "UTC-1..UTC+5:30"),
        ("UTC+2", "UTC+2..UTC+2"),
        ("UTC", "UTC..UTC"),
        ("Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_a_time_zone_has_one_form(written: str, form: str) -> None:
    assert normal(written) == normal(form) == form


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ({"time_zones": ["Europe/Berln"]}, "unknown time zone 'Europe/Berln' (nearest: 'Europe/Berlin')"),
        ({"time_zones": ["PST"]}, "(nearest: 'America/Los_Angeles')"),
        ({"time_zones": ["Europe"]}, "unknown time zone 'Europe'"),
        ({"time_zones": ["../etc/passwd"]}, "unknown time zone"),
        ({"time_zones": ["late"]}, "a window such as 'UTC-1..UTC+3'"),
        ({"time_zones": ["UTC+3..UTC-1"]}, "write the western end first"),
        ({"time_zones": ["UTC+25"]}, "is no window"),
        ({"places": ["Berln"]}, "unknown place 'Berln' (nearest: 'Berlin')"),
        ({"places": ["the moon"]}, "unknown place 'the moon'"),
        ({"places": ["Berlin / London"]}, "unknown place 'Berlin / London'"),
        ({"places": ["Georgia"]}, "place 'Georgia' is more than one: write 'Georgia, United States' or 'GEO'"),
        ({"languages": ["Germn"]}, "unknown language 'Germn' (nearest: 'German')"),
        ({"place": ["Berlin"]}, "place"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_nearest(conditions: dict[str, list[str]], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Eligibility.model_validate(conditions)
    assert said in str(caught.value)


def test_ranking_is_not_told_where_anybody_is() -> None:
    told = {field.name for record in (Profile, Work, Proof) for field in fields(record)}
    assert not [name for name in told if "locat" in name or "declared" in name or "language" in name]
    assert not {"declared", "locations"} & set(signature(rank).parameters)
