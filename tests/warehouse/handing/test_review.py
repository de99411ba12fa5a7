"""The review sheet: what the team wrote is carried over in every kind of file, and what it says of where people stand."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sourcing.decisions import Stage
from sourcing.errors import UsageError
from sourcing.sandbox.world import NOW
from tests.warehouse.accounts.test_suppress import ranked
from tests.warehouse.house import Hand, collected, fill, opened, repository, written
from warehouse.connection import open_published
from warehouse.handing.carried import DECIDED, before
from warehouse.handing.review import HEADER, named, write_review
from warehouse.handing.safe_csv import Cell
from warehouse.handing.tables import SUFFIXES, Table, read_table, write_table
from warehouse.handing.workbooks import shown_text
from warehouse.published.publish import publish

HANDS = [
    Hand(name="=HYPERLINK(Formella Ünsal)", email="formella@mail.example"),
    Hand(name='Bo "the" Oesterling, jr.', email="3+bo-oe@users.noreply.github.com"),
    Hand(name="שלום \U0001f469\u200d\U0001f680 " + "x" * 200, email="shalom@mail.example"),
]
DAY = NOW.replace(tzinfo=None)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file of three people; the first in rank was approved for another role, and deciders disagree on the second."""
    folder = tmp_path_factory.mktemp("review")
    path = folder / "shortlists.duckdb"
    steps = [step for hand in HANDS for step in written(hand, "Add api", folder=f"d{len(hand.name)}")]
    with opened(folder / "new.duckdb") as warehouse:
        fill(warehouse, collected(folder, [repository(folder, "works/api", steps)]))
        for place, (person,) in enumerate(warehouse.rows("SELECT person_id FROM person ORDER BY 1")):
            warehouse.run("UPDATE person SET display_name = ? WHERE person_id = ?", [HANDS[place].name, person])
        ranked(warehouse)
        first, second, third = [row[0] for row in warehouse.rows("SELECT person_id FROM entry ORDER BY rank")]
        account: dict[str, str] = dict(
            warehouse.rows("SELECT person_id, min(account) FROM person_account GROUP BY ALL")
        )
        said = [
            ("miller", first, Stage.CONTACTED, "Ada"),
            ("baker", second, Stage.APPROVED, "Ada"),
            ("baker", second, Stage.REJECTED, "Grace"),
        ]
        for day, (role, person, stage, by) in enumerate(said):
            row = [role, account[person], str(stage), "r", by, DAY.replace(hour=day), None, "test"]
            warehouse.insert("decision", [row])
        warehouse.insert("known_match", [[third, "ats", True, "phone screen", DAY.date(), "ats.csv"]])
        publish(warehouse, path, now=NOW)
    return path


def sheet(path: Path) -> list[dict[str, str]]:
    return sorted((dict(row) for _, row in read_table(path, known=HEADER).rows), key=lambda row: int(row["rank"]))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_where_people_stand_is_shown(file: Path, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"review{suffix}"
    with open_published(file) as published:
        assert write_review(published, "baker", path) == 3
    first, second, third = sheet(path)
    assert tuple(first) == HEADER
    assert (first["elsewhere"], first["stage"], first["last_contact"]) == (
        "contacted for miller",
        "to review",
        str(DAY.date()),
    )
    assert second["stage"] == "rejected (deciders disagree)" and second["elsewhere"] == ""
    assert (third["known"], third["last_contact"]) == ("ats: phone screen", str(DAY.date()))
    names = {row["display_name"] for row in (first, second, third)}
    assert names == {hand.name if suffix in (".jsonl", ".parquet") else shown_text(hand.name) for hand in HANDS}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_the_team_wrote_is_carried_over(file: Path, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"review{suffix}"
    with open_published(file) as published:
        write_review(published, "baker", path)
        rows = [dict(row) for _, row in read_table(path, known=HEADER).rows]
        said = ("later", "2027-01-02", '=strong; "work", 日本', "the team")
        rows[1] |= dict(zip(DECIDED, said, strict=True))
        cells: list[list[Cell]] = [[row[name] for name in HEADER] for row in rows]
        write_table(path, Table(columns=HEADER, rows=cells))
        assert write_review(published, "baker", path) == 3
        assert [(one.person_id, one.decided) for one in before(path, ours=HEADER).rows] == [
            (rows[1]["person_id"], said)
        ]
        first = path.read_bytes()
        write_review(published, "baker", path)
        assert path.read_bytes() == first


def test_a_sheet_that_a_spreadsheet_saved_is_carried_over(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    with open_published(file) as published:
        write_review(published, "baker", path)
        book = load_workbook(path)
        column = HEADER.index("until") + 1
        book.worksheets[0].cell(2, column).value = datetime.combine(DAY, time())  # as a spreadsheet keeps a day
        book.save(path)
        write_review(published, "baker", path)
    assert [one.decided[1] for one in before(path, ours=HEADER).rows] == [str(DAY.date())]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_that_the_team_wrote_is_lost(file: Path, suffix: str, tmp_path: Path) -> None:
    path, said = tmp_path / f"review{suffix}", list[str]()
    mine = ("our_own_note",)
    with open_published(file) as published:
        write_review(published, "baker", path)
        first, second, third = sheet(path)
        good = {"decision": "approved", "decision_reason": "good", "decided_by": "Ana"}
        rows = [
            first | good | {"person_id": "pffffffffffff"},  # an id of before accounts were joined
            second | good,
            second | good | {"decision": "rejected", "decided_by": "Bo"},
            third | {"our_own_note": "'t Hooft knows her"},
            third | good | {"person_id": "p000000000000", "accounts": "github:hidden-sbx", "profiles": ""},
            third | good | {"person_id": first["person_id"]},  # an id beside the accounts of somebody else
        ]
        columns = (*HEADER, *mine)
        cells: list[list[Cell]] = [[row.get(name, "") for name in columns] for row in rows]
        write_table(path, Table(columns=columns, rows=cells))
        was = path.read_bytes()
        assert write_review(published, "baker", path, say=said.append) == 3
        kept = tmp_path / f"review-before{suffix}"
        assert kept.read_bytes() == was and len(said) == 1
        assert said[0] == (
            "2 rows that the team filled in, of who is not in the list now "
            f"(p000000000000, {first['person_id']}): kept in {kept}"
        )
        shown = sheet(path)
        assert [(row["person_id"], row["decision"], row["decided_by"], row["our_own_note"]) for row in shown] == [
            (first["person_id"], "approved", "Ana", ""),
            (second["person_id"], "approved", "Ana", ""),
            (second["person_id"], "rejected", "Bo", ""),
            (third["person_id"], "", "", "'t Hooft knows her"),
        ]
        again = path.read_bytes()
        write_review(published, "baker", path, say=said.append)
        assert path.read_bytes() == again and len(said) == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("raw", [b"mine", b"PK\x03\x04", b"a,b\n1,2\n", b'{"a": 1}\n', b"\0" * 30])
def test_what_is_no_review_sheet_is_not_overwritten(file: Path, suffix: str, raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"mine{suffix}"
    path.write_bytes(raw)
    with open_published(file) as published, pytest.raises(UsageError, match="is no review sheet"):
        write_review(published, "baker", path)
    assert path.read_bytes() == raw


def test_the_ending_says_which_kind(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        named(tmp_path)
    assert named(Path("a/review")) == Path("a/review.xlsx") and named(Path("r.CSV")) == Path("r.CSV")
    with pytest.raises(UsageError, match=r"\.xlsx, \.csv"):
        named(Path("review.ods"))
