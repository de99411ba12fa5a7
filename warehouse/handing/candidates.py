"""Whom a human approved for a role, and how many wait for what: what an export starts from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sourcing.decisions import EXPORTABLE, Stage
from sourcing.errors import UsageError
from sourcing.handles import web_url
from sourcing.records import Account
from warehouse.accounts.identity import naming_account
from warehouse.connection import Warehouse
from warehouse.handing.exporting import Candidate, Proof, in_order
from warehouse.published.shown import check_role

_UNDECIDED = (Stage.TO_REVIEW, Stage.LATER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How the people of a role's latest shortlist stand, each counted once; `approved` are best first.

    `contested` are those approved who dispute something that nobody has answered yet: until then nothing of it is handed on. `left` were
    approved and are in the latest shortlist no more, `hidden` are employees and people off limits, `flagged` are those approved who were
    spoken to for another role, said no there, or are known already. Where somebody lives counts for a role that asks for it, so a time
    zone is handed on only for a role that `asks_for_time_zones`.
    """

    approved: tuple[Candidate, ...]
    undecided: int
    disputed: int
    contested: int
    decided_otherwise: int
    left: int
    hidden: int
    flagged: int
    asks_for_time_zones: bool


def standing(published: Warehouse, role: str, *, pool: str | None = None) -> Standing:
    """How people stand for a role, those of one pool alone where one is named. Errors: RoleError, UsageError for an unknown pool."""
    check_role(published, role)
    members = None if pool is None else _members(published, pool)
    listed = published.dicts(
        "SELECT s.*, r.title FROM shortlist s JOIN run r ON r.role = s.role AND r.is_latest WHERE s.role = ? ORDER BY rank",
        [role],
    )
    rows = [row for row in listed if members is None or row["person_id"] in members]
    agreed = [row for row in rows if not row["is_disputed"]]
    wanted = [row for row in agreed if row["stage"] in EXPORTABLE]
    approved = [row for row in wanted if not row["disputes"]]
    undecided = sum(row["stage"] in _UNDECIDED for row in agreed)
    return Standing(
        approved=_candidates(published, role, approved),
        undecided=undecided,
        disputed=len(rows) - len(agreed),
        contested=len(wanted) - len(approved),
        decided_otherwise=len(agreed) - len(wanted) - undecided,
        left=_left(published, role, members),
        hidden=_hidden(published, role, members),
        flagged=sum(bool(row["elsewhere"] or row["known"]) for row in approved),
        asks_for_time_zones=bool(
            published.rows("FROM conditions WHERE role = ? AND starts_with(condition, 'time zone:') LIMIT 1", [role])
        ),
    )


def _members(published: Warehouse, pool: str) -> set[str]:
    found = {row[0] for row in published.rows("SELECT person_id FROM pools WHERE pool = ?", [pool])}
    if not found:
        known = ", ".join(row[0] for row in published.rows("SELECT DISTINCT pool FROM pools ORDER BY 1"))
        raise UsageError(f"nobody is in a pool {pool!r}", remedy=f"pools with people in them: {known or 'none'}")
    return found


def _left(published: Warehouse, role: str, members: set[str] | None) -> int:
    """How many were approved and are neither ranked now nor hidden."""
    sql = """
        SELECT person_id FROM decided d WHERE role = $role AND NOT is_disputed AND list_contains($stages, stage)
        AND NOT EXISTS (FROM entry e JOIN run r USING (run_id) WHERE r.role = $role AND r.is_latest AND e.person_id = d.person_id)
    """
    found = published.dicts(sql, {"role": role, "stages": [str(stage) for stage in EXPORTABLE]})
    return sum(members is None or row["person_id"] in members for row in found)


def _hidden(published: Warehouse, role: str, members: set[str] | None) -> int:
    """How many ranked people are in no list, because they are employees or off limits."""
    sql = """
        SELECT e.person_id FROM entry e JOIN run r USING (run_id) WHERE r.role = $role AND r.is_latest
        EXCEPT SELECT person_id FROM shortlist WHERE role = $role
    """
    return sum(members is None or row["person_id"] in members for row in published.dicts(sql, {"role": role}))


def _candidates(published: Warehouse, role: str, rows: list[dict[str, Any]]) -> tuple[Candidate, ...]:
    ids = [row["person_id"] for row in rows]
    profiles = _profiles(published, ids)
    proofs: dict[str, list[Proof]] = defaultdict(list)
    said = """
        SELECT person_id, sentence, link FROM reasons
        WHERE role = $role AND link IS NOT NULL AND list_contains($ids, person_id) ORDER BY rank, position
    """
    for row in published.dicts(said, {"role": role, "ids": ids}):
        proofs[row["person_id"]].append(Proof(sentence=row["sentence"], link=row["link"]))
    tagged = (
        "SELECT person_id, list(DISTINCT tag ORDER BY tag) FROM tags WHERE list_contains(?, person_id) GROUP BY ALL"
    )
    tags: dict[str, list[str]] = dict(published.rows(tagged, [ids]))
    return tuple(
        Candidate(
            person_id=row["person_id"],
            account=naming_account(row["person_id"], row["accounts"]),
            display_name=row["display_name"],
            handle=_handle(row["accounts"], row["person_id"]),
            role=role,
            role_title=row["title"],
            level_of_evidence=row["band"],
            profiles=profiles.get(row["person_id"], {}),
            proofs=tuple(proofs[row["person_id"]]),
            tags=tuple(tags.get(row["person_id"], ())),
        )
        for row in rows
    )


def _handle(accounts: list[str], person_id: str) -> str:
    """A handle on GitHub, else on another site; a commit's keyed address is none."""
    given = [one for one in accounts if not one.startswith("git:")]
    named = sorted(given, key=lambda one: not one.startswith("github:"))
    return named[0].partition(":")[2] if named else person_id


def _profiles(published: Warehouse, ids: list[str]) -> dict[str, dict[str, str]]:
    """Addresses by site of each person's accounts; the LinkedIn profile that they declare is a contact (`warehouse/team/contacts.py`)."""
    sql = "SELECT person_id, account, url FROM accounts WHERE list_contains($ids, person_id) ORDER BY ALL"
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in published.dicts(sql, {"ids": ids}):
        site, url = _address(row["account"], row["url"])
        if url:
            found[row["person_id"]].setdefault(site, url)
    return {person: in_order(urls) for person, urls in found.items()}


def _address(account: str, url: str | None) -> tuple[str, str]:
    """Under which word, and where, an account is to be opened; an empty address where it cannot be."""
    site, _, handle = account.partition(":")
    if site == "web":
        return "website", url or web_url(Account.parse(account))
    if site == "stackexchange" and handle.startswith("stackoverflow/"):
        return "stackoverflow", url or f"https://stackoverflow.com/users/{handle.partition('/')[2]}"
    return site, url or ""
