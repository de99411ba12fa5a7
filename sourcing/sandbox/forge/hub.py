"""The state of the forge: who and what there is by every name it goes under, and how it changes while it is served."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.ids import number, taken_apart
from sourcing.sandbox.forge.profiles import DECLINES, Profile, profile_of
from sourcing.sandbox.forge.readers import Readers
from sourcing.sandbox.forge.store import Store
from sourcing.sandbox.web.draw import community_of
from sourcing.sandbox.world import NOW, Person, World

_NOREPLY = "@users.noreply.github.com"


class Estate:
    """Everybody and everything there is. Whoever reads or changes it holds `lock`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now: datetime = NOW
        self.lock = threading.RLock()
        self.version = 0  # one more with every change
        self.readers = Readers()
        self.accounts: dict[int, Account] = {}
        self.repos: dict[int, Repo] = {}
        self._former: dict[str, int] = {}  # slugs that were, in lower case
        self._by_handle: dict[str, Account] = {}
        self.viewer = _reader()
        self._settle()

    def account(self, login: str) -> Account | None:
        """The account of this login, in whatever case."""
        return self._logins.get(login.lower())

    def person(self, handle: str) -> Account | None:
        """The account somebody of the world has here, None once it is deleted."""
        held = self._by_handle.get(handle)
        return held if held is not None and held.number in self.accounts else None

    def author(self, email: str) -> Account | None:
        """The account whose address this is."""
        return self._emails.get(email.lower())

    def repo(self, owner: str, name: str, *, follow: bool = True) -> Repo | None:
        """The repository of this name, also under a former one; None where it is private or not there."""
        slug = f"{owner}/{name}".lower()
        found = self._slugs.get(slug)
        if found is None and follow and slug in self._former:
            found = self.repos.get(self._former[slug])
        return found if found is not None and not found.is_private else None

    def public(self) -> list[Repo]:
        """Every repository that can be seen, in the order of the world."""
        return [repo for repo in self.repos.values() if not repo.is_private]

    def owned(self, account: Account) -> list[Repo]:
        """The repositories of an account that can be seen."""
        return [repo for repo in self._owned.get(account.number, ()) if not repo.is_private]

    def worked(self, account: Account) -> list[Repo]:
        """The repositories an account may have commits in, as the world's books say; forged names stand in none."""
        return [repo for repo in self._worked.get(account.handle, ()) if repo.number in self.repos]

    def parent(self, repo: Repo) -> Repo | None:
        """What a fork was forked from, where that can be seen."""
        held = self.repos.get(self._first_slugs.get(repo.given.parent or "", 0))
        return held if held is not None and not held.is_private else None

    def forks(self, repo: Repo) -> list[Repo]:
        """The forks of a repository that can be seen."""
        return [one for one in self.public() if one.is_fork and self.parent(one) is repo]

    def members(self, organisation: Account) -> list[Account]:
        """The people who contributed to an organisation's repositories, in the order of their logins."""
        handles = {handle for repo in self.owned(organisation) for handle in repo.given.contributors}
        found = [one for one in (self.person(handle) for handle in handles) if one and one.kind == "User"]
        return sorted(found, key=lambda one: one.login)

    def organisations(self, account: Account) -> list[Account]:
        """The organisations somebody is a member of."""
        owners = {repo.owner.number: repo.owner for repo in self.worked(account) if not repo.is_private}
        return sorted((one for one in owners.values() if one.kind == "Organization"), key=lambda one: one.login)

    def users(self, *kinds: str) -> list[Account]:
        """Every account of these kinds, in the order of the world."""
        return [account for account in self.accounts.values() if account.kind in kinds]

    def found(self, node: str) -> tuple[str, object, int | str | None] | None:
        """Kind, account or repository and part of a global id; None where that is gone or hidden."""
        parts = taken_apart(node)
        if parts is None:
            return None
        kind, one, part = parts
        if kind in ("U", "O", "BOT"):
            account = self.accounts.get(one)
            return (kind, account, part) if account is not None and account.node_id == node else None
        repo = self.repos.get(one)
        return (kind, repo, part) if repo is not None and not repo.is_private else None

    def index(self) -> None:
        """Sorts everything by its names anew, after a change."""
        self.version += 1
        self._logins = {account.login.lower(): account for account in self.accounts.values()}
        self._emails = {email: account for account in self.accounts.values() for email in account.emails}
        self._slugs = {repo.slug.lower(): repo for repo in self.repos.values()}
        self._owned: dict[int, list[Repo]] = defaultdict(list)
        for repo in self.repos.values():
            self._owned[repo.owner.number].append(repo)

    def remember(self, repos: Iterable[Repo]) -> None:
        """Keeps the present slugs of these repositories, so that they lead there for ever."""
        self._former |= {repo.slug.lower(): repo.number for repo in repos}

    def _settle(self) -> None:
        worked: dict[str, list[str]] = defaultdict(list)
        people = {person.handle for person in self.world.people}
        for repository in self.world.repositories:
            for handle in repository.contributors if repository.owner not in people else ():
                worked[handle].append(repository.owner)
        declining, named = _declining(self.world), community_of(self.world).github
        for person in self.world.people:
            employer, links = next(iter(worked[person.handle]), None), named.get(person.handle, ())
            self._add(_account(person, employer=employer, declining=declining, links=links))
        for owner in dict.fromkeys(repository.owner for repository in self.world.repositories):
            if owner not in people:
                self._add(_organisation(owner))
        self._worked: dict[str, list[Repo]] = defaultdict(list)
        self._first_slugs: dict[str, int] = {}
        for repository in self.world.repositories:
            repo = Repo(
                number=self._free(self.repos, number("repository", repository.slug, low=800_000_000, high=899_999_999)),
                name=repository.name,
                owner=self._by_handle[repository.owner],
                given=repository,
                store=Store(repository.path, repository.head, self.readers),
            )
            self.repos[repo.number] = repo
            self._first_slugs[repository.slug] = repo.number
            for handle in dict.fromkeys((*repository.contributors, *self._unbooked(repository.traits))):
                self._worked[handle].append(repo)
        self.index()

    def _unbooked(self, traits: frozenset[str]) -> tuple[str, ...]:
        """Everybody, for a repository whose books leave out a forged author: its history must be looked into."""
        return tuple(person.handle for person in self.world.people) if "forged-author" in traits else ()

    def _add(self, account: Account) -> None:
        account.number = self._free(self.accounts, account.number)
        self.accounts[account.number] = account
        self._by_handle[account.handle] = account
        if account.kind != "Organization":
            account.emails |= addresses(account.number, account.login)

    @staticmethod
    def _free(taken: Iterable[int], wanted: int) -> int:
        held = set(taken)
        while wanted in held:
            wanted += 1
        return wanted


def addresses(number: int, login: str) -> frozenset[str]:
    """The addresses the forge itself gives an account."""
    return frozenset({f"{login}{_NOREPLY}".lower(), f"{number}+{login}{_NOREPLY}".lower()})


def _account(person: Person, *, employer: str | None, declining: dict[str, str], links: tuple[str, ...]) -> Account:
    stated = [email.partition("+")[0] for email in person.emails if email.endswith(_NOREPLY) and "+" in email]
    known = next((int(word) for word in stated if word.isdigit()), None)
    return Account(
        number=known or number("user", person.handle, low=700_000_000, high=799_999_999),
        login=person.handle,
        handle=person.handle,
        kind="Bot" if person.kind == "bot" else "User",
        name=person.name,
        profile=profile_of(person, employer=employer, declines=declining.get(person.handle), links=links),
        emails=frozenset(email.lower() for email in person.emails),
        person=person,
    )


def _organisation(login: str) -> Account:
    word = login.removesuffix("-sbx")
    opened = datetime(2017, 1, 9, 10, tzinfo=UTC) + timedelta(days=number("opened", login, low=0, high=900))
    profile = Profile(
        bio=f"{word.capitalize()}: open software, openly made.",
        website=f"https://{word}.example",
        created=opened,
        updated=NOW - timedelta(days=number("updated", login, low=3, high=90)),
    )
    return Account(
        number=number("organisation", login, low=600_000_000, high=699_999_999),
        login=login,
        handle=login,
        kind="Organization",
        name=word.capitalize(),
        profile=profile,
    )


def _reader() -> Account:
    """The account whose token the forge takes. Nobody finds it."""
    profile = Profile(created=NOW - timedelta(days=400), updated=NOW)
    login = "reading-desk-sbx"
    return Account(number=990_000_001, login=login, handle=login, kind="User", name="Reading desk", profile=profile)


def _declining(world: World) -> dict[str, str]:
    """What the bios say of the two people who want no mail: people who build something that is not asked for."""
    owners = {repository.owner for repository in world.repositories}
    noise = sorted(
        person.handle
        for person in world.people
        if person.grade == 0 and person.kind != "bot" and person.handle in owners
    )
    return dict(zip((noise[0], noise[-1]), DECLINES, strict=True)) if len(noise) > 1 else {}
