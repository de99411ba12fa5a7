"""What a README says its authors can do."""

from __future__ import annotations

from sourcing.evidence.attribution import Ownership
from sourcing.evidence.reading import View
from sourcing.git.address import file_link
from sourcing.named_skills import named
from sourcing.parsing.prose import visible
from sourcing.records import Claim

MOSTLY = 0.5  # of a README: whose words it is
_LINES = 400


def in_readme(view: View, ownership: Ownership) -> tuple[Claim, ...]:
    """The skills that the root README names, as claims of those who wrote at least half of it."""
    path = view.readme_path
    owners = [touch.account for touch, share in ownership.shares(path) if share >= MOSTLY] if path else []
    if path is None or not owners:
        return ()
    snapshot = view.snapshot
    said = named(visible(view.lines(path)[:_LINES]))
    return tuple(
        Claim(
            account=account,
            skill=skill,
            said_in=f"README of {snapshot.repository.name}",
            link=file_link(snapshot.repository, commit=snapshot.commit, path=path, line=line),
        )
        for account in owners
        for skill, line in said.items()
    )
