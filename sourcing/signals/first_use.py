"""Which tools each account took up lately, and since when.

Unit: tools. For every account and every tool of the catalogue that its own code imports: the first change of the account to
a file that imports the tool today. What counts: Python files which the account brought in or wrote at least half of, in
product code, examples or notebooks' modules; of each account the newest eight. Traps: a file may have come to import the
tool after the account's first change to it, so only files that are mostly the account's count, and the date is no earlier than
the truth, not the moment itself; umbrella skills ("deep learning") and languages are no tools; a history that does not
tell first changes (read over an API) is not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sourcing.evidence.attribution import Ownership
from sourcing.evidence.findings import MOST, spread
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, NotLooked, Signal, answer
from sourcing.places import Place
from sourcing.records import Account, Archetype, Contributions, Touch
from sourcing.skills import catalogue, skills_of_import

_MOSTLY = 0.5
_NEWEST = 8  # tools of one account
_SHORTEST = 3  # letters of a name that can be told from others
_PLACES = (Place.PRODUCT, Place.EXAMPLE, Place.COURSE)


class _Use(NamedTuple):
    tool: str
    touch: Touch
    line: int


def _tool(module: str) -> str | None:
    """The skill that is the imported product itself, none where the import only shows a language or an umbrella."""
    skills = skills_of_import(module)
    return _product(module.split(".")[0], skills) if skills else None


@lru_cache(maxsize=10_000)
def _product(root: str, skills: tuple[str, ...]) -> str | None:
    root = _letters(root)
    for skill in skills:
        known = catalogue()[skill]
        names = {_letters(name) for name in (skill, *known.aliases)}
        if skill[0].isupper() and not known.languages and any(_is_same(root, name) for name in names):
            return skill
    return None


def _letters(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _is_same(root: str, name: str) -> bool:
    return len(name) >= _SHORTEST and len(root) >= _SHORTEST and (root.startswith(name) or name.startswith(root))


def _tools(view: View, path: str) -> dict[str, int]:
    """The tools a Python file imports, each with its first line."""
    found: dict[str, int] = {}
    for item in view.imported(path) if path.endswith(".py") else ():
        if tool := _tool(item.name):
            found.setdefault(tool, item.line)
    return found


def _uses(view: View, contributions: Contributions) -> dict[Account, dict[str, _Use]]:
    """Of each account the earliest use of each tool."""
    ownership = Ownership(contributions)
    found: dict[Account, dict[str, _Use]] = defaultdict(dict)
    for path in view.python:
        tools = view.of(_tools, path) if view.place(path) in _PLACES else {}
        for touch, share in ownership.shares(path) if tools else ():
            if touch.first_at is None or share < _MOSTLY:
                continue
            mine = found[touch.account]
            for tool, line in tools.items():
                held = mine.get(tool)
                if held is None or held.touch.first_at is None or touch.first_at < held.touch.first_at:
                    mine[tool] = _Use(tool, touch, line)
    return found


def _findings(uses: dict[Account, dict[str, _Use]]) -> Iterator[Finding]:
    for account, tools in sorted(uses.items()):
        dated = [(use.touch.first_at, name, use) for name, use in tools.items() if use.touch.first_at]
        for at, name, use in sorted(dated, key=lambda item: (item[0], item[1]), reverse=True)[:_NEWEST]:
            said = f"own code with {name} since {at:%B %Y}"
            yield Finding(kind="tool", detail=said, path=use.touch.path, line=use.line, account=account, skills=(name,))


def look(view: View, contributions: Contributions) -> Answer:
    """The newest first uses of each account, accounts in turn."""
    if not any(touch.first_at for touch in contributions.touches):
        return NotLooked(reason="the history that was read does not tell first changes")
    found = spread(_findings(_uses(view, contributions)), by=lambda one: str(one.account), most=2 * MOST)
    return answer(found, view=view, needed=lambda path: path.endswith(".py"), nothing="no own code with a known tool")


SIGNAL = Signal(
    question="Which tools did each account take up lately, and when?",
    unit="tools",
    version=1,
    kinds={"tool": "a tool and since when the account's own code uses it"},
    look=look,
    why={
        Archetype.RESEARCHER: "New tools in own code show somebody who goes on learning.",
        Archetype.DEVELOPER: "New tools in own code show somebody who goes on learning.",
        Archetype.OPERATOR: "New tools in own code show somebody who goes on learning.",
    },
    reads=(_tools,),
)
