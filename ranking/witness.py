"""What vouches for what a repository shows: other people who wrote in it, or more of one's own work than a template takes.

What somebody alone wrote can be written to be found. So what a repository says of itself (its README, the dependencies it declares)
counts for a person as far as others wrote it, and many small repositories of one's own count little.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from ranking.match import skills_shown
from ranking.text import context_tokens, tokens, written_tokens
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
    others = work.commits * (1.0 / work.share - 1.0) if work.share > 0.0 else math.inf
    by_commits = 1.0 if others == math.inf else others**2 / (others**2 + OTHERS**2)
    as_guest = (OWN - work.share) / (OWN - GUEST)
    return min(1.0, max(0.0, by_commits, as_guest))


def counted(profile: Profile) -> dict[str, float]:
    """How much the work in each repository counts, 0..1: in full where others stand behind it.

    One's own counts less with few commits, most commits first; beyond five each half as much as the one before.
    """
    found, place = {}, 0
    for work in sorted(profile.work, key=lambda one: (-one.commits, one.repository)):
        by_others = vouched(work)
        by_itself = (1.0 - math.exp(-((work.commits / STEADY) ** 2))) * 0.5 ** max(0, place + 1 - IN_FULL)
        counts = by_others + (1.0 - by_others) * by_itself
        found[work.repository] = counts if counts >= LEAST else 0.0
        place += by_others < 1.0
    return found


def borne_out(profile: Profile, counts: Mapping[str, float]) -> Profile:
    """The profile with each row of evidence at what its repository counts."""
    if all(count == 1.0 for count in counts.values()):
        return profile
    proofs = (replace(one, own_value=one.own_value * counts.get(one.repository, 1.0)) for one in profile.proofs)
    return replace(profile, proofs=tuple(proofs))


def read_tokens(profile: Profile) -> list[list[str]]:
    """The words that a person wrote in each repository, in order; none where it hardly counts."""
    counts = counted(profile)
    return [written_tokens(work) if counts[work.repository] else [] for work in profile.work]


def stood_on(work: Work, profile: Profile) -> list[str]:
    """The words of what the work stands on: what the repository declares where it is that of others, else what own evidence shows."""
    if vouched(work) > 0.5:
        return context_tokens(work)
    if not counted(profile)[work.repository]:
        return []
    skills = (skill for proof in profile.proofs if proof.repository == work.repository for skill in skills_shown(proof))
    return tokens(" ".join(dict.fromkeys(skills)))
