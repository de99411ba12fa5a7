"""The first stage of a ranking: the whole sum for everybody at once, so that only the nearest are read closely.

It differs from the second in two things: what repositories are for is told by the static encoder, and a README that repeats the
role is believed. Both are put right for whoever passes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ranking.columns import Columns, Numbers
from ranking.match import NAMED, ways_to_say
from ranking.role import RoleSpec
from ranking.score import asked, measures
from ranking.weights import SHIPPED, Weights


def nearest(everybody: Columns, role: RoleSpec, *, weights: Weights = SHIPPED, most: int) -> Mapping[str, float]:
    """The `most` people with the highest sums, best first, ties by person id: the BM25 score of each among everybody, 0..1."""
    lexical = everybody.words.scores(role.text)
    means = {name: _mean(everybody, skills) for name, skills in asked(role).items()}
    values, _ = measures(everybody.traits, role, skills=means, lexical=lexical)
    total = np.zeros(len(everybody.people), dtype=np.float32)
    for name, weight in weights.of(role.specialisation).items():
        total += np.float32(weight) * values[name]
    among = np.flatnonzero(total >= np.partition(total, -most)[-most]) if most < len(total) else np.arange(len(total))
    places = among[np.argsort(-total[among], kind="stable")[:most]]
    return {str(everybody.people[place]): round(float(lexical[place]), 6) for place in places}


def _mean(everybody: Columns, skills: tuple[str, ...]) -> Numbers:
    """How strongly each person shows the skills, 0..1: by evidence, or a little by their own words alone."""
    total = np.zeros(len(everybody.people), dtype=np.float32)
    for skill in skills:
        found = np.zeros_like(total)
        for words in ways_to_say(skill):
            found[everybody.words.holders(words)] = NAMED
        if skill in everybody.skills:
            who, strength = everybody.skills[skill]
            found[who] = np.maximum(found[who], strength)
        total += found
    return total / np.float32(max(1, len(skills)))
