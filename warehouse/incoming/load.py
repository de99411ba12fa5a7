"""Landed batches into tables: one transaction a repository, twice the same as once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sourcing.evidence.artifacts import SIGNALS, ArtifactSignal
from sourcing.evidence.signal import Signal
from sourcing.git.source import Head
from sourcing.landing import Landing, Manifest
from sourcing.moments import naive_utc
from sourcing.records import AccountLink, AccountSeen, Archetype, RepositoryText
from sourcing.signals import catalogue
from warehouse.accounts.suppress import OF_REPOSITORY, Suppressed
from warehouse.connection import Warehouse
from warehouse.incoming.spread import spread

_MOMENT = "TIMESTAMP"
_FACTS = ("head", "account", "link", "commit", "touch", "author")
_EXTRACTED = ("evidence", "answer", "repository_text", "claim")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """What belongs together: a source's batch, and the evidence derived from it."""

    facts: Manifest
    evidence: Manifest


def load(warehouse: Warehouse, pairs: Iterable[Pair], *, landing: Landing, salt: bytes) -> int:
    """How many repositories changed in the warehouse. Order of `pairs` does not matter: the newest visit wins.

    Suppressed accounts, and those that a batch's links join to them or joined when it landed, are left out; so are repositories they own.
    Errors: LandingError, WarehouseError; a repository is loaded whole or left as it was.
    """
    changed = 0
    _ask_of_the_catalogue(warehouse)
    loaded = {batch for (batch,) in warehouse.rows("SELECT batch_id FROM batch WHERE kind = 'evidence'")}
    fresh = (pair for pair in pairs if pair.evidence.batch_id not in loaded)
    for pair in sorted(fresh, key=lambda pair: (pair.facts.fetched_at, pair.facts.batch_id)):
        if not Suppressed.of(warehouse, salt=salt).owns(pair.facts.repository):
            changed += _visit(warehouse, pair, landing=landing, salt=salt)
    return changed


def _ask_of_the_catalogue(warehouse: Warehouse) -> None:
    """The questions that are asked now, in place of those of before."""
    asked: dict[str, Signal | ArtifactSignal] = {**catalogue(), **SIGNALS}
    rows = [
        [name, one.question, one.unit, *(one.why.get(archetype) for archetype in Archetype)]
        for name, one in sorted(asked.items())
    ]
    if warehouse.rows("SELECT * FROM signal ORDER BY signal") != [tuple(row) for row in rows]:
        with warehouse.transaction():
            warehouse.run("DELETE FROM signal")
            warehouse.insert("signal", rows)


def _visit(warehouse: Warehouse, pair: Pair, *, landing: Landing, salt: bytes) -> bool:
    """Whether a visit was loaded. Of one that is older than what is held only the first meetings count."""
    is_older = _is_older(warehouse, pair.facts)
    landing.verify(pair.facts, tables=_FACTS)  # DuckDB itself notices neither a flipped bit nor a lost line
    landing.verify(pair.evidence, tables=_EXTRACTED)
    with warehouse.transaction():
        keep = _Keep(warehouse, landing=landing, facts=pair.facts, salt=salt)
        if keep.suppressed.owns(pair.facts.repository):
            return False  # its own links say that the owner is one of them
        keep.meet()
        if not is_older:
            _load(warehouse, pair, landing=landing, keep=keep)
    return not is_older


def _is_older(warehouse: Warehouse, facts: Manifest) -> bool:
    """Whether a newer visit to the same repository is loaded already. Of two of the same moment the one given wins."""
    newer = "SELECT 1 FROM batch WHERE repository = ? AND kind = ? AND fetched_at > ?"
    return bool(warehouse.rows(newer, [facts.repository, facts.kind, naive_utc(facts.fetched_at)]))


def _load(warehouse: Warehouse, pair: Pair, *, landing: Landing, keep: _Keep) -> None:
    facts, evidence = pair.facts, pair.evidence
    for table in (*OF_REPOSITORY, "batch"):
        warehouse.run(f"DELETE FROM {table} WHERE repository = ?", [facts.repository])  # noqa: S608
    for manifest in (facts, evidence):
        warehouse.insert("batch", [_batch_row(manifest)])
    head = next(iter(landing.read(facts.batch_id, "head", Head)))
    text = next(iter(landing.read(evidence.batch_id, "repository_text", RepositoryText)), None)
    warehouse.insert("repository", [_repository_row(head, text, batch=facts.batch_id)])
    if head.commit is None:
        return
    keep.accounts()
    keep.rows("account_link", "link", {"a": "VARCHAR", "b": "VARCHAR", "reason": "VARCHAR"}, accounts=("a", "b"))
    keep.rows("commit_fact", "commit", _COMMIT, accounts=("account",))
    keep.rows("touch", "touch", _TOUCH, accounts=("account",))
    if "author" in facts.rows:
        keep.rows("author_total", "author", _AUTHOR, accounts=("account",))
    keep.rows("answer", "answer", _ANSWER, accounts=(), batch=evidence.batch_id)
    if "claim" in evidence.rows:
        keep.rows("claim", "claim", _CLAIM, accounts=("account",), batch=evidence.batch_id)
    keep.evidence(evidence)


def _batch_row(manifest: Manifest) -> list[object]:
    return [
        manifest.batch_id,
        manifest.kind,
        manifest.source,
        manifest.repository,
        naive_utc(manifest.fetched_at),
        manifest.version,
        manifest.parent,
    ]


def _repository_row(head: Head, text: RepositoryText | None, *, batch: str) -> list[object]:
    when = naive_utc(head.committed_at) if head.committed_at else None
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
        head.is_partial,
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
_AUTHOR = {"account": "VARCHAR", "commits": "INTEGER"}
_ANSWER = {"signal": "VARCHAR", "version": "INTEGER", "outcome": "VARCHAR", "value": "DOUBLE", "reason": "VARCHAR"}
_CLAIM = {"account": "VARCHAR", "skill": "VARCHAR", "said_in": "VARCHAR", "link": "VARCHAR"}
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

    def __init__(self, warehouse: Warehouse, *, landing: Landing, facts: Manifest, salt: bytes) -> None:
        self._warehouse, self._landing, self._facts = warehouse, landing, facts
        name = facts.batch_id
        seen = list(landing.read(name, "account", AccountSeen)) if "account" in facts.rows else []
        links = list(landing.read(name, "link", AccountLink)) if "link" in facts.rows else []
        pairs = [(link.a.key, link.b.key) for link in links]
        self.suppressed = spread(warehouse, facts, pairs, landing=landing, salt=salt)
        named = {one.account.key for one in seen} | {account for pair in pairs for account in pair}
        banned = self.suppressed.among(named)
        self._seen = [one for one in seen if one.account.key not in banned]
        self._left_out = sorted(banned | {one.account.key for one in seen if one.is_bot}) or [""]

    def meet(self) -> None:
        """When each account was first met: the earliest visit, in whatever order visits are loaded."""
        met = sorted({one.account.key for one in self._seen if not one.is_bot})
        when = naive_utc(self._facts.fetched_at)
        self._warehouse.run(
            "UPDATE account_met SET first_met_at = ? WHERE first_met_at > ? AND list_contains(?, account)",
            [when, when, met],
        )
        known = {row[0] for row in self._warehouse.rows("SELECT account FROM account_met")}
        self._warehouse.insert("account_met", [[account, when] for account in met if account not in known])

    def accounts(self) -> None:
        """The accounts themselves."""
        rows = [
            [self._facts.repository, one.account.key, one.display_name, one.is_bot, self._facts.batch_id]
            for one in self._seen
        ]
        self._warehouse.insert("account_seen", rows)

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
    """The ids of all batches that something held comes from, in order, for the manifest of a run."""
    sql = "SELECT batch_id FROM batch UNION SELECT batch_id FROM profile UNION SELECT batch_id FROM account_link ORDER BY batch_id"
    return [row[0] for row in warehouse.rows(sql)]
