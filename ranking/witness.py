"""What vouches for what a repository shows: other people who wrote in it, or more of one's own work than a template takes.

What somebody alone wrote can be written to be found. So what a repository says of itself (its README, the dependencies it declares)
counts for a person as far as others wrote it, and many small repositories of one's own count little.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ranking.domain import SENTENCES, built
from ranking.match import skills_shown
from ranking.texts.text import context_tokens, tokens, words_of_paths, written_tokens
from sourcing.profiles import Profile, Work

OTHERS = 20.0  # commits of others to a repository at which they vouch for it by half
OWN, GUEST = (
    0.3,
    0.1,
)  # shares of a repository's commits: from the first on it takes others' commits, up to the second it is theirs anyway
STEADY = 8.0  # commits to a repository of one's own at which it counts for 63 %
IN_FULL = 5  # repositories of one's own; each further one counts half as much as the one before
LEAST = 0.2  # of a repository that counts; what would count less counts nothing: one's own with fewer than 4 commits


def vouched(work: Work) -> float:
    """How far others than the person stand behind a repository, 0..1: by many commits of theirs, or where the person is a guest."""
    others = work.commits * (1.0 / work.share - 1.0) if work.share else math.inf
    by_commits = 1.0 / (1.0 + (OTHERS / others) ** 4) if others else 0.0
    as_guest = (OWN - work.share) / (OWN - GUEST)
    return min(1.0, max(0.0, by_commits, as_guest))


def counted(profile: Profile) -> dict[str, float]:
    """How much the work in each repository counts, 0..1: in full where others stand behind it.

    One's own counts less with few commits, most commits first; beyond five each half as much as the one before. Of as many commits
    what was built decides, not what the repository or its owner is called.
    """
    found, place = {}, 0
    for work in sorted(profile.work, key=lambda one: (-one.commits, -one.share, words_of_paths(one), one.repository)):
        by_others = vouched(work)
        by_itself = (1.0 - math.exp(-((work.commits / STEADY) ** 2))) * 0.5 ** max(0, place + 1 - IN_FULL)
        counts = by_others + (1.0 - by_others) * by_itself
        found[work.repository] = counts if counts >= LEAST else 0.0
        place += by_others < 1.0
    return found


def borne_out(profile: Profile) -> Profile:
    """The profile with each row of evidence at what its repository counts."""
    counts = counted(profile)
    if all(count == 1.0 for count in counts.values()):
        return profile
    proofs = (replace(one, own_value=one.own_value * counts.get(one.repository, 1.0)) for one in profile.proofs)
    return replace(profile, proofs=tuple(proofs))


def told(profile: Profile, chances: Mapping[str, Mapping[str, float]]) -> dict[str, Mapping[str, float]]:
    """The domains of a person's repositories: by what each says of itself as far as others vouch for it, else by what they built there.

    `chances` are the domains of repositories by what they say.
    """
    found: dict[str, Mapping[str, float]] = {}
    for work in profile.work:
        said, by_others = chances.get(work.repository, {}), vouched(work)
        if by_others < 1.0:
            proofs = [proof for proof in profile.proofs if proof.repository == work.repository]
            shown = built(work, proofs)
            said = {
                name: by_others * said.get(name, 0.0) + (1.0 - by_others) * shown.get(name, 0.0) for name in SENTENCES
            }
        found[work.repository] = said
    return found


def written(profile: Profile) -> list[tuple[str, ...]]:
    """The words that a person wrote in each repository, in order; none where it does not count."""
    counts = counted(profile)
    return [written_tokens(work) if counts[work.repository] else () for work in profile.work]


def document(profile: Profile) -> list[str]:
    """The words a person is found by: their own, and those of what their work stands on; course work is left out."""
    return [
        word
        for work, own in zip(profile.work, written(profile), strict=True)
        if own and work.place != "course"
        for word in (*own, *_stood_on(work, profile))
    ]


def _stood_on(work: Work, profile: Profile) -> Sequence[str]:
    """What the repository declares where it is that of others, else the skills that own evidence in it shows."""
    if vouched(work) > 0.5:
        return context_tokens(work)
    skills = (skill for proof in profile.proofs if proof.repository == work.repository for skill in skills_shown(proof))
    return tokens(" ".join(dict.fromkeys(skills)))
