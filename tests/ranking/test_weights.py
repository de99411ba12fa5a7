"""Weights sum to a hundred, are read back as written, and refused by name where they are wrong; what they count exists."""

from __future__ import annotations

import re

import pytest

from ranking.archetype import ARCHETYPE_WEIGHTS
from ranking.weights import PARTS, SHIPPED, Validation, Weights, parse_weights, write_weights
from sourcing.errors import UsageError
from sourcing.evidence.artifacts import SIGNALS
from sourcing.records import Specialisation
from sourcing.signals import catalogue
from sourcing.skills import catalogue as skills
from tests.ranking.people import assessed, profile, role

KINDS = {
    *(f"{name}/{kind}" for name, signal in catalogue().items() for kind in signal.kinds),
    *(f"{name}/{kind}" for name, signal in SIGNALS.items() for kind in signal.kinds),
}
OWN = Weights(
    version="ours-1",
    learned_from='a "sheet" of ours',
    named_domain=dict(zip(PARTS, (10, 10, 20, 20, 37.5, 2.5), strict=True)),
    any_domain=SHIPPED.any_domain,
    validation=Validation(
        fixed=0.8, learned=0.9, low=0.01, high=0.2, people=40, repositories=20, folds=20, has_gain=True
    ),
)


@pytest.mark.parametrize("archetype", ARCHETYPE_WEIGHTS)
def test_every_weighed_kind_exists(archetype: str) -> None:
    assert set(ARCHETYPE_WEIGHTS[archetype]) <= KINDS  # type: ignore[index]


def test_every_kind_that_proves_a_skill_exists() -> None:
    tied = {name for skill in skills().values() for name in skill.signals}
    assert tied <= KINDS | set(catalogue())


def test_the_shipped_weights_make_a_hundred() -> None:
    for table in (SHIPPED.named_domain, SHIPPED.any_domain):
        assert list(table) == list(PARTS) and sum(table.values()) == 100


def test_a_role_without_a_specialisation_has_weights_of_its_own() -> None:
    for special in Specialisation:
        is_open = special in (Specialisation.ANY, Specialisation.OTHER)
        assert (SHIPPED.of(special) == SHIPPED.any_domain) is is_open


def test_people_are_scored_by_the_weights_given() -> None:
    special = role(specialisation=Specialisation.MLOPS)
    usual, own = assessed(profile(), special), assessed(profile(), special, weights=OWN)
    assert [part.weight for part in own.parts] == list(OWN.named_domain.values())
    assert [part.value for part in own.parts] == [part.value for part in usual.parts]
    assert own.score != usual.score
    for weights, found in ((OWN, own), (SHIPPED, usual)):
        assert found.score == weights.score(special.specialisation, [part.value for part in found.parts])


@pytest.mark.parametrize("weights", [OWN, OWN.model_copy(update={"validation": None, "learned_from": ""})])
def test_what_is_written_is_read_back(weights: Weights) -> None:
    text = write_weights(weights)
    assert parse_weights(text, where="x") == weights
    assert write_weights(parse_weights(text, where="x")) == text


def test_the_order_of_a_file_is_not_the_order_of_the_sum() -> None:
    lines = write_weights(OWN).splitlines()
    start = lines.index("[named_domain]") + 1
    turned = [*lines[:start], *reversed(lines[start : start + len(PARTS)]), *lines[start + len(PARTS) :]]
    assert list(parse_weights("\n".join(turned), where="x").named_domain) == list(PARTS)


@pytest.mark.parametrize(
    ("pattern", "by", "said"),
    [
        ('"own words" = 37.5', '"own words" = 38', "sum to 100.5, not to 100"),
        ('"own words" = 37.5', '"own wrods" = 37.5', "'own words' is missing"),
        ('"own words" = 37.5', '"own words" = 37.5\n"stars" = 0', "'stars' is no part"),
        ('"own words" = 37.5', '"own words" = nan', "weighs nan"),
        ('"archetype" = 20.0', '"archetype" = -20.0', "weighs -20; a weight is 0 or more"),
        ('"archetype" = 20.0', '"archetype" = "much"', "named_domain.archetype"),
        ('"ours-1"', '"fixed-3"', "a shipped one's"),
        ('"ours-1"', '"shipped"', "a shipped one's"),
        ('"ours-1"', '"../ours"', "no version"),
        ("low = 0.01", "low = 0.0", "has_gain = true, but"),
        (r"\[any_domain\]", "[any]", "any_domain: Field required"),
        ("version =", "version", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(pattern: str, by: str, said: str) -> None:
    text = re.sub(pattern, by, write_weights(OWN), count=1)
    assert text != write_weights(OWN)
    with pytest.raises(UsageError) as caught:
        parse_weights(text, where="ours.toml")
    assert said in str(caught.value) and "ours.toml" in str(caught.value)
