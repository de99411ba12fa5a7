"""On which terms sources are read: kept beside what they told, and held to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sourcing.moments import naive_utc
from sourcing.records import SourceTerms
from warehouse.connection import Warehouse


def keep_terms(warehouse: Warehouse, terms: Iterable[SourceTerms]) -> None:
    """Writes down the terms in place of those before; those of a source that is not known any more stay."""
    rows = sorted([one.site, one.says, one.terms_url, one.reviewed_on, one.days] for one in terms)
    held = {row[0]: list(row) for row in warehouse.rows("SELECT * FROM source")}
    changed = [row for row in rows if held.get(str(row[0])) != row]
    if changed:
        with warehouse.transaction():
            warehouse.run("DELETE FROM source WHERE list_contains(?, site)", [[row[0] for row in changed]])
            warehouse.insert("source", changed)


def outlived(warehouse: Warehouse, *, now: datetime) -> list[str]:
    """The pages of community sites that were read longer ago than their site allows what it tells to be kept, by name."""
    sql = """
        SELECT p.page FROM site_page p JOIN source s ON s.site = split_part(p.account, ':', 1)
        WHERE p.fetched_at + to_days(s.days) <= ? ORDER BY ALL
    """
    return [row[0] for row in warehouse.rows(sql, [naive_utc(now)])]
