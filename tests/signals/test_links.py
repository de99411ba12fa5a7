"""Every link of evidence, opened at its commit and line, shows what it claims: in the sandbox, and in real repositories.

`make links MIRRORS="DIR …"` opens those of real clones; they are nobody's to commit, so the default tests have the sandbox.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from flows.options import settings_for
from flows.signals import look_at
from sourcing.git.address import Target
from sourcing.records import Evidence
from sourcing.sandbox.world import World
from tests.signals.links import problem
from tests.warehouse.house import town

MIRRORS = [Path(path) for path in os.environ.get("MIRRORS", "").split()]


def wrong(rows: Iterable[Evidence], repository: Path) -> list[str]:
    """What is wrong with those rows of a repository whose link does not show what they say."""
    told = ((row, problem(row, repository)) for row in rows)
    return [f"{row.signal}/{row.kind} {row.path}:{row.line} {row.detail!r}: {said}" for row, said in told if said]


def test_every_link_of_the_sandbox_shows_what_it_claims(sandbox_world: World) -> None:
    home = town(sandbox_world.root)
    found = {
        Path(pair.evidence.source): list(home.landing.read(pair.evidence.batch_id, "evidence", Evidence))
        for pair in home.pairs
    }
    assert len(found) == len(sandbox_world.repositories) and sum(map(len, found.values())) > 1_000
    assert [line for repository, rows in found.items() for line in wrong(rows, repository)] == []


@pytest.mark.links
@pytest.mark.parametrize("repository", MIRRORS, ids=lambda path: path.parent.name)
def test_every_link_of_a_real_repository_shows_what_it_claims(repository: Path) -> None:
    looked = look_at(Target(location=str(repository)), settings=settings_for(None))
    rows = looked.found.evidence if looked else ()
    found = wrong(rows, repository)
    print(f"\n{repository}: {len(rows)} rows of evidence, {len(found)} links that do not show it", *found, sep="\n  ")
    assert found == []
