"""What is fuzzed: a target is one parser of ours, bytes in; nothing but the errors it promises may come out.

A file in `tests/fuzz/targets/` is a group. It holds `targets`, a function that returns its targets; where plug-ins are (signals, sites,
imports), it finds them as the product does, so that a new one is fuzzed by itself. Inputs that were findings once lie in
`tests/fuzz/corpus/<target>/`: they are the first inputs of every run, and cases of the default tests.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

from sourcing.discovery import plugins
from sourcing.errors import SourcingError, Unreadable

CORPUS = Path(__file__).parent / "corpus"
TESTS = CORPUS.parent.parent
SECONDS = 2.0  # of processor time that one input may take
MEGABYTES = 300  # that one input may add to the process
MOST = 1_000_000  # bytes of an input
_BORDER = b"\x1e"  # between the files of a bundle; the product drops it from every text


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One parser. `run` reads an input; `seeds` are inputs as they should be; `refuses` are what it may raise beside our own errors.

    `most` is how many bytes an input has at most: the parser's own cap, where it has one.
    """

    name: str
    run: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]
    refuses: tuple[type[Exception], ...] = ()
    most: int = MOST

    @property
    def allowed(self) -> tuple[type[Exception], ...]:
        """What may come out of it."""
        return (SourcingError, Unreadable, *self.refuses)

    @property
    def kept(self) -> dict[str, bytes]:
        """The inputs that were findings once, by the names of their files."""
        return {path.name: _kept(path) for path in sorted((CORPUS / self.name).glob("*")) if path.is_file()}


def _kept(path: Path) -> bytes:
    """An input as it lies there; a large one is written short, as `NAME.repeat`: a JSON list of texts, each with how many times it stands."""
    data = path.read_bytes()
    return "".join(text * times for text, times in json.loads(data)).encode() if path.suffix == ".repeat" else data


def catalogue(group: str | None = None) -> dict[str, Target]:
    """All targets by name, or those of one group, whose file alone is imported then."""
    from tests.fuzz import targets

    if group:
        modules = [importlib.import_module(f"{targets.__name__}.{group}")]
    else:
        modules = list(plugins(targets, attribute="targets", kind=FunctionType).values())
    listed = [one for module in modules for one in module.targets()]
    return {one.name: one for one in listed}


def files(pattern: str, *, under: str = "signals/cases", most: int = 60_000) -> Iterator[bytes]:
    """The small files below `tests/` whose paths match, as seeds; a few dozen of them."""
    paths = sorted(path for path in (TESTS / under).glob(pattern) if path.is_file() and path.stat().st_size < most)
    for path in paths[:: max(1, len(paths) // 60)]:
        yield path.read_bytes()


def bundle(texts: Mapping[str, bytes]) -> bytes:
    """Several files as one input: each begins with the line of its path."""
    return _BORDER.join(path.encode() + b"\n" + text.replace(_BORDER, b"") for path, text in texts.items())


def unbundled(data: bytes) -> dict[str, bytes]:
    """The files of an input."""
    parts = [part.partition(b"\n") for part in data.split(_BORDER)[:50]]
    return {path.decode("utf-8", "replace").strip()[:200]: text for path, _, text in parts}
