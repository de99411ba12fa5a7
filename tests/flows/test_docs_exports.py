"""What docs/exports.md says of the formats is so."""

from __future__ import annotations

import re
from pathlib import Path

from warehouse.exports import catalogue

PAGE = (Path(__file__).parents[2] / "docs/exports.md").read_text("utf-8")


def test_the_table_of_formats_is_that_of_the_files() -> None:
    told = {}
    for names, needs, most, certainty in re.findall(r"^\| (`.+?) \| (.+?) \| (.+?) \| (.+?) \|$", PAGE, re.M):
        for name in re.findall(r"`([a-z-]+)`", names):
            told[name] = (needs, most, certainty)
    assert told == {
        name: (
            str(one.needs).replace("no address", "nothing"),
            f"{one.most_rows:,}" if one.most_rows else "any",
            one.certainty,
        )
        for name, one in catalogue().items()
    }
