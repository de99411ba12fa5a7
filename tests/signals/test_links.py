"""Every link of evidence, opened at its commit and line, shows what it claims: in the sandbox, and in real repositories.

`make links MIRRORS="DIR …"` opens those of real clones; they are nobody's to commit, so the default tests have the sandbox.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.options import settings_for
from flows.signals import look_at
from sourcing.git.address import Target
from sourcing.sandbox.world import World
from tests.signals.links import problem

MIRRORS = [Path(path) for path in os.environ.get("MIRRORS", "").split()]


def opened(repository: Path) -> tuple[int, list[str]]:
    """How many rows a repository has, and what is wrong with those whose link does not show what they say."""
    looked = look_at(Target(location=str(repository)), settings=settings_for(None))
    if looked is None:
        return 0, []
    wrong = []
    for row in looked.found.evidence:
        if said := problem(row, repository):
            wrong.append(f"{row.signal}/{row.kind} {row.path}:{row.line} {row.detail!r}: {said}")
    return len(looked.found.evidence), wrong


def test_every_link_of_the_sandbox_shows_what_it_claims(sandbox_world: World) -> None:
    found = [opened(one.path) for one in sandbox_world.repositories]
    assert sum(count for count, _ in found) > 1_000
    assert [line for _, lines in found for line in lines] == []


@pytest.mark.links
@pytest.mark.parametrize("repository", MIRRORS, ids=lambda path: path.parent.name)
def test_every_link_of_a_real_repository_shows_what_it_claims(repository: Path) -> None:
    count, wrong = opened(repository)
    print(f"\n{repository}: {count} rows of evidence, {len(wrong)} links that do not show it", *wrong, sep="\n  ")
    assert wrong == []
