"""Outreach, whose import page maps columns to fields: here under the names of its API. It states no required field.

Names: the last word is the last name; a single word, or a handle where there is no name, is the first name alone. Role and level of evidence
are tags, the evidence is a note.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import SOURCE, Candidate, Format, first_last


def row(one: Candidate) -> Mapping[str, str]:
    """First and last name, contacts, profiles, tags, the external id, and the evidence as a note."""
    first, last = first_last(one)
    tags = (one.role_title, one.level_of_evidence, *one.tags)
    github = one.profiles.get("github", "")
    return {
        "firstName": first,
        "lastName": last,
        "emails": one.email,
        "linkedInUrl": one.linkedin,
        "githubUrl": github,
        "githubUsername": github.rpartition("/")[2],
        "stackOverflowUrl": one.profiles.get("stackoverflow", ""),
        "websiteUrl1": one.profiles.get("website", ""),
        "tags": ",".join(dict.fromkeys(tag.replace(",", " ") for tag in tags)),
        "externalId": one.external_id,
        "personalNote1": one.evidence,
        "timeZone": one.time_zone or "",
    }


FORMAT = Format(
    name="outreach",
    columns=(
        *("firstName", "lastName", "emails", "title", "company", "linkedInUrl", "githubUrl", "githubUsername"),
        *("stackOverflowUrl", "websiteUrl1", "tags", "source", "externalId", "personalNote1", "timeZone"),
    ),
    required=("firstName",),
    row=row,
    certainty="names of its API; its import page maps the columns",
    given={"source": SOURCE},
    says="map the columns on the import page; people without an address of mail come in, and cannot be written to yet",
)
