"""Who asks is told all that names them, from every table and column, and nothing of anybody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sourcing.keyed import account_hash
from sourcing.landing import Landing
from tests.warehouse.house import SALT
from warehouse.accounts.identity import person_id
from warehouse.accounts.suppress import suppress
from warehouse.connection import Warehouse
from warehouse.rights.asking import Asker, account_meant, asker
from warehouse.rights.disclose import ACCOUNTS, MEMBER, SOMEBODY, Disclosure, plan, tables

ME, YOU, P = "github:mira-sbx", "github:odd-sbx", "p0123456789ab"
NOT_SHOWN = {  # columns whose value is not told as it stands
    "audit.told": "keyed hashes of people; what else it says is told",
    "audit.before": "a digest of another row",
    "audit.digest": "a digest of the row",
    "batch.batch_id": "told as source, time and version",
    "batch.kind": "told with the landing",
    "batch.repository": "told with each row",
    "batch.parent": "a batch of our own",
    "export.folder": "a folder on our machine",
    "known.account_hash": "the accounts themselves are told",
    "known.name_hash": "of a name that is not kept",
    "suppression.purpose": "a keyed hash, which tells nobody anything",
    "pool.made_by": "about the pool, not about its people",
    "pool.made_at": "about the pool, not about its people",
    "run.manifest": "told in its parts",
    "run.level": "what the role asks for, which its text says",
    "suppression.account_hash": "the accounts themselves are told",
}


def names(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """The columns of every table with their types."""
    found: dict[str, dict[str, str]] = {}
    sql = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index"
    for table, column, kind in warehouse.rows(sql):
        found.setdefault(table, {})[column] = kind
    return found


def fixed(account: str, person: str) -> dict[str, Any]:
    """What joins the tables with each other, and names the person."""
    return {
        **dict.fromkeys(ACCOUNTS, account),
        "person_id": person,
        "account_hash": account_hash(SALT, account),
        "run_id": f"run of {person}",
        "export_id": f"export of {person}",
        "pool": f"pool of {person}",
        "verdict": "apart",
        "batch_id": f"batch of {person}",
        "evidence_id": f"evidence of {person}",
        "manifest": json.dumps({"role": f"role text of {person}", "model": "m", "weights": "w", "ranking": "r"}),
        "told": json.dumps({"people": [account_hash(SALT, account)], "rows": 1}),
    }


def value(kind: str, number: int, text: str) -> Any:
    """A value of a type that stands nowhere else."""
    day = datetime(2031, 1, 1) + timedelta(days=number)
    made = {
        "VARCHAR": text,
        "BOOLEAN": True,
        "TIMESTAMP": day,
        "DATE": day.date(),
        "DOUBLE": number + 0.25,
        "VARCHAR[]": [text],
    }
    return made.get(kind, number)


def plant(warehouse: Warehouse, account: str, person: str, *, start: int) -> Iterator[tuple[str, Any]]:
    """One row of the person in every table that is told; comes back with table.column and the value put there."""
    number = start
    told = {*plan()["told"], *plan()["within"]}
    for table, columns in names(warehouse).items():
        if table not in told:
            continue
        row: list[Any] = []
        for column, kind in columns.items():
            number += 1
            row.append(fixed(account, person).get(column, value(kind, number, f"{table}.{column} of {person}")))
            yield f"{table}.{column}", row[-1]
        warehouse.insert(table, [row])


def told(warehouse: Warehouse, folder: Path, who: Asker, *, with_names: bool = True) -> str:
    """All that is told, as one text."""
    found = Disclosure(warehouse, who, landing=Landing(folder), salt=SALT, with_names=with_names)
    parts = [found.person(), found.do_not_contact(), found.known_files(), found.log(), found.scores()]
    sections = {name: section.rows for name, section in found.sections().items()}
    return json.dumps([*parts, sections], default=lambda at: at.isoformat(), ensure_ascii=False)


def test_every_table_has_its_place(empty: Warehouse) -> None:
    held, places = names(empty), plan()
    listed = [*places["told"], *places["within"], *places["not_told"]]
    assert sorted(listed) == sorted(held), "put the table into warehouse/rights/disclosed.toml"
    naming = {table for table, columns in held.items() if {*ACCOUNTS, "person_id", "account_hash"} & columns.keys()}
    assert naming & places["not_told"].keys() == set()
    for one in tables():  # whoever a row names is looked for by every column that names people
        assert {*held[one.name]} & {*ACCOUNTS} <= {*one.whose}, one.name


def test_every_value_of_every_column_is_told(empty: Warehouse, tmp_path: Path) -> None:
    planted = dict(plant(empty, ME, P, start=1_000))
    text = told(empty, tmp_path, Asker(person_id=P, accounts=(ME,)))
    missing = {name for name, one in planted.items() if _plain(one) not in text and not name.endswith(".batch_id")}
    assert missing - NOT_SHOWN.keys() == set() and NOT_SHOWN.keys() <= planted.keys()


def test_rankings_under_a_former_id_are_told_and_nobody_else_s(empty: Warehouse, tmp_path: Path) -> None:
    former, other = person_id(ME), "pba9876543210"
    dict(plant(empty, ME, former, start=1_000))
    dict(plant(empty, YOU, other, start=9_000))
    for table in ("person", "person_account"):  # another account came before theirs, and they have another id since
        empty.run(f"UPDATE {table} SET person_id = ? WHERE person_id = ?", [P, former])
    who = Disclosure(empty, Asker(person_id=P, accounts=(ME,)), landing=Landing(tmp_path), salt=SALT, with_names=False)
    (score,) = who.scores()
    assert all(len(score[part]) == 1 for part in ("parts", "reasons", "requirements", "conditions", "rests_most_on"))
    assert "person_id" not in score and other not in told(empty, tmp_path, Asker(person_id=P, accounts=(ME,)))


def _plain(one: Any) -> str:
    one = one[0] if isinstance(one, list) else one
    return one.isoformat() if isinstance(one, date) else json.dumps(one, ensure_ascii=False)


def test_nothing_of_anybody_else_is_told(empty: Warehouse, tmp_path: Path) -> None:
    other = "pba9876543210"
    dict(plant(empty, ME, P, start=1_000))
    dict(plant(empty, YOU, other, start=9_000))
    text = told(empty, tmp_path, Asker(person_id=P, accounts=(ME,)))
    assert ME in text and other not in text and YOU not in text and "2055-" not in text


def test_other_people_s_words_stay_theirs(empty: Warehouse, tmp_path: Path) -> None:
    theirs = ["https://pages.example/odd", "https://pages.example/odd/about", "page", "b"]
    empty.insert("declared_link", [[YOU, ME, "profile text", *theirs], [ME, YOU, "profile field", "u", "s", "p", "b"]])
    empty.insert("account_link", [["r", ME, YOU, "mailmap", "b"]])
    who = Disclosure(empty, Asker(person_id="", accounts=(ME,)), landing=Landing(tmp_path), salt=SALT, with_names=False)
    sections = who.sections()
    assert {"to_account": ME, "kind": "profile text"} in sections["declared_link"].rows
    assert YOU in [row.get("to_account") for row in sections["declared_link"].rows]  # whom they name themselves
    assert sections["account_link"].rows[0]["b"] == SOMEBODY and "pages.example" not in str(sections)


def test_the_team_is_named_only_where_that_is_asked_for(empty: Warehouse, tmp_path: Path) -> None:
    dict(plant(empty, ME, P, start=1_000))
    empty.run("UPDATE person_account SET reason = 'accepted by Ana Lind on 2026-11-01: met her'")
    empty.run("UPDATE decision SET decider = 'Ana Lind'")
    who = Asker(person_id=P, accounts=(ME,))
    without = told(empty, tmp_path, who, with_names=False)
    assert "Ana Lind" not in without and f"accepted by {MEMBER} on 2026-11-01: met her" in without
    assert "_by of " not in without and "Ana Lind" in told(empty, tmp_path, who)


def test_somebody_suppressed_is_told_what_stayed(empty: Warehouse, tmp_path: Path) -> None:
    dict(plant(empty, ME, P, start=1_000))
    empty.run("DELETE FROM suppression")
    suppress(empty, ME, salt=SALT, reason="asked by letter", now=datetime(2026, 11, 1))
    who = asker(empty, "https://github.com/Mira-sbx", salt=SALT)
    assert who == Asker(person_id="", accounts=(ME,))
    text = told(empty, tmp_path, who)
    assert "asked by letter" in text and "decision.reason of" in text and "export.format of" in text
    assert "note.text of" not in text and "profile.location of" not in text


@pytest.mark.parametrize("named", ["github:Mira-sbx", "https://github.com/mira-sbx", "github.com/mira-sbx/", P])
def test_a_person_is_found_by_what_they_give(empty: Warehouse, named: str) -> None:
    empty.insert("person_account", [[P, ME, "wrote commits"], [P, "git:00ff", "mailmap"]])
    assert asker(empty, named, salt=SALT) == Asker(person_id=P, accounts=("git:00ff", ME))


def test_an_address_of_mail_is_hashed_at_once() -> None:
    assert account_meant("Mira@mail.example", salt=SALT) == account_meant(" mira@mail.example", salt=SALT)
    assert "mira" not in account_meant("mira@mail.example", salt=SALT)
