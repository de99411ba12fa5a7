"""The landing is searched for whoever asks, loaded or not, and tells nothing of anybody else."""

from __future__ import annotations

import dataclasses
import inspect
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sourcing import community, records
from sourcing.community import DeclaredLink, LinkKind, OnPage
from sourcing.errors import LandingError
from sourcing.github import facts
from sourcing.landing import Draft, Landing
from sourcing.mentioned import ACCOUNTS, SOMEBODY, mentions
from sourcing.records import Account, AccountLink, AccountSeen, CommitFact

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MIRA, ODD, WEI = (Account(site="github", handle=name) for name in ("mira-sbx", "odd-sbx", "wei-sbx"))
MAIL = Account(site="git", handle="00ff00ff00ff00ff")


def landed(folder: Path, **tables: Sequence[Any]) -> Landing:
    landing = Landing(folder)
    for kind, repository in (("git", "forge.example/odd/press"), ("github-person", "github:mira-sbx")):
        rows = tables if kind == "git" else {"profile": [{"login": "mira-sbx", "location": "Turin"}]}
        landing.write(
            Draft(
                batch_id=f"{kind}-1",
                kind=kind,
                source=f"https://{repository}",
                repository=repository,
                fetched_at=NOW,
                version="1",
                tables=rows,
            )
        )
    return landing


def commit(account: Account, subject: str) -> CommitFact:
    made: dict[str, Any] = {"id": "c", "authored_at": NOW, "body_words": 0, "is_merge": False, "files": 1}
    return CommitFact(account=account, subject=subject, **made)


def test_only_their_records_are_told(tmp_path: Path) -> None:
    link = AccountLink(a=MIRA, b=ODD, reason="mailmap")
    landing = landed(
        tmp_path,
        commit=[commit(MIRA, "press apples"), commit(ODD, "press pears")],
        link=[link],
        account=[AccountSeen(account=ODD, display_name="Odd Berg")],
    )
    repository, profile = mentions(landing, ["github:Mira-sbx"])
    assert {table: len(rows) for table, rows in repository.records.items()} == {"commit": 1, "link": 1}
    assert repository.records["commit"][0]["subject"] == "press apples"
    assert repository.records["link"] == [{"a": MIRA.key, "by": SOMEBODY}]
    assert profile.is_theirs and profile.records["profile"][0]["location"] == "Turin"
    assert "odd-sbx" not in json.dumps([repository.records, profile.records])


def test_what_others_say_of_them_is_told_without_the_others(tmp_path: Path) -> None:
    named: dict[str, Any] = {
        "kind": LinkKind.TEXT,
        "url": "https://pages.example/odd",
        "seen_at": "https://pages.example/odd",
    }
    rows = [
        OnPage(page="p", link=DeclaredLink(account=ODD, to=MIRA, **named)),
        OnPage(page="q", link=DeclaredLink(account=MIRA, to=WEI, **named)),
    ]
    theirs, own = next(mentions(landed(tmp_path, told=rows), [MIRA.key])).records["told"]
    assert theirs["link"] == {"to": MIRA.key, "by": SOMEBODY}
    assert own["link"]["to"] == WEI.key  # whom somebody names on their own page is theirs to read


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    landing = landed(tmp_path, commit=[commit(MIRA, "x")])
    landing.table("git-1", "commit").write_bytes(b"no gzip")
    with pytest.raises(LandingError, match=r"commit.jsonl.gz is damaged"):
        list(mentions(landing, [MIRA.key]))


@pytest.mark.parametrize("module", [records, community, facts])
def test_every_field_that_holds_accounts_is_known(module: ModuleType) -> None:
    kinds = [
        one for _, one in inspect.getmembers(module, dataclasses.is_dataclass) if one.__module__ == module.__name__
    ]
    held = {field.name for one in kinds for field in dataclasses.fields(one) if _is_account(str(field.type))}
    assert held <= {*ACCOUNTS}


def _is_account(kind: str) -> bool:
    return kind in ("Account", "Account | None", "tuple[Account, ...]")
