"""The worked examples of docs/extending.md are whole: each file there is read as the product reads it, and its cases hold."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from ranking.role import parse_role
from ranking.specs.lint import objections
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Found
from sourcing.records import Archetype
from tests.signals.support import load, shown
from tests.spiders.support import answer_of, check, made_of
from tests.warehouse.exports.support import made

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/extending.md").read_text("utf-8")
FILES = dict(re.findall(r"^```\w+ (\S+/\S+)\n(.*?)^```$", PAGE, re.M | re.S))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with every file of the page."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def module(name: str) -> ModuleType:
    """A file of the page, imported."""
    made = ModuleType(name.removesuffix(".py").replace("/", "."))
    exec(compile(FILES[name], name, "exec"), made.__dict__)
    return made


def test_the_signal_finds_what_its_cases_say(written: Path) -> None:
    signal = module("sourcing/signals/load_tests.py").SIGNAL
    for case in (written / "tests/signals/cases/load_tests").iterdir():
        read, contributions = load(case)
        view = View(read)
        view.read(signal.reads)
        answer = signal.look(view, contributions)
        assert shown(answer) == json.loads((case / "expected.json").read_text("utf-8"))
        assert {one.kind for one in answer.findings} <= signal.kinds.keys() if isinstance(answer, Found) else True


def test_the_site_tells_what_its_case_says(written: Path) -> None:
    site = module("spiders/sites/fieldnotes.py").SITE
    case = written / "tests/spiders/cases/fieldnotes/user"
    answer = answer_of(case)
    assert made_of(site, answer) == json.loads((case / "expected.json").read_text("utf-8"))
    check(site.parsers[answer.page.kind](answer))


def test_the_format_takes_everybody() -> None:
    rows = made(module("warehouse/exports/ledgerhire.py").FORMAT)
    assert all(isinstance(row, dict) and row["Candidate"] and row["Stage"] == "New" for row in rows.values())


def test_the_role_is_one() -> None:
    spec = parse_role(FILES["roles/keeper.toml"], where="docs/extending.md").spec
    assert spec.archetype is Archetype.OPERATOR
    assert objections(spec, today=date(2026, 11, 26)) == []


def test_the_files_have_names_that_are_still_free() -> None:
    assert [name for name in FILES if (ROOT / name).exists()] == []
