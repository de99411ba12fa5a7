"""One order for the spider process, and what came of it: exit code, outputs, frontier, landing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sourcing.community import OnPage, PageRead
from sourcing.database import Database
from sourcing.frontier import Frontier, Item, State
from sourcing.landing import Landing
from spiders.line import payload, with_led
from spiders.order import kind_of, page_key
from spiders.site import Page
from tests.spiders.probe import NAME, page_of

ROOT = Path(__file__).parents[2]
VISIT = datetime(2026, 11, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Done:
    """An ended process."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        """What it said came of the pages."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


@dataclass(kw_only=True)
class House:
    """A folder with a frontier and a landing; `order` and `policy` differ from the defaults as given."""

    folder: Path
    route: str | None
    policy: dict[str, Any] = field(default_factory=dict)
    order: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.url = f"sqlite:///{self.folder / 'frontier.sqlite'}"
        self.frontier = Frontier(Database(self.url))
        self.landing = Landing(self.folder / "landing")

    def want(self, addresses: Iterable[str], *, account: str = "ada", visit: datetime = VISIT) -> None:
        """Puts pages in line, as the flow does."""
        pages = [page_of(address, account=account) for address in addresses]
        self.want_pages(pages, site=NAME, visit=visit)

    def want_pages(self, pages: Iterable[Page], *, site: str, visit: datetime = VISIT) -> None:
        told = {page_key(site, page.kind, page.url): payload(page, visit=visit) for page in pages}
        held = {item.key: item for item in self.frontier.items(list(told))}
        self.frontier.want(kind_of(site), {key: with_led(one, held.get(key), days=365) for key, one in told.items()})

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.spiders.probe", json.dumps(self.policy)]

    def document(self, **more: Any) -> bytes:
        """The order, `more` on top of it."""
        defaults: dict[str, Any] = {
            "site": NAME,
            "owner": "test",
            "contact": "privacy@example.org",
            "pace": 0,
            "seconds": 20,
        }
        given = (
            defaults
            | {"landing": str(self.landing.root), "frontier": self.url, "route": self.route}
            | self.order
            | more
        )
        return json.dumps(given).encode()

    def start(self, **variables: str) -> subprocess.Popen[bytes]:
        """The running process, its order given."""
        process = subprocess.Popen(
            self.command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment() | variables,
        )
        assert process.stdin
        process.stdin.write(self.document())
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, **variables: str) -> Done:
        return done(self.start(**variables))

    def items(self) -> dict[str, Item]:
        """The pages by address."""
        return {item.payload["url"]: item for item in self.frontier.items()}

    def results(self) -> dict[str, str]:
        """What came of each page, by address without scheme: `done held`, `failed no answer in time`."""
        return {url.partition("//")[2]: f"{item.state} {item.last_result}" for url, item in self.items().items()}

    def told(self) -> list[OnPage]:
        """All that has landed."""
        return [row for one in self.landing.manifests() for row in self.landing.read(one.batch_id, "told", OnPage)]

    def read(self) -> list[PageRead]:
        return [row for one in self.landing.manifests() for row in self.landing.read(one.batch_id, "page", PageRead)]

    def titles(self) -> dict[str, str]:
        """The titles that have landed, by address without scheme."""
        return {one.artifact.link.partition("//")[2]: one.artifact.title for one in self.told() if one.artifact}

    def left(self) -> int:
        """How many pages are still leased."""
        return sum(item.state is State.LEASED for item in self.frontier.items())


def done(process: subprocess.Popen[bytes]) -> Done:
    out, err = process.communicate(timeout=60)
    return Done(code=process.returncode, out=out.decode(), err=err.decode())


def child(*words: str, stdin: bytes = b"") -> Done:
    """A Python process of the test's own code."""
    command = [sys.executable, "-m", *words]
    process = subprocess.run(command, input=stdin, capture_output=True, env=environment(), check=False, timeout=60)
    return Done(code=process.returncode, out=process.stdout.decode(), err=process.stderr.decode())


def environment() -> dict[str, str]:
    """What a child sees."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOURCING_", "COV_"))}
    return kept | {"PYTHONPATH": str(ROOT)}
