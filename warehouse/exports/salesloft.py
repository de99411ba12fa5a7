"""Salesloft, whose import page maps columns to fields: here under the names of its API; the address of mail is required.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import EXTRA, Candidate, Format, Needs, extra, first_last


def row(one: Candidate) -> Mapping[str, str]:
    """Address of mail, first and last name, and the columns of one's own."""
    first, last = first_last(one)
    return {"email": one.email, "first_name": first, "last_name": last, **extra(one)}


FORMAT = Format(
    name="salesloft",
    columns=("email", "first_name", "last_name", "title", "company", *EXTRA),
    required=("email",),
    row=row,
    certainty="names of its API; its import page maps the columns",
    needs=Needs.EMAIL,
    says="map the columns on the import page",
)
