"""Files of people get their names once the ledger names them: killed at any moment, the next opening of the home ends it.

While an export is written a note beside the warehouse says which, and its files lie in a hidden folder in the one where they belong. They are
moved out when the ledger is committed. Of what a killed process left, the ledger decides: an export that it names is finished, any
other is removed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Self

from pydantic import BaseModel

from sourcing.errors import UsageError, writing
from sourcing.landing import sync_folder
from sourcing.whole_file import write_whole
from warehouse.connection import Warehouse

DELETE_BY = "DELETE-BY.txt"
ABOUT = "These files hold data of people. Delete each by the day in front of it, and sooner where somebody in it asks."


class Staged(BaseModel):
    """An export in the making: the names of its files, the absolute folder where they belong, and the lines of the note on deleting them."""

    export_id: str
    folder: Path
    names: list[str]
    lines: list[str]

    @property
    def hidden(self) -> Path:
        """Where the files are until they get their names."""
        return self.folder / f".{self.export_id}"

    @classmethod
    def begin(cls, warehouse: Warehouse, export_id: str, folder: Path, *, names: list[str], lines: list[str]) -> Self:
        """Notes what is about to be written. Errors: HomeError."""
        made = cls(export_id=export_id, folder=folder.absolute(), names=names, lines=lines)
        write_whole(note_of(warehouse.path), made.model_dump_json().encode())
        return made

    def keep(self) -> None:
        """Makes what was written into the hidden folder survive a power cut. Errors: HomeError."""
        with writing(self.hidden):
            for folder in (self.hidden, self.folder):
                sync_folder(folder)


def note_of(warehouse: Path) -> Path:
    """Where the file of a warehouse has beside it which export is being written; there only until that is done."""
    return warehouse.with_name("exporting.json")


def settle(warehouse: Warehouse) -> list[str]:
    """Ends an export that is in the making, and says what was done, in sentences; nothing where there is none.

    Errors: UsageError where somebody has to look, HomeError. The note stays then, and the next call tries again.
    """
    note = note_of(warehouse.path)
    if not note.exists():
        return []
    found = Staged.model_validate_json(note.read_bytes())
    is_handed_on = bool(warehouse.rows("SELECT 1 FROM export WHERE export_id = ?", [found.export_id]))
    if is_handed_on:
        lost = _finish(found, note)
        said = [f"an export into {found.folder} that was interrupted is finished first"] + [
            f"{found.folder / name} is gone: whoever stood in it counts as handed on; `--again` writes them once more"
            for name in lost
        ]
    else:
        said = [f"what an interrupted export left in {found.folder} is removed; nobody was handed on"]
    with writing(found.folder):
        if found.hidden.exists():
            shutil.rmtree(found.hidden)
    with writing(note):
        note.unlink()
    return said


def _finish(found: Staged, note: Path) -> list[str]:
    """Gives the files their names; those that are neither hidden nor there."""
    if not found.folder.is_dir():
        names = ", ".join(found.names)
        raise UsageError(
            f"{found.folder} is not there, and an export into it was interrupted before it had all of {names}",
            remedy=f"bring the folder back; or remove {note} to give the files up, and export with --again",
        )
    lost = []
    for name in found.names:
        draft, path = found.hidden / name, found.folder / name
        if draft.exists() and path.exists():
            raise UsageError(
                f"{path} is there, and an export that was interrupted is to be finished under this name",
                remedy="move it elsewhere",
            )
        if draft.exists():
            with writing(path):
                draft.replace(path)
        elif not path.exists():
            lost.append(name)
    with writing(found.folder):
        sync_folder(found.folder)
    _note_until(found)
    return lost


def _note_until(found: Staged) -> None:
    """Adds to the note in the folder by when these files are to go. It names nobody, and nobody has to open it in a tool."""
    note = found.folder / DELETE_BY
    with writing(note):
        before = note.read_text("utf-8", "replace") if note.exists() else f"{ABOUT}\n\n"
    held = set(before.splitlines())
    lines = [f"{line}\n" for line in found.lines if line not in held]
    if lines:
        draft = found.hidden / DELETE_BY
        write_whole(draft, (before + "".join(lines)).encode("utf-8", "replace"))
        with writing(note):
            draft.replace(note)
