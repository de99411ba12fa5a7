"""The fairness report of a role: who is ranked where, by groups that need no protected data, and what the order owes to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flows.fair_groups import groups
from flows.held_people import Held
from ranking.judging import ablation
from ranking.judging.baselines import by_stars
from ranking.judging.fairness import (
    FEWEST,
    Figure,
    Impact,
    bands,
    by_chance,
    exposure,
    impact,
    kendall,
    ndkl,
    overlap,
    spearman,
)
from ranking.role import RoleSpec
from ranking.shortlist import ordered
from sourcing.profiles import Profile
from warehouse.declared import declarations
from warehouse.profiles import profiles
from warehouse.runs.ranked import approved, with_account

DRAWS = 5
Row = dict[str, Any]
TOO_FEW = f"not told: fewer than {FEWEST} people"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One measure: what it means, what to look at, its rows, and the ratios that can be drawn, each with its label."""

    name: str
    means: str
    look: str
    rows: Sequence[Row]
    drawn: Sequence[tuple[str, Figure]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the report is asked: `first` places count; stars by repository and labels by person where somebody brings them."""

    first: int
    stars: Mapping[str, int] | None = None
    labels: Mapping[str, Mapping[str, str]] | None = None  # by column
    is_red_team: bool = False


@dataclass(frozen=True, kw_only=True)
class Order:
    """Everybody ranked for a role; `people`, `scores` and `ids` best first."""

    home: Held
    role: RoleSpec
    people: Sequence[Profile]
    scores: Sequence[float]
    margins: Sequence[float | None]
    first: int

    @property
    def ids(self) -> list[str]:
        """Person ids, best first."""
        return [one.person_id for one in self.people]

    def again(self, people: Sequence[Profile]) -> list[str]:
        """The order of the same people with other work."""
        return [one.person_id for one in _ordered(self.home, self.role, people)[0]]


def _ordered(home: Held, role: RoleSpec, people: Sequence[Profile]) -> tuple[list[Profile], list[float]]:
    measured, _ = ordered(people, role, encoder=home.encoder, as_of=home.as_of, weights=home.weights)
    known = {one.person_id: one for one in people}  # as they were, not as they are counted
    return [known[one.person.person_id] for one in measured], [one.found.score for one in measured]


def sections(home: Held, role: RoleSpec, asked: Asked) -> list[Section]:
    """Every measure of a role. Errors: ModelError, WarehouseError."""
    entries = {one.person_id: one for one in home.ranked(role).entries}
    home = replace(home, encoder=home.encoder.aside())  # texts that were changed for measuring are not kept
    people, scores = _ordered(home, role, profiles(home.warehouse, now=home.house.clock, only=[*entries]))
    margins = [entries[one.person_id].margin for one in people]
    order = Order(home=home, role=role, people=people, scores=scores, margins=margins, first=asked.first)
    coverage = {person: one.coverage for person, one in entries.items()}
    starred = by_stars(people, asked.stars) if asked.stars else None
    grouped = groups(
        people,
        declared=declarations(home.warehouse, now=home.house.clock),
        coverage=coverage,
        accounts=with_account(home.warehouse),
        stars=starred,
        as_of=home.as_of,
    )
    found = [
        _exposures(order, grouped),
        _divergences(grouped),
        _prestige(order, starred),
        _length(order),
        _stability(order),
        _ties(order),
    ]
    found += [_impacts(order, column, labels) for column, labels in (asked.labels or {}).items()]
    return [*found, *([_red_team(order)] if asked.is_red_team else [])]


def _exposures(order: Order, groups: Mapping[str, Sequence[str]]) -> Section:
    rows, drawn = [], []
    for by, labels in groups.items():
        for one in exposure(labels, first=order.first):
            rows.append(
                {
                    "by": by,
                    "group": one.label,
                    "people": one.people,
                    "of all": f"{one.share:.0%}",
                    "of the attention": f"{one.attention:.0%}" if one.ratio else "",
                    "ratio": str(one.ratio) if one.ratio else TOO_FEW,
                    "reads as": _reading(one.ratio),
                }
            )
            drawn += [(f"{by}: {one.label}", one.ratio)] if one.ratio else []
    return Section(
        name=f"attention in the first {order.first}",
        means="How much of the attention that the first places get goes to a group, beside its share of all who were ranked. 1: as much.",
        look="Ratios whose interval leaves out 1. A cause may be the role itself; ask what in the score breakdown brings it about. "
        "The age of accounts is not held, so years since the first commit held stand here; stars come by --stars alone.",
        rows=rows,
        drawn=drawn,
    )


def _reading(ratio: Figure | None) -> str:
    if ratio is None:
        return ""
    return (
        "more than its share"
        if ratio.low > 1
        else "less than its share"
        if ratio.high < 1
        else "no difference that can be told"
    )


def _divergences(groups: Mapping[str, Sequence[str]]) -> Section:
    rows: list[Row] = []
    for by, labels in groups.items():
        value, chance = ndkl(labels), by_chance(labels)
        said = TOO_FEW if len(labels) < FEWEST else "more than chance" if value > chance else "as chance makes it"
        rows.append({"by": by, "NDKL": round(value, 4), "chance stays below": round(chance, 4), "reads as": said})
    return Section(
        name="groups down the whole list (NDKL)",
        means="How far the groups at every beginning of the list are from those of the whole list; 0: the same everywhere.",
        look="Figures above what 95 of 100 shuffled lists stay below.",
        rows=rows,
    )


def _compared(order: Order, what: str, after: Sequence[str]) -> Row:
    """The order beside another one of the same people."""
    stands = {person: place for place, person in enumerate(after)}
    most = max((abs(place - stands[person]) for place, person in enumerate(order.ids)), default=0)
    first = min(order.first, len(after))
    same = overlap(order.ids, after, first=order.first)
    return {
        "left out": what,
        f"still in the first {first}": f"{same} of {first}",
        "Kendall's tau": round(kendall(order.ids, after), 4),
        "places at most": most,
    }


def _prestige(order: Order, stars: Mapping[str, float] | None) -> Section:
    rows = [
        _compared(order, "names of owners, organisations and hosts", order.again(ablation.unnamed(order.people))),
        _compared(
            order,
            "what others' use says of published models, packages and articles",
            order.again(ablation.without_sites(order.people)),
        ),
    ]
    figure = spearman(order.scores, [stars[one] for one in order.ids]) if stars else None
    said = "stars are not held; bring them by --stars FILE" if not stars else str(figure or TOO_FEW)
    rows.append(
        {**dict.fromkeys(rows[0], ""), "left out": f"nothing; correlation of score and stars (Spearman): {said}"}
    )
    return Section(
        name="prestige",
        means="Everybody ranked again without it. The same order proves that nobody stands where they stand because of it.",
        look="The first row has to say that nothing moved. The second may: use by others is read as evidence, a little. Stars and followers have "
        "no row: nothing that ranking reads can hold them.",
        rows=rows,
    )


def _length(order: Order) -> Section:
    columns: dict[str, Callable[[Profile], float]] = {
        "words of READMEs": lambda one: sum(len(work.readme.split()) for work in one.work),
        "own commits": lambda one: sum(work.commits for work in one.work),
        "repositories": lambda one: len(one.work),
    }
    found = {name: spearman(order.scores, [count(one) for one in order.people]) for name, count in columns.items()}
    return Section(
        name="length",
        means="Whether the score goes with how much there is (Spearman's rank correlation, -1 to 1).",
        look="Words of READMEs near 1 would mean that writing much is rewarded. Own commits are part of the score, so some correlation is meant.",
        rows=[{"score beside": name, "correlation": str(one) if one else TOO_FEW} for name, one in found.items()],
    )


def _stability(order: Order) -> Section:
    rows = [_compared(order, "READMEs", order.again(ablation.without_readmes(order.people)))]
    rows.append(_compared(order, "community sites", order.again(ablation.without_sites(order.people))))
    for draw in range(1, DRAWS + 1):
        after = order.again(ablation.without_some(order.people, draw=draw))
        rows.append(_compared(order, f"a fifth of all repositories, draw {draw}", after))
    return Section(
        name="stability",
        means="Everybody ranked again with a source left out, or with a fifth of the repositories not read.",
        look="How many of the first stay. Who comes and goes between draws is not better or worse: look at both.",
        rows=rows,
    )


def _ties(order: Order) -> Section:
    found = bands(order.scores, order.margins)[: order.first]
    rows: list[Row] = []
    for band in dict.fromkeys(found):
        places = [place for place, one in enumerate(found, 1) if one == band]
        rows.append(
            {"places": f"{places[0]} to {places[-1]}" if len(places) > 1 else f"{places[0]}", "people": len(places)}
        )
    return Section(
        name="ties",
        means="People whose scores are less apart than their margins allow to tell (the margin: evidence drawn again).",
        look="Within a band the order is chance. Decide on all of a band, or on none.",
        rows=rows,
    )


def _impacts(order: Order, column: str, labels: Mapping[str, str]) -> Section:
    held = {person: labels[person] for person in order.ids if person in labels}
    scores = dict(zip(order.ids, order.scores, strict=True))
    picked = {
        f"ranked in the first {order.first}": order.ids[: order.first],
        "approved by people": approved(order.home.warehouse, order.role.name),
    }
    rows: list[Row] = []
    for what, chosen in picked.items():
        for one in impact(held, selected=chosen, scores=scores) if chosen else ():
            small = one.selection_rate is None
            rows.append(
                {
                    "selected": what,
                    "group": one.label,
                    "people": one.people,
                    "of them": "" if small else one.selected,
                    "selection rate": _share(one.selection_rate),
                    "beside the highest": str(one.selection_ratio or ""),
                    "scoring rate": _share(one.scoring_rate),
                    "its ratio": str(one.scoring_ratio or ""),
                    "reads as": _four_fifths(one),
                }
            )
    return Section(
        name=f"impact ratios by {column.replace('_', ' ')}",
        means=f"Of {len(held)} ranked people with a label: who is selected, and who scores above the middle, beside the group that fares best.",
        look="Ratios below 0.8 (four fifths) call for a look by somebody who knows the law; a wide interval says that few people stand behind one. "
        "The labels are yours; nothing of them is kept.",
        rows=rows,
    )


def _four_fifths(one: Impact) -> str:
    if one.selection_rate is None:
        return TOO_FEW
    if one.selection_ratio is None:
        return "nobody of these groups is selected"
    return "below four fifths" if one.is_low else "at least four fifths"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _red_team(order: Order) -> Section:
    return Section(
        name="what redaction buys",
        means="Everybody ranked again with names, places, schools and employers left in the texts. Such an order is never kept.",
        look="Whoever moves here would stand elsewhere by who they are or by where their words stand, not by what they built.",
        rows=[_compared(order, "redaction", order.again(ablation.unredacted(order.people)))],
    )
