"""Disputes and corrections into the warehouse, and what ranking leaves out for them.

What writes here is called within a transaction.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sourcing.disputes import Correction, Dispute, Field, Kind, Outcome
from sourcing.errors import UsageError
from sourcing.moments import naive_utc
from warehouse.accounts.identity import record_verdict
from warehouse.connection import Warehouse

Row = dict[str, Any]
_CHECKS = {  # what each kind may be about: a query that finds something where the person has it, and what to do where not
    Kind.EVIDENCE: (
        "SELECT 1 FROM evidence_fact JOIN person_account USING (account) WHERE person_id = ? AND evidence_id = ?",
        "`sourcing explain ROLE PERSON --json` shows the evidence_id of each row",
    ),
    Kind.SCORE: (
        "SELECT 1 FROM entry JOIN run USING (run_id) WHERE person_id = ? AND role = ?",
        "name a role they are ranked for, an evidence_id, an account, `name` or `place`",
    ),
    Kind.ACCOUNT: (
        "SELECT 1 FROM person_account WHERE person_id = ? AND account = ?",
        "`sourcing explain ROLE PERSON` lists the accounts that are taken for theirs",
    ),
}
_OF_THEIRS = """
    SELECT 1 FROM person_account JOIN account_seen USING (account) WHERE person_id = $person AND repository = $value
    UNION ALL SELECT 1 FROM person_account JOIN evidence_fact USING (account) WHERE person_id = $person AND evidence_id = $value
"""


# Grain: one person and one row of evidence or one repository that is not theirs: corrected, or disputed and upheld.
LEFT_OUT = """
    SELECT person_id, value FROM correction JOIN person_account USING (account) WHERE field = 'not-mine'
    UNION SELECT person_id, about FROM dispute JOIN person_account USING (account) WHERE kind = 'evidence' AND outcome = 'upheld'
"""


def dispute(warehouse: Warehouse, said: Dispute, *, person_id: str) -> str:
    """The id of a dispute that was written down. Errors: UsageError where the person has no such thing."""
    if said.kind in _CHECKS:
        asked, remedy = _CHECKS[said.kind]
        if not warehouse.rows(f"{asked} LIMIT 1", [person_id, said.about]):
            raise UsageError(f"{person_id} has no {said.kind} {said.about!r}", remedy=remedy)
    told = (said.account, said.kind, said.about, said.text, said.recorded_at.isoformat())
    identifier = f"d{hashlib.sha256(chr(0).join(told).encode()).hexdigest()[:8]}"
    row = [identifier, said.account, str(said.kind), said.about, said.text, said.recorded_by]
    warehouse.insert("dispute", [[*row, naive_utc(said.recorded_at), None, None, None, None]])
    return identifier


def resolve(warehouse: Warehouse, dispute_id: str, outcome: Outcome, *, answer: str, by: str, now: datetime) -> str:
    """The account of the person whose dispute was answered; one that was answered before is answered anew. Errors: UsageError."""
    found = warehouse.rows("SELECT account FROM dispute WHERE dispute_id = ?", [dispute_id])
    if not found:
        raise UsageError(f"there is no dispute {dispute_id!r}", remedy="`sourcing dispute list` shows them")
    told = [str(outcome), answer, by, naive_utc(now), dispute_id]
    warehouse.run(
        "UPDATE dispute SET outcome = ?, answer = ?, resolved_by = ?, resolved_at = ? WHERE dispute_id = ?", told
    )
    return str(found[0][0])


def correct(warehouse: Warehouse, said: Correction, *, person_id: str) -> None:
    """Writes a correction down; an account that is not theirs is set apart from the others. Errors: UsageError."""
    if said.field is Field.NOT_MINE:
        _check_theirs(warehouse, said.value, person_id=person_id)
    others = _others(warehouse, said.value, person_id=person_id) if said.field is Field.NOT_MINE else []
    account = others[0] if said.account == said.value else said.account  # it stays with the person
    row = [account, str(said.field), said.value, said.reason, said.recorded_by, naive_utc(said.recorded_at)]
    warehouse.insert("correction", [row])
    pairs = [(said.value, other) for other in others]
    record_verdict(warehouse, pairs, "apart", by=said.recorded_by, reason=said.reason, now=said.recorded_at)


def take_back(warehouse: Warehouse, field: Field, value: str, *, person_id: str, by: str, now: datetime) -> None:
    """Takes a correction out again; an account that was set apart is for links to decide again. Errors: UsageError where there is none."""
    mine = "field = ? AND value = ? AND account IN (SELECT account FROM person_account WHERE person_id = ?)"
    asked = [str(field), value, person_id]
    if not warehouse.rows(f"SELECT 1 FROM correction WHERE {mine} LIMIT 1", asked):  # noqa: S608
        raise UsageError(f"nothing was corrected so: {field} {value!r}", remedy="`sourcing dispute list` shows them")
    warehouse.run(f"DELETE FROM correction WHERE {mine}", asked)  # noqa: S608
    apart = """
        SELECT DISTINCT v.a, v.b FROM identity_verdict v JOIN person_account p ON p.account IN (v.a, v.b)
        WHERE v.verdict = 'apart' AND p.person_id = ? AND ? IN (v.a, v.b) ORDER BY ALL
    """
    pairs = [(a, b) for a, b in warehouse.rows(apart, [person_id, value])] if field is Field.NOT_MINE else []
    record_verdict(warehouse, pairs, "open", by=by, reason="the correction was taken back", now=now)


def _check_theirs(warehouse: Warehouse, value: str, *, person_id: str) -> None:
    if warehouse.dicts(f"{_OF_THEIRS} LIMIT 1", {"person": person_id, "value": value}):
        return
    if not _others(warehouse, value, person_id=person_id):
        raise UsageError(
            f"{value!r} is nothing that {person_id} could hand back",
            remedy="name, as `explain --json` shows them, one of several accounts, a repository or an evidence_id; for all: `sourcing suppress`",
        )


def _others(warehouse: Warehouse, account: str, *, person_id: str) -> list[str]:
    """The other accounts of the person, where the account is one of several."""
    held = [one for (one,) in warehouse.rows("SELECT account FROM person_account WHERE person_id = ?", [person_id])]
    return sorted(one for one in held if one != account) if account in held else []


def left_out(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Whose evidence and repositories ranking leaves out: person ids, each with an evidence_id or a repository, in order."""
    return [(person, value) for person, value in warehouse.rows(f"{LEFT_OUT} ORDER BY ALL")]


def said_by_people(published: Warehouse, *, person_id: str | None = None) -> list[Row]:
    """Disputes and corrections of a person, or everybody's, the open ones first, then the newest."""
    sql = """
        SELECT * FROM disputes WHERE $person IS NULL OR person_id = $person
        ORDER BY state <> 'open', recorded_at DESC, person_id, dispute_id, kind, about
    """
    return published.dicts(sql, {"person": person_id})
