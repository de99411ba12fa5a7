"""What a run leaves to be read on Prefect's own page: counts, never a person."""

from __future__ import annotations

import re

from sourcing.settings import Home
from warehouse.connection import open_published
from warehouse.shown import changes_by_kind


def tell_changes(home: Home, role: str) -> None:
    """Leaves a table of how much is new in the latest shortlist of a role; to be called within a Prefect flow."""
    from prefect.artifacts import create_table_artifact

    with open_published(home.published) as published:
        rows = changes_by_kind(published, role)
    create_table_artifact(
        key=f"changes-{re.sub(r'[^a-z0-9]+', '-', role.lower()).strip('-')}",
        table=rows,
        description=f"What is new for the role {role}. Who, and what: `sourcing changes {role}`.",
    )
