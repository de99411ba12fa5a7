"""A person who asked to be left alone is left out, at once and for good."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.commands import demo
from sourcing.errors import UsageError
from tests.flows.support import ROLE, Desk, one_line_error
from tests.warehouse.house import Hand, repository, written
from warehouse.accounts.suppress import Suppressed
from warehouse.connection import open_warehouse

LOGIN = Hand(name="Ada Lyngstad", email="7+ada-l@users.noreply.github.com")
BOB = Hand(name="Bob Marlund", email="bob@post.example")
# Joined to the first by the login that both addresses declare.
AGAIN = Hand(name="Ada L.", email="07+ada-l@users.noreply.github.com")


def test_a_suppressed_person_is_gone_and_stays_gone(ran: Desk, repository_list: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "asked")
    shutil.copytree(ran.folder, desk.folder, dirs_exist_ok=True)
    people = desk.ranked()
    someone = next(one for one in people if one["profiles"])
    assert desk.run("suppress", someone["profiles"][0], "--reason", "asked by letter").code == 0
    assert someone["person"] not in [one["person"] for one in desk.ranked()]
    published = (desk.folder / ".sourcing/published/shortlists.duckdb").read_bytes()
    assert not [account for account in someone["accounts"] if account.partition(":")[2].encode() in published]
    assert desk.run("run", "mlops-operator", "--repo-list", str(repository_list), "--without-prefect").code == 0
    again = desk.ranked()
    assert again and not {account for one in again for account in one["accounts"]} & set(someone["accounts"])


def test_suppress_wants_an_account(tmp_path: Path) -> None:
    done = Desk(tmp_path / "desk").answered().run("suppress", "someone", "--reason", "asked")
    assert done.code == 2 and "SITE:HANDLE" in one_line_error(done)


def people_after(desk: Desk, *repositories: Path) -> set[str]:
    """The names of those who are held after these repositories were read."""
    desk.well("collect", *(word for one in repositories for word in ("--repo", str(one))))
    desk.well("extract")
    desk.well("load")
    with open_warehouse(desk.warehouse, memory_limit="1GB") as warehouse:
        return {name for (name,) in warehouse.rows("SELECT display_name FROM person")}


@pytest.mark.parametrize("who", ["https://github.com/Ada-L", LOGIN.email, AGAIN.email])
def test_nobody_comes_in_under_an_address_that_is_only_joined_to_who_asked(tmp_path: Path, who: str) -> None:
    steps = [
        *written(LOGIN, "one", "two"),
        *written(AGAIN, "three", "four", folder="b"),
        *written(BOB, "five", folder="c"),
    ]
    app = repository(tmp_path, "o/app", steps)
    desk = Desk(tmp_path / "desk").answered()
    desk.well("suppress", who, "--reason", "asked by letter")
    assert people_after(desk, app) == {BOB.name}


@pytest.mark.parametrize("command", ["suppress", "forget"])
def test_nobody_comes_back_by_a_repository_that_joins_another_address_to_who_asked(
    tmp_path: Path, command: str
) -> None:
    first = repository(tmp_path, "o/first", [*written(LOGIN, "one", "two"), *written(BOB, "five", folder="c")])
    steps = [
        *written(AGAIN, "three", "four", folder="b"),
        *written(LOGIN, "tiny", folder="t"),
        *written(BOB, "six", folder="c"),
    ]
    second = repository(tmp_path, "o/second", steps)
    # Where nothing but the second address is, and what joins it is read later.
    alone = repository(tmp_path, "o/alone", [*written(AGAIN, "seven", folder="d"), *written(BOB, "eight", folder="c")])
    desk = Desk(tmp_path / "desk").answered()
    assert people_after(desk, first) == {BOB.name, LOGIN.name}
    desk.well(command, "github:ada-l", "--reason", "asked by letter")
    assert people_after(desk, alone, second) == {BOB.name}


def test_by_another_key_nobody_comes_back(tmp_path: Path) -> None:
    app = repository(tmp_path, "o/app", [*written(LOGIN, "one", "two"), *written(BOB, "five", folder="c")])
    desk = Desk(tmp_path / "desk").answered()
    desk.well("suppress", "github:ada-l", "--reason", "asked by letter")
    assert people_after(desk, app) == {BOB.name}
    asked = ("run", ROLE, "--repo", str(app), "--without-prefect")
    for key, code in (("another", 2), ("", 3)):
        desk.environment["SOURCING_SALT"] = key
        done = desk.run(*asked)
        assert done.code == code and "set SOURCING_SALT to the value it had" in one_line_error(done)
        assert "set SOURCING_SALT" in desk.run("doctor").out
    assert not (desk.folder / ".sourcing/salt").exists()
    desk.environment["SOURCING_SALT"] = "test"
    assert people_after(desk, app) == {BOB.name}


def test_a_demo_and_the_commands_given_to_its_home_have_one_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_world(*_words: object, **_more: object) -> None:
        raise UsageError("no world", remedy="none")

    monkeypatch.setattr(demo, "build_world", no_world)
    with pytest.raises(UsageError, match="no world"):
        demo.demo("mlops-operator", home=tmp_path / "demo")
    desk = Desk(tmp_path / "desk")
    for key in ("another", ""):
        desk.environment |= {"SOURCING_SALT": key, "SOURCING_HOME": str(tmp_path / "demo")}
        desk.well("suppress", "github:mirala-sbx", "--reason", "asked by letter")
    with open_warehouse(tmp_path / "demo/warehouse.duckdb", memory_limit="1GB") as warehouse:
        assert "github:mirala-sbx" in Suppressed.of(warehouse, salt=b"demo")


def test_what_was_read_of_who_is_left_alone_goes_on_the_last_day(tmp_path: Path) -> None:
    def told() -> Any:
        desk.well("disclose", "github:ada-l", "--out", "answer", "--by", "Ana")
        return json.loads((desk.folder / "answer/disclosure.json").read_text("utf-8"))

    app = repository(tmp_path, "o/app", [*written(LOGIN, "one", "two"), *written(BOB, "five", folder="c")])
    desk = Desk(tmp_path / "desk").answered()
    assert people_after(desk, app) == {BOB.name, LOGIN.name}
    desk.well("suppress", "github:ada-l", "--reason", "asked by letter")
    (kept,) = told()["kept_until"]
    assert kept["until"].startswith("2027-11-01") and told()["landing"]
    for clock, lies in (("2027-10-31T00:00:00Z", True), ("2027-11-01T00:00:00Z", False)):
        desk.environment["SOURCING_CLOCK"] = clock
        assert ("left alone, of which" in desk.well("retention", "--dry-run").err) is not lies
        desk.well("retention")
        assert bool(told()["landing"]) is lies is bool(told()["kept_until"])
    assert told()["do_not_contact"][0]["kind"] == "suppressed"
    assert "left alone" not in desk.well("retention", "--dry-run").err
    held = b"".join(gzip.decompress(path.read_bytes()) for path in desk.folder.glob(".sourcing/landing/batches/*/*.gz"))
    assert LOGIN.name.encode() not in held and b"ada-l" not in held
