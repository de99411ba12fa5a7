"""What other weights do, and to whom."""

from __future__ import annotations

from datetime import date

from ranking.judging.effect import Effect, Group, Standing, effect
from ranking.weights import PARTS, SHIPPED, Weights
from sourcing.records import Specialisation

TODAY = date(2026, 11, 1)
SUSTAINED = Weights(
    version="ours-1", named_domain=dict(zip(PARTS, (0, 0, 0, 0, 0, 100), strict=True)), any_domain=SHIPPED.any_domain
)


def person(number: int) -> Standing:
    """Of twelve people, the first are best by the archetype and the last by sustained work; odd ones are known by Git alone."""
    return Standing(
        person_id=f"p{number:02}",
        name=f"Miller {number}",
        values=(0, 0, round(1 - number / 20, 4), 0, 0, round(number / 20, 4)),
        coverage=0.4 if number < 6 else 0.9,
        repositories=(1, 3, 9)[number % 3],
        last_active=(None, date(2020, 1, 1), date(2025, 1, 1), date(2026, 10, 1))[number % 4],
        is_partly_read=number == 0,
        has_account=number % 2 == 0,
    )


def found(after: Weights, special: Specialisation = Specialisation.NLP) -> Effect:
    people = [person(number) for number in range(12)]
    return effect(people, special, before=SHIPPED, after=after, as_of=TODAY)


def test_who_comes_and_who_goes() -> None:
    turned = found(SUSTAINED)
    assert [(one.person_id, one.before, one.after) for one in turned.comes] == [("p11", 12, 1), ("p10", 11, 2)]
    assert [(one.person_id, one.before, one.after) for one in turned.goes] == [("p00", 1, 12), ("p01", 2, 11)]


def test_groups_rise_and_fall_as_their_people_do() -> None:
    groups = {(one.what, one.label): one for one in found(SUSTAINED).groups}
    assert groups["read", "in part"] == Group(
        what="read", label="in part", people=1, rise=-11.0, first_before=1, first_after=0
    )
    assert groups["coverage", "less"].rise == -6.0 and groups["coverage", "50% or more"].rise == 6.0
    assert groups["known by", "Git alone"].rise == -groups["known by", "account of a code host"].rise == 1.0
    assert [groups["repositories", label].people for label in ("1", "2 to 4", "5 or more")] == [4, 4, 4]
    activity = ("0 to 1 years ago", "1 to 3 years ago", "longer ago, or not known")
    assert [groups["last active", label].people for label in activity] == [3, 3, 6]
    for what in {one.what for one in groups.values()}:
        mine = [one for one in groups.values() if one.what == what]
        assert sum(one.people for one in mine) == 12 and abs(sum(one.people * one.rise for one in mine)) < 0.1
        assert sum(one.first_before for one in mine) == sum(one.first_after for one in mine) == 10


def test_the_same_weights_and_the_other_table_move_nobody() -> None:
    for still in (found(SHIPPED), found(SUSTAINED, Specialisation.ANY)):
        assert still.comes == still.goes == () and all(one.rise == 0 for one in still.groups)
