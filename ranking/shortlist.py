"""Profiles and a role in, a shortlist out: pure but for the encoder it is handed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple

from ranking.domain import SENTENCES, About, about, domains
from ranking.encoder import Encoder
from ranking.explain import reasons
from ranking.level import level
from ranking.lexical import bm25
from ranking.margin import MOST, margin
from ranking.role import RoleSpec
from ranking.score import Assessment, assess, least_fitting
from ranking.support import support
from ranking.texts.text import tokens, written_tokens
from ranking.weights import SHIPPED, Weights
from ranking.witness import borne_out, document, told, written
from sourcing.profiles import Entry, Profile, Requirement, Scope, Shortlist

VERSION = "rank-8"


def rank(
    profiles: Sequence[Profile],
    role: RoleSpec,
    *,
    encoder: Encoder,
    as_of: date,
    manifest: Mapping[str, str],
    weights: Weights = SHIPPED,
    lexical: Mapping[str, float] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Shortlist:
    """Everyone in `profiles`, best first: by score rounded to 4 places, ties by `lot`, then by person id.

    `as_of` is the day recency counts from; `manifest` tells the weights, too; `lexical` are the BM25 scores by person id where they
    are known already, from among more people than these. Errors: ModelError.
    """
    scopes = {one.person_id: level(one) for one in profiles}
    measured, chances = ordered(
        profiles, role, encoder=encoder, as_of=as_of, weights=weights, lexical=lexical, progress=progress
    )
    entries = tuple(
        _entry(place, one.person, role, one.found, scope=scopes[one.person.person_id], again=one.again, as_of=as_of)
        for place, one in enumerate(measured, 1)
    )
    return Shortlist(
        role=role.name,
        title=role.title,
        archetype=str(role.archetype),
        specialisation=str(role.specialisation),
        level=role.level,
        as_of=as_of,
        entries=entries,
        manifest=manifest,
        domains={where: max(odds, key=lambda name: (odds[name], name)) for where, odds in sorted(chances.items())},
        asked={skill: skill in role.must_have for skill in (*role.must_have, *role.nice_to_have)},
    )


class Measured(NamedTuple):
    """One person as they are ranked, with evidence at what it counts; `again` measures them with other evidence."""

    found: Assessment
    person: Profile
    again: Callable[[Profile], Assessment]


def ordered(
    profiles: Sequence[Profile],
    role: RoleSpec,
    *,
    encoder: Encoder,
    as_of: date,
    weights: Weights = SHIPPED,
    lexical: Mapping[str, float] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Measured], Mapping[str, Mapping[str, float]]]:
    """The order that `rank` explains, best first, and the domains of repositories by what they say. Errors: ModelError."""
    people = [borne_out(one) for one in sorted(profiles, key=lambda profile: profile.person_id)]
    said = _said(people, role)
    chances = domains(said, encoder.encode(_encoded(said), progress=progress))
    if lexical is None:
        scores = bm25([document(person) for person in people], role.text)
        lexical = dict(zip((person.person_id for person in people), scores, strict=True))

    def measure(person: Profile, value: float, purposes: Mapping[str, Mapping[str, float]]) -> Assessment:
        words = Counter(chain.from_iterable(written(person)))
        return assess(person, role, lexical=value, words=words, chances=purposes, as_of=as_of, weights=weights)

    # What a README that echoes the role hides is taken to speak against it.
    echoes = {name: {least_fitting(role): 1.0} for name, one in said.items() if one.is_echo}
    read = {**chances, **echoes}
    again = {one.person_id: partial(measure, value=lexical[one.person_id], purposes=told(one, read)) for one in people}
    measured = [Measured(again[one.person_id](one), one, again[one.person_id]) for one in people]
    measured.sort(key=lambda one: (-one.found.score, lot(one.person), one.person.person_id))
    return measured, chances


def lot(person: Profile) -> str:
    """What orders people of one score: a digest of their work, because a person's id follows from their handle."""
    work = sorted((one.commits, one.share, one.last_at or date.min, sorted(written_tokens(one))) for one in person.work)
    proofs = sorted((one.signal, one.kind, one.own_value, one.observed_at or date.min) for one in person.proofs)
    return hashlib.sha256(repr((work, proofs)).encode()).hexdigest()


def texts_encoded(people: Iterable[Profile], role: RoleSpec) -> set[str]:
    """All texts that `rank` encodes for these people."""
    return {*_encoded(_said(people, role))}


def _encoded(said: Mapping[str, About]) -> list[str]:
    return [*(one.opening for one in said.values()), *SENTENCES.values()]


def _said(people: Iterable[Profile], role: RoleSpec) -> dict[str, About]:
    """What each repository says of itself beside the role, by repository."""
    asked = frozenset(tokens(role.text))
    said: dict[str, About] = {}
    for person in people:
        for work in person.work:
            if work.repository not in said:
                said[work.repository] = about(work, asked=asked)
    return said


def _entry(
    place: int,
    person: Profile,
    role: RoleSpec,
    assessment: Assessment,
    *,
    scope: Scope,
    again: Callable[[Profile], Assessment],
    as_of: date,
) -> Entry:
    """One entry; `again` measures the same person with other evidence."""
    parts, work = assessment.parts, assessment.work
    return Entry(
        rank=place,
        person_id=person.person_id,
        score=assessment.score,
        coverage=assessment.coverage,
        margin=margin(person, role, parts=parts, work=work, as_of=as_of) if place <= MOST else None,
        band=assessment.band,
        parts=assessment.parts,
        reasons=reasons(person, role, assessment),
        scope=scope,
        requirements=tuple(
            Requirement(skill=skill, strength=strength, evidence_id=proof.evidence_id if proof else None)
            for skill, (strength, proof) in assessment.skills.items()
            if strength > 0 or proof
        ),
        support=support(person, role, assessment, again=again, as_of=as_of) if place <= MOST else None,
    )
