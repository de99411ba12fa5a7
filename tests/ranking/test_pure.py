"""Ranking reads model, roles and skills, and nothing else: no clock, no environment, no dice, no other file."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ranking
from ranking.role import RoleSpec
from tests.ranking.people import Crowd

FOLDER = Path(ranking.__file__).parent
MODULES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.py"))
NO_MODULES = {
    "random",
    "time",
    "secrets",
    "uuid",
    "socket",
    "subprocess",
    "urllib",
    "requests",
    "sqlite3",
    "duckdb",
    "prefect",
    "warehouse",
    "flows",
}
NO_CALLS = {"now", "utcnow", "today", "getenv", "urandom", "random", "default_rng", "getcwd", "cwd", "home"}
READERS = {"open", "read_text", "read_bytes", "iterdir", "glob"}
MAY_READ = {
    "encoder.py": {"open", "read_text"},
    "role.py": {"read_text", "iterdir", "glob"},
    "columns.py": {"read_text"},
    "specs/sections.py": {"read_text"},
    "texts/recall.py": {"read_bytes"},
}


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _calls(tree: ast.AST) -> set[str]:
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        one.attr if isinstance(one, ast.Attribute) else one.id
        for one in called
        if isinstance(one, ast.Attribute | ast.Name)
    }


@pytest.mark.parametrize("module", MODULES)
def test_no_clock_no_dice_no_environment(module: str) -> None:
    tree = ast.parse((FOLDER / module).read_text("utf-8"))
    assert not set(_imports(tree)) & NO_MODULES
    assert not _calls(tree) & NO_CALLS
    assert _calls(tree) & READERS <= MAY_READ.get(module, set())
    environ = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "environ"]
    stores = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and node.value in environ and isinstance(node.ctx, ast.Store)
    ]
    assert len(stores) == len(environ) == (2 if module == "encoder.py" else 0), "the environment is told, never asked"


class _Opened:
    """Hears of every file opened while it is on."""

    def __init__(self) -> None:
        self.on, self.seen = False, [""]
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.on and event in ("open", "os.listdir", "os.scandir", "socket.connect", "subprocess.Popen"):
            self.seen.append(f"{event} {arguments[0]}")


def test_ranking_opens_nothing_once_texts_are_encoded(crowd: Crowd, shipped: dict[str, RoleSpec]) -> None:
    wanted = shipped["rl-researcher"]
    first, ear = crowd.ranked(wanted, crowd.people), _Opened()
    ear.on = True
    second = crowd.ranked(wanted, crowd.people)
    ear.on = False
    assert (ear.seen, second) == ([""], first)
    ear.on = True
    with (FOLDER / "role.py").open() as file:
        file.read(1)
    ear.on = False
    assert len(ear.seen) == 2, "the ear is deaf"
