"""The kinds of evidence that ranking counts are kinds that signals find."""

from __future__ import annotations

import pytest

from ranking.archetype import ARCHETYPE_WEIGHTS
from ranking.score import ANY_WEIGHTS, WEIGHTS
from sourcing.catalogue import catalogue
from sourcing.skills import catalogue as skills

KINDS = {f"{name}/{kind}" for name, signal in catalogue().items() for kind in signal.kinds}


@pytest.mark.parametrize("archetype", ARCHETYPE_WEIGHTS)
def test_every_weighed_kind_exists(archetype: str) -> None:
    assert set(ARCHETYPE_WEIGHTS[archetype]) <= KINDS  # type: ignore[index]


def test_every_kind_that_proves_a_skill_exists() -> None:
    tied = {name for skill in skills().values() for name in skill.signals}
    assert tied <= KINDS | set(catalogue())


def test_the_weights_make_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == sum(ANY_WEIGHTS.values()) == 100
    assert list(WEIGHTS) == list(ANY_WEIGHTS)
