"""A self-declared location names places, or nothing: what is not understood is never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.conditions.location import only_zone, read


def named(text: str) -> list[set[str]]:
    return [{one.name for one in meanings} for meanings in read(text).places]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Berlin", "Berlin, Germany"),
        ("  berlin , germany ", "Berlin, Germany"),
        ("Berlin (Germany)", "Berlin, Germany"),
        ("Berlin Germany", "Berlin, Germany"),
        ("Berlin, DE", "Berlin, Germany"),
        ("Germany, Berlin", "Berlin, Germany"),
        ("Berlin \U0001f1e9\U0001f1ea", "Berlin, Germany"),
        ("remote, Germany", "Germany"),
        ("Based in Munich", "Munich, Germany"),
        ("Deutschland", "Germany"),
        ("Allemagne", "Germany"),
        ("Alemania", "Germany"),
        ("Schweiz", "Switzerland"),
        ("Estados Unidos", "United States"),
        ("UK", "United Kingdom"),
        ("U.S.A.", "United States"),
        ("San Francisco, CA", "San Francisco, California, United States"),
        ("Austin TX", "Austin, Texas, United States"),
        ("SF Bay Area", "San Francisco, California, United States"),
        ("Toronto, CA", "Toronto, Canada"),
        ("London, ON", "London, Canada"),
        ("Bengaluru, IN", "Bengaluru, India"),
        ("Bangalore, Karnataka, India", "Bengaluru, India"),
        ("Paris, Texas", "Paris, Texas, United States"),
        ("Atlanta, Georgia", "Atlanta, Georgia, United States"),
        ("Tbilisi, Georgia", "Tbilisi, Georgia"),
        ("New York, New York", "New York City, New York, United States"),
        ("Hollerstedt, Germany", "Germany"),
        ("Trinidad and Tobago", "Trinidad and Tobago"),
        ("München", "Munich, Germany"),
        ("東京", "Tokyo, Japan"),
        ("somewhere in Europe", "Europe"),
    ],
)
def test_one_place(text: str, place: str) -> None:
    assert named(text) == [{place}] and read(text).is_whole


@pytest.mark.parametrize(
    "text",
    [
        *("the moon", "Moon", "Earth", "Earth, Milky Way", "the night train", "wherever the build is green", "127.0.0.1", "/dev/null"),
        *("", " ", "Paradise", "Remote", "remote / worldwide", "not in Berlin", "formerly Berlin", "from Berlin", "I hate Germany", "in", "de"),
    ],
)  # fmt: skip
def test_no_place(text: str) -> None:
    assert named(text) == []


def test_several_places_are_told_apart_from_one_in_another() -> None:
    assert named("Berlin / Tokyo") == named("Berlin, Tokyo") == [{"Berlin, Germany"}, {"Tokyo, Japan"}]
    assert named("Germany | India") == [{"Germany"}, {"India"}]


def test_a_name_keeps_all_that_it_may_mean() -> None:
    assert named("Georgia") == [{"Georgia", "Georgia, United States"}]
    assert named("CA") == [{"Canada", "California, United States"}]
    assert {"Cambridge, United Kingdom", "Cambridge, Massachusetts, United States"} <= named("Cambridge")[0]


def test_what_is_left_over_is_told() -> None:
    assert (named("Tokyo / the moon"), read("Tokyo / the moon").is_whole) == ([{"Tokyo, Japan"}], False)


@given(
    st.text(max_size=120)
    | st.lists(st.sampled_from(["Berlin", ",", "/", "CA", "and", "San", "-", "Jose", "🇩🇪", "("]), max_size=30).map(
        " ".join
    )
)
def test_any_text_is_read(text: str) -> None:
    assert all(read(text).places)


@pytest.mark.parametrize(
    ("declared", "zone"),
    [
        (["Amsterdam, Netherlands"], "Europe/Amsterdam"),
        (["Amsterdam, Netherlands", "Rotterdam, Netherlands"], "Europe/Amsterdam"),
        (["Rotterdam"], None),  # there is one in the state of New York
        (["Amsterdam, Netherlands", "Tokyo"], None),
        (["United States"], None),
        (["the moon"], None),
        (["not in Tokyo"], None),
        ([], None),
    ],
)
def test_a_time_zone_only_where_there_is_one(declared: list[str], zone: str | None) -> None:
    assert only_zone(declared) == zone
