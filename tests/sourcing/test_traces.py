"""What names somebody is found and taken out; a word of the language, a namesake's handle and everybody else stay."""

from __future__ import annotations

from typing import Any

import pytest

from sourcing.keyed import account_hash, keyed_handle, keyed_name, part_hash, word_hash
from sourcing.suppression import Suppressed
from sourcing.traces import Named, Traces, cleaned

SALT = b"k"
NAME, HANDLE, MAIL = "Rhosyn Ap Gwyn", "rhosyn-sbx", "rhosyn@mail.example"
ACCOUNTS = [f"github:{HANDLE}", "gitlab:data", f"git:{keyed_handle(SALT, MAIL)}"]
NAMED = Named(ACCOUNTS, names=[NAME], salt=SALT)
KEYED = Suppressed(
    {
        *(account_hash(SALT, one) for one in ACCOUNTS),
        word_hash(SALT, HANDLE),
        keyed_name(SALT, NAME) or "",
        part_hash(SALT, "rhosyn"),
    },
    salt=SALT,
)


@pytest.fixture(params=[NAMED, KEYED], ids=["in the clear", "keyed"])
def people(request: pytest.FixtureRequest) -> Traces:
    found: Traces = request.param
    return found


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Merge branch 'rhosyn-sbx-patch-1'", "Merge branch '[erased]-patch-1'"),
        ("thanks @Rhosyn-SBX, and rhosyn-sbx/oven", "thanks @[erased], and [erased]/oven"),
        ("by Gwyn, by Rhosyn Ap Gwyn and by Ap Gwyn Rhosyn", "by Gwyn, by [erased] and by [erased]"),
        ("load data with gitlab.com/data/x", "load data with gitlab.com/[erased]/x"),
        ("rhosyn-sbx2 and a-rhosyn-sbx are others", "rhosyn-sbx2 and a-rhosyn-sbx are others"),
        ("", ""),
    ],
)
def test_a_text_loses_what_names_them(people: Traces, text: str, left: str) -> None:
    assert people.redact(text) == left


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ({"account": f"github:{HANDLE}", "subject": "s"}, None),
        ({"page": "p", "profile": {"account": f"github:{HANDLE}"}, "link": None}, None),
        ({"account": "github:other", "subject": f"as {HANDLE} says"}, {"account": "github:other", "subject": "as [erased] says"}),
        ({"account": "github:other", "display_name": NAME}, {"account": "github:other", "display_name": NAME}),
        ({"links": [f"https://github.com/{HANDLE}", "https://x.example/"]}, {"links": ["https://x.example/"]}),
        ({"elsewhere": [{"card": {"slug": f"{HANDLE}/oven"}}, {"card": {"slug": "o/x"}}]}, {"elsewhere": [{"card": {"slug": "o/x"}}]}),
        ({"authors": [{"login": HANDLE}, {"login": "other"}], "n": 1}, {"authors": [{"login": "other"}], "n": 1}),
        ([f"users/{HANDLE}/a.py", "100644", "b10b"], ["users/[erased]/a.py", "100644", "b10b"]),
    ],
)  # fmt: skip
def test_a_row_goes_or_loses_what_names_them(people: Traces, row: Any, left: Any) -> None:
    assert cleaned(row, people) == left


@pytest.mark.parametrize(
    ("name", "text"),
    [("Áine Nic Ódhráin", "by Aine Nic Odhrain"), ("Aine Nic Odhrain", "by Áine Nic Ódhráin"), ("Ines Strauß", "by INES STRAUSS"),
     ("José Álvarez", "by Jose\u0301 A\u0301lvarez"), ("Jose Alvarez", "by José-Álvarez")],
)  # fmt: skip
def test_a_name_is_met_in_any_spelling(name: str, text: str) -> None:
    people = Named([], names=[name], salt=SALT)
    assert people.may_be_in(text) and people.redact(text) == "by [erased]"


def test_an_address_of_mail_is_known_by_its_hash(people: Traces) -> None:
    assert people.is_in(f"maintainer: <{MAIL.upper()}>") and not people.is_in("maintainer: <other@mail.example>")
