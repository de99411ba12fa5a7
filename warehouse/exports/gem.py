"""Gem, whose upload looks people up by their LinkedIn URL: at most 10,000 rows, any columns of one's own.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import EXTRA, Candidate, Format, Needs, extra, first_last


def row(one: Candidate) -> Mapping[str, str]:
    """First and last name, the URL they are looked up by, address of mail, GitHub, and the columns of one's own."""
    first, last = first_last(one)
    return {
        "First name": first,
        "Last name": last,
        "LinkedIn URL": one.linkedin,
        "Email": one.email,
        "GitHub URL": one.profiles.get("github", ""),
        **extra(one),
    }


FORMAT = Format(
    name="gem",
    columns=("First name", "Last name", "Company", "LinkedIn URL", "Email", "GitHub URL", *EXTRA),
    required=("First name", "LinkedIn URL"),
    row=row,
    certainty="vendor page in part; the names of the columns after Company are ours",
    needs=Needs.LINKEDIN,
    most_rows=10_000,
    says="choose LinkedIn URL as the field to look people up by",
)
