"""The people held on community sites: which of their accounts to ask for, a process for each site, and what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flows.house import House
from flows.rank import join_anew, load_sites
from flows.source_terms import is_on
from sourcing.community import OnPage, PageRead
from sourcing.errors import SiteError, UsageError
from sourcing.frontier import State
from sourcing.importing import Candidate
from sourcing.numbers import counted
from sourcing.records import Account
from spiders.line import payload, with_led
from spiders.order import Order, kind_of, missing, page_key
from spiders.site import Site
from spiders.sites import catalogue
from warehouse.accounts.reach import read_since, to_ask
from warehouse.accounts.suppress import Suppressed
from warehouse.incoming.community import PREFIX

ROUNDS = 2  # an account that is joined in one names what is asked for in the next
_AT_ONCE = 2  # site processes


@dataclass(kw_only=True)
class SiteCame:
    """What came of one site in one run: accounts asked for, pages by outcome, pages still to do, and why it stopped."""

    site: str
    accounts: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    left: int = 0
    stopped: str | None = None

    def line(self) -> str:
        """The completeness line."""
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(self.pages.items()) if name != "to do")
        why = f" ({self.stopped})" if self.stopped else ""
        return f"{self.site}: {counted(self.accounts, 'account')} wanted, pages: {outcomes or 'none read'}, {self.left} to do{why}"


@dataclass(kw_only=True)
class Visit:
    """One run over the community sites. `secrets` are credentials by the name of their variable."""

    house: House
    secrets: Mapping[str, str] = field(default_factory=dict)
    only: Sequence[str] | None = None
    came: dict[str, SiteCame] = field(default_factory=dict)
    failures: list[SiteError] = field(default_factory=list)
    _suppressed: list[str] = field(default_factory=list)

    def sites(self) -> list[Site]:
        """The sites that are asked: those named, else those that are on. Errors: UsageError for one that is not known or lacks a key."""
        known = catalogue()
        if self.only is not None:
            return [self._named(name, known) for name in self.only]
        on = [site for _, site in sorted(known.items()) if is_on(site, self.house.settings)]
        return [site for site in on if not missing(site.policy, self.secrets)]

    def _named(self, name: str, known: Mapping[str, Site]) -> Site:
        if name not in known:
            raise UsageError(f"no site {name!r}", remedy=f"one of: {', '.join(sorted(known))}")
        lacking = missing(known[name].policy, self.secrets)
        if lacking:
            raise UsageError(f"{name} needs {' and '.join(lacking)}", remedy="set it in the environment")
        return known[name]

    def lines(self) -> list[str]:
        """The completeness lines, one for each site that was asked."""
        return [one.line() for _, one in sorted(self.came.items()) if one.accounts or one.pages or one.left]

    def follow(self) -> int:
        """How many pages changed, after asking for the accounts that people held name: own pages first, for they name most others."""
        pages = [one for one in self.named_accounts() if one.site == "web"]
        changed = self.load() if self.ask(pages) else 0
        for _ in range(ROUNDS):
            if not self.ask(self.named_accounts()):
                break
            changed += self.load()
        return changed

    def ask(self, accounts: Sequence[Account]) -> int:
        """How many accounts were put in line; all sites with anything in line are read, two at a time."""
        with self.house.warehouse() as warehouse:
            self._suppressed = sorted(Suppressed.of(warehouse, salt=self.house.salt).hashes)
        sites = self.sites()
        wanted = sum(self._want(site, [one for one in accounts if one.site == site.name]) for site in sites)
        waiting = [site for site in sites if self.house.frontier.counts(kind_of(site.name)).get(State.TODO)]
        if waiting:
            names = ", ".join(site.name for site in waiting)
            self.house.progress.note(f"community sites: {counted(wanted, 'account')} put in line; asking {names}")
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for site, result in zip(waiting, pool.map(self._read, waiting), strict=True):
                self._note(site, result)
        return wanted

    def candidates(self) -> list[Candidate]:
        """The logins on GitHub that were named on the pages read in this run, each once with where, by login; the suppressed left out."""
        found: dict[str, Candidate] = {}
        for manifest in self.house.landing.manifests():
            if manifest.kind.startswith(PREFIX) and manifest.repository in self.came:
                pages = self.house.landing.read(manifest.batch_id, "page", PageRead)
                read = {one.page for one in pages if one.visit == self.house.clock}
                for one in self.house.landing.read(manifest.batch_id, "told", OnPage):
                    if one.page in read and one.link and one.link.to.site == "github":
                        handle = one.link.to.handle
                        found.setdefault(handle, Candidate(login=handle, why=f"named on {one.link.seen_at}"))
        with self.house.warehouse() as warehouse:
            suppressed = Suppressed.of(warehouse, salt=self.house.salt)
        return [one for login, one in sorted(found.items()) if f"github:{login}" not in suppressed]

    def load(self) -> int:
        """How many pages changed in the warehouse, people joined anew."""
        with self.house.warehouse() as warehouse:
            changed = load_sites(self.house, warehouse)
            if changed:
                join_anew(self.house, warehouse)
        return changed

    def named_accounts(self) -> list[Account]:
        """The accounts that people held name, and that were not asked for lately; the suppressed are left alone."""
        since = self.house.clock - timedelta(days=self.house.settings.site_days)
        with self.house.warehouse() as warehouse:
            suppressed = Suppressed.of(warehouse, salt=self.house.salt)
            fresh = read_since(warehouse, since)
            named = [one for one in to_ask(warehouse, now=self.house.clock) if one.key not in fresh]
        return [one for one in named if one.key not in suppressed]

    def _want(self, site: Site, accounts: Sequence[Account]) -> int:
        """Puts the first pages of accounts in line; those asked for in this run already are not asked for again."""
        came = self.came.setdefault(site.name, SiteCame(site=site.name))
        pages = {
            page_key(site.name, page.kind, page.url): payload(page, visit=self.house.clock)
            for account in accounts
            for page in site.pages(account)
        }
        held = {item.key: item for item in self.house.frontier.items(list(pages))}
        fresh = {
            key: with_led(told, held.get(key), days=site.policy.days)
            for key, told in pages.items()
            if key not in held
            or held[key].payload.get("visit") != self.house.clock.isoformat()
            or held[key].state is State.FAILED
        }
        self.house.frontier.want(kind_of(site.name), fresh)
        named = len({told["account"] for told in fresh.values()})
        came.accounts += named
        return named

    def _read(self, site: Site) -> subprocess.CompletedProcess[bytes]:
        """The ended process that read one site; what it had in hand when it ended is back in line."""
        house = self.house
        owner = f"{house.owner}, {site.name}"
        keys = (*site.policy.needs, *site.policy.takes)
        order = Order(
            site=site.name,
            landing=house.landing.root,
            frontier=house.home.frontier_url(house.settings.frontier_url),
            owner=owner,
            contact=house.settings.purpose.contact if house.settings.purpose else "demo",
            clock=house.settings.clock,
            route=house.settings.site_route,
            patience=house.settings.site_patience,
            pace=house.settings.site_pace,
            pages=house.settings.site_pages,
            days=site.policy.days,
            secrets={name: value for name, value in self.secrets.items() if name in keys},
            salt=house.salt.hex(),
            suppressed=self._suppressed,
        )
        command = [sys.executable, "-m", "spiders"]
        ended = subprocess.run(command, input=order.model_dump_json().encode(), capture_output=True, check=False)
        house.frontier.release(by=owner)
        return ended

    def _note(self, site: Site, ended: subprocess.CompletedProcess[bytes]) -> None:
        came = self.came[site.name]
        told = _told(ended.stdout)
        came.pages.update({name: int(count) for name, count in told.get("counts", {}).items()})
        came.stopped = told.get("stopped")
        came.left = self.house.frontier.counts(kind_of(site.name)).get(State.TODO, 0)
        if not told:
            said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
            why = said[-1][:200] if said else f"its process ended with {ended.returncode}"
            self.failures.append(SiteError(f"{site.name}: {why}", remedy="run again: it goes on where it stopped"))
        elif came.pages["failed"]:
            failed = f"{site.name}: {came.pages['failed']} pages could not be had; the last: {told['failure']}"
            self.failures.append(SiteError(failed, remedy="run again later"))


def _told(output: bytes) -> dict[str, Any]:
    """What a site process said last; empty where it came to no end."""
    try:
        found = json.loads(output.splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return found if isinstance(found, dict) else {}
