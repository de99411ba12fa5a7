"""The repositories real work lives in: one of each engineer's own, products of organisations, two famous libraries."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sourcing.sandbox.blueprints import product_templates, templates_for
from sourcing.sandbox.bulk import operator_modules
from sourcing.sandbox.history import Hand, Plan
from sourcing.sandbox.messages import style_of
from sourcing.sandbox.sketch import Sketch
from sourcing.sandbox.steps import Step, write
from sourcing.sandbox.vocabulary import Names, words_for
from sourcing.sandbox.world import SPECIALISATIONS, Person

AREAS = {
    "researcher": frozenset({"model", "eval", "docs"}),
    "developer": frozenset({"serve", "test", "ci", "pack", "docs"}),
    "operator": frozenset({"infra", "ci", "chore"}),
}
ORGANISATIONS = {
    "nlp": "lanternfold-sbx",
    "vision": "brightweir-sbx",
    "mlops": "quaymark-sbx",
    "recsys": "hollowreed-sbx",
    "rl": "tidegauge-sbx",
}
_LIBRARY = (
    "common/gitignore",
    "common/license",
    "common/package",
    "common/contributing",
    "common/metrics",
    "common/utils",
    "common/readme_library",
    "dev/pyproject",
    "dev/ci",
    "dev/release",
    "dev/test_metrics",
    "dev/test_io",
)
_KINDS = {"researcher": "research", "developer": "service", "operator": "platform"}
_ENDINGS = {"researcher": ("lab", "study"), "developer": ("api", "service"), "operator": ("ops", "platform")}


@dataclass(frozen=True, kw_only=True)
class Estate:
    """What every repository of the world is planned with."""

    rng: random.Random
    names: Names
    engineers: tuple[Person, ...]
    bots: tuple[Person, ...]
    visitors: tuple[Person, ...]

    def cell(self, archetype: str, specialisation: str) -> tuple[Person, ...]:
        """The people of one cell, strongest first."""
        return tuple(
            who for who in self.engineers if (who.archetype, who.specialisation) == (archetype, specialisation)
        )


def own_repositories(estate: Estate) -> Iterator[Sketch]:
    """One repository of every engineer's own, in the order of the engineers."""
    for person in estate.engineers:
        yield _own(estate, person)


def _own(estate: Estate, person: Person) -> Sketch:
    rng, archetype, special = estate.rng, str(person.archetype), str(person.specialisation)
    name = estate.names.take(rng.choice(_ENDINGS[archetype]))
    words = words_for(special, rng, owner=person.handle, name=name, author=person.name, year=person.active_from.year)
    traits, steps = _particulars(person, words)
    return Sketch(
        owner=person.handle,
        name=name,
        kind=_KINDS[archetype],
        description=words["Purpose"],
        specialisation=special,
        archetype=archetype,
        traits=traits,
        stars=rng.randint(0, {3: 120, 2: 40, 1: 4}[person.grade]),
        plan=replace(_own_plan(estate, person, words), steps=steps, one_dump="one-dump" in traits),
    )


def _own_plan(estate: Estate, person: Person, words: Mapping[str, str]) -> Plan:
    rng, archetype, solid = estate.rng, str(person.archetype), person.grade > 1
    tidy = solid and style_of(person) != "sloppy"
    return Plan(
        hands=(Hand(person=person, areas=frozenset("*"), weight=2.0), *_colleagues(estate, person)),
        words=words,
        start=person.active_from,
        end=_end(rng, person),
        templates=templates_for(archetype, str(person.specialisation), person.grade, rng) + _stale(person),
        share={3: 0.8, 2: 0.6, 1: 0.25}[person.grade],
        bumps=rng.randint(3, 8) if solid else 0,
        tunes=rng.randint(4, 10) if solid and archetype == "researcher" else 0,
        releases=rng.randint(3, 6) if solid and archetype == "developer" else 0,
        branching=0.15 if tidy else 0.0,
        open_branches=2 if person.grade == 3 else 0,
        bots=estate.bots[: rng.randint(0, 2)] if tidy else (),
    )


def _end(rng: random.Random, person: Person) -> date:
    whole = (person.active_to - person.active_from).days
    return person.active_from + timedelta(days=int(whole * rng.uniform(0.8, 1.0)))


def _colleagues(estate: Estate, person: Person) -> Iterator[Hand]:
    """Up to two people of the other archetypes in the same field, for what is theirs."""
    if person.grade == 1:
        return
    for archetype, areas in AREAS.items():
        if archetype != person.archetype and estate.rng.random() < 0.7:
            colleague = estate.rng.choice(estate.cell(archetype, str(person.specialisation)))
            yield Hand(person=colleague, areas=areas, weight=1.0)


def _stale(person: Person) -> tuple[str, ...]:
    # The only workflow of this repository closes stale issues: automation, but no test ever runs.
    return ("common/stale",) if (person.archetype, person.grade) == ("researcher", 1) else ()


def _particulars(person: Person, words: Mapping[str, str]) -> tuple[frozenset[str], tuple[Step, ...]]:
    """What only this one's repository has: traits by name, and the steps they take."""
    traits, steps = set(), []
    if _stale(person):
        traits.add("stale-workflow-only")
    if "two-addresses" in person.traits and person.grade == 3:
        traits.add("mailmap")
        mailmap = f"{person.name} <{person.emails[-1]}> <{person.emails[0]}>\n"
        steps.append(write({".mailmap": mailmap}, key=3.0, subject="join my two addresses", area="chore"))
    if (person.archetype, person.specialisation, person.grade) == ("researcher", "recsys", 2):
        traits.add("dockerfile-in-examples-only")
        text = 'FROM python:3.10-slim\nCOPY . /example\nCMD ["python", "/example/run.py"]\n'
        files = {"examples/docker/Dockerfile": text, "examples/run.py": f'print("{words["pkg"]}")\n'}
        steps.append(write(files, key=2.5, subject="add an example in a container", area="docs"))
    if (person.archetype, person.specialisation, person.grade) == ("developer", "vision", 1):
        traits.add("one-dump")
    return frozenset(traits), tuple(steps)


def products(estate: Estate) -> Iterator[Sketch]:
    """Two products for every field, made by all three archetypes, each in what is theirs."""
    for special in SPECIALISATIONS:
        for number in range(2):
            yield _product(estate, special, number)


def _product(estate: Estate, special: str, number: int) -> Sketch:
    rng, owner = estate.rng, ORGANISATIONS[special]
    name, start = estate.names.take(), date(2022 + number, rng.randint(1, 6), 1)
    hands = _product_hands(estate, special, number)
    words = words_for(special, rng, owner=owner, name=name, author=hands[0].person.name, year=start.year)
    plan = Plan(
        hands=hands,
        words=words,
        start=start,
        end=date(2026, rng.randint(5, 10), 10),
        templates=product_templates(special, rng),
        share=0.3,
        bumps=rng.randint(2, 4),
        tunes=rng.randint(1, 2),
        releases=rng.randint(3, 4),
        branching=0.1,
        open_branches=3,
        bots=estate.bots,
    )
    return Sketch(
        owner=owner,
        name=name,
        kind="service",
        description=words["Purpose"],
        specialisation=special,
        archetype="developer",
        traits=frozenset({"product"}),
        stars=rng.randint(20, 400),
        plan=plan,
    )


def _product_hands(estate: Estate, special: str, number: int) -> tuple[Hand, ...]:
    """Everybody of the field, developers first; in the second product the solid ones carry most."""
    weights = ({3: 4.0, 2: 2.0, 1: 0.3}, {3: 1.0, 2: 4.0, 1: 0.3})[number]
    seats = [
        (archetype, place) for archetype in ("developer", "operator", "researcher") for place in (number, 1 - number, 2)
    ]
    people = [estate.cell(archetype, special)[place] for archetype, place in seats]
    return tuple(
        Hand(person=person, areas=AREAS[str(person.archetype)], weight=weights[person.grade]) for person in people
    )


def famous(estate: Estate) -> Iterator[Sketch]:
    """Two well-known libraries: many files, thousands of stars, and people who came by for one commit."""
    yield _library(estate, "openlattice-sbx", "tensorquay", special="vision", files=300, visitors=estate.visitors)
    yield _library(estate, "openlattice-sbx", "flowtrellis", special="mlops", files=60, visitors=estate.visitors[:2])


def _library(estate: Estate, owner: str, name: str, *, special: str, files: int, visitors: Sequence[Person]) -> Sketch:
    rng = estate.rng
    developers = [estate.cell("developer", field)[0] for field in SPECIALISATIONS]
    hands = [Hand(person=person, areas=frozenset("*"), weight=1.0 + place) for place, person in enumerate(developers)]
    # A visitor's area is nobody else's, and each of its steps is open to one visitor alone.
    hands += [Hand(person=person, areas=frozenset({"visit"}), weight=1.0) for person in visitors]
    words = words_for(special, rng, owner=owner, name=name, author="The maintainers", year=2021)
    plan = Plan(
        hands=tuple(hands),
        words=words,
        start=date(2021, 3, 1),
        end=date(2026, 10, 10),
        templates=_LIBRARY,
        steps=(*operator_modules(words["pkg"], files, rng), *_visits(visitors)),
        share=1.0,
        releases=8,
        branching=0.2,
        open_branches=3,
        bots=estate.bots,
    )
    return Sketch(
        owner=owner,
        name=name,
        kind="library",
        description="Array operators with checked shapes" if files > 100 else "Small building blocks for pipelines",
        specialisation=special,
        archetype="developer",
        traits=frozenset({"famous", "one-commit-visitors", *(("three-hundred-files",) if files >= 300 else ())}),
        stars=rng.randint(4000, 24000),
        plan=plan,
    )


def _visits(visitors: Sequence[Person]) -> Iterator[Step]:
    for place, visitor in enumerate(visitors):
        text = f"# Notes for version {place}\n\nThe second example was missing a bracket.\n"
        path, subject = f"docs/notes_{place}.md", "Fix typo in the docs"
        yield write({path: text}, key=4.0 + place / 2, subject=subject, area="visit", by=visitor.handle)
