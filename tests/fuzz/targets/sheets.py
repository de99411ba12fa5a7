"""The sheets that people send back: the review sheet, people known, contacts; as CSV and as a workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial

from openpyxl import Workbook

from ranking.judging.evaluate import parse_judgments, parse_stars
from sourcing.sheets import contacts, known, verdicts
from sourcing.sheets.sheet import Mistakes, parse
from tests.fuzz.target import Target

_MOST = 100_000  # bytes: a sheet costs some 50 µs a row, however many
_TODAY = date(2026, 11, 1)
_Rows = list[tuple[int, Mapping[str, str]]]
_REVIEW = (
    b"role,rank,person_id,display_name,accounts,decision,decision_reason,decided_by,until\n"
    b"mill,1,p1,Ada Probe,github:ada-sbx,phone screen,strong serving work,the team,\n"
    b"mill,2,p2,Ben Probe,github:ben-sbx,later 2026-12-01,asked us to,the team,1.12.2026\n"
)
_FEEDBACK = b"role,person_id,answer,comment,by\nmill,p1,yes,good,Ada\nmill,p2,maybe,,Ada\n"
_KNOWN = (
    b"Name;First Name;Last Name;LinkedIn;GitHub;E-mail;Stage;Last contacted\n"
    b'"Probe, Ada";Ada;Probe;linkedin.com/in/ada-sbx;@ada-sbx;ada@mail.example;onsite;3.11.2025\n'
)
_CONTACTS = (
    b"person_id,name,role,profiles,kind,contact,obtained_from,basis,obtained_on\n"
    b"p1,Ada,mill,https://github.com/ada-sbx,email,ada@mail.example,her page,consent,2026-10-01\n"
    b"p2,Ben,mill,,phone,+49 (0)30 123456,a call,consent,01/10/2026\n"
)


def targets() -> Iterator[Target]:
    """One for each sheet as CSV, for a workbook packed by us with a hostile part, and for lists apart by tabs."""
    for name, (take, columns, seeds) in _SHEETS.items():
        yield Target(name=f"sheets/{name}", run=partial(_sheet, take, columns), seeds=partial(list, seeds), most=_MOST)
    yield Target(name="sheets/workbook", run=partial(_sheet, _review, verdicts.KNOWN), seeds=lambda: [_workbook()])
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        name = part.rpartition("/")[2].removesuffix(".xml")
        yield Target(name=f"sheets/workbook_{name}", run=partial(_part, part), seeds=partial(_parts, part), most=_MOST)
    yield Target(
        name="sheets/judgments",
        run=_judgments,
        seeds=lambda: [b"mill\tgithub:ada-sbx\t2\n# note\nmill\tgithub:ben-sbx\t0\n"],
    )


def _sheet(take: Callable[[_Rows, Mistakes], object], columns: set[str], data: bytes) -> None:
    table = parse(data, name="list.csv", known=columns)
    mistakes = Mistakes("list.csv")
    take(list(table.rows), mistakes)
    mistakes.check()


def _review(rows: _Rows, mistakes: Mistakes) -> None:
    verdicts.verdicts(rows, role="mill", today=_TODAY, by="the team", mistakes=mistakes)


def _acquaintances(rows: _Rows, mistakes: Mistakes) -> None:
    known.acquaintances(rows, key=b"a key for tests", mistakes=mistakes)


def _contacts(rows: _Rows, mistakes: Mistakes) -> None:
    contacts.reaches(rows, today=_TODAY, mistakes=mistakes)


def _judgments(data: bytes) -> None:
    for read in (parse_judgments, parse_stars):
        read(data.decode("utf-8", "replace"), where="list.tsv")


def _workbook() -> bytes:
    book = Workbook()
    page = book.create_sheet("review", 0)
    for line in _REVIEW.decode().splitlines():
        page.append([*line.split(","), 4.5, _TODAY])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _parts(name: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as packed:
        return [packed.read(name)]


def _part(name: str, data: bytes) -> None:
    """A workbook in which one part is the input."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as packed, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for one in packed.namelist():
            out.writestr(one, data if one == name else packed.read(one))
    _sheet(_review, verdicts.KNOWN, made.getvalue())


_SHEETS: dict[str, tuple[Callable[[_Rows, Mistakes], object], set[str], list[bytes]]] = {
    "review": (_review, set(verdicts.KNOWN), [_REVIEW, _FEEDBACK, _REVIEW.decode().encode("utf-16")]),
    "known": (_acquaintances, {"name", "linkedin", "github"}, [_KNOWN]),
    "contacts": (_contacts, set(contacts.KNOWN), [_CONTACTS]),
}
