"""Profiles and a role in, a shortlist out: pure but for the encoder it is handed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from ranking.domain import SENTENCES, About, about, domains
from ranking.encoder import Encoder
from ranking.explain import reasons
from ranking.lexical import bm25
from ranking.margin import MOST, margin
from ranking.role import RoleSpec
from ranking.score import Assessment, assess
from ranking.support import support
from ranking.text import context_tokens, own_tokens, tokens
from sourcing.profiles import Entry, Profile, Requirement, Shortlist

VERSION = "rank-4"


def rank(
    profiles: Sequence[Profile],
    role: RoleSpec,
    *,
    encoder: Encoder,
    as_of: date,
    manifest: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
) -> Shortlist:
    """Everyone in `profiles`, best first: by score rounded to 4 places, ties by person id.

    `as_of` is the day recency counts from. Errors: ModelError.
    """
    people = sorted(profiles, key=lambda profile: profile.person_id)
    said = _said(people, asked=frozenset(tokens(role.text)))
    texts = [one.opening for one in said.values()]
    chances = domains(said, encoder.encode([*texts, *SENTENCES.values()], progress=progress))
    written = [[own_tokens(work) for work in person.work] for person in people]
    documents = [_document(person, own) for person, own in zip(people, written, strict=True)]
    lexical = bm25(documents, role.text)

    def measure(person: Profile, own: Sequence[Sequence[str]], value: float) -> Assessment:
        words = Counter(word for words in own for word in words)
        return assess(person, role, lexical=value, words=words, chances=chances, as_of=as_of)

    measured = [
        (measure(person, own, value), person, partial(measure, own=own, value=value))
        for person, own, value in zip(people, written, lexical, strict=True)
    ]
    measured.sort(key=lambda one: (-one[0].score, one[1].person_id))
    entries = tuple(
        _entry(place, person, role, assessment, again=again, as_of=as_of)
        for place, (assessment, person, again) in enumerate(measured, 1)
    )
    return Shortlist(
        role=role.name,
        title=role.title,
        archetype=str(role.archetype),
        specialisation=str(role.specialisation),
        as_of=as_of,
        entries=entries,
        manifest=manifest,
        domains={where: max(odds, key=lambda name: (odds[name], name)) for where, odds in sorted(chances.items())},
        asked={skill: skill in role.must_have for skill in (*role.must_have, *role.nice_to_have)},
    )


def _said(people: Sequence[Profile], *, asked: frozenset[str]) -> dict[str, About]:
    """What each repository says of itself, by repository."""
    said: dict[str, About] = {}
    for person in people:
        for work in person.work:
            if work.repository not in said:
                said[work.repository] = about(work, asked=asked)
    return said


def _document(person: Profile, own: Sequence[Sequence[str]]) -> list[str]:
    """The words a person is found by: their own, and the dependencies around them; course work is left out."""
    return [
        word
        for work, words in zip(person.work, own, strict=True)
        if work.place != "course"
        for word in (*words, *context_tokens(work))
    ]


def _entry(
    place: int,
    person: Profile,
    role: RoleSpec,
    assessment: Assessment,
    *,
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
        requirements=tuple(
            Requirement(skill=skill, strength=strength, evidence_id=proof.evidence_id if proof else None)
            for skill, (strength, proof) in assessment.skills.items()
            if strength > 0 or proof
        ),
        support=support(person, role, assessment, again=again, as_of=as_of) if place <= MOST else None,
    )
