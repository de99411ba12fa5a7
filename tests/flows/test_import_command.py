"""The command `import`: exit codes, what it prints and where, and that the documents' lines work as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.commands.imports import app
from sourcing.errors import UsageError
from tests.flows.imported import KAGGLE, ROOT, fill, listed, orcid
from tests.flows.support import Desk, one_line_error
from tests.imports.support import CASES

STATED = {
    "SOURCING_PURPOSE__EMPLOYER": "Example Ltd",
    "SOURCING_PURPOSE__CONTACT": "privacy@example.org",
    "SOURCING_PURPOSE__PURPOSE": "hire",
    "SOURCING_PURPOSE__LEGAL_BASIS": "assessed",
    "SOURCING_PURPOSE__REGIONS": '["EU"]',
    "SOURCING_SALT": "test",
    "SOURCING_CLOCK": "2026-11-01",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "home")


def test_the_command(folder: Path, tmp_path: Path) -> None:
    desk = CliRunner(env={"SOURCING_HOME": str(folder), **STATED})
    hours = sorted((CASES / "gharchive/hours").glob("2*.json"))
    done = desk.invoke(app, ["gharchive", *map(str, hours)])
    assert done.exit_code == 1 and "line 6: no JSON object" in done.stderr  # part of it could not be read
    assert [line.split("  #")[0] for line in done.stdout.splitlines()[1:]] == ["casimir-sbx", "Marit-SBX", "odile-sbx"]
    done = desk.invoke(app, ["kaggle", *map(str, KAGGLE), "--all"])
    assert isinstance(done.exception, UsageError) and "--all is refused" in done.exception.message
    path, out = listed(tmp_path / "met.csv", "C,https://github.com/casimir-sbx,,,consent"), tmp_path / "logins.txt"
    done = desk.invoke(app, ["people", str(path), "--out", str(out)])
    assert done.exit_code == 0 and "the person may ask to read" in done.stderr and not done.stdout
    assert out.read_text("utf-8").splitlines()[1:] == ["casimir-sbx  # met.csv, row 2"]


def test_the_documented_imports_work_as_written(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in (*KAGGLE, CASES / "gharchive/hours/2026-06-01-15.json"):
        shutil.copy(path, tmp_path)
    Path("2026-06-01-15.json").rename("2026-06-01-15.json.gz")
    listed(Path("met.csv"), "C,https://github.com/casimir-sbx,,,consent")
    orcid(Path("ORCID_2026_10_summaries.tar.gz"))
    lines = re.findall(r"^sourcing import ([^#\n]+)", (ROOT / "docs/sources.md").read_text("utf-8"), re.M)
    assert len(lines) == 4
    for line in lines:
        done = CliRunner(env={"SOURCING_HOME": str(folder), **STATED}).invoke(app, shlex.split(line))
        assert done.exit_code == 0 and (" 0 told of" not in done.stderr or "gharchive" in line), (line, done.output)
    assert Path("logins.txt").read_text("utf-8").splitlines()[1:] == ["casimir-sbx  # elsewhere-sbx/oven"]


def test_the_command_line_knows_it(tmp_path: Path) -> None:
    done = Desk(tmp_path / "desk").run("import", "kaggle", "Users.csv")
    assert done.code == 2 and "no purpose is stated here" in one_line_error(done)
