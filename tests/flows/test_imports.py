"""Imports through the house: landed once, loaded, joined by links alone; who is left alone reaches neither landing nor warehouse."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from flows.github.seeks import Named
from flows.imports import bring_in, save_logins, write_logins
from flows.reference import Reference, print_reference
from sourcing.errors import UsageError
from tests.flows.imported import KAGGLE, NOW, ORCID_ID, accounts_of, fill, house_at, landed, listed, orcid
from tests.imports.support import CASES, packed
from tests.warehouse.house import everything, values
from warehouse.accounts.identity import rebuild_people
from warehouse.accounts.suppress import Suppressed, suppress
from warehouse.connection import open_published


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def folder(tmp_path: Path, filled: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


def test_of_kaggle_only_whom_people_name_is_kept_and_twice_is_once(folder: Path) -> None:
    with house_at(folder) as house:
        came = bring_in(house, "kaggle", KAGGLE)
        assert (came.named, came.told, came.changed) == (2, 2, 2)
        with house.warehouse() as warehouse:
            once = everything(warehouse)
    assert [row[0] for row in once["artifact"]] == ["kaggle:marit-sbx", "kaggle:odile-sbx"]
    assert [row[:4] for row in once["site_profile"]] == [
        ("kaggle:marit-sbx", "https://www.kaggle.com/marit-sbx", 'Solvanger, Marit "Mia"', "Norway"),
        ("kaggle:odile-sbx", "https://www.kaggle.com/odile-sbx", "Odile Franckaert", ""),
    ]
    with house_at(folder, days=3) as house:
        again = bring_in(house, "kaggle", KAGGLE)
        assert (again.batches, again.changed) == (came.batches, 0)
        with house.warehouse() as warehouse:
            assert everything(warehouse) == once
        assert "stranger" not in landed(house) and "Nobody Asked" not in landed(house)


def test_what_a_newer_edition_no_longer_tells_goes_and_an_older_one_brings_it_back(
    folder: Path, tmp_path: Path
) -> None:
    users = tmp_path / "Users.csv"
    lines = KAGGLE[0].read_text("utf-8").splitlines(keepends=True)
    users.write_text("".join(line for line in lines if "odile" not in line), "utf-8")
    for day, (edition, left) in enumerate([(KAGGLE[0], 2), (users, 1), (KAGGLE[0], 2), (users, 1), (users, 1)]):
        with house_at(folder, days=day) as house:
            bring_in(house, "kaggle", [edition, KAGGLE[1]])
            with house.warehouse() as warehouse:
                assert warehouse.rows("SELECT count(*) FROM artifact") == [(left,)], day
    with house_at(folder) as house:
        assert len(house.landing.manifests("site-kaggle")) == 4


def test_a_file_with_lost_lines_takes_nothing_away(folder: Path, tmp_path: Path) -> None:
    users = tmp_path / "Users.csv"
    text = KAGGLE[0].read_text("utf-8")
    users.write_text(text.replace("102,odile-sbx,Odile Franckaert,02/02/2015", "102,odile-sbx"), "utf-8")
    with house_at(folder) as house:
        bring_in(house, "kaggle", KAGGLE)
    with house_at(folder, days=1) as house:
        came = bring_in(house, "kaggle", [users, KAGGLE[1]])
        assert came.lost.lines() == ["Users.csv: 1 could not be read (line 4: missing columns)"]
        with house.warehouse() as warehouse:
            assert warehouse.rows("SELECT count(*) FROM artifact") == [(2,)]


def test_where_nobody_names_an_account_no_file_is_opened(folder: Path, tmp_path: Path) -> None:
    with house_at(folder) as house, house.warehouse() as warehouse:
        warehouse.run("UPDATE profile SET links = []")
    with house_at(folder) as house:
        came = bring_in(house, "kaggle", [tmp_path / "not-there.csv"])
        assert (came.named, came.told, came.batches) == (0, 0, [])


def test_an_orcid_record_that_names_the_person_back_is_theirs(folder: Path, tmp_path: Path) -> None:
    with house_at(folder) as house:
        came = bring_in(house, "orcid", [orcid(tmp_path / "2026.tar.gz")])
        assert (came.named, came.told) == (1, 1)
        with house.warehouse() as warehouse:
            assert accounts_of(warehouse, "github:marit-sbx") == {"github:marit-sbx", f"orcid:{ORCID_ID}"}
            assert warehouse.rows("SELECT count(*) FROM evidence_fact WHERE signal = 'papers'") == [(2,)]
            told = str([value for _, value in values(warehouse)])
    assert "Solvanger" in told and "post.example" not in told and "Secret Employer" not in told


def test_the_left_alone_never_reach_the_landing(folder: Path, tmp_path: Path) -> None:
    with house_at(folder) as house:
        with house.warehouse() as warehouse:
            for account in ("github:odile-sbx", "kaggle:odile-sbx"):
                suppress(warehouse, account, salt=house.salt, reason="asked", now=NOW)
        came = [
            bring_in(house, "kaggle", KAGGLE),
            bring_in(
                house,
                "people",
                [
                    listed(
                        tmp_path / "met.csv",
                        "Odile,https://github.com/Odile-SBX,,,consent",
                        "Odile,https://codeberg.org/o-sbx https://www.kaggle.com/odile-sbx,,,consent",
                        "Casimir,https://github.com/casimir-sbx,,,consent",
                    )
                ],
            ),
        ]
        assert [(one.told, one.left_alone) for one in came] == [(1, 0), (1, 2)]
        assert [one.login for one in came[1].candidates] == ["casimir-sbx"]
        assert "odile" not in landed(house).lower() and "o-sbx" not in landed(house)
        found = bring_in(house, "gharchive", sorted((CASES / "gharchive/hours").glob("2*.json")))
        assert [one.login for one in found.candidates] == ["casimir-sbx", "Marit-SBX"]


def test_a_row_joins_by_its_first_address_and_claims_the_others(folder: Path, tmp_path: Path) -> None:
    path = listed(
        tmp_path / "met.csv",
        "Marit Solvanger,https://www.linkedin.com/in/m-sbx https://github.com/Marit-SBX https://codeberg.org/m-sbx,spoke well,2026-10-03,consent",
        "github:casimir-sbx,https://codeberg.org/nobody-sbx,a namesake,,consent",
    )
    with house_at(folder) as house:
        bring_in(house, "people", [path])
        with house.warehouse() as warehouse:
            (row,) = (one for one in accounts_of(warehouse, "github:marit-sbx") if one.startswith("met:"))
            assert accounts_of(warehouse, "github:marit-sbx") == {"github:marit-sbx", row}
            assert accounts_of(warehouse, "github:casimir-sbx") == {"github:casimir-sbx"}
            claims = warehouse.rows(
                "SELECT to_account, seen_at FROM identity_claim WHERE account = ? ORDER BY ALL", [row]
            )
            assert claims == [("codeberg:m-sbx", "met.csv, row 2"), ("linkedin:m-sbx", "met.csv, row 2")]
            once = everything(warehouse)
        with open_published(house.home.published) as published:
            (shown,) = published.dicts("FROM met")
        assert (shown["note"], str(shown["met_on"]), shown["lawful_basis"]) == ("spoke well", "2026-10-03", "consent")
    with house_at(folder, days=2) as house:
        assert bring_in(house, "people", [path]).changed == 0
        with house.warehouse() as warehouse:
            assert everything(warehouse) == once
            assert suppress(warehouse, row, salt=house.salt, reason="asked", now=NOW) >= 2
            assert warehouse.rows("SELECT note FROM met") == [("a namesake",)]
            assert not [value for _, value in values(warehouse) if value in (row, "github:marit-sbx", "spoke well")]


def test_a_note_is_shown_with_the_warning_that_the_person_may_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"note": "spoke well", "met_on": date(2026, 10, 3), "lawful_basis": "consent", "seen_at": "met.csv, row 2"}
    print_reference(Reference(work=(), evidence=(), team=(), claims=(), met=[row]))
    said = " ".join(capsys.readouterr().out.split())
    assert said == (
        "Noted by a sourcer (no part of the score; the person may ask to read it) "
        "spoke well (met on 2026-10-03, consent; met.csv, row 2)"
    )


def test_a_record_that_declines_is_suppressed_with_the_person(folder: Path, tmp_path: Path) -> None:
    record = CASES / "orcid/declines/0000-0009-0000-0060.xml"
    path, back = tmp_path / "2026.tar.gz", b"https://github.com/casimir-sbx"
    listed = b"<researcher-url:url>" + back + b"</researcher-url:url>"
    named = (
        b"<researcher-url:researcher-urls><researcher-url:researcher-url>"
        + listed
        + (b"</researcher-url:researcher-url></researcher-url:researcher-urls></person:person>")
    )
    path.write_bytes(packed({record.name: record.read_bytes().replace(b"</person:person>", named)}))
    with house_at(folder) as house:
        with house.warehouse() as warehouse:
            warehouse.run(
                "UPDATE profile SET links = ['https://orcid.org/0000-0009-0000-0060'] WHERE account = 'github:casimir-sbx'"
            )
        bring_in(house, "orcid", [path])
        with house.warehouse() as warehouse:
            assert {why for (why,) in warehouse.rows("SELECT reason FROM suppression")} == {
                "the profile asks not to be recruited"
            }
            assert warehouse.rows("SELECT count(*) FROM site_profile") == [(0,)]
            assert "github:casimir-sbx" in Suppressed.of(warehouse, salt=house.salt)
            assert not warehouse.rows("FROM person_account WHERE account = 'github:casimir-sbx'")


def test_a_row_taken_out_of_a_list_goes_and_another_list_stays(folder: Path, tmp_path: Path) -> None:
    march, april = tmp_path / "march.csv", tmp_path / "april.csv"
    marit, casimir = "M,https://github.com/marit-sbx,one,,consent", "C,https://github.com/casimir-sbx,two,,consent"
    with house_at(folder) as house:
        bring_in(house, "people", [listed(march, marit, casimir), listed(april, marit.replace("one", "three"))])
    with house_at(folder, days=1) as house:
        bring_in(house, "people", [listed(march, casimir)])
        with house.warehouse() as warehouse:
            assert warehouse.rows("SELECT note, seen_at FROM met ORDER BY ALL") == [
                ("three", "april.csv, row 2"),
                ("two", "march.csv, row 2"),
            ]
        with pytest.raises(UsageError, match=r"row 2, lawful_basis"):
            bring_in(house, "people", [listed(march, casimir.replace("consent", " "))])
        with house.warehouse() as warehouse:
            assert warehouse.rows("SELECT count(*) FROM met") == [(2,)]


def test_a_new_account_of_a_row_names_no_person_anew(folder: Path, tmp_path: Path) -> None:
    with house_at(folder) as house:
        with house.warehouse() as warehouse:
            warehouse.insert("account_seen", [["forge.example/works/oven", "pypi:rosa-sbx", "", False, "b"]])
            warehouse.insert("account_met", [["pypi:rosa-sbx", NOW.replace(tzinfo=None)]])
            rebuild_people(warehouse, retention_days=365)
            before = warehouse.rows("SELECT person_id FROM person ORDER BY ALL")
        rows = ("C,https://github.com/casimir-sbx,,,consent", "R,https://pypi.org/user/rosa-sbx/,,,consent")
        bring_in(house, "people", [listed(tmp_path / "m.csv", *rows)])
        with house.warehouse() as warehouse:
            assert warehouse.rows("SELECT person_id FROM person ORDER BY ALL") == before


def test_found_logins_are_taken_by_the_option_that_reads_them(folder: Path, tmp_path: Path) -> None:
    with house_at(folder) as house:
        came = bring_in(house, "gharchive", [CASES / "gharchive/hours/2026-06-01-15.json"])
        assert "site" not in landed(house)
    save_logins(tmp_path / "out/logins.txt", write_logins(came.candidates, by="import gharchive"))
    assert [one.value for one in Named(file=tmp_path / "out/logins.txt").seeks()] == ["casimir-sbx"]
    with pytest.raises(UsageError, match="is a folder"):
        save_logins(tmp_path, "")


def test_what_is_asked_wrongly_is_said(folder: Path, tmp_path: Path) -> None:
    with house_at(folder) as house:
        with pytest.raises(UsageError, match=r"kaggle \(Users\.csv"):
            bring_in(house, "keggle", KAGGLE)
        with pytest.raises(UsageError, match="--repository"):
            bring_in(house, "kaggle", KAGGLE, repositories=["a/b"])
        with pytest.raises(UsageError, match="two files are called"):
            bring_in(house, "people", [tmp_path / "a/x.csv", tmp_path / "b/x.csv"])
