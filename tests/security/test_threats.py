"""The threat table of docs/security.md is whole, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/security.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| threat |")
]
WANTED = (
    *("Scrapy", "schemes", "telnet", "crawler that hides", "not to be crawled", "certificate", "SSRF by link", "rebinding"),
    *("clone URL", "decompression", "hostile bodies", "for ever", "XML", "zip bombs", "archives", "YAML", "regular expression"),
    *("formulas", "HTML report", "SQL", "token", "credential", "repository runs code", "submodules", "alternates"),
    *("huge repositories", "models", "read the files", "desk", "sandbox", "dependency"),
)  # fmt: skip


@pytest.mark.parametrize("threat", WANTED)
def test_every_threat_has_a_row(threat: str) -> None:
    assert [row for row in TABLE if threat in row[0] and row[1]]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_every_row_names_tests_that_exist(row: list[str]) -> None:
    nodes = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row[2])
    assert nodes and len(row) == 3
    for file, name in nodes:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{file} has no {name}"
