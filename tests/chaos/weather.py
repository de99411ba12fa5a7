"""A crowd of invented people on every site of the sandbox, and weather for its server: every kind of fault, and a record of what it asked."""

from __future__ import annotations

import gzip
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sourcing.records import Account
from sourcing.sandbox.forge.faults import Delivery
from sourcing.sandbox.web.ask import Ask
from sourcing.sandbox.web.presence import Community
from sourcing.sandbox.world import Person, World

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TRADES = ("mlops", "recsys", "rl")
_BOMB = gzip.compress(bytes(5 * 1024 * 1024), 9, mtime=0)
WAIT = 1  # seconds that a limit announces
KINDS: dict[str, int] = {  # by weight
    "429 wait": 1,
    "ratelimit header": 1,
    "429 bare": 2,
    "500": 3,
    "502": 3,
    "slow": 1,
    "bomb": 3,
    "lying encoding": 3,
    "private redirect": 3,
    "cut text": 3,
    "dropped": 3,
    "silent": 3,
}


def crowd(count: int) -> World:
    """So many people, with names of letters alone, as some sites want them."""
    people = (
        Person(
            handle="".join(_LETTERS[number // 26**place % 26] for place in range(4)) + "-probe-sbx",
            name=f"Ada Probe the {number}th",
            emails=(),
            kind="engineer",
            archetype=("researcher", "developer", "operator")[number % 3],
            specialisation=_TRADES[number % len(_TRADES)],
            grade=1 + number % 3,
            traits=frozenset(),
            utc_offset="+0000",
            active_from=date(2022, 1, 1),
            active_to=date(2026, 1, 1),
        )
        for number in range(count)
    )
    return World(seed=1, generator="crowd", root=Path(), people=tuple(people), repositories=())


def accounts(community: Community) -> Iterable[Account]:
    """Every account, packages in place of those of PyPI, which has no pages of accounts."""
    for one in community.presences:
        if one.site == "pypi":
            yield from (Account(site="pypi", handle=f"project/{made.name}") for made in one.made)
        else:
            yield Account(site=one.site, handle=one.handle)


@dataclass(kw_only=True)
class Sky:
    """The weather: `rate` of the requests meet a fault, chosen by `seed`. `broken` are requests that came before an announced wait was over."""

    site_of: Callable[[str], str]
    rate: float = 0.2
    seed: int = 0
    met: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: list[tuple[str, float]] = field(default_factory=list)
    _until: dict[str, float] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, number: int, ask: Ask) -> Delivery | None:
        """What is sent in place of the answer; None: the answer."""
        site, now = self.site_of(ask.host), time.monotonic()
        rng = random.Random(f"{self.seed}/{number}")
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0] if rng.random() < self.rate else ""
        with self._turn:
            self.times[site].append(now)
            early = self._until.get(site, 0.0) - now
            if early > 0:
                self.broken.append((site, early))
            if kind in ("429 wait", "ratelimit header"):
                self._until[site] = now + WAIT
            self.met[kind] += 1
        return _delivery(kind) if kind else None


def _delivery(kind: str) -> Delivery:
    page = {"content-type": "application/json"}
    made = {
        "429 wait": Delivery(status=429, body=b"{}", headers={**page, "retry-after": str(WAIT)}),
        "ratelimit header": Delivery(
            status=503, body=b"{}", headers={**page, "ratelimit": f'"day";r=5;t=1, "hour";r=0;t={WAIT}'}
        ),
        "429 bare": Delivery(status=429, body=b"{}", headers=page),
        "500": Delivery(status=500, body=b"<h1>Oh no</h1>", headers={"content-type": "text/html"}),
        "502": Delivery(status=502, body=b"", headers={}),
        "slow": Delivery(status=200, body=b"{}", headers=page, delay=2.5),
        "bomb": Delivery(status=200, body=_BOMB, headers={**page, "content-encoding": "gzip"}),
        "lying encoding": Delivery(status=200, body=b'{"a": 1}', headers={**page, "content-encoding": "br"}),
        "private redirect": Delivery(status=302, body=b"", headers={"location": "http://169.254.169.254/latest/"}),
        "cut text": Delivery(status=200, body=b'{"a": [1, 2', headers=page),
        "dropped": Delivery(status=200, body=b'{"a": 1, "b": 2}', headers=page, cut=True),
        "silent": Delivery(status=200, body=b"", silent=True),
    }
    return made[kind]
