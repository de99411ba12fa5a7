"""Builds the snapshot of a case: a folder that stands for a repository.

A case is `cases/<signal>/<case>/` with `repo/` (its files; the suffix `.case` is stripped, so that no test runner or
linter takes them for ours), `expected.json`, and where needed `commits.json` and `reviews.json` (newest first),
`touches.json` (who did what to which path) and `absent.json` (paths whose blobs are not held).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sourcing.choice import choose
from sourcing.evidence.signal import Answer, CouldNotLook, Found, NotFound
from sourcing.records import (
    Account,
    AccountSeen,
    CommitFact,
    Contributions,
    FileEntry,
    Held,
    Repository,
    Review,
    Snapshot,
    Touch,
)

CASES = Path(__file__).parent / "cases"


def snapshot(texts: dict[str, str], *, absent: tuple[str, ...] = ()) -> Snapshot:
    """A snapshot whose chosen files are read as the product chooses them."""
    files = tuple(
        FileEntry(path=path, mode="100644", blob=f"{number:040x}") for number, path in enumerate(sorted(texts))
    )
    chosen = [entry.path for entry in choose(files)]
    return Snapshot(
        repository=Repository(key="example.org/maple/orchard", name="maple/orchard", location="/none", web_url=None),
        commit="c" * 40,
        committed_at=None,
        commits=1,
        is_shallow=False,
        files=files,
        held={path: Held.ABSENT if path in absent else Held.HELD for path in chosen},
        texts={path: texts[path] for path in chosen if path not in absent},
    )


def contributions(
    rows: list[dict[str, Any]], *, touches: Sequence[dict[str, Any]] = (), reviews: Sequence[dict[str, Any]] = ()
) -> Contributions:
    """What the rows of a case say; an account that ends in `[bot]` is a bot, a commit's id is its place from the last."""
    commits = tuple(
        CommitFact(
            id=f"{len(rows) - number:040x}",
            account=_account(row),
            authored_at=_moment(row.get("at")),
            subject=row["subject"],
            body_words=row.get("body_words", 0),
            is_merge=row.get("is_merge", False),
            files=row.get("files", 1),
            by_request=row.get("by_request", False),
            of_others=row.get("of_others", False),
        )
        for number, row in enumerate(rows)
    )
    accounts = sorted({commit.account for commit in commits} | {_account(row) for row in (*touches, *reviews)})
    return Contributions(
        accounts=tuple(
            AccountSeen(account=account, display_name=account.handle, is_bot=account.handle.endswith("[bot]"))
            for account in accounts
        ),
        links=(),
        commits=commits,
        touches=tuple(map(_touch, touches)),
        reviews=tuple(
            Review(account=_account(row), commit=row["commit"], at=_moment(row.get("at"))) for row in reviews
        ),
    )


def _account(row: dict[str, Any]) -> Account:
    return Account(site="git", handle=row["account"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def _touch(row: dict[str, Any]) -> Touch:
    return Touch(
        account=_account(row),
        path=row["path"],
        commits=row.get("commits", 2),
        weight=row.get("weight", 2.0),
        is_first=row.get("is_first", False),
        last_commit=row.get("last_commit", "b" * 40),
        last_at=_moment(row.get("last_at")),
        first_at=_moment(row.get("first_at")),
    )


def load(case: Path) -> tuple[Snapshot, Contributions]:
    """The snapshot and the contributions of a case."""
    root = case / "repo"
    texts = {
        path.relative_to(root).as_posix().removesuffix(".case"): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    made = contributions(
        _json(case / "commits.json"), touches=_json(case / "touches.json"), reviews=_json(case / "reviews.json")
    )
    return snapshot(texts, absent=tuple(_json(case / "absent.json"))), made


def _json(path: Path) -> list[Any]:
    rows: list[Any] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return rows


def shown(answer: Answer) -> Any:
    """An answer as `expected.json` writes it: sorted [kind, path or account, line or commit], or the outcome."""
    if isinstance(answer, Found):
        return sorted(
            [item.kind, item.path, item.line]
            if item.path
            else [item.kind, item.account and item.account.key, item.commit]
            for item in answer.findings
        )
    outcome = {NotFound: "not found", CouldNotLook: "could not look"}.get(type(answer), "not looked")
    return {"outcome": outcome, "reason": answer.reason}
