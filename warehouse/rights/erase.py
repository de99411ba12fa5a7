"""Erasure in the warehouse: all rows of people go, what names them in the rows of others goes, and keyed tombstones stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from sourcing.errors import UnknownPersonError
from sourcing.keyed import account_hash, folded_name, keyed_name, part_hash, word_hash
from sourcing.traces import Named, longest_part, words_of
from warehouse.accounts.identity import keys_of_people
from warehouse.accounts.suppress import EXPIRED, GONE, entomb, ids_of, joined, remove_accounts, stable
from warehouse.connection import Warehouse
from warehouse.rights.asking import Asker, asker
from warehouse.runs.seals import shortening

# What others and the team say of others is theirs, the log and the tombstones hold keyed hashes, and the rest says nothing of anybody.
_UNTOUCHED = (
    "audit suppression purpose known migration embedding signal source note decision identity_verdict tag contact pool pool_member "
    "dispute correction notice sign_off export export_row"
)
_IDENTIFIERS = "account a b to_account of_account repository batch_id evidence_id person_id page display_name parent"


def whom(warehouse: Warehouse, named: Iterable[str], *, salt: bytes) -> dict[str, Asker]:
    """Who is meant by each key: a person id, a handle alone, or anything by which somebody may ask for access.

    Errors: UnknownPersonError where a key is several people's or an id that nobody has; UsageError where it names nobody at all.
    """
    keys = {key.lower(): people for key, people in keys_of_people(warehouse).items()}
    found = {}
    for key in named:
        people = keys.get(key.strip().rstrip("/").lower(), ())
        if len(people) > 1:
            raise UnknownPersonError(
                f"{key!r} is more than one person ({', '.join(people)})", remedy="give the account or the person id"
            )
        found[key] = asker(warehouse, people[0] if people else key, salt=salt)
    return found


def traces(warehouse: Warehouse, accounts: Collection[str], *, salt: bytes) -> Named:
    """All that gives people away: their accounts with those that links join to them, their names, all ids they have or had."""
    everyone = sorted(joined(warehouse, accounts, salt=salt))
    everyone += stable(warehouse, everyone)
    sql = """
        WITH mine AS (SELECT unnest(?::VARCHAR[]) AS account), shown AS (
            SELECT account, display_name FROM account_seen UNION ALL SELECT account, display_name FROM profile
            UNION ALL SELECT account, display_name FROM site_profile
            UNION ALL SELECT account, display_name FROM person JOIN person_account USING (person_id)
        )
        SELECT DISTINCT display_name FROM shown SEMI JOIN mine USING (account) WHERE display_name <> ''
    """
    names = [name for (name,) in warehouse.rows(sql, [everyone])]
    return Named(everyone, names=names, ids=ids_of(warehouse, everyone), salt=salt)


def are_held(warehouse: Warehouse, people: Named) -> bool:
    """Whether the warehouse holds one of them, so that it knows which accounts are joined to theirs."""
    return any(account in people for (account,) in warehouse.rows("SELECT account FROM person_account"))


def namesakes(warehouse: Warehouse, people: Named) -> dict[str, list[str]]:
    """The accounts, by person id, of people held who are called alike or have one of the handles elsewhere.

    Nothing joins them to the erased; a human may know better.
    """
    sql = """
        SELECT person_id, display_name, list(account ORDER BY account) FROM person JOIN person_account USING (person_id)
        GROUP BY ALL ORDER BY person_id
    """
    found = {}
    for person, name, accounts in warehouse.rows(sql):
        handles = {account.lower().partition(":")[2] for account in accounts}
        if person not in people.ids and (people.is_name(folded_name(name) or "") or people.handles & handles):
            found[person] = accounts
    return found


def are_entombed(warehouse: Warehouse, people: Named, *, kind: str, salt: bytes) -> bool:
    """Whether the accounts of people are kept out as of this kind already; who expires, as of any."""
    known = warehouse.rows("SELECT account_hash FROM suppression WHERE kind = ? OR ? = ?", [kind, kind, EXPIRED])
    return {account_hash(salt, one) for one in people.accounts} <= {one for (one,) in known}


def erase(warehouse: Warehouse, people: Named, *, kind: str, reason: str, now: datetime, salt: bytes) -> Counter[str]:
    """How many rows went of each table; within a transaction of the caller, and the same again changes nothing. Errors: WarehouseError."""
    entomb(warehouse, _tombstones(people, salt=salt), kind=kind, reason=people.redact(reason), now=now)
    with shortening(warehouse, everywhere=True, now=now):
        return _take_out(warehouse, people, salt=salt)


def _take_out(warehouse: Warehouse, people: Named, *, salt: bytes) -> Counter[str]:
    before = _counts(warehouse)
    remove_accounts(warehouse, _as_written(warehouse, people), salt=salt)
    hashes = [account_hash(salt, account) for account in people.accounts]
    gone = [f"{GONE}{one}" for one in hashes]
    warehouse.run("UPDATE decision SET reason = '' WHERE account IN (SELECT unnest(?))", [gone])
    lines = "SELECT source, line FROM known WHERE account_hash IN (SELECT unnest(?))"
    warehouse.run(f"DELETE FROM known WHERE (source, line) IN ({lines})", [hashes])  # noqa: S608
    after = _counts(warehouse)
    done = Counter({table: count - after[table] for table, count in before.items() if count > after[table]})
    done["texts of others that named them"] = _redact(warehouse, people)
    return +done


def _tombstones(people: Named, *, salt: bytes) -> set[str]:
    names = {keyed for name in people.names if (keyed := keyed_name(salt, name))}
    parts = {part_hash(salt, longest_part(folded)) for name in people.names if (folded := folded_name(name))}
    words = {word_hash(salt, word) for word in words_of(people.accounts)}
    return {account_hash(salt, one) for one in people.accounts} | words | names | parts


def _as_written(warehouse: Warehouse, people: Named) -> list[str]:
    """The accounts in whatever case a table has them."""
    written = "SELECT DISTINCT account FROM account_seen UNION SELECT account FROM person_account UNION SELECT account FROM site_profile"
    return sorted({one for (one,) in warehouse.rows(written) if one in people} | people.accounts)


def _counts(warehouse: Warehouse) -> Counter[str]:
    tables = [name for (name,) in warehouse.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary")]
    kept = (table for table in tables if table != "suppression")
    return Counter({table: int(warehouse.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in kept})  # noqa: S608


def _redact(warehouse: Warehouse, people: Named) -> int:
    """How many different texts of others lost the words that named them."""
    sql = """
        SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND database_name = current_database()
        AND data_type IN ('VARCHAR', 'VARCHAR[]') AND table_name NOT IN (SELECT unnest(?)) AND column_name NOT IN (SELECT unnest(?))
        AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary) ORDER BY ALL
    """
    columns = warehouse.rows(sql, [_UNTOUCHED.split(), _IDENTIFIERS.split()])
    return sum(_redact_column(warehouse, people, *column) for column in columns)


def _redact_column(warehouse: Warehouse, people: Named, table: str, column: str, kind: str) -> int:
    named = f"array_to_string({column}, ' ')" if kind == "VARCHAR[]" else column
    found = warehouse.rows(  # what is not ASCII may hold a name in other accents
        f"SELECT DISTINCT {column} FROM {table} WHERE regexp_matches(lower({named}), ?) OR regexp_matches({named}, '[^[:ascii:]]')",  # noqa: S608
        [people.pattern],
    )
    count = 0
    for (said,) in found:
        kept = (
            [people.redact(one) for one in said if not people.is_address(one)]
            if kind == "VARCHAR[]"
            else people.redact(said)
        )
        if kept != said:
            warehouse.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [kept, said])  # noqa: S608
            count += 1
    return count
