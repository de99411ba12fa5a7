"""The report of a role, from the published file to a page or a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from flows.options import ROLES
from flows.report.document import Document
from flows.report.render import render
from flows.report.write import document
from ranking.role import RoleSpec, find_role
from sourcing.errors import RoleError
from sourcing.whole_file import write_whole
from warehouse.connection import Warehouse
from warehouse.published.report import read_report

MOST = 200  # people that a report holds unless more are asked for


def report_of(published: Warehouse, role: str, *, top: int = MOST, spec: RoleSpec | None = None) -> Document:
    """The report of the first `top` people of a ranked role. Errors: RoleError where the role was not ranked."""
    return document(read_report(published, role, top=top), spec or spec_of(role))


def spec_of(role: str) -> RoleSpec | None:
    """The spec of a role given by name or file; None where its file is gone, which leaves out the interview kit alone."""
    try:
        return find_role(role, folder=ROLES).spec
    except RoleError:
        return None


def write_report(
    published: Warehouse,
    role: str,
    path: Path,
    *,
    top: int = MOST,
    spec: RoleSpec | None = None,
    until: date | None = None,
) -> Document:
    """The report as it stands in the file, which its owner alone can read and which is to be deleted by the day `until` or before.

    Errors: RoleError, HomeError, UsageError for a folder.
    """
    made = report_of(published, role, top=top, spec=spec)
    made = replace(made, delete_by=min(filter(None, (made.delete_by, until)), default=None))
    write_whole(path, render(made).encode())
    return made
