"""What would change a rank is exact: made true, and ranked anew through the real stores, it gives that score and that rank."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shown.pair import decision_lines
from flows.shown.person import outlook_lines
from flows.shown.standing import Standing, outlook, standing
from ranking.change import LEAST, Asked, changes, differences, largest_lag, still_open
from ranking.role import RoleSpec
from ranking.score import part, total
from ranking.support import support
from ranking.texts.text import tokens
from sourcing.profiles import Proof
from sourcing.sandbox.world import NOW, World
from tests.ranking.people import TODAY, Crowd, assessed, profile, proof, role
from tests.warehouse.house import opened, town
from warehouse.connection import Warehouse, open_published
from warehouse.published.publish import publish
from warehouse.published.shown import is_tie
from warehouse.runs.shortlists import save

ROLE = "mlops-operator"
# Signal, kind and skills: of a skill, of the archetype alone, of several skills and the archetype, of neither.
KINDS = [
    ("other", "other", "Docker"),
    ("monitoring", "monitoring"),
    ("infrastructure", "kubernetes", "Kubernetes", "Terraform"),
    ("tests", "unit", "pytest"),
]


class Stores:
    """A warehouse with some people of the sandbox world, ranked and published again and again."""

    def __init__(self, crowd: Crowd, role: RoleSpec, *, warehouse: Warehouse, path: Path) -> None:
        self.crowd, self.role, self.warehouse, self.path = crowd, role, warehouse, path
        self.people = crowd.people[::4]  # enough for ranks to move among

    @contextmanager
    def ranked(self, *, who: str = "", proofs: tuple[Proof, ...] = ()) -> Iterator[Warehouse]:
        """The published file after ranking, one of the people with other evidence."""
        people = tuple(replace(one, proofs=proofs) if one.person_id == who else one for one in self.people)
        save(self.warehouse, self.crowd.ranked(self.role, people), now=NOW)
        publish(self.warehouse, self.path, now=NOW)
        with open_published(self.path) as published:
            yield published

    def proofs(self, person_id: str) -> tuple[Proof, ...]:
        return next(one.proofs for one in self.people if one.person_id == person_id)


@pytest.fixture(scope="module")
def stores(
    crowd: Crowd, shipped: dict[str, RoleSpec], sandbox_world: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stores]:
    folder = tmp_path_factory.mktemp("change")
    shutil.copy(town(sandbox_world.root).file, folder / "warehouse.duckdb")
    with opened(folder / "warehouse.duckdb") as warehouse:
        yield Stores(crowd, shipped[ROLE], warehouse=warehouse, path=folder / "p" / "shortlists.duckdb")


def test_what_is_said_would_change_a_rank_comes_true(stores: Stores) -> None:
    """A skill shown as strongly as can be, and a person without the row they rest on most: that score, that rank."""
    with stores.ranked() as published:
        held = (
            "SELECT rank, person_id, evidence_id FROM support JOIN entry USING (run_id, person_id) ORDER BY rank DESC"
        )
        (now, who, resting), *_ = published.rows(held)  # far down, where ranks can move
        one = standing(published, ROLE, who)
        ahead = outlook(published, one)
    assert ahead.skills and 2 <= len(ahead.skills) <= 5 and ahead.support
    said = [change.points for change, _ in ahead.skills]
    assert said == sorted(said, reverse=True)
    proofs, ranks = stores.proofs(who), set()
    for change, rank in (ahead.skills[0], ahead.skills[-1]):
        given = {"signal": "other", "kind": "other", "own_value": 8.0, "observed_at": stores.crowd.as_of}
        shown = tuple(proof(n, skills=(change.asked.skill,), **given) for n in range(12))
        with stores.ranked(who=who, proofs=(*proofs, *shown)) as published:
            again = standing(published, ROLE, who)
        assert again.row["score"] == change.score == round(one.row["score"] + change.points, 4)
        assert again.row["rank"] == rank
        assert {asked.skill: asked.strength for asked in again.asked}[change.asked.skill] == 1.0
        ranks.add(rank)
    with stores.ranked(who=who, proofs=tuple(row for row in proofs if row.evidence_id != resting)) as published:
        again = standing(published, ROLE, who)
    assert (again.row["score"], again.row["rank"]) == (ahead.support["score"], ahead.support["rank"])
    assert min(ranks) < now  # where no rank moves, little is shown


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.floats(0, 20), st.integers(0, 3000)), max_size=8), st.booleans())
def test_no_row_costs_more_than_the_one_a_score_rests_on(
    rows: list[tuple[tuple[str, ...], float, int]], names: bool
) -> None:
    proofs = tuple(
        proof(
            n, signal=signal, kind=kind, own_value=own, observed_at=TODAY - timedelta(days=days), skills=tuple(skills)
        )
        for n, ((signal, kind, *skills), own, days) in enumerate(rows)
    )
    person, words = profile(proofs=proofs), Counter(tokens("Docker Terraform") if names else ())
    wanted, measured = role(), partial(assessed, words=words)
    whole = measured(person)
    found = support(person, wanted, whole, again=measured, as_of=TODAY)
    costs = {
        row.evidence_id: round(
            whole.score - measured(replace(person, proofs=tuple(p for p in proofs if p is not row))).score, 4
        )
        for row in proofs
    }
    if found:
        assert found.points == costs[found.evidence_id] > 0
    assert (
        max(costs.values(), default=0.0) <= (found.points if found else 0.0) + 5e-3
    )  # values are rounded to 4 places, then weighed


def test_gaps_ties_and_means_are_those_of_the_shortlist(stores: Stores) -> None:
    with stores.ranked() as published:
        rows = published.dicts("SELECT * FROM shortlist WHERE role = ? ORDER BY rank", [ROLE])
        one = standing(published, ROLE, "12")
        ahead = outlook(published, one)
        ties = [is_tie(published, first, second) for first, second in pairwise(rows)]
        first_ten = [standing(published, ROLE, str(rank)).made_of for rank in range(1, 11)]
        lines = "\n".join(outlook_lines(one, ahead))
    assert ties == [row["is_tie"] for row in rows[1:]] and {True, False} <= set(ties)
    found = {name: row and row["rank"] for name, row in ahead.neighbours.items()}
    assert found == {"above": 11, "below": 13, "last_of_first": 10}
    means = {each[0].name: sum(part.points for part in each) / 10 for each in zip(*first_ten, strict=True)}
    behind = {part.name: means[part.name] - part.points for part in one.made_of}
    assert ahead.lag and behind[ahead.lag.part] == max(behind.values())
    assert f"To rank 10, the last of the first 10: {rows[9]['score'] - rows[11]['score']:.1f} points" in lines
    assert ("a tie" in lines.splitlines()[0]) is rows[11]["is_tie"]


def test_nothing_is_said_of_skills_whose_rows_do_not_make_up_the_score(stores: Stores) -> None:
    """A repository that was taken out after the ranking takes its rows along; the score stays until the next one."""
    with stores.ranked() as published:
        who = standing(published, ROLE, "1").row["person_id"]
    stores.warehouse.run("DELETE FROM requirement WHERE person_id = ? AND evidence_id IS NOT NULL", [who])
    publish(stores.warehouse, stores.path, now=NOW)
    with open_published(stores.path) as published:
        one = standing(published, ROLE, who)
        ahead = outlook(published, one)
    assert ahead.skills is None
    assert "What the skills would give is not known: rank the role again" in list(outlook_lines(one, ahead))


def pair_of(strengths: dict[str, tuple[float, float]], *, words: tuple[float, float]) -> tuple[Standing, Standing]:
    """Two people of a role with one must-have for each given pair of strengths, no nice-to-have, and their own words."""
    found = []
    for place, name in enumerate(("Aoife", "Bram")):
        asked = {skill: both[place] for skill, both in strengths.items()}
        parts = [
            part("must-have skills", 15.0, sum(asked.values()) / len(asked), ""),
            part("nice-to-have skills", 5.0, 0.0, ""),
            part("own words", 20.0, words[place], ""),
        ]
        rows = [
            {
                "requirement": skill,
                "is_must_have": True,
                "strength": strength,
                "found_in": "evidence" if strength else None,
            }
            for skill, strength in asked.items()
        ]
        made = [{"part": p.name, "weight": p.weight, "value": p.value, "points": p.points, "note": ""} for p in parts]
        row = {"display_name": name, "score": total(parts), "margin": 1.5, "rank": place + 1}
        found.append(Standing(row=row, parts=made, reasons=(), requirements=rows))
    return found[0], found[1]


def test_what_decides_between_two_is_the_largest_differences() -> None:
    pair = pair_of({"Docker": (0.9, 0.1), "Helm": (0.0, 0.5), "Python": (1.0, 1.0)}, words=(0.25, 0.5))
    decides = differences([one.made_of for one in pair], [one.asked for one in pair])
    assert [(one.part, one.points) for one in decides] == [("own words", -5.0), ("must-have skills", 1.5)]
    assert decides[1].skills == (("Docker", 4.0), ("Helm", -2.5))
    apart, first, second = decision_lines(pair, decides=decides, is_tie=False)
    assert apart == "3.5 points apart: more than the margins (± 1.5 and ± 1.5) explain"
    assert first == "For Aoife: must-have skills 1.5 (most: Docker 4.0)"
    assert second == "For Bram: own words 5.0"
    assert ", a tie: less than" in next(decision_lines(pair, decides=decides, is_tie=True))
    assert "no margin is kept" in next(decision_lines(pair, decides=decides, is_tie=None))


def test_what_gives_less_than_is_worth_a_sentence_is_left_out() -> None:
    (one, _) = pair_of({"Docker": (0.9999, 0.0), "Helm": (0.2001, 0.0)}, words=(0.999, 0.0))
    found = changes(one.made_of, one.asked)
    assert found and [change.asked.skill for change in found] == ["Helm"] and found[0].points == 6.0
    assert still_open(one.made_of) == []
    assert largest_lag(one.made_of, {p.name: p.points + LEAST / 2 for p in one.made_of}) is None
    assert changes(one.made_of, [Asked("Docker", True, 0.5, None)]) is None
