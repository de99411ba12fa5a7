"""Every import over files as somebody hands them over, plain and packed."""

from __future__ import annotations

import atexit
import gzip
import json
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from sourcing.files import json_lines, members
from sourcing.importing import Import, Lost
from sourcing.imports import catalogue, orcid
from sourcing.records import Account
from spiders.text import clean
from tests.fuzz.target import Target, bundle, unbundled
from tests.imports.support import CASES, cases, check, given_of, packed
from warehouse.incoming.dumps import Dumps, open_dumps

_HOUR = b'{"type":"PullRequestEvent","actor":{"login":"ada-sbx"},"repo":{"name":"mill-sbx/mill"},"payload":{"action":"merged"}}\n'


def targets() -> Iterator[Target]:
    """One for each import, and the readers of packed files that they share."""
    for name, kind in catalogue().items():
        told = [json.loads((case / "given.json").read_text("utf-8")) for case in cases(name)]
        yield Target(name=f"imports/{name}", run=partial(_read, kind, told[0]), seeds=_seeds(name))
    yield Target(
        name="imports/orcid_record",
        run=_record,
        seeds=lambda: [path.read_bytes() for path in sorted(CASES.glob("orcid/*/*.xml"))],
    )
    yield Target(name="imports/json_lines", run=_lines, seeds=lambda: [_HOUR, gzip.compress(_HOUR)])
    yield Target(
        name="imports/archive",
        run=_archive,
        seeds=lambda: [packed({"0000-0009-0000-001X.xml": b"<record/>"}), _plain_archive()],
    )


@cache
def _scratch() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="fuzz-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _tables() -> Dumps:
    opened = open_dumps(_scratch(), memory_limit="256MB")
    atexit.register(opened.__exit__, None, None, None)
    return opened.__enter__()


def _file(name: str, data: bytes) -> Path:
    path = _scratch() / (Path(name).name[:80].replace("\0", "") or "file")
    path.write_bytes(data)
    return path


def _read(kind: Import, told: dict[str, Any], data: bytes) -> None:
    parts = unbundled(data)
    wanted = list(told["files"])
    if "pack" in told:
        files = [_file("records.tar.gz", packed({name or "a.xml": body for name, body in parts.items()}))]
    else:
        files = [_file(name, parts.get(name, b"")) for name in wanted]
    given = given_of(told, tables=_tables())
    check(list(kind.read(files, given)), given)


def _seeds(name: str) -> Callable[[], Iterator[bytes]]:
    def seeds() -> Iterator[bytes]:
        for case in cases(name):
            held = [path for path in sorted(case.iterdir()) if path.name not in ("given.json", "expected.json")]
            yield bundle(
                {
                    path.name: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
                    for path in held
                }
            )

    return seeds


def _record(data: bytes) -> None:
    orcid.parse(Account(site="orcid", handle="0000-0009-0000-001X"), clean(data.decode("utf-8", "replace")))


def _lines(data: bytes) -> None:
    list(json_lines(_file("hour.json", data), holding="PullRequestEvent", lost=Lost()))


def _archive(data: bytes) -> None:
    list(members(_file("records.tar", data), wanted=lambda _: True, lost=Lost()))


def _plain_archive() -> bytes:
    return gzip.decompress(packed({"a.xml": b"<record/>", "b.xml": b"x" * 3_000}))
