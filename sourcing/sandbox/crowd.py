"""A crowd: an invented world as wide as a benchmark wants it, where everybody owns a shelf of small repositories."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from string import ascii_lowercase

from sourcing.sandbox.blueprints import templates_for
from sourcing.sandbox.build import chance, fingerprint, settle
from sourcing.sandbox.cast import engineers
from sourcing.sandbox.estate import AREAS
from sourcing.sandbox.fastimport import Change, Commit, Draft
from sourcing.sandbox.history import Hand, Plan, tree_of
from sourcing.sandbox.messages import style_of
from sourcing.sandbox.sketch import Sketch
from sourcing.sandbox.vocabulary import Names, words_for
from sourcing.sandbox.world import ARCHETYPES, SPECIALISATIONS, Person, World

# What a repository of this archetype is, and how its name may end.
_KINDS = {
    "researcher": ("research", ("lab", "study")),
    "developer": ("service", ("api", "service")),
    "operator": ("platform", ("ops", "platform")),
}
_FEWEST, _MOST, _USUAL = 5, 52, 40  # commits, before the few that a merge needs
_SHARED = 0.4  # so often others are asked; some of them leave no commit behind
_SHARE = {3: 0.7, 2: 0.5, 1: 0.25}


def build_crowd(root: Path, *, people: int = 100, most: int = 12, seed: int = 7) -> World:
    """A world of exactly so many engineers, each with 1 to `most` repositories, written below root like the sandbox's.

    Its repositories have 10 to 60 files and 5 to 60 commits; about a third have one or two others of the crowd as
    contributors; there are no bots, no traps and no organisations. Equal arguments give equal commits, and a root
    that holds this very crowd returns at once. Raises ValueError for numbers nobody can be found for and for a root
    with files of somebody else, OSError when root cannot be written or Git is missing.
    """
    if people < 1 or most < 1:
        raise ValueError(f"a crowd of {people} people with up to {most} repositories each has nobody in it")

    def draw() -> tuple[tuple[Person, ...], tuple[Sketch, ...]]:
        crowd = _people(people, chance(seed, "crowd"))
        return crowd, tuple(_sketches(crowd, most, seed))

    return settle(root, draw, seed=seed, generator=f"{fingerprint()} crowd {people}x{most}")


def _people(count: int, rng: random.Random) -> tuple[Person, ...]:
    """So many engineers: the cast of the sandbox, round after round, each under a name composed of two of theirs."""
    names = _names(rng)
    if count > len(names):
        raise ValueError(f"{count} people are too many: there are names for {len(names)}")
    moulds: list[Person] = []
    while len(moulds) < count:
        cast = list(engineers(rng))
        rng.shuffle(cast)  # so that a small crowd has all sorts, too
        moulds += cast
    return tuple(_named(mould, *name) for mould, name in zip(moulds, names[:count], strict=False))


def _names(rng: random.Random) -> list[tuple[str, str]]:
    """Handle and name of everybody there could be, no handle twice: those with an initial between come last."""
    cast = [person.name.split(" ") for person in engineers(rng) if "LATIN" in unicodedata.name(person.name[0])]
    given, family = sorted(name[0] for name in cast), sorted(name[1] for name in cast)
    composed = {f"{_latin(first)}-{_latin(last)}-sbx": f"{first} {last}" for first, last in product(given, family)}
    names = list(composed.items())
    rng.shuffle(names)
    return [*names, *(_with_initial(*name, letter) for letter in ascii_lowercase for name in names)]


def _with_initial(handle: str, name: str, letter: str) -> tuple[str, str]:
    return handle.replace("-", f"-{letter}-", 1), name.replace(" ", f" {letter.upper()}. ", 1)


def _latin(word: str) -> str:
    """What is left of a word when a login must be made of it."""
    plain = unicodedata.normalize("NFKD", word).lower()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _named(mould: Person, handle: str, name: str) -> Person:
    old, new = mould.handle.removesuffix("-sbx"), handle.removesuffix("-sbx")
    return replace(mould, handle=handle, name=name, emails=tuple(email.replace(old, new) for email in mould.emails))


def _sketches(crowd: Sequence[Person], most: int, seed: int) -> Iterator[Sketch]:
    """Every repository, in the order of its owners. One person's do not depend on how many another has."""
    for place, owner in enumerate(crowd):
        rng = chance(seed, f"crowd/{owner.handle}")
        names = Names(rng)
        for number in range(_owned(place, most, rng)):
            yield _sketch(owner, crowd, names, rng, first=number == 0)


def _owned(place: int, most: int, rng: random.Random) -> int:
    """How many repositories the person at this place owns: a fifth have the most, one in twenty has one."""
    if place % 5 == 0:
        return most
    return 1 if place % 20 == 3 else round(rng.triangular(1, most, most))


def _sketch(owner: Person, crowd: Sequence[Person], names: Names, rng: random.Random, *, first: bool) -> Sketch:
    """One repository. The first shows what its owner is; the others are mostly, not always, of that kind."""
    archetype, special, grade = str(owner.archetype), str(owner.specialisation), owner.grade
    if not first:
        archetype = archetype if rng.random() < 0.75 else rng.choice(ARCHETYPES)
        special = special if rng.random() < 0.75 else rng.choice(SPECIALISATIONS)
        grade = rng.randint(max(1, grade - 1), grade)
    kind, endings = _KINDS[archetype]
    name = names.take(rng.choice(endings))
    start, end = _when(owner, rng)
    words = words_for(special, rng, owner=owner.handle, name=name, author=owner.name, year=start.year)
    others = _colleagues(owner, crowd, rng, at=start + (end - start) / 2)
    plan = Plan(
        hands=(Hand(person=owner, areas=frozenset("*"), weight=1.5), *others),
        words=words,
        start=start,
        end=end,
        templates=templates_for(archetype, special, grade, rng),
    )
    return Sketch(
        owner=owner.handle,
        name=name,
        kind=kind,
        description=words["Purpose"],
        specialisation=special,
        archetype=archetype,
        stars=rng.randint(0, {3: 120, 2: 40, 1: 4}[grade]),
        plan=_busy(plan, archetype, grade, rng),
        derive=partial(shortened, most=round(rng.triangular(_FEWEST, _MOST, _USUAL)), owner=owner),
    )


def _busy(plan: Plan, archetype: str, grade: int, rng: random.Random) -> Plan:
    """The plan with what goes on beside the files: versions, settings, releases, branches."""
    return replace(
        plan,
        share=_SHARE[grade],
        bumps=rng.randint(0, 3),
        tunes=rng.randint(0, 4) if archetype == "researcher" else 0,
        releases=rng.randint(0, 3) if archetype == "developer" else 0,
        branching=0.15 if grade > 1 and style_of(plan.hands[0].person) != "sloppy" else 0.0,
        open_branches=rng.randint(0, 1),
    )


def _when(owner: Person, rng: random.Random) -> tuple[date, date]:
    """When the work began and ended: two months to a year and a half, while the owner was there."""
    whole = (owner.active_to - owner.active_from).days
    start = owner.active_from + timedelta(days=int(whole * rng.uniform(0, 0.8)))
    return start, min(start + timedelta(days=rng.randint(60, 540)), owner.active_to)


def _colleagues(owner: Person, crowd: Sequence[Person], rng: random.Random, *, at: date) -> tuple[Hand, ...]:
    """Nobody, or one or two others who were there on that day, for what is theirs."""
    if rng.random() > _SHARED:
        return ()
    there = [other for other in crowd if other is not owner and other.active_from <= at <= other.active_to]
    chosen = rng.sample(there, min(len(there), rng.randint(1, 2)))
    return tuple(Hand(person=other, areas=AREAS[str(other.archetype)], weight=1.0) for other in chosen)


def shortened(draft: Draft, *, most: int, owner: Person) -> Draft:
    """The draft with its oldest commits made into one of the owner's: `most` are left, or some more for a merge."""
    cut = max(len(draft.commits) - most, 0)
    # Everything later must come from this commit alone: not between a branch and its merge.
    while any(parent < cut for commit in draft.commits[cut + 1 :] for parent in commit.parents):
        cut -= 1
    if cut == 0:
        return draft
    held = sorted(tree_of(Draft(commits=draft.commits[: cut + 1])).items())
    first = draft.commits[cut]
    signed = [commit.author for commit in draft.commits[: cut + 1] if commit.author.email in owner.emails]
    who = replace(signed[-1] if signed else first.author, seconds=first.author.seconds)
    start = Commit(
        author=who,
        committer=who,
        message=b"Initial import\n",
        changes=tuple(Change(path=path, data=data, mode=mode) for path, (mode, data) in held),
        parents=(),
    )
    later = (
        replace(commit, parents=tuple(parent - cut for parent in commit.parents)) for commit in draft.commits[cut + 1 :]
    )
    return Draft(
        commits=(start, *later),
        tags=tuple(replace(tag, commit=tag.commit - cut) for tag in draft.tags if tag.commit >= cut),
        branches=tuple((name, place - cut) for name, place in draft.branches if place >= cut),
    )
