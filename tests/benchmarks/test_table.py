"""The table of benchmarks has a row for each, and a run fills in its own cells alone."""

from __future__ import annotations

import re

import pytest

from benchmarks.__main__ import HERE, filled, main, run


def test_every_benchmark_has_a_row() -> None:
    rows = re.findall(r"^\| `(\w+)", (HERE / "README.md").read_text("utf-8"), re.M)
    assert sorted(rows[1:]) == sorted(path.stem for path in HERE.glob("[a-z]*.py"))


def test_a_run_fills_in_its_own_cells() -> None:
    text = "| `encode` | a | b | old | | | c |\n| `rank` | a | b | old | | | c |"
    assert filled(text, "rank", {4: "1.93 ×: holds", 6: "2026-11-26"}) == (
        "| `encode` | a | b | old | | | c |\n| `rank` | a | b | 1.93 ×: holds | | 2026-11-26 | c |"
    )
    with pytest.raises(ValueError, match="no row for rank"):
        filled("", "rank", {})


def test_what_a_benchmark_says_last_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("rank", ("--no-such-option",)) == ""
    assert "usage" in capfd.readouterr().err


def test_a_benchmark_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("nights-of-old") == 2
    assert "nightly" in capsys.readouterr().err
