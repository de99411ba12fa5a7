"""Who is in a file of people known already: by whatever columns it has, and by keyed hashes alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.errors import UsageError
from sourcing.keyed import keyed_handle, keyed_name
from sourcing.sheets.known import Acquaintance, acquaintances, is_recognised
from sourcing.sheets.sheet import Mistakes

KEY = b"a key for tests"


def read(*rows: Mapping[str, str]) -> list[Acquaintance]:
    mistakes = Mistakes("ats.csv")
    found = acquaintances(enumerate(rows, 2), key=KEY, mistakes=mistakes)
    mistakes.check()
    return found


@pytest.mark.parametrize(
    ("row", "accounts"),
    [
        ({"profile": "https://github.com/Mira-Sbx/"}, ["github:mira-sbx"]),
        ({"github": "@mira-sbx"}, ["github:mira-sbx"]),
        ({"github_username": "mira-sbx"}, ["github:mira-sbx"]),
        ({"linkedin_profile": "linkedin.com/in/mira-s"}, ["linkedin:mira-s"]),
        ({"social_media": "x.com/mira, https://gitlab.com/mira"}, ["x:mira", "gitlab:mira"]),
        ({"website": "https://mira.example/"}, ["web:mira.example"]),
        ({"work_email": "Mira@Mail.example"}, [f"git:{keyed_handle(KEY, 'mira@mail.example')}"]),
        ({"e_mail": "mailto <mira@mail.example>"}, [f"git:{keyed_handle(KEY, 'mira@mail.example')}"]),
        ({"comment": "mira@mail.example https://github.com/mira"}, []),
        ({"profile": "see notes"}, []),
    ],
)
def test_accounts_are_found_under_many_names(row: dict[str, str], accounts: list[str]) -> None:
    assert [one for found in read(row) for one in found.accounts] == accounts


def test_a_name_is_the_same_in_any_order_case_and_accent() -> None:
    same = {keyed_name(KEY, name) for name in ("Séveline Szentkira", "szentkira, seveline", "SEVELINE  SZENTKIRA")}
    assert len(same) == 1 and None not in same
    assert read({"first_name": "Séveline", "last_name": "Szentkira"})[0].name in same
    assert keyed_name(KEY, "Seveline") is keyed_name(KEY, "") is keyed_name(KEY, "- -") is None
    assert keyed_name(KEY, "王小明") is not None and keyed_name(b"another", "王小明") != keyed_name(KEY, "王小明")


def test_stage_and_last_contact_are_what_the_file_says() -> None:
    said = read(
        {"name": "Mira Solvang", "status": " Onsite ", "last_activity": "13/10/2026", "last_contact": "-"},
        {"name": "Odd Berg", "status": "", "last_activity": "01/10/2026", "last_contact": "2026-10-05 10:00:00"},
    )
    assert [(one.stage, one.last_contact) for one in said] == [
        ("Onsite", date(2026, 10, 13)),
        (None, date(2026, 10, 5)),
    ]
    with pytest.raises(UsageError, match=r"row 2, last_contact: '1/2/2026' may be"):
        read({"name": "Mira Solvang", "last_contact": "1/2/2026"})


def test_a_file_without_such_columns_is_told_apart() -> None:
    assert (
        is_recognised(["id", "Work_Email".lower()]) and is_recognised(["last_name"]) and is_recognised(["github_url"])
    )
    assert not is_recognised(["id", "stage", "notes", "first_name"]) and not is_recognised([])


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                column: st.text(max_size=40)
                for column in ("name", "email", "github", "profile_url", "stage", "last_contact")
            }
        )
    )
)
def test_no_address_leaves_the_reader(rows: list[dict[str, str]]) -> None:
    found = acquaintances(enumerate(rows, 2), key=KEY, mistakes=Mistakes("ats.csv"))
    for one in found:
        assert one.accounts or one.name
        assert not any("@" in account for account in one.accounts if account.startswith("git:"))
        assert one.name is None or len(one.name) == 64
