"""Who is left alone under one account is left alone under all that a batch joins to it, whether it says so still or says it by keyed hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sourcing.landing import LEFT_OUT, Landing, Manifest
from sourcing.records import LeftOut
from warehouse.accounts.suppress import EXPIRED, Suppressed, leave_out, leave_out_keyed
from warehouse.connection import Warehouse


def spread(
    warehouse: Warehouse, manifest: Manifest, links: Sequence[tuple[str, str]], *, landing: Landing, salt: bytes
) -> Suppressed:
    """Who is suppressed, after those whom a batch's links join to somebody suppressed are so too, here and in every repository held.

    Within a transaction of the caller. Errors: LandingError, WarehouseError.
    """
    suppressed = Suppressed.of(warehouse, salt=salt)
    reached = suppressed.among(account for pair in links for account in pair)
    if reached:
        kind = EXPIRED if suppressed.are_expired(reached) else "suppressed"
        moment, reason = manifest.fetched_at, _reason(kind)
        leave_out(warehouse, reached, salt=salt, reason=reason, now=moment, links=links, kind=kind)
    are_more = _keyed(warehouse, manifest, suppressed, landing=landing, salt=salt) or reached
    return Suppressed.of(warehouse, salt=salt) if are_more else suppressed


def _keyed(warehouse: Warehouse, manifest: Manifest, suppressed: Suppressed, *, landing: Landing, salt: bytes) -> bool:
    """Whether the landing left anybody out of the batch for its links; of the one they were joined to it counts what is in force now."""
    if not manifest.rows.get(LEFT_OUT):
        return False
    roots: dict[str, set[str]] = defaultdict(set)
    for one in landing.read(manifest.batch_id, LEFT_OUT, LeftOut):
        if one.of_hash in suppressed.hashes:
            roots[one.account_hash].add(one.of_hash)
    expired = {account for account, of in roots.items() if of <= suppressed.expired}
    for kind, hashes in ((EXPIRED, expired), ("suppressed", roots.keys() - expired)):
        moment, reason = manifest.fetched_at, _reason(kind)
        leave_out_keyed(warehouse, hashes, salt=salt, reason=reason, now=moment, kind=kind)
    return bool(roots)


def _reason(kind: str) -> str:
    return f"joined by a declared link to an account that is {kind}"
