"""HubSpot, its import of contacts: fewer than 1,000 columns, people told apart by their address of mail.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import EXTRA, VENDOR_PAGE, Candidate, Format, extra, first_last


def row(one: Candidate) -> Mapping[str, str]:
    """First and last name, contacts, their own page or else a profile, and the columns of one's own."""
    first, last = first_last(one)
    return {
        "First name": first,
        "Last name": last,
        "Email": one.email,
        "Phone number": one.phone,
        "Website URL": one.profiles.get("website") or one.profile,
        **extra(one),
    }


FORMAT = Format(
    name="hubspot",
    columns=(
        *("First name", "Last name", "Email", "Phone number", "Job title", "Company name", "Website URL", "City"),
        *("State/Region", "Country/Region", "Lead status", "Contact owner", "Lifecycle stage", *EXTRA),
    ),
    required=("First name",),
    row=row,
    certainty=f"{VENDOR_PAGE}, of 2018",
    given={"Lead status": "", "Contact owner": "", "Lifecycle stage": ""},
    says="rows without an address of mail are not told apart from contacts that are there already",
)
