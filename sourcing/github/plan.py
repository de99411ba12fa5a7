"""Where the next point goes: a pure function of what is known so far, so that it can be tested and a run resumed.

People are met before anything of theirs is read. The first names should stand soon, so reading begins when enough is
waiting; then everybody else is met first, for a repository is read once for all who work in it. Of the people met those
with most to show for the role are read first, their most telling repositories before the rest. What is read in the
end depends on the profiles and the role alone, not on the order of answers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sourcing.github.facts import Card, Elsewhere, Handle, Profile
from sourcing.github.histories import Author
from sourcing.github.repositories import Wanted
from sourcing.skills import plain

# fmt: off
CODE = frozenset({
    "Python", "Jupyter Notebook", "Go", "Java", "Scala", "Kotlin", "Rust", "C++", "C", "Cuda", "TypeScript", "JavaScript", "R", "Julia",
    "Shell", "HCL", "Dockerfile", "Lua", "Cython",
})
# fmt: on


@dataclass(frozen=True, kw_only=True, slots=True)
class Interest:
    """What a role looks for, in words: terms that a topic, name or description may hold, in lower case."""

    terms: frozenset[str]

    def hits(self, card: Card) -> int:
        """How many different terms a repository's topics, name and description hold."""
        words = plain(" ".join((*card.topics, card.slug.partition("/")[2], card.description)))
        return sum(1 for term in self.terms if f" {term} " in f" {words} ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Caps:
    """How much of one person is read: own repositories, repositories of others, and how many of both in the first wave."""

    own: int = 12
    elsewhere: int = 6
    first: int = 3
    people: int = 50  # to meet in one step
    repositories: int = 36  # to read in one step
    files: int = 30  # texts of one repository
    points: float = math.inf  # what one step may spend


@dataclass(frozen=True, kw_only=True, slots=True)
class Prospect:
    """Somebody found, by how many ways, and their profile once they were met."""

    handle: Handle
    ways: int = 1
    profile: Profile | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One repository with everybody it is to be read for, its wave (0 first), and how much it promises."""

    wanted: Wanted
    wave: int
    promise: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What to do next: people to meet, or repositories to read. Neither: nothing is left, or it is `too_dear`.

    `too_dear` is the price of the cheapest thing left where what may be spent does not buy it, else 0.
    """

    meet: tuple[Handle, ...] = ()
    read: tuple[Wanted, ...] = ()
    too_dear: int = 0


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known: everybody found, whose repositories are settled (by batch-deciding key), and which people failed."""

    prospects: Sequence[Prospect]
    readers: Mapping[str, frozenset[Author]] = field(default_factory=dict)  # by repository, for whom it was read before
    settled: frozenset[str] = field(default_factory=frozenset)  # keys of readings that are done or given up in this run


def next_step(situation: Situation, *, interest: Interest, caps: Caps) -> Step:
    """The next thing to ask GitHub for."""
    unmet = [one for one in situation.prospects if one.profile is None]
    readings = plan_readings(situation.prospects, interest=interest, caps=caps, readers=situation.readers)
    waiting = [one for one in readings if reading_key(one.wanted) not in situation.settled]
    in_first_wave = [one for one in waiting if one.wave == 0]
    has_begun = len(situation.settled) >= caps.repositories
    if unmet and (has_begun or len(in_first_wave) < caps.repositories):
        unmet.sort(key=lambda one: (-one.ways, -one.handle.contributions, one.handle.login.lower()))
        return Step(meet=tuple(one.handle for one in unmet[: caps.people]))
    waiting.sort(key=lambda one: (one.wave, -one.promise, one.wanted.card.key))
    return _affordable([one.wanted for one in waiting], caps=caps)


def _affordable(waiting: list[Wanted], *, caps: Caps) -> Step:
    """The first repositories that can be read to the end for what may be spent: half-read ones would be paid for twice."""
    chosen: list[Wanted] = []
    for one in waiting:
        if len(chosen) < caps.repositories and price_of([*chosen, one], files=caps.files) <= caps.points:
            chosen.append(one)
    if waiting and not chosen:
        return Step(too_dear=min(price_of([one], files=caps.files) for one in waiting))
    return Step(read=tuple(chosen))


def price_of(wanted: Sequence[Wanted], *, files: int) -> int:
    """At most how many points reading these together takes; blobs may take more where files are large."""
    guests = {author for one in wanted for author in one.authors if author.login.lower() != one.card.owner.lower()}
    people = sum(len(one.authors) for one in wanted)
    trees_and_commits = 2 * math.ceil(len(wanted) / 8) + people // 100
    authorship = math.ceil(files * (len(wanted) + people) / 120)
    return trees_and_commits + math.ceil(len(guests) / 4) + math.ceil(len(wanted) * files / 100) + authorship


def reading_key(wanted: Wanted) -> str:
    """What makes two readings the same: repository, commit and people."""
    people = ",".join(sorted(author.node_id for author in wanted.authors))
    return f"github {wanted.card.key} @ {wanted.card.head or 'empty'} for {people}"


def plan_readings(
    prospects: Iterable[Prospect],
    *,
    interest: Interest,
    caps: Caps,
    readers: Mapping[str, frozenset[Author]] = MappingProxyType({}),
) -> list[Reading]:
    """Every repository worth reading for these people, each once; depends on profiles and role alone."""
    cards: dict[str, Card] = {}
    people: dict[str, set[Author]] = defaultdict(set)
    wave: dict[str, int] = {}
    promise: dict[str, float] = defaultdict(float)
    for prospect in prospects:
        for place, (card, value) in enumerate(choose_repositories(prospect.profile, interest=interest, caps=caps)):
            cards[card.key] = max(cards.get(card.key, card), card, key=_latest)
            people[card.key].add(_author(prospect.profile))
            wave[card.key] = min(wave.get(card.key, 1), 0 if place < caps.first else 1)
            promise[card.key] = max(promise[card.key], value)
    return [
        Reading(
            wanted=Wanted(card=card, authors=_together(people[key], readers.get(key, frozenset()))),
            wave=wave[key],
            promise=round(promise[key], 4),
        )
        for key, card in sorted(cards.items())
    ]


def choose_repositories(person: Profile | None, *, interest: Interest, caps: Caps) -> list[tuple[Card, float]]:
    """The repositories to read of one person with how much the person promises there, most promising first."""
    if person is None or person.declines:
        return []
    own = [(card, card_promise(card, interest=interest)) for card in person.own if card.language in CODE or card.topics]
    others = [(one.card, elsewhere_promise(one, interest=interest)) for one in person.elsewhere]
    own = sorted(own, key=_most_first)[: caps.own]
    others = sorted(others, key=_most_first)[: caps.elsewhere]
    chosen = sorted((*own, *others), key=_most_first)
    strength = sum(value for _, value in chosen[: caps.first])
    return [(card, strength + value / 10) for card, value in chosen]


def card_promise(card: Card, *, interest: Interest) -> float:
    """How much an own repository promises: terms of the role, work that was kept up, a language that is written."""
    size = min(1.0, math.log10(1 + card.kilobytes) / 4)
    liked = min(0.5, math.log10(1 + card.stars) / 8)  # weak, and capped
    return (
        interest.hits(card)
        + (0.5 if card.language == "Python" else 0.0)
        + size
        + liked
        - (0.5 if card.is_archived else 0.0)
    )


def elsewhere_promise(one: Elsewhere, *, interest: Interest) -> float:
    """How much work in a repository of others promises: as an own one, and more for what others merged."""
    return card_promise(one.card, interest=interest) + min(2.0, math.log2(1 + one.merged)) + min(0.5, one.commits / 100)


def _latest(card: Card) -> tuple[str, str, tuple[str, ...]]:
    """Of two visits' cards of one repository the one pushed to last, the fuller one where they are the same."""
    return card.pushed_at.isoformat() if card.pushed_at else "", card.head or "", card.topics


def _author(person: Profile | None) -> Author:
    if person is None:
        raise ValueError("nobody was met")
    return Author(login=person.login, node_id=person.node_id, name=person.name)


def _together(now: Iterable[Author], before: Iterable[Author]) -> tuple[Author, ...]:
    """Everybody of now, and those of before whom nobody of now is, each once, under the login of now."""
    by_id = {one.node_id: one for one in (*before, *now)}
    return tuple(sorted(by_id.values()))


def _most_first(pair: tuple[Card, float]) -> tuple[float, str]:
    return -pair[1], pair[0].key


def left_over(situation: Situation, *, interest: Interest, caps: Caps) -> Mapping[str, int]:
    """What there is still to do: people to meet, repositories to read."""
    readings = plan_readings(situation.prospects, interest=interest, caps=caps, readers=situation.readers)
    return {
        "people": sum(1 for one in situation.prospects if one.profile is None),
        "repositories": sum(1 for one in readings if reading_key(one.wanted) not in situation.settled),
    }
