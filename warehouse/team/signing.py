"""Who signed off the purpose of the search and its documents, and what each was then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sourcing.moments import naive_utc
from warehouse.connection import Warehouse


@dataclass(frozen=True, kw_only=True, slots=True)
class SignOff:
    """The newest sign-off: by whom, when (UTC), and the SHA-256 of each document by its name."""

    by: str
    at: datetime
    documents: Mapping[str, str]


def newest(warehouse: Warehouse) -> SignOff | None:
    """The sign-off that counts, of a warehouse or of a published file; None where nobody signed."""
    sql = """
        SELECT signed_by, signed_at, document, sha256 FROM sign_off WHERE number = (SELECT max(number) FROM sign_off) ORDER BY document
    """
    rows = warehouse.rows(sql)
    if not rows:
        return None
    return SignOff(by=rows[0][0], at=rows[0][1], documents={document: digest for *_, document, digest in rows})


def sign(warehouse: Warehouse, documents: Mapping[str, str], *, by: str, now: datetime) -> None:
    """Writes down who signs which documents, given by name with their digests; earlier sign-offs stay."""
    ((number,),) = warehouse.rows("SELECT coalesce(max(number), 0) + 1 FROM sign_off")
    when = naive_utc(now)
    warehouse.insert("sign_off", [[number, name, digest, by, when] for name, digest in sorted(documents.items())])
