"""Lemlist, its import of leads: an address of mail or a LinkedIn URL; every further column becomes a variable of a campaign.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name alone. The icebreaker goes into the
message as it is, so a human writes it.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import EXTRA, VENDOR_PAGE, Candidate, Format, Needs, extra, first_last


def row(one: Candidate) -> Mapping[str, str]:
    """Address of mail, first and last name, LinkedIn URL, time zone where one is declared, and the variables."""
    first, last = first_last(one)
    return {
        "email": one.email,
        "firstName": first,
        "lastName": last,
        "linkedinUrl": one.linkedin,
        "timezone": one.time_zone or "",
        **extra(one),
    }


FORMAT = Format(
    name="lemlist",
    columns=("email", "firstName", "lastName", "companyName", "linkedinUrl", "icebreaker", "timezone", *EXTRA),
    row=row,
    certainty=VENDOR_PAGE,
    needs=Needs.EITHER,
    says="icebreaker is left for a human to write",
)
