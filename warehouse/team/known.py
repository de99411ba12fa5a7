"""People known already, by keyed hashes alone: what files say, and whom of those held they mean.

What writes here is called within a transaction, but for `match_known`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sourcing.decisions import HIDDEN, KnownAs
from sourcing.keyed import account_hash, keyed_name
from sourcing.moments import naive_utc
from sourcing.sheets.known import Acquaintance
from warehouse.accounts.suppress import SURE_IF_CLAIMED, held_among, leave_out_keyed
from warehouse.connection import Warehouse

# Whose accounts and names are looked for. An account that somebody names and that does not name them back is only likely theirs.
_HELD = f"""
    SELECT person_id, account, true AS is_sure FROM person_account
    UNION ALL
    SELECT a.person_id, c.to_account, c.to_account LIKE '{SURE_IF_CLAIMED}%' AND c.conflict IS NULL
    FROM identity_claim c JOIN person_account a USING (account)
"""  # noqa: S608
_MATCH = """
    INSERT INTO known_match
    WITH held AS (SELECT unnest($people) AS person_id, unnest($hashes) AS account_hash, unnest($sure) AS is_sure),
    called AS (SELECT unnest($named) AS person_id, unnest($names) AS name_hash),
    by_account AS (  -- grain: one row of a file and one person
        SELECT k.source, k.line, h.person_id, bool_or(h.is_sure) AS is_sure FROM known k JOIN held h USING (account_hash) GROUP BY ALL
    ), by_name AS (  -- of rows of which no account says whom they mean
        SELECT DISTINCT k.source, k.line, c.person_id, false AS is_sure FROM known k JOIN called c USING (name_hash)
        ANTI JOIN (SELECT source, line FROM by_account WHERE is_sure) USING (source, line)
    ), meant AS (SELECT source, line, person_id, bool_or(is_sure) AS is_sure FROM (FROM by_account UNION ALL FROM by_name) GROUP BY ALL),
    said AS (SELECT DISTINCT source, line, kind, stage, last_contact FROM known)
    SELECT DISTINCT m.person_id, s.kind, m.is_sure, s.stage, s.last_contact, m.source FROM meant m JOIN said s USING (source, line)
"""


def keep(
    warehouse: Warehouse, people: Sequence[Acquaintance], *, kind: KnownAs, source: str, salt: bytes, now: datetime
) -> None:
    """Writes down what a file says, in place of what a file of that name said before. Errors: WarehouseError."""
    when = naive_utc(now)
    rows: list[list[Any]] = []
    for one in people:
        said = [one.name, one.stage, one.last_contact, source, one.row, when]
        rows += [[str(kind), account_hash(salt, account), *said] for account in one.accounts] or [
            [str(kind), None, *said]
        ]
    warehouse.run("DELETE FROM known WHERE source = ?", [source])
    warehouse.insert("known", rows)


def forget_file(warehouse: Warehouse, source: str) -> int:
    """How many people of a file are known no more by it."""
    count = int(warehouse.rows("SELECT count(DISTINCT line) FROM known WHERE source = ?", [source])[0][0])
    warehouse.run("DELETE FROM known WHERE source = ?", [source])
    return count


def who_removes_nobody(warehouse: Warehouse, people: Sequence[Acquaintance], *, salt: bytes) -> list[Acquaintance]:
    """Those of a file of whom no account is that of anybody held, so that suppressing these takes nobody out of any list."""
    hashes = {account: account_hash(salt, account) for one in people for account in one.accounts}
    held = {*held_among(warehouse, {*hashes.values()}, salt=salt).values()}
    return [one for one in people if not any(hashes[account] in held for account in one.accounts)]


def do_not_contact(warehouse: Warehouse, accounts: Iterable[str], *, source: str, salt: bytes, now: datetime) -> int:
    """How many accounts became suppressed: those of a file, met or not, and all that declared links join to them, or who names them.

    Errors: WarehouseError.
    """
    hashes = {account_hash(salt, account) for account in accounts}
    return leave_out_keyed(warehouse, hashes, salt=salt, reason=f"do-not-contact: {source}", now=now)


def match_known(warehouse: Warehouse, *, salt: bytes) -> int:
    """How many rows say of somebody held that they are known already; made anew from files and people. Errors: WarehouseError."""
    is_any = bool(warehouse.rows("SELECT 1 FROM known LIMIT 1"))
    with warehouse.transaction():
        warehouse.run("DELETE FROM known_match")
        if is_any:
            warehouse.run_named(_MATCH, _keyed(warehouse, salt=salt))
    return int(warehouse.rows("SELECT count(*) FROM known_match")[0][0])


def _keyed(warehouse: Warehouse, *, salt: bytes) -> dict[str, list[Any]]:
    """The accounts and the names of people held, keyed as those of files are."""
    held = warehouse.rows(_HELD)
    hashes = {account: account_hash(salt, account) for account in {account for _, account, _ in held}}
    called = warehouse.rows("SELECT person_id, display_name FROM person")
    names = [(person, hashed) for person, name in called if (hashed := keyed_name(salt, name))]
    return {
        "people": [person for person, _, _ in held],
        "hashes": [hashes[account] for _, account, _ in held],
        "sure": [is_sure for _, _, is_sure in held],
        "named": [person for person, _ in names],
        "names": [hashed for _, hashed in names],
    }


def hidden_people(warehouse: Warehouse) -> set[str]:
    """The ids of people who are in no list: surely employees, or off limits."""
    sql = "SELECT person_id FROM known_match WHERE is_sure AND list_contains(?, kind)"
    return {person for (person,) in warehouse.rows(sql, [[*map(str, HIDDEN)]])}
