"""The same few steps against the sandbox's GitHub and, where a token is there, against the real one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from sourcing.database import Database
from sourcing.extract import catalogue_version, extract
from sourcing.github.client import Access, Budget, Client
from sourcing.github.discover import Kind, Seek, find
from sourcing.github.histories import Author
from sourcing.github.ledger import Ledger
from sourcing.github.people import Visitor
from sourcing.github.repositories import Reader, Wanted
from sourcing.landing import Landing
from sourcing.sandbox.forge import serving
from sourcing.sandbox.world import World
from sourcing.settings import GITHUB
from sourcing.signals import catalogue

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIVE = "PyGithub/PyGithub"  # a repository of many contributors, none of whom is named here


@pytest.fixture(params=["sandbox", pytest.param("live", marks=pytest.mark.live)])
def github(request: pytest.FixtureRequest, tmp_path: Path, sandbox_world: World) -> Iterator[tuple[Client, str]]:
    """A client, and the name of a repository there."""
    ledger = Ledger(Database(f"sqlite:///{tmp_path / 'frontier.sqlite'}"))
    if request.param == "sandbox":
        product = next(one for one in sandbox_world.repositories if len(one.contributors) > 3 and not one.parent)
        with serving(sandbox_world) as forge:
            access = Access(base_url=forge.url, token=SecretStr("sandbox-token"))
            yield Client(access=access, ledger=ledger), product.slug
        return
    token = os.environ.get("GITHUB_TOKEN")
    if not token:
        pytest.skip("no GITHUB_TOKEN")
    access = Access(base_url=GITHUB, token=SecretStr(token), pause=0.5)
    yield Client(access=access, ledger=ledger, budget=Budget(most=60)), LIVE


def test_contributors_are_found_met_and_read_within_a_small_budget(github: tuple[Client, str], tmp_path: Path) -> None:
    client, slug = github
    assert client.limits()["graphql"][0] >= 1_000
    handles = list(find(client, Seek(kind=Kind.CONTRIBUTORS, value=slug), today=date(2026, 11, 1), most=5))
    assert len(handles) >= 3 and all(handle.node_id for handle in handles)
    met = [one.profile for one in Visitor(client=client).meet(handles) if one.profile]
    assert {one.login.lower() for one in met} <= {handle.login.lower() for handle in handles}
    cards = {card.key: (card, one) for one in met for card in one.own[:1] if card.head}
    wanted = [
        Wanted(card=card, authors=(Author(login=one.login, node_id=one.node_id, name=one.name),))
        for card, one in cards.values()
    ]
    signals = catalogue()
    reader = Reader(
        client=client,
        landing=Landing(tmp_path / "landing"),
        salt=b"test",
        clock=NOW,
        signals=signals,
        version=catalogue_version(signals),
        files=8,
    )
    read = list(reader.read(wanted))
    assert read and all(one.manifest for one in read), [one.reason for one in read]
    rows = [extract(one.manifest, landing=reader.landing).rows for one in read if one.manifest]
    assert sum(row["answer"] for row in rows) >= len(signals)
    assert sum(line.points for line in client.ledger.lines()) > 0
