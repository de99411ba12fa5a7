"""The same people with something left out, to be ranked again: what an order owes to it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from sourcing.evidence.artifacts import SIGNALS
from sourcing.profiles import Profile

_DROPPED = 51  # of 256: a fifth


def unnamed(people: Sequence[Profile]) -> list[Profile]:
    """Repositories under numbers: no owner, no organisation, no host."""
    every = sorted(
        {work.repository for one in people for work in one.work}
        | {proof.repository for one in people for proof in one.proofs}
    )
    numbers = {name: f"r{hashlib.sha256(name.encode()).hexdigest()[:12]}" for name in every}
    return [
        replace(
            one,
            work=tuple(replace(work, repository=numbers[work.repository]) for work in one.work),
            proofs=tuple(replace(proof, repository=numbers[proof.repository]) for proof in one.proofs),
        )
        for one in people
    ]


def without_sites(people: Sequence[Profile]) -> list[Profile]:
    """Nothing published on community sites, whose worth others' use tells."""
    return [replace(one, proofs=tuple(proof for proof in one.proofs if proof.signal not in SIGNALS)) for one in people]


def without_readmes(people: Sequence[Profile]) -> list[Profile]:
    """Repositories that say nothing of themselves."""
    return [replace(one, work=tuple(replace(work, readme="") for work in one.work)) for one in people]


def without_some(people: Sequence[Profile], *, draw: int) -> list[Profile]:
    """A fifth of the repositories not read, by a fixed draw; of nobody the last one."""
    return [_kept(one, draw) for one in people]


def _kept(person: Profile, draw: int) -> Profile:
    kept = tuple(
        work for work in person.work if hashlib.sha256(f"{draw} {work.repository}".encode()).digest()[0] >= _DROPPED
    )
    kept = kept or person.work
    gone = {work.repository for work in person.work} - {work.repository for work in kept}
    return replace(person, work=kept, proofs=tuple(proof for proof in person.proofs if proof.repository not in gone))


def unredacted(people: Sequence[Profile]) -> list[Profile]:
    """Texts as they were written, with every name, place, school and employer in them. For measuring alone."""
    return [replace(one, work=tuple(replace(work, is_unredacted=True) for work in one.work)) for one in people]
