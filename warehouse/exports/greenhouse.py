"""Greenhouse, its import of prospects: seventeen columns, at most 8,000 rows, first and last name required.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name, and the handle in brackets the
last. Evidence stands in Notes, because the template takes no columns of one's own. Job, department, office, pool and stage must exist there.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import SOURCE, VENDOR_PAGE, Candidate, Format, first_last_both


def row(one: Candidate) -> Mapping[str, str]:
    """First and last name, contacts, profiles, and notes with the evidence."""
    first, last = first_last_both(one)
    notes = (f"{one.role_title}: {one.level_of_evidence}", one.evidence, f"external id {one.external_id}")
    social = (one.profiles.get("github", ""), one.linkedin, one.profiles.get("stackoverflow", ""))
    return {
        "First Name": first,
        "Last Name": last,
        "Notes": " | ".join(note for note in notes if note),
        "Email": one.email,
        "Phone": one.phone,
        "Social Media": ", ".join(url for url in social if url),
        "Website": one.profiles.get("website", ""),
    }


FORMAT = Format(
    name="greenhouse",
    columns=(
        *(
            "First Name",
            "Last Name",
            "Company",
            "Title",
            "Notes",
            "Email",
            "Phone",
            "Social Media",
            "Website",
            "Address",
        ),
        *("Source", "Who gets credit", "Job", "Department", "Office", "Prospect Pool", "Prospect Stage"),
    ),
    required=("First Name", "Last Name"),
    row=row,
    certainty=VENDOR_PAGE,
    given={
        "Source": SOURCE,
        **dict.fromkeys(("Who gets credit", "Job", "Department", "Office", "Prospect Pool", "Prospect Stage"), ""),
    },
    most_rows=8_000,
    says="a pool and a stage must exist there before the import",
)
