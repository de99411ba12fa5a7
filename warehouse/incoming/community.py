"""What community sites told, into tables: the newest visit of a page counts, and what the newest visit no longer lists goes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sourcing.community import (
    SPEAKS_FOR,
    Artifact,
    ArtifactKind,
    DeclaredLink,
    Meeting,
    OnPage,
    PageRead,
    Relation,
    SiteProfile,
    SpeaksFor,
)
from sourcing.evidence.artifacts import evidence_of
from sourcing.keyed import account_hash
from sourcing.landing import Landing, Manifest
from sourcing.moments import naive_utc
from sourcing.records import Account, Evidence
from warehouse.accounts.suppress import Suppressed
from warehouse.accounts.wishes import heed
from warehouse.connection import Warehouse
from warehouse.incoming.sources import outlived

PREFIX = "site-"  # of the kinds of batches that community sites land, and imports of what such sites publish as files
_OF_PAGE = ("site_profile", "artifact", "declared_link", "met")


def load_community(
    warehouse: Warehouse, manifests: Iterable[Manifest], *, landing: Landing, salt: bytes, now: datetime
) -> int:
    """How many pages changed. Each batch is loaded once, in the order it was fetched; the suppressed are left out.

    Who asks in a profile not to be recruited is suppressed, here and wherever links join. What was read longer ago than its site allows
    it to be kept goes. Errors: LandingError, WarehouseError.
    """
    held = {row[0] for row in warehouse.rows("SELECT batch_id FROM batch WHERE starts_with(kind, ?)", [PREFIX])}
    changed = 0
    for manifest in manifests:
        if manifest.kind.startswith(PREFIX) and manifest.batch_id not in held:
            with warehouse.transaction():
                changed += _load(warehouse, manifest, landing=landing, salt=salt, now=now)
                _book(warehouse, manifest)
    gone = outlived(warehouse, now=now)
    if changed or gone:
        with warehouse.transaction():
            _drop(warehouse, gone)
            _drop(warehouse, _stale(warehouse))
            _show(warehouse)
    return changed + len(gone)


def _load(warehouse: Warehouse, manifest: Manifest, *, landing: Landing, salt: bytes, now: datetime) -> int:
    """How many pages of a batch count: those that are not older than what is held."""
    visits: dict[str, datetime] = dict(warehouse.rows("SELECT page, visit FROM site_page"))
    read = landing.read(manifest.batch_id, "page", PageRead)
    pages = {one.page: one for one in read if one.page not in visits or visits[one.page] <= naive_utc(one.visit)}
    told = [one for one in landing.read(manifest.batch_id, "told", OnPage) if one.page in pages]
    names: dict[str, set[str]] = defaultdict(set)  # by the hash of a profile that declines
    for one in landing.read(manifest.batch_id, SPEAKS_FOR, SpeaksFor) if manifest.rows.get(SPEAKS_FOR) else ():
        names[one.of_hash].add(one.account_hash)
    for account in [one.profile.account.key for one in told if one.profile and one.profile.declines]:
        heed(warehouse, account, names[account_hash(salt, account)], salt=salt, said_at=manifest.fetched_at, now=now)
    suppressed = Suppressed.of(warehouse, salt=salt)
    banned = suppressed.among(
        {key for one in told for key in one.accounts} | {one.account.key for one in pages.values()}
    )
    pages = {name: one for name, one in pages.items() if one.account.key not in banned}
    kept = [one for one in told if one.page in pages and not banned.intersection(one.accounts)]
    fresh = sorted(name for name, one in pages.items() if not one.is_unchanged)
    for table in _OF_PAGE:
        warehouse.run(f"DELETE FROM {table} WHERE list_contains(?, page)", [fresh])  # noqa: S608
    _note_pages(warehouse, list(pages.values()), batch=manifest.batch_id)
    _insert(warehouse, kept, manifest)
    return len(pages)


def _insert(warehouse: Warehouse, told: Sequence[OnPage], manifest: Manifest) -> None:
    batch = manifest.batch_id
    profiles = {one.profile.account.key: (one.profile, one.page) for one in told if one.profile}
    warehouse.run("DELETE FROM site_profile WHERE list_contains(?, account)", [sorted(profiles)])
    warehouse.insert("site_profile", [_profile_row(one, page, batch) for one, page in profiles.values()])
    made = {(one.artifact.account, one.artifact.key): (one.artifact, one.page) for one in told if one.artifact}
    _insert_artifacts(warehouse, list(made.values()), batch=batch)
    warehouse.insert("declared_link", [_link_row(one.link, one.page, batch) for one in told if one.link])
    warehouse.insert("met", [_met_row(one.met, one.page, batch) for one in told if one.met])
    met = {*profiles, *(one.account.key for one, _ in made.values())}
    known = {row[0] for row in warehouse.rows("SELECT account FROM account_met")}
    when = naive_utc(manifest.fetched_at)
    warehouse.insert("account_met", [[account, when] for account in sorted(met - known)])


def _note_pages(warehouse: Warehouse, pages: Sequence[PageRead], *, batch: str) -> None:
    """The pages as read now; of one that is unchanged the batch that holds what it told stays."""
    holds: dict[str, str] = dict(warehouse.rows("SELECT page, batch_id FROM site_page"))
    warehouse.run("DELETE FROM site_page WHERE list_contains(?, page)", [[one.page for one in pages]])
    rows = [
        [
            one.page,
            one.account.key,
            one.listing,
            one.url,
            naive_utc(one.visit),
            naive_utc(one.fetched_at),
            one.is_last,
            holds.get(one.page, batch) if one.is_unchanged else batch,
        ]
        for one in pages
    ]
    warehouse.insert("site_page", rows)


def _insert_artifacts(warehouse: Warehouse, made: Sequence[tuple[Artifact, str]], *, batch: str) -> None:
    """Artifacts with their numbers, in place of the same ones told by other pages before."""
    keys = [f"{one.account.key} {one.key}" for one, _ in made]
    for table in ("artifact", "artifact_measure"):
        warehouse.run(f"DELETE FROM {table} WHERE list_contains(?, account || ' ' || key)", [keys])  # noqa: S608
    warehouse.insert("artifact", [_artifact_row(one, page, batch) for one, page in made])
    measures = [[one.account.key, one.key, name, value] for one, _ in made for name, value in one.measures.items()]
    warehouse.insert("artifact_measure", measures)


def _profile_row(one: SiteProfile, page: str, batch: str) -> list[object]:
    return [
        one.account.key, one.url, one.display_name, one.location, list(one.languages), list(one.claims), page, batch,
    ]  # fmt: skip


def _artifact_row(one: Artifact, page: str, batch: str) -> list[object]:
    made, changed = (naive_utc(at) if at else None for at in (one.made_at, one.changed_at))
    told = [one.account.key, one.key, str(one.kind), one.title, one.link, str(one.relation), made, changed]
    return [*told, list(one.skills), list(one.states), one.code, page, batch]


def _link_row(one: DeclaredLink, page: str, batch: str) -> list[object]:
    return [one.account.key, one.to.key, str(one.kind), one.url, one.seen_at, page, batch]


def _met_row(one: Meeting, page: str, batch: str) -> list[object]:
    told = [one.account.key, one.of.key, one.note, one.met_on, one.lawful_basis, one.seen_at]
    return [*told, page, batch]


def _book(warehouse: Warehouse, manifest: Manifest) -> None:
    when = naive_utc(manifest.fetched_at)
    row = [manifest.batch_id, manifest.kind, manifest.source, manifest.repository, when, manifest.version, None]
    warehouse.insert("batch", [row])


def _stale(warehouse: Warehouse) -> list[str]:
    """The pages that the newest complete visit of their listing did not come by any more."""
    sql = """
        WITH complete AS (  -- grain: one listing of one account: its newest visit that came to the end
            SELECT account, listing, max(visit) AS visit FROM site_page WHERE is_last GROUP BY ALL
        )
        SELECT p.page FROM site_page p JOIN complete c USING (account, listing) WHERE p.visit < c.visit ORDER BY ALL
    """
    return [row[0] for row in warehouse.rows(sql)]


def _drop(warehouse: Warehouse, pages: Sequence[str]) -> None:
    """Takes out pages with what they told."""
    for table in ("site_page", *_OF_PAGE):
        warehouse.run(f"DELETE FROM {table} WHERE page IN (SELECT unnest(?))", [pages])  # noqa: S608
    warehouse.run(
        "DELETE FROM artifact_measure m WHERE NOT EXISTS (FROM artifact a WHERE a.account = m.account AND a.key = m.key)"
    )


def _show(warehouse: Warehouse) -> None:
    """The evidence that artifacts give, in place of that of before."""
    shown = "SELECT batch_id FROM batch WHERE starts_with(kind, ?)"
    warehouse.run(f"DELETE FROM evidence_fact WHERE batch_id IN ({shown})", [PREFIX])  # noqa: S608
    batches: dict[tuple[str, str], str] = {
        (account, key): batch for account, key, batch in warehouse.rows("SELECT account, key, batch_id FROM artifact")
    }
    rows = [
        _evidence_row(evidence, key=one.key, batch=batches[one.account.key, one.key])
        for one, evidence in evidence_of(artifacts(warehouse))
    ]
    warehouse.insert("evidence_fact", rows)


def artifacts(warehouse: Warehouse) -> list[Artifact]:
    """All artifacts held, by account and key."""
    measures: dict[tuple[str, str], dict[str, int]] = {}
    for account, key, name, value in warehouse.rows("SELECT * FROM artifact_measure ORDER BY ALL"):
        measures.setdefault((account, key), {})[name] = value
    sql = """
        SELECT account, kind, key, title, link, relation, timezone('UTC', made_at) AS made_at, timezone('UTC', changed_at) AS changed_at,
               skills, states, code
        FROM artifact ORDER BY account, key
    """
    return [
        Artifact(
            account=Account.parse(row["account"]),
            kind=ArtifactKind(row["kind"]),
            key=row["key"],
            title=row["title"],
            link=row["link"],
            relation=Relation(row["relation"]),
            made_at=row["made_at"],
            changed_at=row["changed_at"],
            measures=measures.get((row["account"], row["key"]), {}),
            skills=tuple(row["skills"]),
            states=tuple(row["states"]),
            code=row["code"],
        )
        for row in warehouse.dicts(sql)
    ]


def _evidence_row(one: Evidence, *, key: str, batch: str) -> list[object]:
    """The row as the table has it; the artifact's key stands where others have a repository, and its id follows from what it says."""
    said = "\0".join((key, one.account.key, one.signal, one.kind, ",".join(one.skills)))
    when = naive_utc(one.observed_at) if one.observed_at else None
    told = [f"e{hashlib.sha256(said.encode()).hexdigest()[:15]}", key, one.account.key, one.signal, one.kind, one.value]
    return [*told, one.own_value, one.unit, None, None, "", one.link, when, 1.0, one.detail, list(one.skills), batch]
