"""The real command line in a child process, in a folder of its own, unable to reach any other machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.flows.warm import LONGEST, run_warm

GUARD = Path(__file__).parent.parent / "guard"
ROLE = "mlops-operator"
ANSWERS = (
    "--employer",
    "Example Ltd",
    "--contact",
    "privacy@example.org",
    "--purpose",
    "hire",
    "--legal-basis",
    "assessed",
    "--regions",
    "EU",
)


@dataclass(frozen=True, kw_only=True)
class Done:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


class Desk:
    """A folder in which a user works; `environment` holds what every command of theirs sees beside the ordinary."""

    def __init__(self, folder: Path, *, clock: str = "2026-11-01T00:00:00Z") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SOURCING_", "PREFECT_", "COV_"))
        }
        self.environment = (
            kept
            | {
                "PYTHONPATH": f"{GUARD}{os.pathsep}{GUARD.parents[1]}",  # the code beside these tests, wherever it is installed from
                "SOURCING_SALT": "test",
                "SOURCING_CLOCK": clock,
                "SOURCING_SITES_OFF": '["*"]',  # a test that is about them has a web of its own
                "COLUMNS": "200",
            }
        )

    @property
    def warehouse(self) -> Path:
        """The file that holds everything, where the home is the one of `init`."""
        return self.folder / ".sourcing/warehouse.duckdb"

    def start(self, *words: str, output: int = subprocess.PIPE, group: bool = False) -> subprocess.Popen[str]:
        """The running command; one that is to be killed gets no pipe, for its children would keep it open."""
        command = [sys.executable, "-m", "flows.cli", *words]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=group,
            text=True,
        )

    def run(self, *words: str) -> Done:
        """The ended command; it is spared the imports, which `start` makes."""
        if not self._is_odd():
            return self._run_warm(*words)
        process = self.start(*words)
        out, err = process.communicate(timeout=LONGEST)
        return Done(code=process.returncode, out=out, err=err)

    def well(self, *words: str) -> Done:
        """The ended command, which went well."""
        done = self.run(*words)
        assert done.code == 0, done.err
        return done

    def ranked(self) -> list[dict[str, Any]]:
        """The rows of the latest shortlist, everybody's."""
        rows: list[dict[str, Any]] = self.well("shortlist", ROLE, "--all", "--json").json()
        return rows

    def _is_odd(self) -> bool:
        """Whether something is set that Python itself looks at when it starts."""
        looked_at = ("PYTHON", "LANG", "LC_", "TMPDIR")
        own = {name for name in self.environment if name.startswith(looked_at)} - {"PYTHONPATH"}
        return any(self.environment[name] != os.environ.get(name) for name in own)

    def _run_warm(self, *words: str) -> Done:
        with TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            code = run_warm(words, folder=self.folder, environment=self.environment, out=out, err=err)
            return Done(code=code, out=out.read_text("utf-8"), err=err.read_text("utf-8"))

    def answered(self) -> Desk:
        """The same desk after `sourcing init`."""
        self.well("init", *ANSWERS)
        return self

    def having_met_prefect(self, other: Desk) -> Desk:
        """The same desk with the database of another's Prefect, of which a new one takes longer than most runs to be made."""
        mine, made = (one.folder / ".sourcing/prefect/prefect.db" for one in (self, other))
        mine.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made, mine)
        return self

    def completed(self) -> Desk:
        """The same desk after somebody filled in the documents of `init`."""
        for path in (self.folder / "legal").iterdir():
            path.write_text(re.sub(r"\[FILL IN[^\]]*\]", "said", path.read_text("utf-8")), "utf-8")
        return self

    def signed(self) -> Desk:
        """The same desk after they were filled in and signed off."""
        self.completed().well("sign-off", "--by", "Ada Example")
        return self


def copied(desk: Desk, folder: Path) -> Desk:
    """A desk of one's own with all that lies in another's folder."""
    mine = Desk(folder)
    shutil.copytree(desk.folder, mine.folder, dirs_exist_ok=True)
    return mine


def one_line_error(done: Done) -> str:
    """The only error line of a command that failed; no traceback came with it."""
    assert "Traceback" not in done.err, done.err
    lines = [line for line in done.err.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, done.err
    return lines[0]
