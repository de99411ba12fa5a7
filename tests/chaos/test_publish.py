"""Fifty publishes under three readers who ask the documented questions all the while: no error, and nobody sees less than before."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sourcing.sandbox.world import NOW, World
from tests.flows.test_docs import queries
from tests.warehouse.accounts.test_suppress import ranked
from tests.warehouse.house import opened, town
from warehouse.published.publish import publish

PUBLISHES, READERS = 50, 3
_READER = """
import json, sys
from pathlib import Path
from warehouse.connection import open_published
queries, counts, asked = json.loads(sys.argv[2]), [], 0
while not Path(sys.argv[3]).exists():
    with open_published(Path(sys.argv[1])) as held:
        counts.append(held.rows("SELECT count(*) FROM people")[0][0])
        for query in queries:
            held.query(query)
            asked += 1
print(json.dumps([counts, asked]))
"""

pytestmark = pytest.mark.chaos


@contextmanager
def asking(path: Path, ended: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _READER, str(path), json.dumps(queries()), str(ended)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process


def test_readers_never_notice(sandbox_world: World, tmp_path: Path) -> None:
    path, ended = tmp_path / "published" / "shortlists.duckdb", tmp_path / "ended"
    with opened(town(sandbox_world.root).file) as warehouse, ExitStack() as stack:
        ranked(warehouse)
        everybody = warehouse.rows("SELECT person_id, expires_at FROM person ORDER BY person_id")
        warehouse.run("UPDATE person SET expires_at = ?", [NOW.replace(tzinfo=None)])
        publish(warehouse, path, now=NOW)
        readers = [stack.enter_context(asking(path, ended)) for _ in range(READERS)]
        for number in range(PUBLISHES):  # more people are live at each
            for person, expires in everybody[number::PUBLISHES]:
                warehouse.run("UPDATE person SET expires_at = ? WHERE person_id = ?", [expires, person])
            publish(warehouse, path, now=NOW)
        ended.touch()
        said = [process.communicate(timeout=120) for process in readers]
    told: list[Any] = [json.loads(out) if out else pytest.fail(err) for out, err in said]
    for counts, asked in told:
        assert counts == sorted(counts) and len(set(counts)) > 3 and asked > 100
    print(
        f"{PUBLISHES} publishes, {[asked for _, asked in told]} questions answered, counts {[c[-1] for c, _ in told]}"
    )
