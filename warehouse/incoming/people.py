"""Profiles into tables: of people in whose repositories something was read, and of nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sourcing.github.facts import Profile
from sourcing.landing import LEFT_OUT, Landing, Manifest
from sourcing.moments import naive_utc
from sourcing.records import AccountLink
from warehouse.accounts.suppress import Suppressed
from warehouse.connection import Warehouse
from warehouse.incoming.spread import spread

OF_PROFILE = ("profile", "work_elsewhere")
_SEEN = "SELECT DISTINCT account FROM account_seen WHERE NOT is_bot"


def load_profiles(warehouse: Warehouse, manifests: Iterable[Manifest], *, landing: Landing, salt: bytes) -> int:
    """How many profiles changed. The newest visit of an account wins; the suppressed are left out, and work in what they own.

    Errors: LandingError, WarehouseError.
    """
    seen = {row[0] for row in warehouse.rows(_SEEN)}
    held: dict[str, str] = dict(warehouse.rows("SELECT account, batch_id FROM profile"))
    suppressed = Suppressed.of(warehouse, salt=salt)
    newest = {manifest.repository: manifest for manifest in manifests}
    changed = 0
    with warehouse.transaction():
        for table in OF_PROFILE:  # who was renamed is nobody's author under the former login
            warehouse.run(f"DELETE FROM {table} WHERE account NOT IN ({_SEEN})")  # noqa: S608
        for account, manifest in sorted(newest.items()):
            if account in seen and account not in suppressed and held.get(account) != manifest.batch_id:
                person = next(iter(landing.read(manifest.batch_id, "profile", Profile)))
                elsewhere = tuple(one for one in person.elsewhere if not suppressed.owns(one.card.key))
                _write(warehouse, replace(person, elsewhere=elsewhere), manifest.batch_id)
                changed += 1
    return changed


def load_links(warehouse: Warehouse, manifests: Iterable[Manifest], *, landing: Landing, salt: bytes) -> int:
    """How many joins that GitHub declares were kept of repositories that stand as Git told them, which knows no logins.

    Whom they join to somebody suppressed is suppressed too. Errors: LandingError, WarehouseError.
    """
    whole = {row[0] for row in warehouse.rows("SELECT repository FROM batch WHERE kind = 'git'")}
    loaded = {row[0] for row in warehouse.rows("SELECT DISTINCT batch_id FROM account_link")}
    kept = 0
    with warehouse.transaction():
        for manifest in manifests:
            is_telling = manifest.rows.get("link") or manifest.rows.get(LEFT_OUT)
            if manifest.repository in whole and is_telling and manifest.batch_id not in loaded:
                links = list(landing.read(manifest.batch_id, "link", AccountLink))
                pairs = [(one.a.key, one.b.key) for one in links]
                suppressed = spread(warehouse, manifest, pairs, landing=landing, salt=salt)
                rows = [[manifest.repository, one.a.key, one.b.key, one.reason, manifest.batch_id] for one in links]
                rows = [row for row in rows if row[1] not in suppressed and row[2] not in suppressed]
                warehouse.run("DELETE FROM account_link WHERE batch_id = ?", [manifest.batch_id])
                warehouse.insert("account_link", rows)
                kept += len(rows)
    return kept


def _write(warehouse: Warehouse, person: Profile, batch: str) -> None:
    account = person.account.key
    for table in OF_PROFILE:
        warehouse.run(f"DELETE FROM {table} WHERE account = ?", [account])  # noqa: S608
    row = [account, person.name, person.database_id, person.location, person.is_hireable, list(person.links)]
    warehouse.insert("profile", [[*row, person.merged_requests, batch, list(person.claims), list(person.readme_links)]])
    rows = [
        [
            account,
            one.card.key,
            one.merged,
            naive_utc(one.last_merged_at) if one.last_merged_at else None,
            one.commits,
            batch,
        ]
        for one in person.elsewhere
    ]
    warehouse.insert("work_elsewhere", rows)
