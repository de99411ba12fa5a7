"""Apollo, its import of contacts: at most 10,000 rows; an address of mail or a LinkedIn URL, because no employer is held.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name alone. Company Website would be a
bare domain; somebody's own page is none of a company's, so it stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import EXTRA, VENDOR_PAGE, Candidate, Format, Needs, extra, first_last


def row(one: Candidate) -> Mapping[str, str]:
    """First and last name, contacts, and the columns of one's own."""
    first, last = first_last(one)
    return {
        "First Name": first,
        "Last Name": last,
        "Contact Email": one.email,
        "Contact LinkedIn URL": one.linkedin,
        **extra(one),
    }


FORMAT = Format(
    name="apollo",
    columns=(
        *("First Name", "Last Name", "Contact Email", "Contact LinkedIn URL", "Company Name", "Company Website"),
        *EXTRA,
    ),
    row=row,
    certainty=VENDOR_PAGE,
    needs=Needs.EITHER,
    most_rows=10_000,
)
