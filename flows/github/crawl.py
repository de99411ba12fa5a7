"""GitHub in steps: people found, met and read, each step small enough to lose, everything settled kept in the frontier."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from pydantic import SecretStr

from flows.github.connect import connect
from flows.github.renamed import note_moves
from flows.github.tally import Tally
from flows.house import House
from sourcing.errors import BudgetSpent, GitHubError, Interrupted, Paused
from sourcing.extract import catalogue_version
from sourcing.github.discover import Kind, Seek, find
from sourcing.github.facts import Absence, Handle, Profile, account
from sourcing.github.histories import Author
from sourcing.github.people import Archive, Met, Visitor
from sourcing.github.plan import Caps, Interest, Prospect, Situation, left_over, next_step, plan_readings, reading_key
from sourcing.github.repositories import Reader, Wanted
from sourcing.handles import accounts_of
from sourcing.keyed import account_hash
from sourcing.landing import Landing
from sourcing.numbers import counted
from sourcing.signals import catalogue
from sourcing.superseded import remove
from sourcing.suppression import stable_account
from warehouse.accounts.suppress import Suppressed
from warehouse.accounts.wishes import heed

_FOR_FINDING = 0.25  # of a budget
_STOPPING = b"stopping: ranking what is held (Ctrl-C again stops at once)\n"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a run wants of GitHub: ways of finding people, the role's terms, how many points at most."""

    seeks: Sequence[Seek]
    interest: Interest
    token: SecretStr | None
    most_points: int | None = None


Ways = dict[str, dict[str, Handle]]  # by login and by the way that found it


class Crawl:
    """One run's way through GitHub. `seek` once, then `step` until it says that nothing is left."""

    def __init__(self, house: House, asked: Asked) -> None:
        self.house, self.asked, self.tally = house, asked, Tally()
        self.client = connect(house, asked.token, most_points=asked.most_points, halt=self._halt)
        signals, people = catalogue(), house.left_alone()
        self._suppressed = people or Suppressed((), salt=house.salt)
        self._reader = Reader(
            client=self.client,
            landing=house.landing.sparing(people),
            salt=house.salt,
            clock=house.clock,
            signals=signals,
            version=catalogue_version(signals),
            files=house.settings.github_files,
        )
        self._visitor = Visitor(client=self.client)
        self._caps = Caps(own=house.settings.github_repositories, files=house.settings.github_files)
        self._prospects: dict[str, Prospect] = {}
        self._settled: set[str] = set()
        self._readers: dict[str, frozenset[Author]] = {}
        self._given_up: set[str] = set()
        self.is_halted = False

    def _halt(self) -> None:
        if self.is_halted:
            raise Interrupted("stopped", remedy="run the same command again: it goes on where it stopped")

    def seek(self) -> int:
        """How many people were found. Those met before are only looked at again where something moved.

        Looking for people spends at most a quarter of a budget: the rest is for what they wrote.
        """
        ways: Ways = {}
        with self.client.budget.share(_FOR_FINDING):
            for seek in self.asked.seeks:
                if seek.kind is Kind.LOGIN and account(seek.value).key in self._suppressed:
                    self._absent(Absence.SUPPRESSED)  # not even put in line
                    continue
                self._seek(seek, ways)
        self._remember(ways)
        self.tally.found = len(ways)
        self._recall()
        self._readers = self._read_before()
        self.tally.spent = self.client.budget.spent
        self._settle_held()
        self._count_left()
        return len(self._prospects)

    def _seek(self, seek: Seek, ways: Ways) -> None:
        """Takes one way of finding people; where it is not gone to its end, those it found in an earlier run are known still."""
        self.house.frontier.want("github-seek", {seek.key: {"kind": str(seek.kind), "value": seek.value}})
        today, most = self.house.clock.date(), self.house.settings.github_people
        found = 0
        try:
            for handle in find(self.client, seek, today=today, most=most):
                ways.setdefault(handle.login.lower(), {})[seek.key] = handle
                found += 1
        except GitHubError as failure:
            if isinstance(failure, BudgetSpent):
                self.tally.ways_left += 1
            elif isinstance(failure, Paused):
                self._pause(failure)
            else:
                self.tally.failures.append(failure)
            self.house.frontier.failed(seek.key, result=str(failure))
            self._found_before(seek, ways)
        else:
            self.house.frontier.settled(seek.key, result=f"{found} found")
            if not found and seek.kind in (Kind.ORGANISATION, Kind.CONTRIBUTORS):
                nobody = GitHubError(f"{seek.kind} {seek.value} finds nobody", remedy="check the name")
                self.tally.failures.append(nobody)
            if seek.kind is not Kind.LOGIN:
                self.house.progress.note(f"{seek.kind} {seek.value}: {found} found")

    def _found_before(self, seek: Seek, ways: Ways) -> None:
        """Adds the people that earlier runs found this way."""
        for item in self.house.frontier.items():
            if item.kind == "github-person" and seek.key in item.payload.get("ways", ()):
                handle = Handle(login=item.payload["login"], node_id=item.payload["node_id"])
                ways.setdefault(handle.login.lower(), {}).setdefault(seek.key, handle)

    def _remember(self, ways: Ways) -> None:
        """Puts everybody found into the frontier, but for machines and those who are to be left alone."""
        for login, handles in sorted(ways.items()):
            best = max(handles.values(), key=lambda one: (one.node_id is not None, one.contributions))
            if not best.is_person or best.login.endswith("[bot]"):
                self._absent(Absence.BOT)
            elif account(login).key in self._suppressed:
                self._absent(Absence.SUPPRESSED)
            else:
                self._prospects[login] = Prospect(handle=best, ways=len(handles))
        self.house.frontier.want(
            "github-person",
            {
                person_key(login): {
                    "login": one.handle.login,
                    "node_id": one.handle.node_id,
                    "ways": sorted(ways[login]),
                }
                for login, one in self._prospects.items()
            },
        )

    def _recall(self) -> None:
        """Fills in the profiles held of earlier visits, where nothing of them moved since."""
        known: dict[str, Profile] = {}
        for item in self.house.frontier.items([person_key(login) for login in self._prospects]):
            if item.batch_id and self.house.landing.has(item.batch_id):
                known[item.payload["login"].lower()] = self._archive.profile(item.batch_id)
        if not known:
            return
        try:
            moved = self._visitor.moved(list(known.values()))
        except GitHubError as pause:
            self._pause(pause)
            moved = set()  # what is held stands; the next run looks again
        still: list[str] = []
        for login, profile in known.items():
            prospect = self._prospects[login]
            if profile.node_id in moved:
                handle = Handle(login=profile.login, node_id=profile.node_id)
                self._prospects[login] = Prospect(handle=handle, ways=prospect.ways)
            else:
                self._prospects[login] = Prospect(handle=prospect.handle, ways=prospect.ways, profile=profile)
                still.append(person_key(login))
        self.house.frontier.unchanged(still)
        self._land_anew()
        self.house.reuse.of("people", len(self._prospects))
        self.house.reuse.fresh("people", len(self._prospects) - len(still))
        self.tally.unmoved += len(still)

    def step(self) -> bool:
        """Whether anything is left after one more step: some people met, or some repositories read."""
        if self.tally.paused:
            return False
        caps = replace(self._caps, points=self.client.budget.left)
        following = next_step(self._situation(), interest=self.asked.interest, caps=caps)
        try:
            if following.too_dear:
                raise BudgetSpent(
                    f"of the budget of {self.client.budget.most} there are {self.client.budget.left} left, and the next "
                    f"repository may cost {following.too_dear}",
                    remedy="run again with more",
                )
            if following.meet:
                self._meet(following.meet)
            elif following.read:
                self._read(following.read)
        except GitHubError as failure:
            self._pause(failure)
        self.tally.spent = self.client.budget.spent
        self._count_left()
        return bool(following.meet or following.read) and not self.tally.paused

    def _pause(self, cause: GitHubError) -> None:
        """Asks nothing more in this run. A budget that is spent and Ctrl-C are wishes; everything else is a failure."""
        self.tally.paused = self.tally.paused or cause.message
        if not isinstance(cause, BudgetSpent | Interrupted) and cause not in self.tally.failures:
            self.tally.failures.append(cause)

    def _situation(self) -> Situation:
        people = [one for login, one in self._prospects.items() if login not in self._given_up]
        return Situation(prospects=people, settled=frozenset(self._settled), readers=self._readers)

    def _read_before(self) -> dict[str, frozenset[Author]]:
        """For whom each repository was read in earlier runs; who is to be left alone by now is not among them."""
        return {
            item.payload["repository"]: frozenset(
                author
                for author in (Author(**one) for one in item.payload.get("authors", ()))
                if author.account.key not in self._suppressed
            )
            for item in self.house.frontier.items()
            if item.kind == "github-read"
        }

    def _settle_held(self) -> None:
        """Settles the readings whose very batch is landed, so that what is asked is asked together."""
        situation = self._situation()
        readings = plan_readings(
            situation.prospects, interest=self.asked.interest, caps=self._caps, readers=situation.readers
        )
        note_moves(self.house.frontier, {one.wanted.card.node_id: one.wanted.card.key for one in readings})
        for reading in readings:
            name = reading_key(reading.wanted)
            if name not in self._settled and self._reader.is_held(reading.wanted):
                self._settled.add(name)
                self.tally.held += 1

    def _count_left(self) -> None:
        left = left_over(self._situation(), interest=self.asked.interest, caps=self._caps)
        self.tally.people_left, self.tally.repositories_left = left["people"], left["repositories"]

    def _meet(self, handles: Sequence[Handle]) -> None:
        keys = {person_key(handle.login): handle for handle in handles}
        self.house.frontier.lease(list(keys), by=self.house.owner, now=self.house.clock)
        try:
            for met in self._visitor.meet(handles):
                self._note(met)
        finally:
            self.house.frontier.give_back(list(keys))
        self._settle_held()
        self.house.progress.note(f"met {self.tally.met} of {counted(self.tally.found, 'person')}")

    def _note(self, met: Met) -> None:
        """Writes down what came of one person."""
        login, key = met.handle.login.lower(), person_key(met.handle.login)
        profile = self._landing.spared(met.profile) if met.profile else None
        if met.profile and (profile is None or self._is_suppressed(met.profile)):
            met = Met(handle=met.handle, absence=Absence.SUPPRESSED)
        elif profile and not met.absence:
            self._keep(login, replace(self._prospects[login], handle=met.handle), profile)
            self.tally.met += 1
            return
        self._given_up.add(login)
        if not met.is_final:
            self.tally.unanswered += 1
            self.tally.failures.append(
                GitHubError(f"{met.handle.login}: {met.absence}", remedy="run the same command again")
            )
            self.house.frontier.failed(key, result=met.absence)
            return
        self._absent(met.absence)
        if met.absence in (Absence.NOT_THERE, Absence.ORGANISATION):
            self.house.progress.note(f"{met.handle.login}: {met.absence}")
        if met.absence == Absence.DECLINES and met.profile:
            self._leave_alone(met.profile)
        self.house.frontier.settled(key, result=met.absence)

    def _keep(self, login: str, prospect: Prospect, profile: Profile) -> None:
        """Lands a profile and notes it as the one that stands."""
        manifest = self._archive.keep(profile)
        self.house.frontier.done(person_key(login), batch_id=manifest.batch_id, result="met")
        self._prospects[login] = replace(prospect, profile=profile)

    @property
    def _landing(self) -> Landing:
        """The landing, which takes in nothing of those who are to be left alone by now."""
        return self._reader.landing

    @property
    def _archive(self) -> Archive:
        return Archive(landing=self._landing, clock=self.house.clock)

    def _is_suppressed(self, profile: Profile) -> bool:
        """Whether the account is to be left alone under this login or, renamed, under another."""
        return profile.account.key in self._suppressed or stable_account(profile.database_id) in self._suppressed

    def _leave_alone(self, profile: Profile) -> None:
        """Somebody who asks not to be recruited is suppressed, with whomever the profile and they name each other, here and for good.

        Nothing of them is read any more.
        """
        salt, now, account = self.house.salt, self.house.clock, profile.account.key
        named = {account_hash(salt, one.key) for one in accounts_of(profile.links)}
        itself = [stable_account(profile.database_id)]
        with self.house.warehouse() as warehouse:
            with warehouse.transaction():
                heed(warehouse, account, named, salt=salt, said_at=now, now=now, also=itself)
            self._suppressed = Suppressed.of(warehouse, salt=salt)
        self._reader.landing = self.house.landing.sparing(self._suppressed)
        self._land_anew()

    def _land_anew(self) -> None:
        """Lands profiles again that speak of somebody who is to be left alone by now, so that it is one who was met first."""
        for login, one in list(self._prospects.items()):
            kept = self._landing.spared(one.profile) if one.profile else None
            if kept and kept != one.profile:
                former = [item.batch_id for item in self.house.frontier.items([person_key(login)]) if item.batch_id]
                self._keep(login, one, kept)
                remove(self._landing, former)

    def _absent(self, reason: str) -> None:
        self.tally.absent[str(reason)] = self.tally.absent.get(str(reason), 0) + 1

    def _read(self, wanted: Sequence[Wanted]) -> None:
        keys = {
            f"github-read {one.card.key}": {
                "repository": one.card.key,
                "node_id": one.card.node_id,
                "head": one.card.head,
                "authors": [asdict(author) for author in one.authors],
            }
            for one in wanted
        }
        self.house.frontier.want("github-read", keys)
        self.house.frontier.lease(list(keys), by=self.house.owner, now=self.house.clock)
        before = self.client.budget.spent
        try:
            for read in self._reader.read(wanted):
                key = f"github-read {read.wanted.card.key}"
                self._settled.add(reading_key(read.wanted))
                if read.manifest:
                    self.tally.read += 1
                    self.house.frontier.done(key, batch_id=read.manifest.batch_id, result="read")
                elif read.is_final:
                    self.tally.gone += 1
                    self.house.frontier.settled(key, result=read.reason)
                else:
                    failure = GitHubError(
                        f"{read.wanted.card.slug}: {read.reason}", remedy="run the same command again"
                    )
                    self.tally.failures.append(failure)
                    self.house.frontier.failed(key, result=read.reason)
        finally:
            self.tally.spent_on_reading += self.client.budget.spent - before
            self.house.frontier.give_back(list(keys))
        self.house.progress.note(f"read {counted(self.tally.read + self.tally.held, 'repository')}")

    def batches(self) -> list[str]:
        """The batches of all profiles that stand, for loading."""
        items = self.house.frontier.items([person_key(login) for login in self._prospects])
        return [item.batch_id for item in items if item.batch_id]

    @contextmanager
    def halting(self) -> Iterator[None]:
        """A block in which Ctrl-C stops the asking after the answer in hand and lets the rest end; again, it stops all.

        Its end is that of the connections to GitHub.
        """

        def stop(_number: int, _frame: Any) -> None:
            if self.is_halted:
                raise KeyboardInterrupt
            self.is_halted = self.tally.is_halted = True
            os.write(2, _STOPPING)  # nothing that has a buffer: a handler may come in the middle of a print

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
            self.client.close()


def person_key(login: str) -> str:
    """The name under which the frontier keeps a person."""
    return f"github-person {login.lower()}"
