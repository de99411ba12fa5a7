"""Instantly, its import of leads: the address of mail is required; further columns become variables.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name alone. The personalization goes into
the message as it is, so a human writes it.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import EXTRA, VENDOR_PAGE, Candidate, Format, Needs, extra, first_last


def row(one: Candidate) -> Mapping[str, str]:
    """Address of mail, first and last name, their own page, and the variables."""
    first, last = first_last(one)
    return {
        "email": one.email,
        "first_name": first,
        "last_name": last,
        "website": one.profiles.get("website", ""),
        **extra(one),
    }


FORMAT = Format(
    name="instantly",
    columns=("email", "first_name", "last_name", "company_name", "job_title", "website", "personalization", *EXTRA),
    required=("email",),
    row=row,
    certainty=VENDOR_PAGE,
    needs=Needs.EMAIL,
    says="personalization is left for a human to write",
)
