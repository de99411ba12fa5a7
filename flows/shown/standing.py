"""One person of a shortlist as they stand in the published file, what would change their rank, and two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.shown.shortlist import Row, as_json
from ranking.change import Asked, Change, Difference, Lag, Open, changes, largest_lag, still_open
from ranking.score import total
from sourcing.profiles import Part
from warehouse.connection import Warehouse
from warehouse.published import shown

FIRST = 10  # people beside whom a person is looked at
MOST_CHANGES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The shortlist row of a person, the parts in the order they are summed, the reasons, and every asked skill."""

    row: Row
    parts: Sequence[Row]
    reasons: Sequence[Row]
    requirements: Sequence[Row]

    @property
    def made_of(self) -> list[Part]:
        """The parts as ranking knows them."""
        return [part_of(one) for one in self.parts]

    @property
    def asked(self) -> list[Asked]:
        """The asked skills as ranking knows them."""
        return [asked_of(one) for one in self.requirements]


def part_of(row: Row) -> Part:
    """A row of `parts` as ranking knows it."""
    return Part(name=row["part"], weight=row["weight"], value=row["value"], points=row["points"], note=row["note"])


def asked_of(row: Row) -> Asked:
    """A row of `requirements` as ranking knows it."""
    return Asked(row["requirement"], row["is_must_have"], row["strength"], row["found_in"])


def standing(published: Warehouse, role: str, person: str) -> Standing:
    """A person given by rank, handle, account, profile URL or id. Errors: RoleError, UnknownPersonError."""
    row = shown.find_person(published, role, person)
    who = row["person_id"]
    return Standing(
        row=row,
        parts=shown.parts(published, role, who),
        reasons=shown.reasons(published, role, who),
        requirements=shown.requirements(published, role, who),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """What would change a rank.

    `skills` are the changes that give most, each with the rank it makes, and None where the stored strengths do not make
    up the score; `neighbours` the people above, below and at the end of the first ten; `lag` where most is lost against
    the mean of those ten; `support` the row the score rests on most, with the rank without it.
    """

    skills: Sequence[tuple[Change, int]] | None
    still_open: Sequence[Open]
    neighbours: Mapping[str, Row | None]
    lag: Lag | None
    support: Row | None


def outlook(published: Warehouse, one: Standing) -> Outlook:
    """What would change the rank of a person."""
    role, who, parts = one.row["role"], one.row["person_id"], one.made_of
    found = changes(parts, one.asked)
    support = shown.support(published, role, who)
    if support:
        score = round(total(parts) - support["points"], 4)
        support = {**support, "score": score, "rank": shown.rank_at(published, role, who, score)}
    return Outlook(
        skills=None
        if found is None
        else [(change, shown.rank_at(published, role, who, change.score)) for change in found[:MOST_CHANGES]],
        still_open=still_open(parts),
        neighbours=shown.neighbours(published, role, one.row["rank"], last_of_first=FIRST),
        lag=largest_lag(parts, shown.mean_points(published, role, first=FIRST)),
        support=support,
    )


def person_as_json(one: Standing) -> Row:
    """A person in the form promised by `explain --json` and `compare --json`."""
    held = {"parts": one.parts, "reasons": one.reasons, "requirements": one.requirements}
    return {**as_json(one.row), **held}


def outlook_as_json(ahead: Outlook) -> Row:
    """What would change a rank, in the form promised by `explain --json`."""
    skills = None
    if ahead.skills is not None:
        skills = [
            {**change.asked._asdict(), "points": change.points, "score": change.score, "rank": rank}
            for change, rank in ahead.skills
        ]
    return {
        "skills": skills,
        "still_open": [rest._asdict() for rest in ahead.still_open],
        "neighbours": ahead.neighbours,
        "lag": ahead.lag._asdict() if ahead.lag else None,
        "rests_most_on": ahead.support,
    }


def differences_as_json(decides: Sequence[Difference]) -> list[Row]:
    """What decides between two people, in the form promised by `compare --json`."""
    return [{"part": one.part, "points": one.points, "skills": dict(one.skills)} for one in decides]
