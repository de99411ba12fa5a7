"""What the command line and the role ask of GitHub, as single steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.github.seeks import Named, login_of, read_logins, seeks_of
from ranking.discovery import Discovery
from sourcing.errors import UsageError
from sourcing.github.discover import Kind, Seek


@pytest.mark.parametrize(
    "word",
    [
        "amarint-sbx",
        " amarint-sbx ",
        "@amarint-sbx",
        "github:amarint-sbx",
        "github.com/amarint-sbx",
        "http://github.com/amarint-sbx",
        "https://github.com/amarint-sbx/",
        "https://www.github.com/amarint-sbx",
    ],
)
def test_a_login_is_taken_as_people_write_it(word: str) -> None:
    assert login_of(word) == "amarint-sbx"
    assert Named(logins=[word]).seeks() == [Seek(kind=Kind.LOGIN, value="amarint-sbx")]


@pytest.mark.parametrize("word", ["https://github.com/amarint-sbx/mill", "https://forge.example/amarint-sbx", ""])
def test_what_names_no_account_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="names nothing on GitHub"):
        Named(logins=[word]).seeks()


def test_a_file_of_logins_may_hold_comments_blank_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "people.txt"
    path.write_text(
        "\ufeff# millers\n@amarint-sbx\n\n  https://github.com/jonnat-sbx  # met in Turku\r\n   \n", "utf-8"
    )
    assert read_logins(path) == ["amarint-sbx", "jonnat-sbx"]


@pytest.mark.parametrize(
    ("name", "reason"), [("absent", "No such file"), ("binary", "it is no UTF-8 text"), ("folder", "Is a directory")]
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=f"{name} cannot be read: {reason}"):
        Named(file=tmp_path / name).seeks()


def test_ways_are_in_order_and_each_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "people.txt"
    path.write_text("jonnat-sbx\namarint-sbx\n", "utf-8")
    named = Named(
        logins=["@amarint-sbx", "amarint-sbx"],
        organisations=["works-sbx"],
        contributors_of=["works-sbx/loom"],
        queries=["location:Turku"],
        file=path,
    )
    assert [(seek.kind, seek.value) for seek in named.seeks()] == [
        (Kind.LOGIN, "amarint-sbx"),
        (Kind.LOGIN, "jonnat-sbx"),
        (Kind.ORGANISATION, "works-sbx"),
        (Kind.CONTRIBUTORS, "works-sbx/loom"),
        (Kind.USERS, "location:Turku"),
    ]
    assert Named().seeks() == []


def test_a_roles_own_plan_names_builders_first() -> None:
    plan = Discovery(
        organisations=("works-sbx",),
        repositories=("works-sbx/loom",),
        topics=("mlops",),
        dependencies=("torch",),
        users=("location:Turku",),
    )
    kinds = [seek.kind for seek in seeks_of(plan)]
    assert kinds == [Kind.CONTRIBUTORS, Kind.ORGANISATION, Kind.TOPIC, Kind.DEPENDENCY, Kind.USERS]
    assert seeks_of(Discovery()) == []


def test_a_plan_that_names_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="write owner/name"):
        seeks_of(Discovery(repositories=("loom",)))
