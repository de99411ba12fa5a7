"""Lever, its import of candidates: commas only, at most 55,000 rows, a file name of a-z, 0-9, _ and -.

Names: the display name in one column; the handle where there is none. Links are separated by a comma and a space, tags by a comma alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.handing.exporting import SOURCE, Candidate, Format


def row(one: Candidate) -> Mapping[str, str]:
    """Full name, address of mail, links (profiles, then evidence) and tags (role, level of evidence, external id, the team's own)."""
    links = [*one.profiles.values(), *([one.linkedin] if one.linkedin else []), *(proof.link for proof in one.proofs)]
    tags = (one.role_title, one.level_of_evidence, one.external_id, *one.tags)
    return {
        "Full name": one.name,
        "Email": one.email,
        "links": ", ".join(dict.fromkeys(link.replace(",", "%2C") for link in links)),
        "tags": ",".join(dict.fromkeys(tag.replace(",", " ") for tag in tags)),
    }


FORMAT = Format(
    name="lever",
    columns=("Full name", "Email", "Lever Posting URL", "Stage", "Sources", "Origin", "links", "tags"),
    required=("Full name", "Stage", "Sources", "Origin"),
    row=row,
    certainty="vendor page, which does not publish the full header row",
    given={"Lever Posting URL": "", "Stage": "New Lead", "Sources": SOURCE, "Origin": "Sourced"},
    most_rows=55_000,
    says="the stage must exist there",
)
