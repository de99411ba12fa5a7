"""The way to GitHub as settings and token say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pydantic import SecretStr

from flows.house import House
from sourcing.database import Database
from sourcing.errors import TokenError
from sourcing.github.client import Access, Budget, Client, Patience
from sourcing.github.ledger import Ledger
from sourcing.settings import Settings
from sourcing.traces import Traces


def connect(
    house: House, token: SecretStr | None, *, most_points: int | None = None, halt: Callable[[], None] = lambda: None
) -> Client:
    """The way to GitHub as the settings say. Errors: TokenError where there is no token."""
    if token is None:
        raise TokenError(
            "no GITHUB_TOKEN is set",
            remedy="make a token without any scope and export it, or read repositories over Git: --repo PATH_OR_URL",
        )
    client = connect_with(house.settings, token, database=house.frontier.database, left_out=house.left_alone())
    return replace(client, budget=Budget(most=most_points), note=house.progress.note, halt=halt)


def connect_with(settings: Settings, token: SecretStr, *, database: Database, left_out: Traces | None = None) -> Client:
    """A client of its own, without a budget."""
    return Client(
        access=Access(
            base_url=settings.github_url, token=token, timeout=settings.github_timeout, pause=settings.github_pause
        ),
        ledger=Ledger(database, left_out=left_out),
        patience=Patience(seconds=settings.github_patience, secondary=settings.github_secondary),
    )
