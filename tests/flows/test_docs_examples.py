"""The start page and the worked examples do what they show: every command runs over the demo, and prints what stands below it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.support import Desk

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (
    "start.md",
    "example-shortlist.md",
    "example-request.md",
)  # in the order in which their commands build on each other
_FRACTION = re.compile(r"\d+\.\d+")


def blocks(page: str) -> Iterator[tuple[str, list[str]]]:
    """The language and the lines of each block of a page: commands to run, then what they are to print."""
    for language, text in re.findall(r"^```(sh|text)\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.M | re.S):
        yield language, text.splitlines()


def alike(shown: str, printed: str) -> bool:
    """Whether a line stands in one that was printed; a fraction may differ by what another processor makes of the last bits."""
    shown, printed = (" ".join(one.split()) for one in (shown, printed))
    if not re.search(r"\d+\.\d+".join(map(re.escape, _FRACTION.split(shown))), printed):
        return False
    near = [float(one) for one in _FRACTION.findall(printed)]
    return all(any(abs(float(one) - other) < 0.11 for other in near) for one in _FRACTION.findall(shown))


def test_what_start_and_examples_show_is_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "demo")
    del desk.environment["SOURCING_SITES_OFF"]  # the demo has a web of its own
    done = desk.run("demo", "--without-prefect")
    assert done.code == 0, done.err
    desk.environment["SOURCING_HOME"] = ".sourcing-demo"
    ran = 0
    for page in PAGES:
        printed: list[str] = []
        for language, lines in blocks(page):
            if language == "sh":
                printed = [line for command in lines for line in run(desk, command)]
                ran += len(lines)
            elif printed:
                missing = [line for line in lines if not any(alike(line, one) for one in printed)]
                assert missing == [], (page, printed)
    assert (
        ran > 20
        and (desk.folder / "exports/csv-keeper.csv").exists()
        and (desk.folder / "answer/disclosure.json").exists()
    )


def run(desk: Desk, command: str) -> list[str]:
    """The lines that a command prints; the documents are completed before somebody signs them."""
    if command.startswith("export "):
        return []
    if command.startswith("sourcing sign-off"):
        desk.completed()
    done = desk.run(*shlex.split(command)[1:])
    objects = command.startswith("sourcing role check")  # and says so by its exit code, as the page does
    assert done.code == int(objects), (command, done.err)
    return [*done.out.splitlines(), *done.err.splitlines()]


@pytest.mark.parametrize("page", [*PAGES, "../README.md"])
def test_pictures_are_there(page: str) -> None:
    named = re.findall(r"!\[([^\]]{20,})\]\((\S+\.png)\)", (DOCS / page).read_text("utf-8"))
    assert named and all((DOCS / page).parent.joinpath(file).read_bytes().startswith(b"\x89PNG") for _, file in named)
