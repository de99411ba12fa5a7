"""Which archetypes a team needs, by its stage and by the failure it meets next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from sourcing.records import Archetype


class Stage(StrEnum):
    """How far a team's models are."""

    UNCLEAR = "unclear"
    ONE_LIVE = "one-live"
    SEVERAL = "several"


class Failure(StrEnum):
    """What goes wrong next if nobody is hired."""

    WRONG_MODEL = "wrong-model"
    NEVER_SHIPS = "never-ships"
    DECAYS = "decays"


SAID: Mapping[Stage | Failure, str] = {
    Stage.UNCLEAR: "the use case is unclear or the data poor",
    Stage.ONE_LIVE: "one live model, tied to revenue",
    Stage.SEVERAL: "several products with models",
    Failure.WRONG_MODEL: "models that should not exist, or do not help (weak research-to-model fit)",
    Failure.NEVER_SHIPS: "models that work in a notebook and never ship (slow model-to-production)",
    Failure.DECAYS: "models that quietly become wrong (silent decay in production)",
}
_MIX: Mapping[Stage, tuple[Archetype, ...]] = {
    Stage.UNCLEAR: (Archetype.RESEARCHER, Archetype.DEVELOPER),
    Stage.ONE_LIVE: (Archetype.DEVELOPER, Archetype.OPERATOR),
    Stage.SEVERAL: (Archetype.RESEARCHER, Archetype.DEVELOPER, Archetype.OPERATOR),
}
_PREVENTS: Mapping[Failure, Archetype] = {
    Failure.WRONG_MODEL: Archetype.RESEARCHER,
    Failure.NEVER_SHIPS: Archetype.DEVELOPER,
    Failure.DECAYS: Archetype.OPERATOR,
}


class Advice(NamedTuple):
    """One archetype to look for, in the order of need, and why."""

    archetype: Archetype
    why: str


def advise(stage: Stage, failure: Failure) -> list[Advice]:
    """The archetypes a team needs, the one that prevents its next failure first; one role spec for each."""
    first = _PREVENTS[failure]
    found = [Advice(first, f"prevents {SAID[failure]}")]
    found += [Advice(one, f"usual where there are {SAID[stage]}" if stage is Stage.SEVERAL else f"usual where {SAID[stage]}")
              for one in _MIX[stage] if one is not first]  # fmt: skip
    return found
