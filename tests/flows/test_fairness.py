"""The fairness report of a ranked role: on the screen, as a page, and with labels that are read and not kept."""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.fair_groups import groups
from sourcing.profiles import Declared
from tests.flows.support import ROLE, Desk, one_line_error
from tests.ranking.people import TODAY, profile, work


def embeddings(desk: Desk) -> int:
    with duckdb.connect(desk.warehouse, read_only=True) as at:
        return int(at.execute("SELECT count(*) FROM embedding").fetchall()[0][0])


def test_a_report_with_labels_and_a_page(ran: Desk, tmp_path: Path) -> None:
    people = [one["person"] for one in ran.ranked()]
    labels, page = tmp_path / "answers.csv", tmp_path / "fairness.html"
    labels.write_text(
        "person,answer\n" + "".join(f"{one},{'<quux>' if n % 2 else 'plugh'}\n" for n, one in enumerate(people)),
        "utf-8",
    )
    words = (
        "fairness",
        ROLE,
        "--first",
        "10",
        "--demographics",
        str(labels),
        "--without-redaction",
        "--out",
        str(page),
        "--json",
    )
    kept = embeddings(ran)
    told = ran.run(*words).json()
    assert embeddings(ran) == kept, "what was encoded for measuring is kept"
    assert {"prestige", "length", "stability", "ties", "impact ratios by answer", "what redaction buys"} < set(told)
    assert told["prestige"]["rows"][0]["places at most"] == 0, "who owns a repository moves somebody"
    assert {row["group"] for row in told["impact ratios by answer"]["rows"]} == {"<quux>", "plugh"}
    attention = told["attention in the first 10"]
    assert [row for row in attention["rows"] if row["people"] < 5 and not row["ratio"].startswith("not told")] == []
    assert attention["figures"] and "nobody" in page.read_text("utf-8")
    html = page.read_text("utf-8")
    assert "<svg" in html and "&lt;quux&gt;" in html and "<quux>" not in html and "<script" not in html
    assert [one for one in people if one in html] == []
    assert [
        one for one in (ran.folder / ".sourcing").rglob("*") if one.is_file() and b"plugh" in one.read_bytes()
    ] == []


def test_labels_of_nobody_are_refused(ran: Desk, tmp_path: Path) -> None:
    labels = tmp_path / "answers.csv"
    for text, says in (("person,answer\nnobody-at-all,a\n", "nobody in"), ("person\n", "holds no labels")):
        labels.write_text(text, "utf-8")
        done = ran.run("fairness", ROLE, "--demographics", str(labels))
        assert done.code == 2 and says in one_line_error(done)


def test_groups_are_told_by_what_is_declared_and_held() -> None:
    places = {"pa": "Dublin, Ireland", "pb": "Tokyo", "pc": "São Paulo", "pd": "the moon"}
    english = "This is the mill of the town and it grinds a lot of wheat for all the people in the valley with a stone."
    people = [profile(one, work=(work(readme=english if one == "pa" else "Мельница " * 30),)) for one in places]
    found = groups(
        people,
        declared={one: Declared(person_id=one, locations=(place,)) for one, place in places.items()},
        coverage={"pa": 0.9, "pb": 0.1, "pc": 0.5, "pd": 0.2},
        accounts={"pa"},
        stars={"pa": 9.0, "pb": 0.0, "pc": 5.0, "pd": 7.0},
        as_of=TODAY,
    )
    assert found["declared time zone"] == [
        "UTC-2 to UTC+3",
        "UTC+4 to UTC+14",
        "UTC-12 to UTC-3",
        "not declared, or not one",
    ]
    assert found["README language"] == ["English", "another", "another", "another"]
    assert found["years since the first commit held"] == ["2 to 7"] * 4
    assert found["known by"] == ["an account", *["Git alone"] * 3]
    assert found["stars of their repositories"] == ["3 of 3", "none known", "1 of 3", "2 of 3"]
