"""The pages in line: taken from the frontier, and what came of them written down, a batch into the landing at a time."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from sourcing.community import SPEAKS_FOR, DeclaredLink, OnPage, PageRead, SpeaksFor, on_page
from sourcing.frontier import Closed, Frontier, Item, State
from sourcing.landing import Draft, Landing, batch_id
from sourcing.records import Account
from spiders.order import Order, page_key
from spiders.site import Page, Parsed

VERSION = "site-1"
MOST_TRIES = 3  # of one page in one run
MOST_FOLLOWED = 20  # pages behind the first of one listing
_BATCH, _SECONDS = 200, 10.0  # a batch is written when it is so large, or so old


class Came(StrEnum):
    """What came of a page."""

    HELD = "held"
    UNCHANGED = "unchanged"
    ABSENT = "not there"
    REFUSED = "refused"  # by us or by the site, with the reason: it is not asked again in this visit
    FAILED = "failed"  # after all tries: the next run asks again
    LATER = "to do"


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One page in hand, as the frontier holds it."""

    item: Item
    page: Page
    visit: datetime
    place: int  # how many pages of its listing came before

    @property
    def etag(self) -> str | None:
        """What names the state in which the page is held; None where it is to be had in full."""
        return None if self.item.payload.get("is_anew") else self.item.etag

    @classmethod
    def of(cls, item: Item) -> Turn:
        """The page of an item."""
        told: Mapping[str, Any] = item.payload
        visit, place = datetime.fromisoformat(told["visit"]), int(told.get("place", 0))
        return cls(item=item, page=_page(told), visit=visit, place=place)


def _page(told: Mapping[str, Any]) -> Page:
    account = Account.parse(told["account"])
    return Page(kind=told["kind"], url=told["url"], account=account, headers=told.get("headers", {}))


def payload(page: Page, *, visit: datetime, place: int = 0) -> dict[str, Any]:
    """A page as the frontier keeps it."""
    told = {"url": page.url, "kind": page.kind, "account": page.account.key, "visit": visit.isoformat(), "place": place}
    return told | ({"headers": dict(page.headers)} if page.headers else {})


def with_led(fresh: Mapping[str, Any], held: Item | None, *, days: int) -> dict[str, Any]:
    """A page put in line anew, with where it led last: that still stands if it turns out to be unchanged.

    What was read more than `days` ago may be kept no longer, so that the page is then asked for as if it had never been read.
    """
    before = held.payload if held else {}
    if before.get("is_anew") or (before.get("led") is not None and _age(before, fresh) >= timedelta(days=days)):
        return {**fresh, "is_anew": True}
    return {**fresh, "led": before["led"]} if before.get("led") is not None else dict(fresh)


def _age(before: Mapping[str, Any], fresh: Mapping[str, Any]) -> timedelta:
    """How long before a visit the one before it was."""
    return datetime.fromisoformat(fresh["visit"]) - datetime.fromisoformat(before["visit"])


@dataclass(kw_only=True)
class Line:
    """The pages of one site in line. Whatever ends the process loses no page: what is in hand goes back to do."""

    order: Order
    frontier: Frontier
    landing: Landing
    source: str
    counts: Counter[str] = field(default_factory=Counter)
    failure: str | None = None  # why the last of the pages that failed did
    is_empty: bool = False  # nothing was in line when it was looked into last, and nothing was put in since
    _read: list[PageRead] = field(default_factory=list)
    _told: list[OnPage] = field(default_factory=list)
    _speaks_for: list[DeclaredLink] = field(default_factory=list)
    _closed: list[Closed] = field(default_factory=list)
    _landed: set[str] = field(default_factory=set)  # keys of those of the closed that the batch tells of
    _want: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    _since: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._suppressed = self.order.left_alone()

    def take(self, most: int, *, now: datetime) -> list[Turn]:
        """The next pages, at most so many, without those of accounts that are to be left alone: nothing is asked of them."""
        while taken := self.frontier.take(self.order.kind, most=most, by=self.order.owner, now=now):
            turns = [turn for turn in map(self._turn, taken) if turn]
            if turns:
                return turns
        self.is_empty = True
        return []

    def _turn(self, item: Item) -> Turn | None:
        """The page of an item; None where it is not asked, and is closed with the reason."""
        try:
            turn = Turn.of(item)
        except (LookupError, TypeError, ValueError, AttributeError):
            self.failure = "its entry in the frontier cannot be read"
            self._close(Closed(key=item.key, state=State.FAILED, result=self.failure), Came.FAILED)
            return None
        if turn.page.account.key in self._suppressed:
            self.refuse(turn, "to be left alone")
            return None
        return turn

    def keep(self, turn: Turn, parsed: Parsed, *, at: datetime, etag: str | None) -> None:
        """Takes in what a page told."""
        key = turn.item.key
        follow = parsed.follow if turn.place < MOST_FOLLOWED else ()
        is_last = not any(page.kind == turn.page.kind for page in follow)
        self._read.append(_read(turn, at=at, is_last=is_last))
        self._told += [one for one in told(key, parsed) if not self._is_left_alone(one)]
        self._speaks_for += parsed.speaks_for
        led = self._follow(turn, follow)
        known = payload(turn.page, visit=turn.visit, place=turn.place) | {"led": led}
        self._landed.add(key)
        self._close(Closed(key=key, state=State.DONE, result=Came.HELD, etag=etag or "", payload=known), Came.HELD)

    def keep_unchanged(self, turn: Turn, *, at: datetime) -> None:
        """Takes in that a page is what it was: what it told, and where it led, still stands."""
        led: list[dict[str, Any]] = turn.item.payload.get("led", [])
        follow = [_page(one) for one in led]
        is_last = not any(page.kind == turn.page.kind for page in follow)
        self._read.append(_read(turn, at=at, is_last=is_last, is_unchanged=True))
        self._follow(turn, follow)
        self._close(Closed(key=turn.item.key, state=State.DONE, result=Came.UNCHANGED), Came.UNCHANGED)

    def refuse(self, turn: Turn, reason: str) -> None:
        """Takes in why a page is not read; what it told before stands."""
        closed = Closed(key=turn.item.key, state=State.DONE, result=f"refused: {reason}", etag="")
        self._close(closed, Came.REFUSED)

    def withdraw(self, turn: Turn, reason: str, *, at: datetime) -> None:
        """Takes in that a page may be kept no longer, as its answer says; what it told before goes."""
        self._read.append(_read(turn, at=at, is_last=True))
        self.refuse(turn, reason)

    def miss(self, turn: Turn, reason: str, *, at: datetime) -> None:
        """Takes in that there is no such page; what it told before goes."""
        self._read.append(_read(turn, at=at, is_last=True))
        self._close(Closed(key=turn.item.key, state=State.DONE, result=reason, etag=""), Came.ABSENT)

    def fail(self, turn: Turn, reason: str) -> None:
        """Takes in that all tries failed."""
        self.failure = reason
        self._close(Closed(key=turn.item.key, state=State.FAILED, result=reason, etag=""), Came.FAILED)

    def give_back(self, turn: Turn, reason: str) -> None:
        """Puts a page back to do."""
        self._close(Closed(key=turn.item.key, state=State.TODO, result=reason), Came.LATER)

    @property
    def wanted(self) -> int:
        """How many pages were led to that are not in line yet."""
        return len(self._want)

    def _is_left_alone(self, one: OnPage) -> bool:
        return any(account in self._suppressed for account in one.accounts)

    def _follow(self, turn: Turn, pages: Iterable[Page]) -> list[dict[str, Any]]:
        """Puts in line where a page led, and says so as the frontier keeps it."""
        led = []
        for page in pages:
            key = page_key(self.order.site, page.kind, page.url)
            if key != turn.item.key and page.account.key not in self._suppressed:
                place = turn.place + 1 if page.kind == turn.page.kind else 0
                led.append(payload(page, visit=turn.visit, place=place))
                self._want[key] = (self.order.kind, led[-1])
        return led

    def _close(self, closed: Closed, came: Came) -> None:
        self._closed.append(closed)
        self.counts[came] += 1
        if len(self._closed) >= _BATCH or time.monotonic() - self._since >= _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Writes down what has come so far: first the batch, then the frontier, so that a page in between is read twice, never lost."""
        try:
            batch = self._land() if self._read else None
        except ValueError:  # of one row: it shall not take the others with it
            self._take_out_unwritable()
            batch = self._land() if self._read else None
        closed = [replace(one, batch_id=batch) if one.key in self._landed else one for one in self._closed]
        if closed or self._want:
            known = {item.key: item for item in self.frontier.items(list(self._want))} if self._want else {}
            want = {
                key: (kind, with_led(told, known.get(key), days=self.order.days))
                for key, (kind, told) in self._want.items()
            }
            self.frontier.close(closed, want=want)
            self.is_empty = self.is_empty and not want
        self._read, self._told, self._closed, self._landed, self._want = [], [], [], set(), {}
        self._speaks_for = []
        self._since = time.monotonic()

    def _take_out_unwritable(self) -> None:
        """Fails the pages that told something which cannot be written down."""
        rows: list[OnPage | PageRead] = [*self._told, *self._read]
        bad = {row.page for row in rows if not _is_writable(row)}
        self._read = [row for row in self._read if row.page not in bad]
        self._told = [row for row in self._told if row.page not in bad]
        self._landed -= bad
        self._closed = [one for one in self._closed if one.key not in bad]
        reason = "it told what cannot be written down"
        self._closed += [Closed(key=key, state=State.FAILED, result=reason, etag="") for key in sorted(bad)]
        self.counts[Came.HELD] -= len(bad)
        self.counts[Came.FAILED] += len(bad)

    def _land(self) -> str:
        digest = hashlib.sha256()
        for one in self._read:
            digest.update(f"{one.page}\0{one.visit.isoformat()}\0{one.fetched_at.isoformat()}\0".encode())
        keyed = SpeaksFor.of(self._speaks_for, salt=self._suppressed.salt)
        newest = max(one.fetched_at for one in self._read)
        draft = Draft(
            batch_id=batch_id(self.order.kind, VERSION, digest.hexdigest()),
            kind=self.order.kind,
            source=self.source,
            repository=self.order.site,
            fetched_at=newest,
            version=VERSION,
            tables={"page": self._read, "told": self._told, **({SPEAKS_FOR: keyed} if keyed else {})},
        )
        return self.landing.write(draft).batch_id


def _is_writable(row: OnPage | PageRead) -> bool:
    try:
        TypeAdapter(type(row)).dump_json(row)
    except ValueError:
        return False
    return True


def told(page: str, parsed: Parsed) -> list[OnPage]:
    """What a page told, row by row."""
    profiles = (parsed.profile, *parsed.others)
    return on_page(page, profiles=profiles, artifacts=parsed.artifacts, links=parsed.links)


def _read(turn: Turn, *, at: datetime, is_last: bool, is_unchanged: bool = False) -> PageRead:
    return PageRead(
        page=turn.item.key,
        account=turn.page.account,
        listing=turn.page.kind,
        url=turn.page.url,
        visit=turn.visit,
        fetched_at=at,
        is_last=is_last,
        is_unchanged=is_unchanged,
    )
