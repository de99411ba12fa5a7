"""Conditions of a role, from a profile on GitHub to the shortlist, and the scope of people's work beside it."""

from __future__ import annotations

import json

from sourcing.sandbox.world import World
from tests.flows.forge import Visit, by_login
from tests.flows.support import ROLE

ZONE = "time zone: UTC-1..UTC+3"


def test_nobody_is_judged_against_where_they_say_they_are(found: Visit, sandbox_world: World) -> None:
    answers = {login: row["conditions"][ZONE] for login, row in by_login(found.shortlist).items()}
    for login, answer in answers.items():
        offset = int(sandbox_world.person(login).utc_offset[:3])
        assert answer != ("no" if -1 <= offset <= 2 else "yes" if not -1 <= offset <= 3 else ""), login
    assert set(answers.values()) == {"yes", "no", "unknown"}
    assert "time zone yes" in found.done.out or "time zone no" in found.done.out


def test_only_a_no_and_a_lower_level_are_left_out_and_the_numbers_are_told(found: Visit) -> None:
    rows = json.loads(found.shortlist)
    done = found.desk.run("shortlist", ROLE, "--eligible", "--level", "owns", "--all", "--json")
    assert done.json() == [row for row in rows if row["eligible"] != "no" and row["level"] in ("owns", "leads")] != []
    excluded, below = (
        sum(row[key] == word for row in rows) for key, word in (("eligible", "no"), ("level", "contributes"))
    )
    assert (
        f"left out: {excluded} who declare" in done.err
        and f"left out: {below} whose work shows less than `owns`" in done.err
    )


def test_explain_tells_the_words_and_the_proof(found: Visit) -> None:
    row = next(one for one in json.loads(found.shortlist) if one["eligible"] == "yes")
    said = found.desk.run("explain", ROLE, row["person"]).out
    assert f"{ZONE}: yes (says “" in said and f"Level: at least {row['level']}: " in said
