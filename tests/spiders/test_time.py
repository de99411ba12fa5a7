"""No page of 4 MiB, whatever stands in it, keeps a parser longer than 2 s of its own time: a spider that hangs reads nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from spiders.base import is_parser_fault
from spiders.settings import MOST_BYTES
from spiders.site import Answer, Unreadable
from spiders.text import clean
from tests.spiders.support import answer_of, body_of, cases, modules

CAP = 2.0  # seconds of the processor
UNITS = (
    *(
        "<",
        "<a ",
        "<a href=",
        "&",
        "&#x",
        "&amp;",
        "@",
        "a@",
        "a@b.",
        "a.",
        "-",
        "=?utf-8?q?",
        "https://",
        "https://a/",
        "github.com/a/",
    ),
    *(
        "arxiv.org/abs/",
        "10.1234/",
        "%",
        "%40",
        "\n",
        " ",
        "a ",
        "A",
        "(",
        "[",
        "* ",
        "- ",
        "a:b\n",
        "Location: a\n",
        "é",
        "0x",
        "1",
        "1.",
        "::",
        "\\",
    ),
    *(
        "<p>",
        "</p>",
        "<!--",
        "<![CDATA[",
        "<script>",
        "<meta name=robots content=",
        'class="h-card ',
        '<a rel="me" href="https://a.example/b">',
        "<br>",
    ),
)


def _first_of_each_kind() -> Iterator[tuple[str, Path]]:
    """One case for each kind of page: the one that tells most."""
    for module in modules():
        held: dict[str, Path] = {}
        for case in cases(module):
            kind = json.loads((case / "page.json").read_text("utf-8"))["kind"]
            if kind not in held or len(body_of(case)) > len(body_of(held[kind])):
                held[kind] = case
        yield from ((module, case) for case in held.values())


_CASES = list(_first_of_each_kind())


def _paths(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all texts in a document."""
    if isinstance(document, dict | list):
        inner = document.items() if isinstance(document, dict) else enumerate(document[:1])
        for key, value in inner:
            yield from _paths(value, (*path, key))
    elif isinstance(document, str):
        yield path


def _with(document: Any, path: tuple[Any, ...], value: str) -> Any:
    if not path:
        return value
    whole = dict(document) if isinstance(document, dict) else list(document)
    whole[path[0]] = _with(document[path[0]], path[1:], value)
    return whole


def _hostile_documents(body: str, unit: str) -> Iterator[str]:
    """The document with every text at once made long, each of its own size, so that all together are a page of the largest kind."""
    document = json.loads(body)
    paths = list(_paths(document))
    size = MOST_BYTES // 2 // max(1, len(paths)) // len(unit.encode())
    for path in paths:
        document = _with(document, path, unit * size)
    yield json.dumps(document, ensure_ascii=False)
    yield json.dumps(_much(json.loads(body)), ensure_ascii=False)


def _much(document: Any) -> Any:
    """The document with every list made as long as a page of the largest kind allows."""
    if isinstance(document, dict):
        return {key: _much(value) for key, value in document.items()}
    if isinstance(document, list) and document:
        most = max(1, MOST_BYTES // 4 // len(json.dumps(document)))
        return document * min(most, 100_000)
    return document


def _seconds(module: str, answer: Callable[[], Answer]) -> float:
    begun = time.process_time()
    one = answer()
    try:
        modules()[module].parsers[one.page.kind](one)
    except Unreadable:
        pass
    except Exception as cause:
        if not is_parser_fault(cause):
            raise
    return time.process_time() - begun


_IDS = [f"{module}/{case.name}" for module, case in _CASES]


@pytest.mark.parametrize(("module", "case"), _CASES, ids=_IDS)
def test_no_page_takes_long(module: str, case: Path) -> None:
    assert _slow(module, case, UNITS[::9]) == {}


@pytest.mark.chaos
@pytest.mark.parametrize(("module", "case"), _CASES, ids=_IDS)
def test_no_page_of_any_kind_takes_long(module: str, case: Path) -> None:
    assert _slow(module, case, UNITS) == {}


def _slow(module: str, case: Path, units: Iterable[str]) -> dict[tuple[str, int], float]:
    """The pages that took longer than they may."""
    body, slow = body_of(case), {}
    for unit in units:
        bodies = [body[:200] + unit * (MOST_BYTES // len(unit.encode())), unit * (MOST_BYTES // len(unit.encode()))]
        if body.lstrip()[:1] in ("{", "["):
            bodies = list(_hostile_documents(body, unit))[: 2 if unit == UNITS[0] else 1]
        for number, hostile in enumerate(bodies):
            seconds = _seconds(module, lambda text=hostile: answer_of(case, body=text))  # type: ignore[misc]
            if seconds > CAP:
                slow[unit, number] = round(seconds, 1)
    return slow


@pytest.mark.parametrize("unit", ["a", "é", "\0", "\ud800", "a\0", "😀"])
def test_cleaning_takes_no_time(unit: str) -> None:
    text = unit * (MOST_BYTES // len(unit.encode("utf-8", "surrogatepass")))
    begun = time.process_time()
    assert "\0" not in clean(text)
    assert time.process_time() - begun < CAP
