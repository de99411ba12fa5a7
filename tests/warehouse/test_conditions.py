"""Declarations beside the profiles; conditions and levels stored, published, filtered by, and gone with the person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ranking.conditions.eligibility import Eligibility, check
from sourcing.profiles import Checked, Declared, Entry, Part, Scope, Shortlist
from sourcing.records import Band, Eligible, Level
from sourcing.sandbox.world import NOW
from tests.warehouse.house import SALT, Hand, collected, fill, repository, written
from warehouse.accounts.suppress import remove_repository, suppress
from warehouse.connection import Warehouse, open_published
from warehouse.declared import declarations
from warehouse.profiles import profiles
from warehouse.published import shown
from warehouse.published.publish import publish
from warehouse.runs.shortlists import save

HANDS = {
    "berlin": Hand(name="Bettina Ahrensmeyer", email="1+bettina-a@users.noreply.github.com"),
    "tokyo": Hand(name="Tadao Kurosaki", email="2+tadao-k@users.noreply.github.com"),
    "moon": Hand(name="Luna Mondschein", email="3+luna-m@users.noreply.github.com"),
    "silent": Hand(name="Siv Tystnad", email="4+siv-t@users.noreply.github.com"),
}
SAYS = {"bettina-a": "Berlin, Germany", "tadao-k": " Tokyo ", "luna-m": "the moon", "siv-t": ""}
LEVELS = {"bettina-a": Level.LEADS, "tadao-k": Level.OWNS, "luna-m": Level.CONTRIBUTES, "siv-t": None}
ASKED = Eligibility(time_zones=("UTC-1..UTC+3",), languages=("English",))


@pytest.fixture
def ranked(empty: Warehouse, tmp_path: Path) -> Warehouse:
    """Four people of one repository with their declarations, ranked for a role that asks for a time zone."""
    steps = [step for hand in HANDS.values() for step in written(hand, "Add api", folder=hand.name[:3])]
    fill(empty, collected(tmp_path, [repository(tmp_path, "works/api", steps)]))
    for number, (login, location) in enumerate(SAYS.items(), 1):
        empty.insert("profile", [[f"github:{login}", "", number, location, None, ["x"], 0, "b", ["x"], []]])
    stored(empty)
    return empty


def stored(warehouse: Warehouse) -> list[Checked]:
    people = {who: login for login in SAYS for who in ids(warehouse, login)}
    proofs = {one.person_id: one.proofs[0].evidence_id for one in profiles(warehouse, now=NOW)}
    usual: dict[str, Any] = {"score": 50.0, "coverage": 1.0, "band": Band.SOME, "reasons": ()}
    usual["parts"] = (Part(name="all", weight=100.0, value=0.5, points=50.0, note=""),)
    entries = []
    for place, (who, login) in enumerate(sorted(people.items()), 1):
        level = LEVELS[login]
        scope = Scope(level=level, sentence=f"{level}: works/api", evidence_id=proofs[who]) if level else None
        entries.append(Entry(rank=place, person_id=who, scope=scope, **usual))
    made = Shortlist(role="baker", title="Baker", archetype="developer", specialisation="any", as_of=NOW.date(), entries=tuple(entries), manifest={},
                     level=Level.OWNS)  # fmt: skip
    checked = [*check([one.person_id for one in entries], ASKED, declared=declarations(warehouse, now=NOW), year=2026)]
    save(warehouse, made, now=NOW, checked=checked)
    return checked


def ids(warehouse: Warehouse, login: str) -> list[str]:
    return [
        row[0] for row in warehouse.rows("SELECT person_id FROM person_account WHERE account = ?", [f"github:{login}"])
    ]


@pytest.fixture
def published(ranked: Warehouse, tmp_path: Path) -> Iterator[Warehouse]:
    publish(ranked, tmp_path / "p" / "shortlists.duckdb", now=NOW)
    with open_published(tmp_path / "p" / "shortlists.duckdb") as held:
        yield held


def test_declarations_are_what_live_people_say(ranked: Warehouse) -> None:
    (bettina,), (tadao,) = ids(ranked, "bettina-a"), ids(ranked, "tadao-k")
    told = declarations(ranked, now=NOW)
    assert len(told) == 3 and told[tadao] == Declared(person_id=tadao, locations=("Tokyo",))
    ranked.run("UPDATE person SET expires_at = ? WHERE person_id = ?", [NOW.replace(tzinfo=None), bettina])
    assert bettina not in declarations(ranked, now=NOW)


def test_a_no_is_left_out_and_unknown_stays(published: Warehouse) -> None:
    everyone = shown.shortlist(published, "baker")
    answers = {row["display_name"]: row["conditions"]["time zone: UTC-1..UTC+3"] for row in everyone}
    assert sorted(answers.values()) == ["no", "unknown", "unknown", "yes"]
    assert {row["eligible"] for row in everyone} == {"no", "unknown"}  # nobody's languages are declared
    left = shown.shortlist(published, "baker", eligible=True)
    assert [row["person_id"] for row in left] == [row["person_id"] for row in everyone if row["eligible"] != "no"]
    assert (len(left), shown.left_out(published, "baker", eligible=True)) == (3, 1)
    assert len(shown.shortlist(published, "baker", eligible=True, most=1)) == 1


def test_a_level_leaves_out_those_below_and_nobody_whose_level_is_not_known(published: Warehouse) -> None:
    levels = {one: [row["level"] for row in shown.shortlist(published, "baker", level=one)] for one in Level}
    assert sorted(map(str, levels[Level.CONTRIBUTES])) == ["None", "contributes", "leads", "owns"]
    assert sorted(map(str, levels[Level.OWNS])) == ["None", "leads", "owns"]
    assert sorted(map(str, levels[Level.LEADS])) == ["None", "leads"]
    assert shown.left_out(published, "baker", level=Level.LEADS) == 2


def test_what_it_rests_on_is_told(published: Warehouse) -> None:
    row = shown.find_person(published, "baker", "bettina-a")
    assert (row["level_says"], row["asked_level"]) == ("leads: works/api", "owns")
    assert row["level_link"].startswith("https://git.sandbox.invalid/works/api/")
    told = shown.conditions(published, "baker", row["person_id"])
    assert [(one["condition"], one["answer"]) for one in told] == [
        ("time zone: UTC-1..UTC+3", "yes"),
        ("language: English", "unknown"),
    ]
    assert told[0]["says"] == "says “Berlin, Germany”: Berlin, Germany (UTC+1, in summer UTC+2)"


def test_ranked_again_the_conditions_are_not_doubled(ranked: Warehouse) -> None:
    before = ranked.rows("SELECT * FROM eligibility ORDER BY ALL")
    stored(ranked)
    assert ranked.rows("SELECT * FROM eligibility ORDER BY ALL") == before and len(before) == 8


def test_the_suppressed_leave_no_condition_behind(ranked: Warehouse, tmp_path: Path) -> None:
    marker, path = "says “Tokyo”", tmp_path / "p" / "shortlists.duckdb"
    publish(ranked, path, now=NOW)
    assert marker.encode() in path.read_bytes()
    suppress(ranked, "github:tadao-k", salt=SALT, reason="asked", now=NOW)
    assert (
        marker not in repr(ranked.rows("SELECT * FROM eligibility"))
        and len(ranked.rows("SELECT * FROM eligibility")) == 6
    )
    publish(ranked, path, now=NOW)
    assert marker.encode() not in path.read_bytes()


def test_a_level_goes_with_the_repository_it_rests_on(ranked: Warehouse) -> None:
    assert any(Level.LEADS in row for row in ranked.rows("SELECT level FROM entry"))
    ((key,),) = ranked.rows("SELECT repository FROM repository")
    remove_repository(ranked, key)
    assert set(ranked.rows("SELECT level, level_says, level_evidence_id FROM entry")) == {(None, None, None)}


def test_a_role_that_asks_nothing_has_no_conditions(ranked: Warehouse, tmp_path: Path) -> None:
    ranked.run("DELETE FROM eligibility")
    publish(ranked, tmp_path / "p.duckdb", now=NOW)
    with open_published(tmp_path / "p.duckdb") as held:
        rows = shown.shortlist(held, "baker", eligible=True)
        assert [row["eligible"] for row in rows] == [None] * 4 and shown.left_out(held, "baker", eligible=True) == 0
    assert Eligible.UNKNOWN not in {row["eligible"] for row in rows}
