"""A command imports its own file and no other's."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows import cli

ALL = cli._parts()


@pytest.mark.parametrize("command", sorted(name for part in ALL for name in cli._names(part)))
def test_a_command_is_found_by_its_file_alone(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["sourcing", command, "--help"])
    assert [command in cli._names(part) for part in cli._meant()] == [True]


@pytest.mark.parametrize("asked", [[], ["--help"], ["shortlst"], ["(.*"]])
def test_without_a_command_that_is_known_all_are_there(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["sourcing", *asked])
    assert cli._meant() == ALL


def test_whoever_looks_imports_no_crawler_and_no_model() -> None:
    program = "import sys; sys.argv[1:] = ['shortlist']; from flows import cli; cli._meant(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    slow = {"sqlalchemy", "bm25s", "openpyxl", "sentence_transformers", "prefect", "requests"}
    assert "flows.commands.look" in imported and imported.isdisjoint({"flows.commands.run", *slow})
