"""Uses of imported packages by their full names, whatever the file calls them."""

from __future__ import annotations

import pytest

from sourcing.evidence.reading import View
from sourcing.evidence.usage import Use, uses
from tests.signals.support import snapshot


def used(text: str, *packages: str) -> list[Use]:
    return list(uses(View(snapshot({"app/pick.py": text})), "app/pick.py", packages or ("orchard",)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import orchard\norchard.pick('pear')", ("call", "orchard.pick", 2, "pear")),
        ("import orchard.trees as t\nx = t.plant()", ("call", "orchard.trees.plant", 2, "x")),
        ("from orchard import trees\n@trees.tend\ndef f(): pass", ("decorator", "orchard.trees.tend", 3, "f")),
        ("from orchard import Tree as T\nclass Pear(T): pass", ("base", "orchard.Tree", 2, "Pear")),
        ("from orchard import Tree\nt = Tree()\nt.pick()", ("call", "orchard.Tree().pick", 3, "")),
        ("from orchard import Tree\ndef f(t: Tree):\n    t.pick()", ("call", "orchard.Tree.pick", 3, "")),
        ("import orchard\n(orchard.tree()\n  .pick(name='a'))", ("call", "orchard.tree().pick", 3, "a")),
        ("from orchard import Tree\nclass A:\n  def f(self):\n    self.t = Tree()\n    self.t.pick()",
         ("call", "orchard.Tree().pick", 5, "")),
    ],
)  # fmt: skip
def test_a_use_has_its_full_name_line_and_label(text: str, found: tuple[str, str, int, str]) -> None:
    assert Use(*found) in used(text)


def test_a_decorator_that_is_called_is_no_call() -> None:
    assert [use.how for use in used("import orchard\n@orchard.tend(times=2)\ndef f(): pass")] == ["decorator"]


@pytest.mark.parametrize(
    "text",
    ["def pick(): pass\npick()", "from .orchard import pick\npick()", "import orchard\nother.pick()", "import orchard (",
     "import orchard\norchard" + ".a" * 3000 + "()"],
)  # fmt: skip
def test_what_is_not_imported_is_no_use(text: str) -> None:
    assert used(text) == []
