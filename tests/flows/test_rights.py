"""A person who asked to be left alone is left out, at once and for good."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.flows.support import Desk, one_line_error


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
