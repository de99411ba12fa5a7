"""LinkedIn Recruiter, its import of candidates: seven columns, no others; first name, last name and address of mail required.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name, and the handle in brackets the
last.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import Candidate, Format, Needs, first_last_both


def row(one: Candidate) -> Mapping[str, str]:
    """First and last name, address of mail, telephone; position, company and place are not held."""
    first, last = first_last_both(one)
    return {"First Name": first, "Last Name": last, "Email": one.email, "Phone": one.phone}


FORMAT = Format(
    name="linkedin-recruiter",
    columns=("First Name", "Last Name", "Email", "Phone", "Current Position", "Current Company", "Location"),
    required=("First Name", "Last Name", "Email"),
    row=row,
    certainty="a mirror of the vendor page, not the page itself",
    needs=Needs.EMAIL,
)
