"""Suppression: an account that asked to be left alone, and all that declared links join to it, is held nowhere.

Only keyed hashes are kept, so that a suppression outlives the erasure of the account itself. The person's rows leave
the warehouse at once and loading refuses them from then on, so everything downstream leaves the person out without
asking. A repository whose owner is suppressed is left out whole: every link into it would show the handle.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sourcing import suppression
from sourcing.moments import naive_utc
from sourcing.suppression import account_hash
from warehouse.connection import Warehouse
from warehouse.identity import groups

OF_REPOSITORY = (
    "repository",
    "account_seen",
    "account_link",
    "commit_fact",
    "touch",
    "author_total",
    "answer",
    "evidence_fact",
    "claim",
)
_OF_ACCOUNT = (
    "account_seen",
    "account_met",
    "commit_fact",
    "touch",
    "author_total",
    "evidence_fact",
    "claim",
    "profile",
    "work_elsewhere",
    "site_page",
    "site_profile",
    "artifact",
    "artifact_measure",
    "pool_member",
    "tag",
    "note",
    "contact",
    "change",
    "milestone",
)
_SAYS_WHAT_WE_DID = ("decision", "export_row")  # stays, with a keyed hash in place of the account
_OF_TWO = (  # tables that name two accounts, and by which columns
    ("account_link", "a", "b"),
    ("declared_link", "account", "to_account"),
    ("met", "account", "of_account"),
    ("identity_claim", "account", "to_account"),
    ("identity_verdict", "a", "b"),
    ("dispute", "account", "about"),
    ("correction", "account", "value"),
)
_OF_PERSON = (
    "person",
    "person_account",
    "entry",
    "part",
    "reason",
    "eligibility",
    "requirement",
    "support",
    "known_match",
)


class Suppressed(suppression.Suppressed):
    """Those of a warehouse."""

    @classmethod
    def of(cls, warehouse: Warehouse, *, salt: bytes) -> Suppressed:
        """All that the warehouse knows of."""
        return cls((row[0] for row in warehouse.rows("SELECT account_hash FROM suppression")), salt=salt)


def suppress(warehouse: Warehouse, account: str, *, salt: bytes, reason: str, now: datetime) -> int:
    """How many accounts became suppressed: this one, met or not, and all that declared links join to it.

    What is held of them leaves the warehouse in the same transaction; the published file follows when it is made next.
    Errors: WarehouseError.
    """
    with warehouse.transaction():
        return leave_out(warehouse, [account], salt=salt, reason=reason, now=now)


def is_held(warehouse: Warehouse, account: str) -> bool:
    """Whether anything is held of an account, its handle in any case."""
    held = "SELECT 1 FROM person_account WHERE lower(account) = lower(?) LIMIT 1"
    return bool(warehouse.rows(held, [account]))


def leave_out(
    warehouse: Warehouse,
    accounts: Iterable[str],
    *,
    salt: bytes,
    reason: str,
    now: datetime,
    links: Iterable[tuple[str, str]] = (),
) -> int:
    """How many accounts became suppressed; the same within a transaction of the caller, who may know further `links`."""
    everyone = sorted(_joined(warehouse, accounts, links=links))
    everyone += _stable(warehouse, everyone)
    held = Suppressed.of(warehouse, salt=salt)
    when = naive_utc(now)
    fresh = sorted({account_hash(salt, account) for account in everyone if account not in held})
    warehouse.insert("suppression", [[one, "suppressed", reason, when] for one in fresh])
    _remove_people(warehouse, everyone, salt=salt)
    held = Suppressed.of(warehouse, salt=salt)
    for (repository,) in warehouse.rows("SELECT repository FROM repository"):
        if held.owns(repository):
            remove_repository(warehouse, repository)
    return len(fresh)


def _stable(warehouse: Warehouse, accounts: list[str]) -> list[str]:
    """The ids that GitHub keeps when a login changes, of those accounts whose profile is held."""
    sql = "SELECT database_id FROM profile WHERE list_contains(?, account) AND database_id > 0 ORDER BY database_id"
    return [stable_account(identifier) for (identifier,) in warehouse.rows(sql, [accounts])]


def stable_account(database_id: int) -> str:
    """The name under which a GitHub account is suppressed whatever its login."""
    return f"github-id:{database_id}"


def _joined(warehouse: Warehouse, accounts: Iterable[str], *, links: Iterable[tuple[str, str]]) -> set[str]:
    """The accounts, and all that links known so far join to them, in whatever case they are written."""
    joins = [
        *warehouse.rows("SELECT DISTINCT a, b FROM account_link"),
        *warehouse.rows("SELECT person_id, account FROM person_account"),
        *links,
    ]
    asked = {account.lower() for account in accounts}
    found = set(asked)
    for members in groups((), [(a, b, "") for a, b in joins]).values():
        named = {account for account, _ in members if ":" in account}
        if asked & {account.lower() for account in named}:
            found |= named
    written = warehouse.rows(
        "SELECT DISTINCT account FROM account_seen WHERE list_contains(?, lower(account))", [[*asked]]
    )
    return found | {account for (account,) in written}


def _remove_people(warehouse: Warehouse, accounts: list[str], *, salt: bytes) -> None:
    people = [
        row[0]
        for row in warehouse.rows(
            "SELECT DISTINCT person_id FROM person_account WHERE list_contains(?, account)", [accounts]
        )
    ]
    for table in _OF_ACCOUNT:
        warehouse.run(f"DELETE FROM {table} WHERE list_contains(?, account)", [accounts])  # noqa: S608
    hashed = {account: f"gone:{account_hash(salt, account)}" for account in accounts}
    for table in _SAYS_WHAT_WE_DID:
        for account in {row[0] for row in warehouse.rows(f"SELECT DISTINCT account FROM {table}")}.intersection(hashed):  # noqa: S608
            warehouse.run(f"UPDATE {table} SET account = ? WHERE account = ?", [hashed[account], account])  # noqa: S608
    for table, a, b in _OF_TWO:
        named = f"DELETE FROM {table} WHERE list_contains(?, {a}) OR list_contains(?, {b})"  # noqa: S608
        warehouse.run(named, [accounts, accounts])
    for table in _OF_PERSON:
        warehouse.run(f"DELETE FROM {table} WHERE list_contains(?, person_id)", [people])  # noqa: S608


def remove_repository(warehouse: Warehouse, repository: str) -> None:
    """Takes out all that was read of a repository, and what was said of others that rests on it alone: reasons, levels, strengths.

    A score ranked before keeps its sum until the role is ranked again.
    """
    standing = "SELECT evidence_id FROM evidence_fact WHERE repository = ?"
    for table in ("reason", "requirement", "support"):
        warehouse.run(f"DELETE FROM {table} WHERE evidence_id IN ({standing})", [repository])  # noqa: S608
    unsaid = "UPDATE entry SET level = NULL, level_says = NULL, level_evidence_id = NULL WHERE level_evidence_id IN"
    warehouse.run(f"{unsaid} ({standing})", [repository])
    for table in (*OF_REPOSITORY, "repository_domain", "work_elsewhere", "batch"):
        warehouse.run(f"DELETE FROM {table} WHERE repository = ?", [repository])  # noqa: S608
