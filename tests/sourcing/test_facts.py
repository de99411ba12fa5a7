"""Facts and shares of a repository."""

from __future__ import annotations

from sourcing.evidence.reading import View
from sourcing.evidence.signal import NotFound
from sourcing.facts import facts
from sourcing.signals import tests as signal
from tests.signals.support import contributions, snapshot

NOTHING = dict.fromkeys(
    ("containers", "tests", "ci", "http_api", "model_serving", "mlops_tooling", "lint_and_types", "notebooks"),
    NotFound(reason="none"),
)


def test_the_share_of_tests_is_that_of_lines_of_test_and_product_code() -> None:
    texts = {
        "orchard/core.py": "a = 1\n" * 29,
        "tests/test_core.py": "def test_core():\n    assert True\n" * 4,
        "tests/conftest.py": "import pytest",
        "examples/pick.py": "a = 1\n" * 90,
        "docs/conf.py": "a = 1\n" * 90,
        "README.md": "words\n" * 90,
    }
    assert signal.test_share(View(snapshot(texts))) == 0.25
    assert signal.test_share(View(snapshot({"tests/test_core.py": "def test_core(): pass\n"}))) == 0.0


def test_the_share_of_tests_is_among_the_shares_where_there_is_a_view() -> None:
    view = View(snapshot({"a.py": "a = 1", "test_a.py": "def test_a(): assert 1"}))
    assert facts(NOTHING, contributions([]), view=view).shares["test_share"] == 0.5
    assert "test_share" not in facts(NOTHING, contributions([])).shares
