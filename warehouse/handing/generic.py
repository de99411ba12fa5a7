"""The columns of the formats that are no tool's own.

Names: the display name as it is, the handle where there is none; beside it first and last name, the last word being the last name.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import SOURCE, Candidate, Format, first_last

COLUMNS = (
    *(
        "person_id",
        "name",
        "first_name",
        "last_name",
        "email",
        "phone",
        "linkedin_url",
        "github_url",
        "stackoverflow_url",
    ),
    *(
        "website_url",
        "profile_url",
        "role",
        "role_title",
        "level_of_evidence",
        "evidence",
        "tags",
        "source",
        "time_zone",
    ),
)


def row(one: Candidate) -> Mapping[str, str]:
    """Everything that may be handed on."""
    first, last = first_last(one)
    return {
        "person_id": one.external_id,
        "name": one.name,
        "first_name": first,
        "last_name": last,
        "email": one.email,
        "phone": one.phone,
        "linkedin_url": one.linkedin,
        "github_url": one.profiles.get("github", ""),
        "stackoverflow_url": one.profiles.get("stackoverflow", ""),
        "website_url": one.profiles.get("website", ""),
        "profile_url": one.profile,
        "role": one.role,
        "role_title": one.role_title,
        "level_of_evidence": one.level_of_evidence,
        "evidence": one.evidence,
        "tags": ",".join(tag.replace(",", " ") for tag in one.tags),
        "time_zone": one.time_zone or "",
    }


def generic(name: str, suffix: str) -> Format:
    """The format of this name in this kind of file."""
    return Format(
        name=name,
        columns=COLUMNS,
        row=row,
        certainty="our own",
        required=("person_id", "name"),
        given={"source": SOURCE},
        suffix=suffix,
    )
