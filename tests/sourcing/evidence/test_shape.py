"""The shape of a module: lengths, docstrings, annotations, and the shares over a repository."""

from __future__ import annotations

import pytest

from sourcing.evidence.shape import Shape, shape, style_shares
from tests.sourcing.views import view

TEXT = '''"""A module of trees."""

import os

NAMES = [
    "apple",
]


class Tree:
    """A tree that stands."""

    def __init__(self, rows: int):
        self.rows = rows

    def area(self) -> int:
        """The area of the tree.

        In square metres.
        """
        def inner(x):
            return x
        return inner(self.rows)

    @staticmethod
    def of(rows):
        return Tree(rows)


def _hidden(a: int, *rest, key: str) -> None: ...


if os.name:
    async def late() -> None:
        """TODO"""
        await late()
'''


def test_a_module_is_measured() -> None:
    found = view({"a.py": TEXT}).of(shape, "a.py")
    assert found == Shape(
        lines=36, code=15, lengths=(2, 4, 2, 1, 2), public=4, documented=2, annotated=3, first=10, first_documented=10, first_annotated=13
    )  # fmt: skip


@pytest.mark.parametrize(
    "path", ["examples/a.py", "docs/a.py", "a.txt", "db/migrations/0001_x.py", "app/alembic/versions/ab.py"]
)
def test_what_is_not_judged_has_no_shape(path: str) -> None:
    assert view({path: TEXT}).of(shape, path) is None


@pytest.mark.parametrize("doc", ["Area.", "The area", "TODO: say what", "_summary_ of the thing"])
def test_a_docstring_nobody_filled_in_says_nothing(doc: str) -> None:
    found = view({"a.py": f'def f():\n    """{doc}"""\n'}).of(shape, "a.py")
    assert found is not None
    assert (found.public, found.documented) == (1, 0)


def test_the_shares_of_a_repository_leave_out_what_cannot_be_measured() -> None:
    assert style_shares(view({"README.md": ""})) == {}
    found = style_shares(view({"a.py": TEXT, "b.py": "import os\n", "tests/test_a.py": "import os\n"}))
    assert found == {
        "violations_per_1000_lines": 40.0,
        "median_function_lines": 2.0,
        "annotated_share": 0.6,
        "docstring_share": 0.5,
    }
