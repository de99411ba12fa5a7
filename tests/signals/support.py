"""Builds the snapshot of a case: a folder that stands for a repository.

A case is `cases/<signal>/<case>/` with `repo/` (its files; the suffix `.case` is stripped, so that no test runner or
linter takes them for ours), `expected.json`, and where needed `commits.json` (newest first) and `absent.json` (paths
whose blobs are not held).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sourcing.choice import choose
from sourcing.records import Account, AccountSeen, CommitFact, Contributions, FileEntry, Held, Repository, Snapshot
from sourcing.signal import Answer, CouldNotLook, Found, NotFound

CASES = Path(__file__).parent / "cases"


def snapshot(texts: dict[str, str], *, absent: tuple[str, ...] = ()) -> Snapshot:
    """A snapshot whose chosen files are read as the product chooses them."""
    files = tuple(
        FileEntry(path=path, mode="100644", blob=f"{number:040x}") for number, path in enumerate(sorted(texts))
    )
    chosen = [entry.path for entry in choose(files)]
    return Snapshot(
        repository=Repository(key="example.org/maple/orchard", name="orchard", location="/none", web_url=None),
        commit="c" * 40,
        committed_at=None,
        commits=1,
        is_shallow=False,
        files=files,
        held={path: Held.ABSENT if path in absent else Held.HELD for path in chosen},
        texts={path: texts[path] for path in chosen if path not in absent},
    )


def contributions(rows: list[dict[str, Any]]) -> Contributions:
    """Commits, newest first, each with account, subject, body words; an account that ends in `[bot]` is a bot."""
    commits = tuple(
        CommitFact(
            id=f"{len(rows) - number:040x}",
            account=Account(site="git", handle=row["account"]),
            authored_at=None,
            subject=row["subject"],
            body_words=row.get("body_words", 0),
            is_merge=row.get("is_merge", False),
            files=1,
        )
        for number, row in enumerate(rows)
    )
    accounts = sorted({commit.account for commit in commits})
    seen = tuple(
        AccountSeen(account=account, display_name=account.handle, is_bot=account.handle.endswith("[bot]"))
        for account in accounts
    )
    return Contributions(accounts=seen, links=(), commits=commits, touches=())


def load(case: Path) -> tuple[Snapshot, Contributions]:
    """The snapshot and the contributions of a case."""
    root = case / "repo"
    texts = {
        path.relative_to(root).as_posix().removesuffix(".case"): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    return snapshot(texts, absent=tuple(_json(case / "absent.json"))), contributions(_json(case / "commits.json"))


def _json(path: Path) -> list[Any]:
    rows: list[Any] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return rows


def shown(answer: Answer) -> Any:
    """An answer as `expected.json` writes it: sorted [kind, path or account, line or commit], or the outcome."""
    if isinstance(answer, Found):
        return sorted(
            [item.kind, item.path, item.line] if item.account is None else [item.kind, item.account.key, item.commit]
            for item in answer.findings
        )
    outcome = {NotFound: "not found", CouldNotLook: "could not look"}.get(type(answer), "not looked")
    return {"outcome": outcome, "reason": answer.reason}
