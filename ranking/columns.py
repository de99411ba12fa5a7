"""Everybody by columns, made once and used for every role: what the first stage of a ranking reads."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ranking import archetype
from ranking.domain import SENTENCES, STATIC_TEMPERATURE, about, domains
from ranking.encoder import Vector
from ranking.lexical import Index
from ranking.match import strengths
from ranking.traits import Traits, traits
from ranking.witness import borne_out, document, told, written
from sourcing.profiles import Profile
from sourcing.records import Archetype

Numbers = npt.NDArray[np.float32]
Encode = Callable[[Iterable[str]], Mapping[str, Vector]]
BLOCK = 1_000  # people whose repositories are encoded together
ROWS = 3 + 2 * len(Archetype) + len(SENTENCES)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """`people` are person ids in order; every other column has one value for each of them.

    `skills` maps a skill to the places of the people who show it and to how strongly; skills that nobody shows are left out.
    """

    people: npt.NDArray[np.str_]
    numbers: Numbers  # one row a trait, see `traits`
    skills: Mapping[str, tuple[npt.NDArray[np.int32], Numbers]]
    words: Index

    @property
    def traits(self) -> Traits[Numbers]:
        """The traits of everybody at once."""
        depth, sustained, words, *rest = self.numbers
        kinds = len(Archetype)
        return Traits(
            depth=depth,
            sustained=sustained,
            amounts=dict(zip(Archetype, rest[:kinds], strict=True)),
            said=archetype.Said(words, dict(zip(Archetype, rest[kinds : 2 * kinds], strict=True))),
            domains=dict(zip(SENTENCES, rest[2 * kinds :], strict=True)),
        )

    def save(self, folder: Path) -> None:
        """Writes everything into a new folder."""
        folder.mkdir(parents=True)
        np.save(folder / "people.npy", self.people)
        np.save(folder / "numbers.npy", self.numbers)
        held = [self.skills[name] for name in self.skills]
        np.save(folder / "who.npy", np.concatenate([who for who, _ in held] or [np.empty(0, np.int32)]))
        np.save(folder / "strength.npy", np.concatenate([value for _, value in held] or [np.empty(0, np.float32)]))
        (folder / "skills.json").write_text(json.dumps({name: len(who) for name, (who, _) in self.skills.items()}))
        self.words.save(folder / "words")

    @classmethod
    def load(cls, folder: Path) -> Columns:
        """What `save` wrote, mapped into memory: only what a role asks for is read."""
        people, numbers, who, strength = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("people", "numbers", "who", "strength")
        )
        skills, start = {}, 0
        for name, size in json.loads((folder / "skills.json").read_text()).items():
            skills[name] = (who[start : start + size], strength[start : start + size])
            start += size
        return cls(people=people, numbers=numbers, skills=skills, words=Index.load(folder / "words", len(people)))


def columns(people: Iterable[Profile], *, encode: Encode, as_of: date) -> Columns:
    """The columns of people in person order, read once and one block at a time; `encode` is the static encoder."""
    made = _Made(encode, as_of)
    words = Index.of(made.documents(people))
    return Columns(
        people=np.array(made.people, dtype=np.str_),
        numbers=np.frombuffer(made.numbers, dtype=np.float32).reshape(-1, ROWS).T.copy(),
        skills={
            name: (np.frombuffer(who, dtype=np.int32), np.frombuffer(made.strengths[name], dtype=np.float32))
            for name, who in sorted(made.who.items())
        },
        words=words,
    )


class _Made:
    """Columns in the making."""

    def __init__(self, encode: Encode, as_of: date) -> None:
        self._encode, self._as_of = encode, as_of
        self._sentences = encode(SENTENCES.values())
        self._chances: dict[str, Mapping[str, float]] = {}  # of every repository met
        self.people: list[str] = []
        self.numbers = array("f")
        self.who: dict[str, array[int]] = {}
        self.strengths: dict[str, array[float]] = {}

    def documents(self, people: Iterable[Profile]) -> Iterator[Sequence[str]]:
        """The words of each person, while everything else is kept."""
        rest = iter(people)
        while block := list(islice(rest, BLOCK)):
            self._weigh(block)
            for person in map(borne_out, block):
                self._keep(person, Counter(chain.from_iterable(written(person))))
                yield document(person)

    def _weigh(self, block: Sequence[Profile]) -> None:
        """The domains of repositories not met before, by the static encoder."""
        new = {work.repository: work for one in block for work in one.work if work.repository not in self._chances}
        said = {name: about(work, asked=frozenset()) for name, work in new.items()}
        vectors = {**self._encode(one.opening for one in said.values()), **self._sentences} if said else {}
        told = domains(said, vectors, temperature=STATIC_TEMPERATURE)
        self._chances.update({name: told.get(name, {}) for name in new})

    def _keep(self, person: Profile, words: Mapping[str, int]) -> None:
        place = len(self.people)
        self.people.append(person.person_id)
        own = traits(person, words, told(person, self._chances), as_of=self._as_of)
        self.numbers.extend((own.depth, own.sustained, own.said.words))
        self.numbers.extend((*own.amounts.values(), *own.said.of.values(), *own.domains.values()))
        for skill, (strength, _) in strengths(person.proofs, as_of=self._as_of).items():
            self.who.setdefault(skill, array("i")).append(place)
            self.strengths.setdefault(skill, array("f")).append(strength)
