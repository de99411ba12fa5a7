"""Ashby, whose import page lets you map any columns: here under the names of its API.

Names: the display name in one column; the handle where there is none.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import EXTRA, Candidate, Format, extra


def row(one: Candidate) -> Mapping[str, str]:
    """Name, contacts, profiles, and the columns of one's own."""
    return {
        "name": one.name,
        "email": one.email,
        "linkedInUrl": one.linkedin,
        "githubUrl": one.profiles.get("github", ""),
        "website": one.profiles.get("website", ""),
        **extra(one),
    }


FORMAT = Format(
    name="ashby",
    columns=("name", "email", "linkedInUrl", "githubUrl", "website", "sourceId", *EXTRA),
    required=("name",),
    row=row,
    certainty="names of its API; its import page maps the columns",
    given={"sourceId": ""},
    says="map the columns on the import page; sourceId is the id of a source that exists there",
)
