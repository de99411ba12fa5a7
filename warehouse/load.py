"""Landed batches into tables: one transaction a repository, twice the same as once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from sourcing.git.source import Head
from sourcing.landing import Landing, Manifest
from sourcing.records import AccountSeen, RepositoryText
from warehouse.connection import Warehouse

_TABLES = ("repository", "account_seen", "account_link", "commit_fact", "touch", "answer", "evidence_fact")
_MOMENT = "TIMESTAMP"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """What belongs together: a source's batch, and the evidence derived from it."""

    facts: Manifest
    evidence: Manifest


def load(warehouse: Warehouse, pairs: Iterable[Pair], *, landing: Landing, salt: bytes) -> int:
    """How many repositories changed in the warehouse. Order of `pairs` does not matter: the newest visit wins.

    Errors: LandingError, WarehouseError; a repository is loaded whole or left as it was.
    """
    banned = suppressed_hashes(warehouse)
    changed = 0
    for pair in sorted(pairs, key=lambda pair: (pair.facts.fetched_at, pair.facts.batch_id)):
        if not _is_loaded(warehouse, pair.evidence) and not _is_older(warehouse, pair.facts):
            with warehouse.transaction():
                _load(warehouse, pair, landing=landing, salt=salt, banned=banned)
            changed += 1
    if changed:
        warehouse.checkpoint()
    return changed


def account_hash(salt: bytes, account: str) -> str:
    """The keyed hash under which an account is suppressed."""
    return hmac.new(salt, f"suppression:{account.lower()}".encode(), hashlib.sha256).hexdigest()


def suppressed_hashes(warehouse: Warehouse) -> frozenset[str]:
    """The hashes of all suppressed or erased accounts."""
    return frozenset(row[0] for row in warehouse.rows("SELECT account_hash FROM suppression"))


def _is_loaded(warehouse: Warehouse, evidence: Manifest) -> bool:
    return bool(warehouse.rows("SELECT 1 FROM batch WHERE batch_id = ?", [evidence.batch_id]))


def _is_older(warehouse: Warehouse, facts: Manifest) -> bool:
    """Whether a newer visit to the same repository is loaded already."""
    newer = "SELECT 1 FROM batch WHERE repository = ? AND kind = ? AND (fetched_at, batch_id) > (?, ?)"
    when = facts.fetched_at.astimezone(UTC).replace(tzinfo=None)
    return bool(warehouse.rows(newer, [facts.repository, facts.kind, when, facts.batch_id]))


def _load(warehouse: Warehouse, pair: Pair, *, landing: Landing, salt: bytes, banned: frozenset[str]) -> None:
    facts, evidence = pair.facts, pair.evidence
    for table in (*_TABLES, "batch"):
        warehouse.run(f"DELETE FROM {table} WHERE repository = ?", [facts.repository])  # noqa: S608
    for manifest in (facts, evidence):
        warehouse.insert("batch", [_batch_row(manifest)])
    head = next(iter(landing.read(facts.batch_id, "head", Head)))
    text = next(iter(landing.read(evidence.batch_id, "repository_text", RepositoryText)), None)
    warehouse.insert("repository", [_repository_row(head, text, batch=facts.batch_id)])
    if head.commit is None:
        return
    keep = _Keep(warehouse, landing=landing, facts=facts, salt=salt, banned=banned)
    keep.accounts()
    keep.rows("account_link", "link", {"a": "VARCHAR", "b": "VARCHAR", "reason": "VARCHAR"}, accounts=("a", "b"))
    keep.rows("commit_fact", "commit", _COMMIT, accounts=("account",))
    keep.rows("touch", "touch", _TOUCH, accounts=("account",))
    keep.rows("answer", "answer", _ANSWER, accounts=(), batch=evidence.batch_id)
    keep.evidence(evidence)


def _batch_row(manifest: Manifest) -> list[object]:
    when = manifest.fetched_at.astimezone(UTC).replace(tzinfo=None)
    return [
        manifest.batch_id,
        manifest.kind,
        manifest.source,
        manifest.repository,
        when,
        manifest.version,
        manifest.parent,
    ]


def _repository_row(head: Head, text: RepositoryText | None, *, batch: str) -> list[object]:
    when = head.committed_at.astimezone(UTC).replace(tzinfo=None) if head.committed_at else None
    readme, names, place = (text.readme, list(text.dependencies), text.place) if text else ("", [], "product")
    where = head.repository
    return [
        where.key,
        where.name,
        where.web_url,
        head.commit,
        when,
        head.commits,
        head.is_shallow,
        readme,
        names,
        place,
        batch,
    ]


_COMMIT = {
    "id": "VARCHAR",
    "account": "VARCHAR",
    "authored_at": _MOMENT,
    "subject": "VARCHAR",
    "body_words": "INTEGER",
    "is_merge": "BOOLEAN",
    "files": "INTEGER",
}
_TOUCH = {
    "account": "VARCHAR",
    "path": "VARCHAR",
    "commits": "INTEGER",
    "weight": "DOUBLE",
    "is_first": "BOOLEAN",
    "last_commit": "VARCHAR",
    "last_at": _MOMENT,
}
_ANSWER = {"signal": "VARCHAR", "version": "INTEGER", "outcome": "VARCHAR", "value": "DOUBLE", "reason": "VARCHAR"}
_EVIDENCE = {
    "account": "VARCHAR",
    "signal": "VARCHAR",
    "kind": "VARCHAR",
    "value": "DOUBLE",
    "own_value": "DOUBLE",
    "unit": "VARCHAR",
    "path": "VARCHAR",
    "line": "INTEGER",
    "commit": "VARCHAR",
    "link": "VARCHAR",
    "observed_at": _MOMENT,
    "authored_share": "DOUBLE",
    "detail": "VARCHAR",
    "skills": "VARCHAR[]",
}


class _Keep:
    """Brings one batch's tables in, without the rows of suppressed accounts and of bots."""

    def __init__(
        self, warehouse: Warehouse, *, landing: Landing, facts: Manifest, salt: bytes, banned: frozenset[str]
    ) -> None:
        self._warehouse, self._landing, self._facts = warehouse, landing, facts
        seen = list(landing.read(facts.batch_id, "account", AccountSeen))
        self._seen = [one for one in seen if account_hash(salt, one.account.key) not in banned]
        kept = {one.account.key for one in self._seen if not one.is_bot}
        self._left_out = sorted({one.account.key for one in seen} - kept) or [""]
        self._banned, self._salt = banned, salt

    def accounts(self) -> None:
        """The accounts themselves, and when each was first met."""
        rows = [
            [self._facts.repository, one.account.key, one.display_name, one.is_bot, self._facts.batch_id]
            for one in self._seen
        ]
        self._warehouse.insert("account_seen", rows)
        when = self._facts.fetched_at.astimezone(UTC).replace(tzinfo=None)
        self._warehouse.run(
            """
            INSERT INTO account_met
            SELECT DISTINCT account, CAST(? AS TIMESTAMP) FROM account_seen
            WHERE repository = ? AND NOT is_bot AND account NOT IN (SELECT account FROM account_met)
            """,
            [when, self._facts.repository],
        )

    def rows(
        self, table: str, name: str, columns: dict[str, str], *, accounts: tuple[str, ...], batch: str | None = None
    ) -> None:
        """One landed table into one of ours: repository first, batch last, the columns between as they are named."""
        batch = batch or self._facts.batch_id
        listed = ", ".join(f'"{column}"' for column in columns)
        kept = " AND ".join(f"NOT list_contains(?, {column})" for column in accounts) or "true"
        sql = f"INSERT INTO {table} SELECT ?, {listed}, ? FROM read_json(?, format = 'newline_delimited', columns = {_struct(columns)}) WHERE {kept}"  # noqa: S608
        path = str(self._landing.table(batch, name))
        self._warehouse.run(sql, [self._facts.repository, batch, path, *(self._left_out for _ in accounts)])
        if table == "account_link":
            self._drop_banned_links()

    def _drop_banned_links(self) -> None:
        """A link may name an account that was never seen here, such as a declared login: it is checked by itself."""
        links = self._warehouse.rows(
            "SELECT DISTINCT a, b FROM account_link WHERE repository = ?", [self._facts.repository]
        )
        for a, b in links:
            if account_hash(self._salt, a) in self._banned or account_hash(self._salt, b) in self._banned:
                self._warehouse.run("DELETE FROM account_link WHERE a = ? AND b = ?", [a, b])

    def evidence(self, evidence: Manifest) -> None:
        """The evidence, each row with an id that follows from what it says and where."""
        listed = ", ".join(f'"{column}"' for column in _EVIDENCE)
        sql = f"""
            INSERT INTO evidence_fact
            SELECT 'e' || left(sha256(concat_ws(chr(0), ?, account, signal, kind, array_to_string(skills, ','))), 15), ?, {listed}, ?
            FROM read_json(?, format = 'newline_delimited', columns = {_struct(_EVIDENCE)})
            WHERE NOT list_contains(?, account)
        """  # noqa: S608
        key = self._facts.repository
        path = str(self._landing.table(evidence.batch_id, "evidence"))
        self._warehouse.run(sql, [key, key, evidence.batch_id, path, self._left_out])


def _struct(columns: dict[str, str]) -> str:
    return "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items()) + "}"


def batches_held(warehouse: Warehouse) -> list[str]:
    """The ids of all loaded batches, in order, for the manifest of a run."""
    return [row[0] for row in warehouse.rows("SELECT batch_id FROM batch ORDER BY batch_id")]
