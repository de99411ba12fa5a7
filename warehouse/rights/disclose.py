"""Everything that the warehouse holds of one person: every row of every table that names them, and nobody else's."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sourcing.keyed import account_hash
from sourcing.landing import Landing
from sourcing.moments import naive_utc
from warehouse.accounts.suppress import ids_of
from warehouse.audit import OURSELVES
from warehouse.connection import Warehouse
from warehouse.rights.asking import Asker
from warehouse.shipped import shipped

Row = dict[str, Any]
SOMEBODY, MEMBER = "somebody else", "a member of the team"
ACCOUNTS = ("account", "to_account", "of_account", "a", "b")  # columns that hold an account
_ACTORS = ("decider", "actor")  # columns that name who did something, beside those that end in _by
_DECIDED = re.compile(r"\bby .{1,200}? (?=on \d{4}-\d\d-\d\d: )")  # in the reason of a join that a human decided
_BATCH = "SELECT batch_id, source, fetched_at, version FROM batch WHERE list_contains(?, batch_id)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """How one table is told: see `disclosed.toml`."""

    name: str
    title: str
    says: str
    whose: tuple[str, ...]
    source: str
    speaker: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """The rows of one table, with what they are; each row of a source says where it comes from, when it was read, by which version."""

    title: str
    says: str
    rows: Sequence[Row]


@cache
def plan() -> Mapping[str, Any]:
    """Which tables are told, told within others, and not told, with the words for each."""
    return tomllib.loads(shipped("rights/disclosed.toml"))


def tables() -> list[Table]:
    """The tables that are told row by row, in the order of reading."""
    return [
        Table(
            name=name,
            title=one["title"],
            says=one["says"],
            whose=tuple(one["whose"]),
            source=one.get("from", name),
            speaker=one.get("speaker", ""),
        )
        for name, one in plan()["told"].items()
    ]


class Disclosure:
    """What is held of one who asks. Names of the team are told as such only `with_names`; accounts of others never."""

    def __init__(self, warehouse: Warehouse, asker: Asker, *, landing: Landing, salt: bytes, with_names: bool) -> None:
        self._warehouse, self._landing = warehouse, landing
        self._person, self._with_names = asker.person_id, with_names
        # Former ones stand in stored shortlists.
        self._ids = sorted({*ids_of(warehouse, asker.accounts), asker.person_id} - {""})
        self._accounts = [account.lower() for account in asker.accounts]
        self._hashes = [account_hash(salt, account) for account in asker.accounts]
        # Verdicts and exports of the suppressed stand under a hash.
        self._mine = {*self._ids, *self._accounts, *(f"gone:{one}" for one in self._hashes)}

    def sections(self) -> dict[str, Section]:
        """The rows of every table that is told, by its name; tables with nothing of the person are there and empty."""
        return {
            one.name: Section(title=one.title, says=one.says, rows=self._sourced([*self._rows(one)]))
            for one in tables()
        }

    def person(self) -> Row | None:
        """Name shown, when first met, and until when kept; None where no person is held."""
        sql = "SELECT person_id, display_name, first_met_at, expires_at FROM person WHERE person_id = ?"
        return next(iter(self._warehouse.dicts(sql, [self._person])), None)

    def kept_by_sites(self) -> list[Row]:
        """Sites that bound for how long what they tell is kept, with the day on which that ends."""
        sql = """
            SELECT s.site, max(g.fetched_at) AS read_at, max(g.fetched_at) + to_days(any_value(s.days)) AS until FROM site_page g
            JOIN source s ON s.site = split_part(g.account, ':', 1) AND s.days IS NOT NULL WHERE list_contains(?, lower(g.account))
            GROUP BY s.site ORDER BY s.site
        """
        return self._warehouse.dicts(sql, [self._accounts])

    def do_not_contact(self) -> list[Row]:
        """What is kept so that the person is left alone: kind, reason and time; no row where nothing is."""
        sql = (
            "SELECT DISTINCT kind, reason, stated_at FROM suppression WHERE list_contains(?, account_hash) ORDER BY ALL"
        )
        return self._warehouse.dicts(sql, [self._hashes])

    def known_files(self) -> list[Row]:
        """The rows of files of people known already that name an account of theirs."""
        sql = "SELECT * EXCLUDE (account_hash, name_hash) FROM known WHERE list_contains(?, account_hash) ORDER BY ALL"
        return self._warehouse.dicts(sql, [self._hashes])

    def log(self) -> list[Row]:
        """The acts of the audit log that name them, oldest first."""
        sql = "SELECT number, done_at, act, actor, told FROM audit ORDER BY number"
        found = []
        for row in self._warehouse.dicts(sql):
            told = json.loads(row["told"])
            if set(self._hashes) & set(told.pop("people", ())):
                found.append(self._unnamed({**row, "told": told}))
        return found

    def scores(self) -> list[Row]:
        """Every score of every run, by role, oldest first, with its parts, reasons, skills and conditions, and what it follows from."""
        sql = """
            SELECT r.role, r.title, r.archetype, r.specialisation, r.run_id, r.as_of, r.ranked_at, r.is_latest, r.provisional,
                   e.rank, (SELECT count(*) FROM entry o WHERE o.run_id = r.run_id) AS ranked,
                   e.* EXCLUDE (run_id, rank), r.manifest
            FROM entry e JOIN run r USING (run_id) WHERE list_contains(?, e.person_id) ORDER BY r.role, r.ranked_at, r.run_id
        """
        return [self._score(row) for row in self._warehouse.dicts(sql, [self._ids])]

    def _score(self, row: Row) -> Row:
        made = json.loads(row.pop("manifest"))
        told = {"role_text": made.get("role"), "model": made.get("model"), "ranking": made.get("ranking")}
        of_run = {
            "parts": "SELECT * FROM part {} ORDER BY position",
            "reasons": "SELECT x.*, f.link FROM reason x LEFT JOIN evidence_fact f USING (evidence_id) {} ORDER BY position",
            "requirements": "SELECT * FROM requirement {} ORDER BY skill",
            "conditions": "SELECT * FROM eligibility {} ORDER BY position",
            "rests_most_on": "SELECT * FROM support {} ORDER BY ALL",
        }
        asked = [row["run_id"], row.pop("person_id")]
        for name, sql in of_run.items():
            rows = self._warehouse.dicts(sql.format("WHERE run_id = ? AND person_id = ?"), asked)
            told[name] = [
                {key: value for key, value in one.items() if key not in ("run_id", "person_id")} for one in rows
            ]
        return {**row, **told, "weights": made.get("weights")}

    def _rows(self, table: Table) -> Iterator[Row]:
        named = " OR ".join(f"list_contains($mine, lower({column}))" for column in table.whose)
        sql = f"SELECT * FROM {table.source} WHERE {named} ORDER BY ALL"  # noqa: S608
        for row in self._warehouse.dicts(sql, {"mine": [*self._mine]}):
            if table.speaker and not self._is_mine(row[table.speaker]):
                yield {name: value for name, value in row.items() if name == "kind" or self._is_mine(value)}
            else:
                yield self._unnamed({name: self._own(table, name, value) for name, value in row.items()})

    def _is_mine(self, value: object) -> bool:
        return isinstance(value, str) and value.lower() in self._mine

    def _own(self, table: Table, name: str, value: object) -> object:
        """A value; an account of somebody else only where the person names it themselves."""
        if name not in ACCOUNTS or self._is_mine(value) or table.speaker:
            return value
        return SOMEBODY

    def _unnamed(self, row: Row) -> Row:
        """A row in which nobody of the team is named, unless asked for."""
        if self._with_names:
            return row
        return {name: _without_name(name, value) for name, value in row.items()}

    def _sourced(self, rows: list[Row]) -> list[Row]:
        """The same rows, each with its source in place of the id of a batch."""
        wanted = sorted({row["batch_id"] for row in rows if row.get("batch_id")})
        batches: dict[str, Row] = {one.pop("batch_id"): one for one in self._warehouse.dicts(_BATCH, [wanted])}
        batches |= {name: self._landed(name) for name in wanted if name not in batches}
        return [{**batches.get(row.pop("batch_id", ""), {}), **row} for row in rows]

    def _landed(self, batch: str) -> Row:
        """Where a batch comes from that the warehouse has no row of: those of profiles; nothing known once it is gone."""
        if not self._landing.has(batch):
            return {"source": None, "fetched_at": None, "version": None}
        told = self._landing.manifest(batch)
        return {"source": told.source, "fetched_at": naive_utc(told.fetched_at), "version": told.version}


def _without_name(name: str, value: object) -> object:
    if name.endswith("_by") or name in _ACTORS:
        return MEMBER if value and value != OURSELVES else value
    return _DECIDED.sub(f"by {MEMBER} ", value) if name == "reason" and isinstance(value, str) else value
