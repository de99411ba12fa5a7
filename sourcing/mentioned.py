"""Where the landing mentions somebody, and what it says there of them alone."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sourcing.errors import LandingError
from sourcing.landing import Landing, Manifest

SOMEBODY = "somebody else"
ACCOUNTS = ("account", "a", "b", "to", "of", "declared")  # fields of records that hold accounts


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A batch that mentions somebody: the records by table, in which whoever else they name is left out.

    `is_theirs`: the batch is of a repository or a profile of their own, whether or not its records name them.
    """

    batch: Manifest
    is_theirs: bool
    records: dict[str, list[Any]] = field(default_factory=dict)


def mentions(landing: Landing, accounts: Sequence[str]) -> Iterator[Mention]:
    """The batches that mention any of the accounts, oldest first. Errors: LandingError on a damaged file."""
    mine = frozenset(account.lower() for account in accounts)
    needles = [json.dumps(account, ensure_ascii=False).encode() for account in sorted(mine)]
    for batch in landing.manifests():
        is_profile = batch.repository.lower() in mine  # of a profile no record names the account: the batch does
        records = {
            table: [_own(json.loads(line), mine) for line in lines]
            for table in sorted(batch.rows)
            if (lines := _lines(landing, batch, table, holding=() if is_profile else needles))
        }
        is_theirs = is_profile or bool(_owner(batch.repository) & mine)
        if records or is_theirs:
            yield Mention(batch=batch, is_theirs=is_theirs, records=records)


def _owner(repository: str) -> set[str]:
    """The accounts that the owner in `host/owner/name` may be."""
    host, *path = repository.lower().split("/")
    return {f"{host.split(':')[0].split('.')[-2:][0]}:{path[0]}"} if len(path) > 1 else set()


def _lines(landing: Landing, batch: Manifest, table: str, *, holding: Sequence[bytes] = ()) -> list[bytes]:
    """The lines of a table, of many only those that hold one of some words in lower case."""
    path = landing.table(batch.batch_id, table)
    try:
        text = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as cause:
        raise LandingError(f"{path} is damaged: {cause}", remedy="remove its folder and collect again") from cause
    if holding and not any(word in text.lower() for word in holding):
        return []
    return [
        line for line in text.split(b"\n") if line and (not holding or any(word in line.lower() for word in holding))
    ]


def _own(record: Any, mine: frozenset[str]) -> Any:
    """A record without whatever it says of accounts that are not theirs."""
    if isinstance(record, list):
        return [_own(one, mine) for one in record]
    if not isinstance(record, dict):
        return record
    if _is_others(record, mine):
        named = {name: value for name, value in record.items() if name in ACCOUNTS and _is_mine(value, mine)}
        return {**named, "by": SOMEBODY} if named else SOMEBODY
    return {
        name: [one if _is_mine(one, mine) else SOMEBODY for one in value]
        if name in ACCOUNTS and isinstance(value, list)
        else _own(value, mine)
        for name, value in record.items()
    }


def _is_others(record: dict[str, Any], mine: frozenset[str]) -> bool:
    """Whether a record is what somebody else's account says, or a link to one."""
    said_by = [record[name] for name in ("account", "a", "b") if name in record]
    return not all(_is_mine(one, mine) for one in said_by)


def _is_mine(value: object, mine: frozenset[str]) -> bool:
    return isinstance(value, str) and value.lower() in mine
