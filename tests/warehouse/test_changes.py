"""What is new between two runs of a role: who came, went and moved, and what people reached first; each told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from warehouse.accounts.identity import person_id
from warehouse.changes import MATTERS, note_changes
from warehouse.connection import Warehouse

DAY = datetime(2026, 11, 1, tzinfo=UTC)
ADA, BO, CY = "github:ada-sbx", "github:bo-sbx", "github:cy-sbx"
SHOWN = "https://git.example/ada-sbx/mill/blob/c0ffee/api.py#L4"


@pytest.fixture
def held(empty: Warehouse) -> Warehouse:
    empty.insert("person_account", [[person_id(one), one, "wrote commits"] for one in (ADA, BO, CY)])
    return empty


def ranked(
    held: Warehouse, day: int, standing: dict[str, tuple[float, float]], *, role: str = "baker"
) -> list[list[str]]:
    """What a run of that day notes: kind, account and detail; people with score and margin, best first."""
    run, now = f"r{day}", DAY + timedelta(days=day)
    head = "INSERT INTO run (run_id, role, title, archetype, specialisation, as_of, ranked_at, is_latest, manifest) VALUES "
    held.run(
        f"{head} (?, ?, 'Baker', 'operator', 'any', ?, ?, true, '{{}}')",
        [run, role, now.date(), now.replace(tzinfo=None)],
    )
    for rank, (account, (score, margin)) in enumerate(standing.items(), 1):
        entry = (
            "INSERT INTO entry (run_id, rank, person_id, score, coverage, band, margin) VALUES (?, ?, ?, ?, 1, 'x', ?)"
        )
        held.run(entry, [run, rank, person_id(account), score, margin])
    note_changes(held, role, run, now=now)
    return [
        list(row) for row in held.rows("SELECT kind, account, detail FROM change WHERE run_id = ? ORDER BY ALL", [run])
    ]


def found(held: Warehouse, signal: str, kind: str, *, account: str = ADA, share: float = 1.0) -> None:
    sql = """
        INSERT INTO evidence_fact (evidence_id, repository, account, signal, kind, value, own_value, unit, path, line, commit, link,
            observed_at, authored_share, detail, skills, batch_id)
        VALUES (?, 'git.example/ada-sbx/mill', ?, ?, ?, 1, 1, 'x', 'api.py', 4, 'c0ffee', ?, NULL, ?, ?, [], 'b')
    """
    held.run(sql, [f"e{signal}{kind}{account}", account, signal, kind, SHOWN, share, f"{signal} {kind}"])


def model(held: Warehouse, name: str) -> None:
    told = [
        "huggingface:ada",
        f"huggingface.co/ada/{name}",
        "model",
        name,
        f"https://huggingface.co/ada/{name}",
        "owner",
    ]
    held.insert("artifact", [[*told, None, None, ["PyTorch"], ["training"], None, "p", "b"]])


EVEN = {ADA: (80.0, 1.0), BO: (70.0, 1.0), CY: (60.0, 1.0)}


def test_of_a_first_run_nothing_is_new(held: Warehouse) -> None:
    found(held, "model_serving", "endpoint")
    assert ranked(held, 1, EVEN) == []
    assert ranked(held, 2, EVEN) == []  # and what was there then is not new now


def test_who_came_went_and_moved_further_than_margins_tell(held: Warehouse) -> None:
    ranked(held, 1, {ADA: (80.0, 1.0), BO: (70.0, 1.0)})
    assert ranked(held, 2, {BO: (79.0, 1.0), CY: (60.0, 1.0)}) == [
        ["left", ADA, "was at place 1, is ranked no more"],
        ["new", CY, "ranked for the first time, at place 2"],
        ["risen", BO, "from place 2 to 1"],
    ]
    assert ranked(held, 3, {CY: (70.0, 15.0), BO: (69.0, 15.0)}) == []  # within the margins


def test_who_rises_by_the_fall_of_others_alone_is_not_told(held: Warehouse) -> None:
    ranked(held, 1, EVEN)
    assert ranked(held, 2, {BO: (70.0, 1.0), CY: (60.0, 1.0), ADA: (10.0, 1.0)}) == [
        ["fallen", ADA, "from place 1 to 3"]
    ]


@pytest.mark.parametrize(
    ("signal", "kind", "told"),
    [
        ("model_serving", "endpoint", "first serving repository"),
        ("model_serving", "config", "first serving repository"),
        ("model_serving", "course", None),
        ("packaging", "package", None),
    ],
)
def test_what_is_reached_first_is_told_once_with_its_link(
    held: Warehouse, signal: str, kind: str, told: str | None
) -> None:
    ranked(held, 1, EVEN)
    found(held, signal, kind)
    assert ranked(held, 2, EVEN) == ([[told, ADA, f"{signal} {kind}"]] if told else [])
    assert held.rows("SELECT link FROM change") == ([(SHOWN,)] if told else [])
    found(held, "model_serving", "config" if kind == "endpoint" else "is_one")
    assert ranked(held, 3, EVEN) == []


def test_work_that_is_mostly_of_others_is_no_first(held: Warehouse) -> None:
    ranked(held, 1, EVEN)
    found(held, "model_serving", "endpoint", share=0.4)
    assert ranked(held, 2, EVEN) == []


def test_from_notebooks_to_a_package(held: Warehouse) -> None:
    found(held, "notebooks", "notebook")
    ranked(held, 1, EVEN)
    found(held, "packaging", "package")
    assert ranked(held, 2, EVEN) == [["moved from notebooks to a package", ADA, "packaging package"]]


def test_each_model_is_new_once_and_for_each_role(held: Warehouse) -> None:
    held.insert("person_account", [[person_id(ADA), "huggingface:ada", "each names the other"]])
    model(held, "one")
    ranked(held, 1, EVEN)
    model(held, "two")
    assert ranked(held, 2, EVEN) == [["new model", ADA, "model two"]]
    assert ranked(held, 3, EVEN) == []
    assert ranked(held, 4, EVEN, role="miller") == []


def test_a_change_merged_where_several_people_work(held: Warehouse) -> None:
    ranked(held, 1, EVEN)
    for name, people in (("small", MATTERS - 1), ("large", MATTERS)):
        repository = f"git.example/others/{name}"
        held.insert(
            "repository",
            [[repository, name, f"https://{repository}", "c0ffee", None, 9, False, "", [], "product", "b", False]],
        )
        held.insert("work_elsewhere", [[ADA, repository, 2, None, 3, "b"]])
        commits = [[repository, f"{name}{n}", f"git:{n}", None, "Mend", 0, False, 1, "b"] for n in range(people)]
        held.insert("commit_fact", commits)
    assert [row[0] for row in ranked(held, 2, EVEN)] == ["first merged change in a repository that matters"]


def test_the_same_run_again_keeps_what_was_noted(held: Warehouse) -> None:
    ranked(held, 1, {ADA: (80.0, 1.0)})
    ranked(held, 2, EVEN)
    noted = held.rows("SELECT * FROM change ORDER BY ALL")
    assert len(noted) == 2
    assert note_changes(held, "baker", "r2", now=DAY + timedelta(days=9)) == 0
    assert held.rows("SELECT * FROM change ORDER BY ALL") == noted
