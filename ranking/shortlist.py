"""Profiles and a role in, a shortlist out: pure but for the encoder it is handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from ranking.domain import SENTENCES, describing_text, domains
from ranking.encoder import Encoder
from ranking.explain import reasons
from ranking.lexical import bm25
from ranking.role import RoleSpec
from ranking.score import Assessment, assess
from ranking.text import context_tokens, own_tokens
from sourcing.profiles import Entry, Profile, Shortlist

VERSION = "rank-1"


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
    documents = [
        [word for work in person.work if work.place != "course" for word in (*own_tokens(work), *context_tokens(work))]
        for person in people
    ]
    lexical = bm25(documents, role.text)
    texts = sorted({describing_text(work) for person in people for work in person.work} - {""})
    chances = domains(texts, encoder.encode([*texts, *SENTENCES.values()], progress=progress))
    measured = [
        (person, assess(person, role, lexical=value, chances=chances, as_of=as_of))
        for person, value in zip(people, lexical, strict=True)
    ]
    measured.sort(key=lambda pair: (-pair[1].score, pair[0].person_id))
    entries = tuple(_entry(place, person, role, assessment) for place, (person, assessment) in enumerate(measured, 1))
    return Shortlist(
        role=role.name,
        title=role.title,
        archetype=str(role.archetype),
        specialisation=str(role.specialisation),
        as_of=as_of,
        entries=entries,
        manifest=manifest,
    )


def _entry(place: int, person: Profile, role: RoleSpec, assessment: Assessment) -> Entry:
    return Entry(
        rank=place,
        person_id=person.person_id,
        score=assessment.score,
        coverage=assessment.coverage,
        band=assessment.band,
        parts=assessment.parts,
        reasons=reasons(person, role, assessment),
    )
