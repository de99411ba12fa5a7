"""Suppression: an account that asked to be left alone, and all that declared links join to it, is held nowhere.

Only keyed hashes are kept, so that a suppression outlives the erasure of the account itself. The person's rows leave
the warehouse at once and loading refuses them from then on, so everything downstream leaves the person out without
asking. A repository whose owner is suppressed is left out whole: every link into it would show the handle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sourcing import suppression
from sourcing.keyed import account_hash, apart_hash
from sourcing.moments import naive_utc
from sourcing.suppression import stable_account
from warehouse.accounts.identity import person_id, verdicts
from warehouse.accounts.joins import Naming, Verdict, decide
from warehouse.connection import Warehouse
from warehouse.runs.seals import shortening

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
    "notice",
    "change",
    "milestone",
)
_SAYS_WHAT_WE_DID = ("decision", "export_row")  # stays, with a keyed hash in place of the account
_OF_TWO = (  # tables that name two accounts, and by which columns
    ("account_link", "a", "b"),
    ("declared_link", "account", "to_account"),
    ("met", "account", "of_account"),
    ("identity_claim", "account", "to_account"),
    ("identity_verdict", "a", "b"),  # but for who was set apart from them: links would join the two again
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


SURE_IF_CLAIMED = "linkedin:"  # a site that names nobody back: what a profile declares there is as good as it gets
# What people declare there as theirs, and nobody else does.
_CLAIMED = f"SELECT account, to_account FROM identity_claim WHERE starts_with(to_account, '{SURE_IF_CLAIMED}') AND conflict IS NULL"  # noqa: S608
# Every account that anything is held of.
_MET = f"""
    SELECT account FROM person_account UNION SELECT account FROM account_seen UNION SELECT a FROM account_link
    UNION SELECT b FROM account_link UNION SELECT account FROM site_profile UNION SELECT account FROM artifact
    UNION SELECT account FROM profile UNION SELECT account FROM met UNION SELECT to_account FROM ({_CLAIMED})
"""  # noqa: S608
# Of the rows of `suppression` those that keep somebody out now.
IN_FORCE = "kind <> 'expired' OR purpose IS NOT DISTINCT FROM (SELECT arg_max(purpose_hash, stated_at) FROM purpose)"


GONE = "gone:"  # in front of the keyed hash that stands for an account in what we did
EXPIRED = "expired"


class Suppressed(suppression.Suppressed):
    """Those of a warehouse."""

    expired: frozenset[str] = frozenset()

    @classmethod
    def of(cls, warehouse: Warehouse, *, salt: bytes) -> Suppressed:
        """All that the warehouse knows of; who expired under another purpose than the one in force is not among them."""
        rows = warehouse.rows(f"SELECT account_hash, kind FROM suppression WHERE {IN_FORCE}")  # noqa: S608
        found = cls((one for one, _ in rows), salt=salt, apart=_apart(verdicts(warehouse), salt=salt))
        found.expired = frozenset(one for one, kind in rows if kind == EXPIRED)
        return found

    def are_expired(self, accounts: Iterable[str]) -> bool:
        """Whether all of the accounts are kept out because their time was over, and for nothing else."""
        return all(account_hash(self.salt, account) in self.expired for account in accounts)


def _apart(said: Sequence[Verdict], *, salt: bytes) -> Iterator[str]:
    """The hashes of all pairs of accounts that a human set apart, also of those whom only a hash stands for by now; made when first taken."""

    def keyed(account: str) -> str:
        return account.removeprefix(GONE) if account.startswith(GONE) else account_hash(salt, account)

    newest = {apart_hash(keyed(one.a), keyed(one.b)): one.verdict for one in said}
    yield from (pair for pair, verdict in newest.items() if verdict == "apart")


def suppress(warehouse: Warehouse, account: str, *, salt: bytes, reason: str, now: datetime) -> int:
    """How many accounts became suppressed: this one, met or not, and all that declared links join to it.

    What is held of them leaves the warehouse in the same transaction; the published file follows when it is made next.
    Errors: WarehouseError.
    """
    with warehouse.transaction():
        return leave_out(warehouse, [account], salt=salt, reason=reason, now=now)


def leave_out(
    warehouse: Warehouse,
    accounts: Iterable[str],
    *,
    salt: bytes,
    reason: str,
    now: datetime,
    links: Iterable[tuple[str, str]] = (),
    namings: Sequence[Naming] = (),
    kind: str = "suppressed",
) -> int:
    """How many accounts became suppressed; the same within a transaction of the caller, who may know further `links` and `namings`."""
    everyone = sorted(joined(warehouse, accounts, salt=salt, links=links, namings=namings))
    everyone += stable(warehouse, everyone)
    held = Suppressed.of(warehouse, salt=salt)
    for_good = held.hashes if kind == EXPIRED else held.hashes - held.expired
    fresh = {account_hash(salt, account) for account in everyone} - for_good
    entomb(warehouse, fresh, kind=kind, reason=reason, now=now)
    take_out(warehouse, everyone, salt=salt, now=now)
    return len(fresh)


def leave_out_keyed(
    warehouse: Warehouse, hashes: Iterable[str], *, salt: bytes, reason: str, now: datetime, kind: str = "suppressed"
) -> int:
    """The same of accounts that are known by keyed hash alone: those held go with all that is joined to them, the others are noted."""
    known = Suppressed.of(warehouse, salt=salt)
    fresh = set(hashes) - (known.hashes if kind == EXPIRED else known.hashes - known.expired)
    if not fresh:
        return 0
    met = held_among(warehouse, fresh, salt=salt)
    unmet = fresh - set(met.values())
    entomb(warehouse, unmet, kind=kind, reason=reason, now=now)
    return len(unmet) + (leave_out(warehouse, met, salt=salt, reason=reason, now=now, kind=kind) if met else 0)


def held_among(warehouse: Warehouse, hashes: Collection[str], *, salt: bytes) -> dict[str, str]:
    """Of accounts known by keyed hash those that anything is held of, or that somebody held surely has; with their hashes."""
    return {one: keyed for (one,) in warehouse.rows(_MET) if (keyed := account_hash(salt, one)) in hashes}


def leave_out_claimed(warehouse: Warehouse, *, salt: bytes, now: datetime) -> int:
    """How many accounts became suppressed because their owners declare as theirs what was suppressed before they were met.

    Errors: WarehouseError.
    """
    suppressed = Suppressed.of(warehouse, salt=salt)
    reached = [(account, to) for account, to in warehouse.rows(_CLAIMED) if to in suppressed]
    count = 0
    for kind in (EXPIRED, "suppressed") if reached else ():
        asked = [account for account, to in reached if suppressed.are_expired([to]) is (kind == EXPIRED)]
        reason = f"declares as theirs an account that is {kind}"
        with warehouse.transaction():
            count += leave_out(warehouse, asked, salt=salt, reason=reason, now=now, kind=kind) if asked else 0
    return count


def take_out(warehouse: Warehouse, accounts: list[str], *, salt: bytes, now: datetime) -> None:
    """Removes what is held of accounts, and notes which stored shortlists are shorter for it; within a transaction of the caller."""
    people, theirs = ids_of(warehouse, accounts), _owned(warehouse, salt=salt)
    with shortening(warehouse, people=people, repositories=theirs, now=now):
        remove_accounts(warehouse, accounts, salt=salt)


def ids_of(warehouse: Warehouse, accounts: Iterable[str]) -> set[str]:
    """Every id under which the people of accounts stand, or stood in a shortlist that is stored.

    An id follows from one of a person's accounts, and changes when one that comes before it joins. None that somebody else has now.
    """
    mine = [*accounts]
    sql = "SELECT person_id, bool_or(list_contains(?, account)) FROM person_account GROUP BY person_id"
    held: dict[str, bool] = dict(warehouse.rows(sql, [mine]))
    now = {person for person, is_theirs in held.items() if is_theirs}
    return now | {former for former in map(person_id, mine) if former not in held}


def _owned(warehouse: Warehouse, *, salt: bytes) -> list[str]:
    """The repositories whose owner is to be left out."""
    held = Suppressed.of(warehouse, salt=salt)
    return [name for (name,) in warehouse.rows("SELECT repository FROM repository") if held.owns(name)]


def entomb(warehouse: Warehouse, hashes: Iterable[str], *, kind: str, reason: str, now: datetime) -> None:
    """Keeps keyed hashes as suppressed, erased or expired, in place of what was said of them before; who expires stays what else they are."""
    for_good = warehouse.rows(
        "SELECT account_hash FROM suppression WHERE kind <> ? AND ? = ?", [EXPIRED, kind, EXPIRED]
    )
    rows = sorted(set(hashes) - {one for (one,) in for_good})
    newest = "SELECT arg_max(purpose_hash, stated_at) FROM purpose"
    purpose = warehouse.rows(newest)[0][0] if kind == EXPIRED else None
    warehouse.run("DELETE FROM suppression WHERE account_hash IN (SELECT unnest(?))", [rows])
    warehouse.insert("suppression", [[one, kind, reason, naive_utc(now), purpose] for one in rows])


def state_purpose(warehouse: Warehouse, words: str, *, salt: bytes, now: datetime) -> None:
    """Puts a purpose in force, for which alone who expired before may be collected again."""
    stated = account_hash(salt, f"purpose:{' '.join(words.split())}")
    newest = warehouse.rows("SELECT arg_max(purpose_hash, stated_at), max(stated_at) FROM purpose")[0]
    if newest[0] != stated:
        when = naive_utc(now) if newest[1] is None else max(naive_utc(now), newest[1] + timedelta(microseconds=1))
        warehouse.insert("purpose", [[stated, when]])


def stable(warehouse: Warehouse, accounts: list[str]) -> list[str]:
    """The ids that GitHub keeps when a login changes, of those accounts whose profile is held."""
    sql = "SELECT database_id FROM profile WHERE list_contains(?, account) AND database_id > 0 ORDER BY database_id"
    return [stable_account(identifier) for (identifier,) in warehouse.rows(sql, [accounts])]


def joined(
    warehouse: Warehouse,
    accounts: Iterable[str],
    *,
    salt: bytes,
    links: Iterable[tuple[str, str]] = (),
    namings: Sequence[Naming] = (),
) -> set[str]:
    """The accounts, and all that links known so far join to them, in whatever case they are written; nobody whom a human set apart.

    Who declares one of them as theirs where nobody is named back goes with it.
    """
    joins = [
        *warehouse.rows("SELECT DISTINCT a, b FROM account_link"),
        *warehouse.rows("SELECT person_id, account FROM person_account"),
        *links,
    ]
    asked = {account.lower() for account in accounts}
    asked |= {account.lower() for account, to in warehouse.rows(_CLAIMED) if to.lower() in asked}
    found = set(asked)
    ends = {end for pair in (*joins, *((one.account, one.to) for one in namings)) for end in pair}
    decided = _verdicts(warehouse, {*asked, *ends}, salt=salt)
    people = decide((), known=[(a, b, "") for a, b in joins], namings=namings, verdicts=decided)
    for members in people.members.values():
        named = {account for account, _ in members if ":" in account}
        if asked & {account.lower() for account in named}:
            found |= named
    written = warehouse.rows(
        "SELECT DISTINCT account FROM account_seen WHERE list_contains(?, lower(account))", [[*asked]]
    )
    return found | {account for (account,) in written}


def _verdicts(warehouse: Warehouse, accounts: set[str], *, salt: bytes) -> list[Verdict]:
    """What people decided; of who is gone by now the account is named again where it is among these."""
    said = verdicts(warehouse)
    gone = {f"{GONE}{account_hash(salt, account)}": account for account in accounts} if said else {}
    return [replace(one, a=gone.get(one.a, one.a), b=gone.get(one.b, one.b)) for one in said]


def remove_accounts(warehouse: Warehouse, accounts: list[str], *, salt: bytes) -> None:
    """Takes out all that is held of accounts, and the repositories that they own; within a transaction of the caller."""
    people = sorted(ids_of(warehouse, accounts))
    for table in _OF_ACCOUNT:
        warehouse.run(f"DELETE FROM {table} WHERE account IN (SELECT unnest(?))", [accounts])  # noqa: S608
    hashed = {account: f"{GONE}{account_hash(salt, account)}" for account in accounts}
    for table in _SAYS_WHAT_WE_DID:
        _rename(warehouse, table, "account", hashed)
    _keep_apart(warehouse, hashed)
    for table, a, b in _OF_TWO:
        named = f"DELETE FROM {table} WHERE {a} IN (SELECT unnest(?)) OR {b} IN (SELECT unnest(?))"  # noqa: S608
        warehouse.run(named, [accounts, accounts])
    for table in _OF_PERSON:
        warehouse.run(f"DELETE FROM {table} WHERE person_id IN (SELECT unnest(?))", [people])  # noqa: S608
    for repository in _owned(warehouse, salt=salt):
        remove_repository(warehouse, repository)


def _keep_apart(warehouse: Warehouse, hashed: dict[str, str]) -> None:
    """Of who was set apart from somebody else by a human that stays, under a keyed hash and without the reason."""
    for mine, other in (("a", "b"), ("b", "a")):
        apart = f"verdict = 'apart' AND {mine} IN (SELECT unnest(?)) AND {other} NOT IN (SELECT unnest(?))"
        warehouse.run(f"UPDATE identity_verdict SET reason = '' WHERE {apart}", [[*hashed], [*hashed]])  # noqa: S608
        _rename(
            warehouse, "identity_verdict", mine, hashed, only=f"verdict = 'apart' AND {other} NOT IN (SELECT unnest(?))"
        )


def _rename(
    warehouse: Warehouse, table: str, column: str, hashed: dict[str, str], *, only: str = "true OR ? IS NULL"
) -> None:
    for account in {row[0] for row in warehouse.rows(f"SELECT DISTINCT {column} FROM {table}")}.intersection(hashed):  # noqa: S608
        sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ? AND ({only})"  # noqa: S608
        warehouse.run(sql, [hashed[account], account, [*hashed]])


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
