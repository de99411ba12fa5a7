"""A role beside the people held: what each must-have costs, and what examples of the right people say it should ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ranking import archetype
from ranking.match import strengths
from ranking.role import RoleSpec
from sourcing.profiles import Profile
from sourcing.records import Archetype

SHOWN = 0.3  # strength from which a skill counts as shown
MOST_ADDED = 3
FEW = 0.5  # of the people held: what more of them show tells nobody apart


class Cost(NamedTuple):
    """A must-have: how many of the people held show it, and how many meet all the others but not this one."""

    skill: str
    shown: int
    return_without: int


class Edit(NamedTuple):
    """A proposed change of a role: `add`, `demote` (to nice-to-have), or `archetype`; the skill or archetype, and why."""

    change: str
    what: str
    why: str


def costs(people: Sequence[Profile], role: RoleSpec, *, as_of: date) -> tuple[list[Cost], int]:
    """What each must-have costs, in the role's order, and how many people meet them all."""
    shown = [_skills(person, as_of) for person in people]
    must = frozenset(role.must_have)
    rows = [
        Cost(
            skill, sum(skill in one for one in shown), sum(skill not in one and must - {skill} <= one for one in shown)
        )
        for skill in role.must_have
    ]
    return rows, sum(must <= one for one in shown)


def _skills(person: Profile, as_of: date) -> frozenset[str]:
    return frozenset(
        skill for skill, (strength, _) in strengths(person.proofs, as_of=as_of).items() if strength >= SHOWN
    )


def edits(
    role: RoleSpec, *, like: Sequence[Profile], unlike: Sequence[Profile], everyone: Sequence[Profile], as_of: date
) -> list[Edit]:
    """What to change so that the role asks for what the examples show and the counter-examples do not; proposals, never done.

    A must-have that less than half of the examples show becomes a nice-to-have; a skill that most examples show, fewer
    counter-examples, and not half of everyone, is added; the archetype follows the examples where most agree on another.
    """
    wanted, not_wanted, all_of = ([_skills(person, as_of) for person in group] for group in (like, unlike, everyone))
    found: list[Edit] = []
    for skill in role.must_have:
        count = sum(skill in one for one in wanted)
        if 2 * count < len(wanted):
            found.append(Edit("demote", skill, f"{count} of {len(wanted)} examples show it"))
    known = {*role.must_have, *role.nice_to_have}
    rated = []
    for skill in sorted({skill for one in wanted for skill in one} - known):
        here, there = _share(skill, wanted), _share(skill, not_wanted)
        usual = _share(skill, all_of)
        if here > 0.5 and here > there and usual < FEW:
            rated.append((here - max(there, usual), skill, here, there, usual))
    for _, skill, here, there, usual in sorted(rated, key=lambda row: (-row[0], row[1]))[:MOST_ADDED]:
        against = f", {there:.0%} of the counter-examples" if unlike else ""
        found.append(Edit("add", skill, f"{here:.0%} of the examples show it{against}, {usual:.0%} of everyone"))
    kinds = [_archetype(person, as_of) for person in like]
    main = max(Archetype, key=kinds.count)
    if main is not role.archetype and 2 * kinds.count(main) > len(like):
        found.append(
            Edit("archetype", str(main), f"{kinds.count(main)} of {len(like)} examples mostly do a {main}'s work")
        )
    return found


def _share(skill: str, group: Sequence[frozenset[str]]) -> float:
    return sum(skill in one for one in group) / len(group) if group else 0.0


def _archetype(person: Profile, as_of: date) -> Archetype:
    found = archetype.amounts(person, as_of=as_of)
    return max(Archetype, key=lambda one: archetype.shown(found, one))


def edited(role: RoleSpec, changes: Sequence[Edit]) -> RoleSpec:
    """The role with the proposed changes made: what is added becomes nice-to-have, so that nobody is sent away for it."""
    demoted = [edit.what for edit in changes if edit.change == "demote"]
    must = tuple(skill for skill in role.must_have if skill not in demoted) or role.must_have[:1]
    nice = tuple(
        dict.fromkeys((*role.nice_to_have, *demoted, *(edit.what for edit in changes if edit.change == "add")))
    )
    kinds: Mapping[str, str] = {edit.change: edit.what for edit in changes}
    values = {
        **role.model_dump(),
        "must_have": must,
        "nice_to_have": nice,
        "archetype": kinds.get("archetype", role.archetype),
    }
    return RoleSpec.model_validate(values)
