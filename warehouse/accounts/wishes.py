"""Who asks in a profile not to be recruited is suppressed, with whomever the profile and they name each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sourcing.keyed import account_hash
from warehouse.accounts.identity import namings
from warehouse.accounts.joins import Naming
from warehouse.accounts.suppress import leave_out
from warehouse.audit import people_told, record
from warehouse.connection import Warehouse


def heed(
    warehouse: Warehouse,
    account: str,
    named: Collection[str],
    *,
    salt: bytes,
    said_at: datetime,
    now: datetime,
    also: Iterable[str] = (),
) -> int:
    """How many accounts became suppressed, from when it was said on; the audit log tells it now. Within a transaction of the caller.

    `named` are keyed hashes of the accounts that the profile names as theirs, `also` what else stands for the account itself.
    Errors: WarehouseError.
    """
    everyone = [account, *also]
    both = _naming_each_other(warehouse, account, named, salt=salt) if named else []
    reason = "the profile asks not to be recruited"
    count = leave_out(warehouse, everyone, salt=salt, reason=reason, now=said_at, namings=both)
    if count:
        record(warehouse, "suppressed", now=now, told={"accounts": count, "people": people_told(everyone, salt=salt)})
    return count


def _naming_each_other(warehouse: Warehouse, account: str, hashes: Collection[str], *, salt: bytes) -> list[Naming]:
    """Who is known to name an account, and that it names back those of them whose keyed hashes these are."""
    to_it = [one for one in namings(warehouse) if one.to.lower() == account.lower()]
    return to_it + [
        Naming(account=one.to, to=one.account, kind=one.kind, url="", seen_at="")
        for one in to_it
        if account_hash(salt, one.account) in hashes
    ]
