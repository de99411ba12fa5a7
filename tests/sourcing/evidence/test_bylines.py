"""Lines and sections about people go; everything else stays."""

from __future__ import annotations

import time

import pytest

from sourcing.evidence.bylines import without_people

README = """# Mill

By [Ilse Waldbaum](https://ilse.example), Millbrook College
Copyright (c) 2021 Ilse Waldbaum
By default the mill grinds.

## Authors
Ilse Waldbaum

### Thanks
Orchard Analytics

## Usage
Grind it by hand, with PyTorch.

Contact
-------
ilse@mail.example

Design
------
Two stones.
"""


def test_a_readme_without_its_people() -> None:
    left = without_people(README)
    assert [one for one in ("Ilse", "Waldbaum", "College", "Orchard", "mail") if one in left] == []
    assert [one for one in ("By default", "Grind it by hand, with PyTorch.", "Two stones.") if one not in left] == []


@pytest.mark.parametrize(
    "line",
    [
        "Author: 王小明",
        "作者：王小明",
        "© 2020 Acme",
        "Maintained by Æsa",
        "*Made with love in Lagos*",
        "by @ilse",
        "Built in [Tuebelau](u)",
        "Contact Ilse",
        "E-mail: ilse",
        "[![Twitter](u)](u)",
        "Contact us any time",
    ],
)
def test_a_line_that_names_its_maker_goes(line: str) -> None:
    assert without_people(f"one\n{line}\ntwo") == "one\ntwo"


@pytest.mark.parametrize(
    "line",
    [
        "Contacts are stored in a table of their own, and each is encrypted.",
        "bypass the cache",
        "# Team scheduling",
        "Built for speed",
        "- Twitter sentiment with BERT",
        "E-mail spam detection",
        "Implemented in PyTorch and C++, served over HTTP.",
        "Written in Rust.",
        "## Citation networks\nCora",
    ],
)
def test_other_lines_stay(line: str) -> None:
    assert without_people(line) == line


@pytest.mark.parametrize("unit", ["By ", "#", "made with ", "=", " \n"])
def test_a_long_document_takes_no_long_time(unit: str) -> None:
    begun = time.process_time()
    without_people(unit * (200_000 // len(unit)))
    assert time.process_time() - begun < 20
