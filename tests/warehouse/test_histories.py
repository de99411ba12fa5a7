"""Whatever happens in whatever order: who was suppressed, expired or erased is in no output, and nothing of anybody else is lost."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sourcing.decisions import Decision, Stage
from sourcing.sandbox.world import NOW
from tests.warehouse.accounts.test_suppress import ranked
from tests.warehouse.house import RETENTION, SALT, Hand, Home, collected, everything, fill, opened, repository, written
from warehouse.accounts.identity import rebuild_people, record_verdict
from warehouse.accounts.suppress import state_purpose, suppress
from warehouse.connection import Warehouse, open_published
from warehouse.handing.candidates import standing
from warehouse.handing.exporting import Candidate
from warehouse.handing.ledger import record
from warehouse.handing.review import write_review
from warehouse.published.publish import publish
from warehouse.rewrite import rewrite
from warehouse.rights.erase import erase, traces
from warehouse.rights.retention import expired
from warehouse.team.decisions import decide
from warehouse.team.pools import note

HANDS = [
    Hand(name=f"{name} Quillwort", email=f"{number}+{name.lower()}-sbx@users.noreply.github.com")
    for number, name in enumerate(("Ottilie", "Casimir", "Henrike", "Wolfram"), 1)
]
WHO = st.integers(0, len(HANDS) - 1)
ROLE = "baker"
ALONE = ("load", "rank", "publish", "expire", "purpose")
OF_ONE = ("suppress", "forget", "decide", "note", "export")
STEPS = st.one_of(
    st.tuples(st.sampled_from(ALONE), WHO, WHO),
    st.tuples(st.sampled_from(OF_ONE), WHO, WHO),
    st.tuples(st.sampled_from(("merge", "split")), WHO, WHO),
)
Step = tuple[str, int, int]


def login(who: int) -> str:
    return f"github:{HANDS[who].email.partition('+')[2].partition('@')[0]}"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A repository of a guild in which all wrote, and one of each, in which the next one wrote too; and a warehouse with all of it."""
    root = tmp_path_factory.mktemp("histories")
    shared = [step for hand in HANDS for step in written(hand, f"Add {hand.name[:3]}", folder=hand.name[:3])]
    paths = [repository(root, "guild/bread", shared)]
    for who, hand in enumerate(HANDS):
        steps = [*written(hand, "Add dough"), *written(HANDS[who - 1], "Add salt", folder="salt")]
        paths.append(repository(root, f"{login(who)[7:]}/oven", steps))
    home = collected(root, paths)
    with opened(home.file) as warehouse:
        fill(warehouse, home)
    return home


@dataclass
class Town:
    """A warehouse and what must be true of it: who is gone, who may be back, what was said of whom."""

    home: Home
    warehouse: Warehouse
    folder: Path
    gone: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    said: list[tuple[str, str]] = field(default_factory=list)
    days: int = 0

    def held(self, who: int) -> tuple[str, list[str]] | None:
        """The person id and the accounts of somebody who is held."""
        mine = "SELECT person_id FROM person_account WHERE account = ?"
        sql = f"SELECT person_id, list(account) FROM person_account WHERE person_id IN ({mine}) GROUP BY 1"
        rows = self.warehouse.rows(sql, [login(who)])
        return rows[0] if rows else None

    def step(self, act: str, who: int, other: int) -> None:
        if act in ALONE:
            getattr(self, act)()
        elif act in OF_ONE:
            person = self.held(who)
            if person:
                getattr(self, act)(*person)
        elif who != other and self.held(who) and self.held(other):
            self.verdict(act, login(who), login(other))

    def load(self) -> None:
        fill(self.warehouse, self.home)

    def rank(self) -> None:
        if self.warehouse.rows("SELECT 1 FROM person"):
            self.warehouse.run("DELETE FROM run")
            ranked(self.warehouse)

    def publish(self) -> None:
        publish(self.warehouse, self.folder / "published.duckdb", now=NOW + timedelta(days=self.days))

    def purpose(self) -> None:
        state_purpose(self.warehouse, f"purpose {len(self.back)} {len(self.gone)}", salt=SALT, now=NOW)
        self.back |= self._expired
        self.gone -= self._expired

    def expire(self) -> None:
        self.days = RETENTION + 1
        due = [
            account for one in expired(self.warehouse, now=NOW + timedelta(days=self.days)) for account in one.accounts
        ]
        if due:
            self._erase(due, "expired")
            self._expired |= set(due)

    def suppress(self, _person: str, accounts: list[str]) -> None:
        suppress(self.warehouse, accounts[0], salt=SALT, reason="asked", now=NOW)
        self.gone |= set(accounts)

    def forget(self, _person: str, accounts: list[str]) -> None:
        self._erase(accounts, "erased")

    def decide(self, _person: str, accounts: list[str]) -> None:
        self.said += [("decision", accounts[0])] * decide(
            self.warehouse,
            [
                Decision(
                    role=ROLE,
                    account=accounts[0],
                    stage=Stage.APPROVED,
                    reason=f"r{len(self.said)}",
                    decider="Ana",
                    decided_at=NOW,
                )
            ],
        )

    def note(self, person: str, _accounts: list[str]) -> None:
        note(self.warehouse, [person], "a note", by="Ana", now=NOW)
        self.said.append(("note", self.warehouse.rows("SELECT account FROM note")[-1][0]))

    def export(self, person: str, accounts: list[str]) -> None:
        one = Candidate(
            person_id=person,
            account=accounts[0],
            display_name="",
            handle="",
            role=ROLE,
            role_title="",
            level_of_evidence="",
        )
        record(self.warehouse, {"a.csv": [one]}, role=ROLE, format_name="csv", folder=".", by="Ana", now=NOW)

    def verdict(self, act: str, a: str, b: str) -> None:
        verdict = {"merge": "same", "split": "apart"}[act]
        record_verdict(
            self.warehouse, [(a, b)], verdict, by="Ana", reason="r", now=NOW + timedelta(seconds=len(self.said))
        )
        self.said.append(("", ""))
        rebuild_people(self.warehouse, retention_days=RETENTION)

    def _erase(self, accounts: list[str], kind: str) -> None:
        with self.warehouse.transaction():
            people = traces(self.warehouse, accounts, salt=SALT)
            erase(self.warehouse, people, kind=kind, reason="r", now=NOW, salt=SALT)
        self.gone |= set(accounts)

    _expired: set[str] = field(default_factory=set)


def check(town: Town, whole: dict[tuple[str, str], int]) -> None:
    """The gone are in no table; of those who stayed all the time everything is there, but for repositories of the gone."""
    held = repr(everything(town.warehouse, but=("audit",)))
    assert not {one for one in town.gone if one in held or one.partition(":")[2] in held}
    assert not {hand.name for who, hand in enumerate(HANDS) if login(who) in town.gone and hand.name in held}
    owners = {login(who)[7:] for who in range(len(HANDS)) if login(who) in town.gone | town.back}
    rows = {(a, r): n for a, r, n in town.warehouse.rows(WORK)}
    for (account, place), count in whole.items():
        if account not in town.gone | town.back and place.split("/")[1] not in owners:
            assert rows.get((account, place)) == count
    for table in ("decision", "note"):
        kept = [account for name, account in town.said if name == table and account not in town.gone | town.back]
        left = [row[0] for row in town.warehouse.rows(f"SELECT account FROM {table}")]
        assert not [one for one in kept if kept.count(one) != left.count(one)]


WORK = "SELECT account, repository, count(*) FROM commit_fact GROUP BY ALL"


def check_outputs(town: Town) -> None:
    """The gone are no candidates, in no review sheet and in no byte of the published file."""
    town.rank()
    town.publish()
    path = town.folder / "published.duckdb"
    said = path.read_bytes().decode("utf-8", "replace")
    with open_published(path) as published:
        if published.rows("SELECT 1 FROM run"):
            said += repr(standing(published, ROLE))
            write_review(published, ROLE, town.folder / "review.csv")
            said += (town.folder / "review.csv").read_text("utf-8")
        said += repr(
            [
                published.rows(f'FROM "{view}"')
                for (view,) in published.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal")
            ]
        )
    assert not {one for one in town.gone if one.partition(":")[2] in said}


@settings(max_examples=4)
@given(st.lists(STEPS, min_size=3, max_size=14))
@example([("split", 0, 1), ("note", 1, 0), ("forget", 0, 0), ("load", 0, 0), ("merge", 1, 2), ("suppress", 2, 0)])
@example([("merge", 0, 1), ("decide", 0, 0), ("split", 0, 1), ("suppress", 0, 0), ("load", 0, 0), ("expire", 0, 0)])
@example([("export", 3, 0), ("expire", 0, 0), ("purpose", 0, 0), ("load", 0, 0), ("forget", 3, 0), ("load", 0, 0)])
def test_no_history_brings_anybody_back_or_loses_anybody(town: Home, steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(town.file, folder)
        with opened(Path(folder) / town.file.name) as warehouse:
            whole = {(a, r): n for a, r, n in warehouse.rows(WORK)}
            here = Town(home=town, warehouse=warehouse, folder=Path(folder))
            for act, who, other in steps:
                here.step(act, who, other)
            check(here, whole)
            check_outputs(here)
        rewrite(Path(folder) / town.file.name, memory_limit="1GB")
        with opened(Path(folder) / town.file.name) as warehouse:
            check(
                Town(
                    home=town, warehouse=warehouse, folder=Path(folder), gone=here.gone, back=here.back, said=here.said
                ),
                whole,
            )
        data = (Path(folder) / town.file.name).read_bytes().decode("utf-8", "replace")
        assert not {one for one in here.gone if one.partition(":")[2] in data}
