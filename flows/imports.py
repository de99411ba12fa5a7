"""Files that the operator has, through the same door as community sites: read, landed as one batch an edition, loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from flows.community import Visit
from flows.house import House
from flows.rank import publish_all
from sourcing.community import SPEAKS_FOR, OnPage, PageRead, SpeaksFor, on_page
from sourcing.errors import UsageError, writing
from sourcing.importing import Candidate, Given, Import, Lost, Told
from sourcing.imports import catalogue
from sourcing.landing import Draft, Manifest, batch_id
from sourcing.numbers import counted
from sourcing.records import Account
from sourcing.suppression import Suppressed
from warehouse.accounts.reach import to_ask
from warehouse.accounts.suppress import Suppressed as SuppressedHere
from warehouse.incoming.community import PREFIX
from warehouse.incoming.dumps import open_dumps

VERSION = "import-1"
_ON_PAGE = TypeAdapter(OnPage)

Place = tuple[Account, str, str]  # of whom a page tells, its listing, the address that stands for it


@dataclass(kw_only=True)
class Came:
    """What came of one import. `named` is None where it does not ask whom people name; `changed` counts places whose words changed."""

    name: str
    says: str
    named: int | None
    told: int = 0
    left_alone: int = 0
    changed: int = 0
    batches: list[str] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    lost: Lost = field(default_factory=Lost)

    def lines(self) -> list[str]:
        """The completeness lines."""
        named = f"{counted(self.named, 'account')} that people held name, " if self.named is not None else ""
        first = f"{self.name}: {named}{self.told} told of, {self.left_alone} left alone, {counted(self.changed, 'place')} changed"
        found = [f"{counted(len(self.candidates), 'login')} on GitHub to ask for"] if self.candidates else []
        return ["; ".join([first, *found]), self.says, *self.lost.lines()]


def named_import(name: str) -> Import:
    """The import of this name. Errors: UsageError that lists those there are."""
    known = catalogue()
    if name not in known:
        listed = "; ".join(f"{one} ({known[one].policy.files})" for one in sorted(known))
        raise UsageError(f"no import {name!r}", remedy=f"one of: {listed}")
    return known[name]


def bring_in(house: House, name: str, files: Sequence[Path], *, repositories: Sequence[str] = ()) -> Came:
    """What came of the files: landed, loaded and published. Errors: UsageError; nothing has then landed of the file at fault."""
    kind = named_import(name)
    _check(kind, files, repositories)
    suppressed, named = _asked(house, kind)
    came = Came(name=name, says=kind.policy.says, named=len(named) if kind.asks_for_named else None)
    if kind.asks_for_named and not named:
        house.progress.note(f"{name}: nobody held names an account there, so nothing is read")
        return came
    found = _found(house, kind, files, named=named, repositories=repositories, lost=came.lost)
    told = [one for one in found if isinstance(one, Told)]
    candidates = {one.login.lower(): one for one in reversed(found) if isinstance(one, Candidate)}
    came.candidates = [one for key, one in sorted(candidates.items()) if f"github:{key}" not in suppressed]
    kept = [one for one in (_without(one, suppressed) for one in told) if one]
    came.told, came.left_alone = len(kept), len(told) - len(kept)
    for edition in _editions(kind, name, files, kept):
        came.batches.append(_land(house, edition, is_whole=not came.lost.counts).batch_id)
    if came.batches:
        came.changed = Visit(house=house).load()
        if came.changed:
            publish_all(house)
    return came


def _found(
    house: House,
    kind: Import,
    files: Sequence[Path],
    *,
    named: Mapping[str, Account],
    repositories: Sequence[str],
    lost: Lost,
) -> list[Told | Candidate]:
    """All that the files tell, before anybody is left out."""
    with open_dumps(house.home.scratch, memory_limit=house.settings.memory_limit) as tables:
        given = Given(
            tables=tables,
            named=named,
            key=house.salt,
            today=house.clock.date(),
            repositories=frozenset(one.lower() for one in repositories),
            lost=lost,
        )
        return list(kind.read(files, given))


def _check(kind: Import, files: Sequence[Path], repositories: Sequence[str]) -> None:
    if repositories and not kind.takes_repositories:
        raise UsageError("--repository does not apply here", remedy="it chooses among the events of gharchive")
    names = [one.name for one in files]
    doubled = sorted({one for one in names if names.count(one) > 1})
    if doubled:
        raise UsageError(f"two files are called {doubled[0]}", remedy="a file is known by its name: rename one of them")


def _asked(house: House, kind: Import) -> tuple[Suppressed, dict[str, Account]]:
    """Who is left alone, and the accounts on the import's site that people held name, by handle in lower case."""
    with house.warehouse() as warehouse:
        suppressed = SuppressedHere.of(warehouse, salt=house.salt)
        asked = to_ask(warehouse, now=house.clock) if kind.asks_for_named else []
    named = {one.handle.lower(): one for one in asked if one.site == kind.site and one.key not in suppressed}
    return suppressed, named


def _without(told: Told, suppressed: Suppressed) -> Told | None:
    """What may be kept: nothing of a suppressed account, nor of a row that a sourcer wrote about one; else all but links to such."""
    links = tuple(one for one in told.links if one.to.key not in suppressed)
    is_about = told.met and (len(links) < len(told.links) or told.met.of.key in suppressed)
    return None if told.account.key in suppressed or is_about else replace(told, links=links)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Edition:
    """What takes the place of what an earlier one told. The names of its pages begin with `begins`, the next edition's too."""

    site: str
    name: str
    begins: str
    told: Sequence[Told]

    @property
    def kind(self) -> str:
        return f"{PREFIX}{self.site}"

    @property
    def source(self) -> str:
        return self.begins.strip()

    def pages(self) -> dict[str, Place]:
        """Its pages by name."""
        return {self._page(one): (one.account, one.listing, one.url) for one in self.told}

    def rows(self) -> list[OnPage]:
        """What its pages tell, row by row."""
        return [row for one in self.told for row in _rows(self._page(one), one)]

    def _page(self, one: Told) -> str:
        return f"import {self.name} {one.place}"


def _editions(kind: Import, name: str, files: Sequence[Path], told: Sequence[Told]) -> Iterator[_Edition]:
    if not kind.site:
        return
    if not kind.is_each_alone:
        yield _Edition(site=kind.site, name=name, begins=f"import {name} ", told=told)
        return
    for path in files:
        mine = [one for one in told if one.listing == path.name]
        yield _Edition(site=kind.site, name=name, begins=f"import {name} {path.name}, row ", told=mine)


def _rows(page: str, one: Told) -> list[OnPage]:
    rows = on_page(page, profiles=[one.profile], artifacts=one.artifacts, links=one.links)
    return [*rows, *([OnPage(page=page, met=one.met)] if one.met else [])]


def _land(house: House, edition: _Edition, *, is_whole: bool) -> Manifest:
    """The batch of an edition; the newest one again where it says the same. What an edition read whole tells no more is emptied."""
    pages, rows = {**(_held(house, edition.begins) if is_whole else {}), **edition.pages()}, edition.rows()
    digest = _digest(pages, rows)
    newest = _newest(house, edition)
    if newest and newest.batch_id == batch_id(edition.kind, VERSION, edition.source, digest, newest.parent or ""):
        return newest
    parent = newest.batch_id if newest else None
    read = [_read(page, place, at=house.clock) for page, place in sorted(pages.items())]
    keyed = SpeaksFor.of((link for one in edition.told for link in one.speaks_for), salt=house.salt)
    draft = Draft(
        batch_id=batch_id(edition.kind, VERSION, edition.source, digest, parent or ""),
        kind=edition.kind,
        source=edition.source,
        repository=edition.site,
        fetched_at=house.clock,
        version=VERSION,
        parent=parent,
        tables={"page": read, "told": rows, **({SPEAKS_FOR: keyed} if keyed else {})},
    )
    return house.sparing().write(draft)


def _digest(pages: Mapping[str, Place], rows: Sequence[OnPage]) -> str:
    """What tells one edition from another, whenever it was read."""
    digest = hashlib.sha256()
    for page, (account, listing, url) in sorted(pages.items()):
        digest.update(f"{page}\0{account.key}\0{listing}\0{url}\n".encode())
    for row in rows:
        digest.update(_ON_PAGE.dump_json(row) + b"\n")
    return digest.hexdigest()


def _read(page: str, place: Place, *, at: datetime) -> PageRead:
    account, listing, url = place
    return PageRead(page=page, account=account, listing=listing, url=url, visit=at, fetched_at=at, is_last=True)


def _held(house: House, begins: str) -> dict[str, Place]:
    """The pages that earlier editions told."""
    sql = "SELECT page, account, listing, url FROM site_page WHERE starts_with(page, ?)"
    with house.warehouse() as warehouse:
        rows = warehouse.rows(sql, [begins])
    return {page: (Account.parse(account), listing, url) for page, account, listing, url in rows}


def _newest(house: House, edition: _Edition) -> Manifest | None:
    """The last batch of a source: the one that no other follows."""
    listed = [one for one in house.landing.manifests(edition.kind) if one.source == edition.source]
    followed = {one.parent for one in listed}
    return next((one for one in reversed(listed) if one.batch_id not in followed), None)


def write_logins(candidates: Sequence[Candidate], *, by: str) -> str:
    """The text of a file that `--logins` takes: a login a line, and why."""
    head = f"# found by `sourcing {by}`; give this file to `sourcing run ROLE --logins FILE`"
    return "\n".join([head, *(f"{one.login}  # {' '.join(one.why.split())}" for one in candidates)]) + "\n"


def save_logins(path: Path, text: str) -> None:
    """Writes the file whole. Errors: HomeError, UsageError where it is a folder."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", remedy="name a file in it")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.new")
        draft.write_text(text, "utf-8")
        draft.replace(path)
