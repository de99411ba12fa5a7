"""Every import: what it makes of files as they are published, that it survives what nobody should send, and what it may never tell."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcing.community import ArtifactKind
from sourcing.errors import UsageError
from sourcing.importing import Candidate, Given, Lost, Told
from sourcing.imports import catalogue
from sourcing.imports.orcid import parse
from sourcing.records import Account
from spiders.sites import catalogue as sites
from tests.imports.support import CASES, KEY, TODAY, cases, check, given_of, made_of, packed
from warehouse.incoming.dumps import Dumps, open_dumps

_ALL = [(name, case) for name in catalogue() for case in cases(name)]
_NAMES = [f"{name}/{case.name}" for name, case in _ALL]
_CELLS = st.sampled_from(
    [
        "",
        "101",
        "marit-sbx",
        "3",
        "Competitions",
        '"',
        ",",
        "\n",
        "\r\n",
        "NA",
        "é",
        "\x00",
        "ada@post.example",
        "9" * 40,
    ]
)
_RECORD = CASES / "orcid/records/0000-0009-0000-001X.xml"
_ADA = Account(site="orcid", handle="0000-0009-0000-001X")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dumps]:
    with open_dumps(tmp_path_factory.mktemp("scratch"), memory_limit="256MB") as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.mark.parametrize("name", catalogue())
def test_every_import_has_cases_and_says_on_which_terms(name: str) -> None:
    assert list(cases(name)), f"sourcing/imports/{name}.py: no case in tests/imports/cases/{name}"
    policy = catalogue()[name].policy
    assert policy.terms_url.startswith("https://") and policy.fields and policy.filters and policy.files
    assert not re.search(r"mail|school|employ|educat|avatar|age\b", " ".join((*policy.fields, *policy.columns)), re.I)


@pytest.mark.parametrize(("name", "case"), _ALL, ids=_NAMES)
def test_what_is_made_of_files(name: str, case: Path, tmp_path: Path) -> None:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    assert made_of(catalogue()[name], case, scratch=tmp_path) == expected


def _read(name: str, files: list[Path], asked: Given) -> list[Told | Candidate]:
    try:
        found = list(catalogue()[name].read(files, asked))
    except UsageError:
        return []
    check(found, asked)
    return found


def _damaged(data: bytes, draw: st.DataObject) -> bytes:
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, min(len(data), start + 60)))
    return (
        data[:start]
        + draw.draw(st.sampled_from([b"", b"\x00", b'"', b"\xff\xfe", b"\n", b",,,", b"<", b"{", "é".encode() * 30]))
        + data[end:]
    )


@settings(max_examples=40)
@given(data=st.data())
def test_damaged_tables_of_kaggle_are_read_as_far_as_they_go(data: st.DataObject, tables: Dumps, folder: Path) -> None:
    case = CASES / "kaggle/tiers"
    for name in ("Users.csv", "UserAchievements.csv"):
        (folder / name).write_bytes(_damaged((case / name).read_bytes(), data))
    asked = given_of(json.loads((case / "given.json").read_text("utf-8")), tables=tables)
    _read("kaggle", [folder / "UserAchievements.csv", folder / "Users.csv"], asked)


@settings(max_examples=40)
@given(rows=st.lists(st.lists(_CELLS, min_size=7, max_size=7), max_size=6))
def test_strange_rows_of_kaggle_tell_of_nobody_else(rows: list[list[str]], tables: Dumps, folder: Path) -> None:
    header = (CASES / "kaggle/tiers/Users.csv").read_text("utf-8").splitlines()[0].split(",")
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    (folder / "Users.csv").write_text(text.getvalue(), "utf-8", newline="")
    asked = given_of({"named": ["kaggle:marit-sbx", "kaggle:na"]}, tables=tables)
    _read("kaggle", [folder / "Users.csv", CASES / "kaggle/tiers/UserAchievements.csv"], asked)


@given(data=st.data())
def test_a_damaged_record_of_orcid_is_told_or_lost(data: st.DataObject, tables: Dumps, folder: Path) -> None:
    body = _damaged(_RECORD.read_bytes(), data)
    path = folder / "part.tar.gz"
    path.write_bytes(packed({_RECORD.name: body}))
    asked = given_of({"named": [_ADA.key]}, tables=tables)
    found = _read("orcid", [path], asked)
    assert len(found) + sum(asked.lost.counts.values()) <= 1
    assert not asked.lost.counts or asked.lost.lines()[0].startswith(
        "part.tar.gz: 1 could not be read (0000-0009-0000-001X: "
    )


@settings(max_examples=40)
@given(cut=st.integers(0, 4_000))
def test_a_cut_archive_of_orcid_says_so(cut: int, tables: Dumps, folder: Path) -> None:
    whole = packed(
        {f"0000-0009-0000-{number:04}.xml": b"<a/>" + bytes(str(number) * 400, "ascii") for number in range(30)}
    )
    path = folder / "cut.tar.gz"
    path.write_bytes(whole[: min(cut, len(whole) - 60)])
    asked = given_of({"named": ["orcid:0000-0009-0000-9999"]}, tables=tables)
    try:
        assert not list(catalogue()["orcid"].read([path], asked))
    except UsageError as refused:
        assert "is no tar archive" in refused.message
    else:
        assert "the archive is cut here" in asked.lost.lines()[0]


@pytest.mark.parametrize(
    "body", [b"", b"<", b"<a>" * 200_000, b"<record>" + b"&#1;" * 10, b"\xff\xfe\x00", b"{}", b"<record/>" * 2]
)
def test_what_is_no_record_of_orcid_tells_nothing(body: bytes, tables: Dumps, tmp_path: Path) -> None:
    path = tmp_path / "part.tar.gz"
    path.write_bytes(packed({_RECORD.name: body}))
    asked = given_of({"named": [_ADA.key]}, tables=tables)
    assert not _read("orcid", [path], asked) and asked.lost.counts["part.tar.gz"] == 1


def test_of_a_record_no_mail_employer_or_school_is_kept() -> None:
    said = str(parse(_ADA, _RECORD.read_text("utf-8")))
    assert "Solvanger" in said and not re.search(r"post\.example|Secret Employer|Keeper|Hives|uni\.example", said)


def _damage(document: Any, data: st.DataObject) -> None:
    for key in data.draw(st.lists(st.sampled_from(sorted(document)), max_size=3)):
        inner = document[key]
        if isinstance(inner, dict) and inner and data.draw(st.booleans()):
            _damage(inner, data)
        else:
            document[key] = data.draw(
                st.sampled_from([None, [], {}, 1, "a/b", "x\n# y", {"login": ["a"]}, {"name": {}}, "\ud800"])
            )


@given(data=st.data())
def test_damaged_events_name_people_or_nobody(data: st.DataObject, tables: Dumps, folder: Path) -> None:
    lines = (CASES / "gharchive/hours/2019-02-12-0.json").read_text("utf-8").splitlines()
    event = json.loads(lines[0])
    _damage(event, data)
    path = folder / "2026-06-01-0.json"
    path.write_text(json.dumps(event) + "\n", "utf-8")
    _read("gharchive", [path], given_of({}, tables=tables))


def test_an_hour_that_was_cut_is_read_as_far_as_it_goes(tables: Dumps, tmp_path: Path) -> None:
    lines = (CASES / "gharchive/hours/2026-06-01-15.json").read_bytes().splitlines(keepends=True)
    noise = [
        json.dumps({"type": "PushEvent", "id": KEY.hex() * 9 + str(n * 7919 % 10_007)}).encode() + b"\n"
        for n in range(3_000)
    ]
    whole = gzip.compress(b"".join([lines[0], *noise]))
    path = tmp_path / "2026-06-01-15.json.gz"
    path.write_bytes(whole[: len(whole) // 2])
    asked = given_of({}, tables=tables)
    assert [one.login for one in catalogue()["gharchive"].read([path], asked) if isinstance(one, Candidate)] == [
        "casimir-sbx"
    ]
    assert re.search(r"line \d+: the file is cut here", asked.lost.lines()[0])
    path.write_bytes(b"")
    assert not list(catalogue()["gharchive"].read([path], given_of({}, tables=tables)))


def test_linkedin_is_nobody_s_to_open() -> None:
    assert not {"linkedin", "met"} & set(sites())


def test_a_tier_is_no_more_than_one_artifact(tables: Dumps, tmp_path: Path) -> None:
    users, reached = tmp_path / "u.csv", tmp_path / "a.csv"
    users.write_text("Id,UserName\n7,rosa-sbx\n", "utf-8")
    reached.write_text("UserId,AchievementType,Tier\n7,Competitions,2\n7,Competitions,4\n7,Competitions,5\n", "utf-8")
    asked = given_of({"named": ["kaggle:rosa-sbx"]}, tables=tables)
    (told,) = catalogue()["kaggle"].read([users, reached], asked)
    assert isinstance(told, Told) and [one.kind for one in told.artifacts] == [ArtifactKind.COMPETITION]
    assert told.profile and told.profile.location == ""


def test_the_wrong_files_are_refused(tables: Dumps, tmp_path: Path) -> None:
    asked = Given(tables=tables, named={"x": Account(site="kaggle", handle="x")}, key=KEY, today=TODAY, lost=Lost())
    users = CASES / "kaggle/tiers/Users.csv"
    missing, page = tmp_path / "missing.csv", tmp_path / "page.csv"
    page.write_bytes(b"<html>sign in</html>")
    for files in ([users], [users, users], [users, missing], [users, page], [users, CASES / "kaggle"]):
        with pytest.raises(UsageError):
            list(catalogue()["kaggle"].read(files, asked))
    for name in ("orcid", "gharchive", "people"):
        with pytest.raises(UsageError, match=r"missing\.csv"):
            list(catalogue()[name].read([missing], asked))
