"""What each part of a score weighs: the shipped weights, and a team's own in a TOML file."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from sourcing.errors import UsageError
from sourcing.parsing.toml import read_toml
from sourcing.records import Specialisation

PARTS = ("must-have skills", "nice-to-have skills", "archetype", "specialisation", "own words", "sustained work")
SHIPPED_NAME = "shipped"  # whatever this release ships; a file cannot be called so
_VERSION = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}")
_RESERVED = re.compile(r"shipped|fixed-.*")


class Validation(BaseModel):
    """Mean nDCG@10 of the shipped (`fixed`) and of the learned weights over people of repositories that were left out.

    `low` and `high` are the 95 % interval of the difference; there is a gain only where all of it is above 0,
    and repositories enough were left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fixed: float
    learned: float
    low: float
    high: float
    people: int
    repositories: int
    folds: int
    has_gain: bool

    @model_validator(mode="after")
    def _agrees(self) -> Validation:
        if self.has_gain and self.low <= 0:
            raise ValueError(f"has_gain = true, but the interval begins at {self.low:g}")
        return self


class Weights(BaseModel):
    """What each part of a score weighs, in the order of `PARTS`; each table sums to 100.

    `any_domain` is for roles that name no specialisation: there the archetype and the role's own words tell people apart.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    learned_from: str = ""
    named_domain: Mapping[str, float]
    any_domain: Mapping[str, float]
    validation: Validation | None = None

    @field_validator("version")
    @classmethod
    def _slug(cls, version: str) -> str:
        """The version becomes a file name."""
        if not _VERSION.fullmatch(version):
            raise ValueError(f"{version!r} is no version (use a-z, 0-9, - and ., at most 61 characters)")
        return version

    @field_validator("named_domain", "any_domain")
    @classmethod
    def _whole(cls, table: Mapping[str, float]) -> Mapping[str, float]:
        if odd := sorted(set(table) ^ set(PARTS)):
            raise ValueError(f"{odd[0]!r} is {'no part' if odd[0] in table else 'missing'} (parts: {', '.join(PARTS)})")
        for name, weight in table.items():
            if not (math.isfinite(weight) and weight >= 0):
                raise ValueError(f"{name!r} weighs {weight:g}; a weight is 0 or more")
        if abs((total := sum(table.values())) - 100.0) > 1e-6:
            raise ValueError(f"the weights sum to {total:g}, not to 100")
        return {name: float(table[name]) for name in PARTS}

    def of(self, specialisation: Specialisation) -> Mapping[str, float]:
        """The weight of each part for a role of this specialisation."""
        return self.any_domain if specialisation in (Specialisation.ANY, Specialisation.OTHER) else self.named_domain

    def score(self, specialisation: Specialisation, values: Sequence[float]) -> float:
        """The score of a person with these values of the parts (0..1, in the order of `PARTS`)."""
        return round(sum(map(points, self.of(specialisation).values(), values)), 4)

    @property
    def manifest(self) -> str:
        """Version and numbers, for the manifest of a run: JSON whose bytes depend on them alone."""
        return json.dumps([self.version, dict(self.named_domain), dict(self.any_domain)])


SHIPPED = Weights(
    version="fixed-3",
    named_domain=dict(zip(PARTS, (15, 5, 20, 35, 20, 5), strict=True)),
    any_domain=dict(zip(PARTS, (5, 5, 35, 15, 35, 5), strict=True)),
)


def points(weight: float, value: float) -> float:
    """What a part gives: weight times value (0..1, rounded to 4 places), rounded to 4 places."""
    return round(weight * value, 4)


def parse_weights(text: str, *, where: str) -> Weights:
    """The weights in a TOML text; `where` names it in errors. Errors: UsageError."""
    try:
        found = Weights.model_validate(read_toml(text.removeprefix("\ufeff")))
    except tomllib.TOMLDecodeError as cause:
        raise UsageError(f"{where} is not valid TOML: {cause}", remedy="mend the line it names") from cause
    except ValidationError as cause:
        problems = "; ".join(
            f"{'.'.join(map(str, error['loc'])) or 'the file'}: {error['msg'].removeprefix('Value error, ')}"
            for error in cause.errors()
        )
        raise UsageError(f"{where}: {problems}", remedy="mend the file, or learn it anew") from cause
    if _RESERVED.fullmatch(found.version):
        raise UsageError(f"{where}: the version {found.version!r} is a shipped one's", remedy="give it another version")
    return found


def write_weights(weights: Weights) -> str:
    """The TOML text of weights, which `parse_weights` reads back."""
    rows = [
        "# What each part of a score weighs, of 100; see `sourcing weights`.",
        f"version = {json.dumps(weights.version)}",
        f"learned_from = {json.dumps(weights.learned_from)}",
    ]
    for name, table in (("named_domain", weights.named_domain), ("any_domain", weights.any_domain)):
        rows += ["", f"[{name}]", *(f"{json.dumps(part)} = {weight}" for part, weight in table.items())]
    if found := weights.validation:
        rows += ["", "[validation]  # nDCG@10 over people of repositories that were left out"]
        rows += [f"{key} = {json.dumps(value)}" for key, value in found.model_dump().items()]
    return "\n".join(rows) + "\n"
