"""The report of a role, from the published file to a page or a file."""

from __future__ import annotations

import os
from pathlib import Path

from flows.options import ROLES
from flows.report.document import Document
from flows.report.render import render
from flows.report.write import document
from ranking.role import RoleSpec, find_role
from sourcing.errors import RoleError, UsageError, writing
from warehouse.connection import Warehouse
from warehouse.report import read_report

MOST = 200  # people that a report holds unless more are asked for


def report_of(published: Warehouse, role: str, *, top: int = MOST) -> Document:
    """The report of the first `top` people of a ranked role. Errors: RoleError where the role was not ranked."""
    return document(read_report(published, role, top=top), spec_of(role))


def spec_of(role: str) -> RoleSpec | None:
    """The spec of a role given by name; None where its file is gone, which leaves out the interview kit alone."""
    try:
        return find_role(role, folder=ROLES).spec
    except RoleError:
        return None


def write_report(published: Warehouse, role: str, path: Path, *, top: int = MOST) -> int:
    """How many people stand in the file, which its owner alone can read. Errors: RoleError, HomeError, UsageError for a folder."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", remedy="name a file, for example report.html")
    made = report_of(published, role, top=top)
    page = render(made)
    draft = path.with_name(f".{path.name}.part")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(page)
        draft.replace(path)
    return len(made.people)
