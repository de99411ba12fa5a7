"""Profiles and a role in, a shortlist out: pure but for the encoder it is handed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from ranking.domain import SENTENCES, About, about, domains
from ranking.encoder import Encoder
from ranking.explain import reasons
from ranking.lexical import bm25
from ranking.margin import MOST, margin
from ranking.role import RoleSpec
from ranking.score import Assessment, assess
from ranking.text import tokens
from ranking.witness import borne_out, counted, read_tokens, stood_on
from sourcing.profiles import Entry, Profile, Shortlist

VERSION = "rank-3"


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
    people = [borne_out(one, counted(one)) for one in sorted(profiles, key=lambda profile: profile.person_id)]
    said = _said(people, asked=frozenset(tokens(role.text)))
    texts = [one.opening for one in said.values()]
    chances = domains(said, encoder.encode([*texts, *SENTENCES.values()], progress=progress))
    written = [read_tokens(person) for person in people]
    documents = [_document(person, own) for person, own in zip(people, written, strict=True)]
    lexical = bm25(documents, role.text)
    measured = []
    for person, own, value in zip(people, written, lexical, strict=True):
        words = Counter(word for words in own for word in words)
        measured.append((person, assess(person, role, lexical=value, words=words, chances=chances, as_of=as_of)))
    measured.sort(key=lambda pair: (-pair[1].score, pair[0].person_id))
    entries = tuple(
        _entry(place, person, role, assessment, as_of=as_of) for place, (person, assessment) in enumerate(measured, 1)
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
        for word in (*words, *stood_on(work, person))
    ]


def _entry(place: int, person: Profile, role: RoleSpec, assessment: Assessment, *, as_of: date) -> Entry:
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
    )
