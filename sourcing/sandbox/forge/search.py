"""What the forge's search finds: users, repositories and pull requests, best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.hub import Estate
from sourcing.sandbox.forge.objects import stamp
from sourcing.sandbox.forge.people import followers
from sourcing.sandbox.forge.pulls import Pull, pulls_in
from sourcing.sandbox.forge.queries import Sought, in_range, taken_apart

MOST = 1000  # of one query, however many there are
_T = TypeVar("_T")
# Whether a thing fits a qualifier's value.
_Test = Callable[[Estate, Any, str], bool]


def _says(name: str) -> _Test:
    """The test of a text of an account's profile."""
    return lambda _estate, account, value: value.lower() in (getattr(account.profile, name) or "").lower()


def _writes(estate: Estate, account: Account, value: str) -> bool:
    held = estate.owned(account)
    return any((repo.language or "").lower() == value.lower() for repo in held if not repo.is_fork)


def _topic(_estate: Estate, repo: Repo, value: str) -> bool:
    return value.lower() in repo.topics


def _is_repo(_estate: Estate, repo: Repo, value: str) -> bool:
    return {"public": True, "private": False, "fork": repo.is_fork}.get(value.lower(), True)


def _is_pull(_estate: Estate, _pull: Pull, value: str) -> bool:
    return value.lower() in ("pr", "pull-request", "merged", "closed", "public", "unlocked")


def _login(given: Callable[[Any], Account | None]) -> _Test:
    def test(_estate: Estate, thing: Any, value: str) -> bool:
        account = given(thing)
        return account is not None and account.login.lower() == value.lower().lstrip("@")

    return test


_USER: Mapping[str, _Test] = {
    "location": _says("location"),
    "language": _writes,
    "followers": lambda estate, account, value: in_range(value, len(followers(estate, account))),
    "repos": lambda estate, account, value: in_range(value, len(estate.owned(account))),
    "created": lambda _estate, account, value: in_range(value, stamp(account.profile.created.timestamp())),
    "type": lambda _estate, account, value: (account.kind == "User") == (value.lower() == "user"),
    "user": _login(lambda account: account),
    "org": _login(lambda account: account if account.kind == "Organization" else None),
    "fullname": lambda _estate, account, value: value.lower() in account.name.lower(),
}
_REPO: Mapping[str, _Test] = {
    "topic": _topic,
    "topics": lambda _estate, repo, value: in_range(value, len(repo.topics)),
    "language": lambda _estate, repo, value: (repo.language or "").lower() == value.lower(),
    "stars": lambda _estate, repo, value: in_range(value, repo.given.stars),
    "forks": lambda estate, repo, value: in_range(value, len(estate.forks(repo)) + repo.given.stars // 9),
    "size": lambda _estate, repo, value: in_range(value, repo.store.kilobytes),
    "pushed": lambda _estate, repo, value: in_range(value, repo.pushed_at),
    "created": lambda _estate, repo, value: in_range(value, repo.created),
    "user": _login(lambda repo: repo.owner),
    "org": _login(lambda repo: repo.owner),
    "repo": lambda _estate, repo, value: repo.slug.lower() == value.lower(),
    "archived": lambda _estate, _repo, value: value.lower() == "false",
    "is": _is_repo,
    "license": lambda _estate, repo, value: repo.has_license and value.lower() == "mit",
}
_ISSUE: Mapping[str, _Test] = {
    "is": _is_pull,
    "type": _is_pull,
    "state": _is_pull,
    "author": _login(lambda pull: pull.author),
    "user": _login(lambda pull: pull.repo.owner),
    "org": _login(lambda pull: pull.repo.owner),
    "repo": lambda _estate, pull, value: pull.repo.slug.lower() == value.lower(),
    "reviewed-by": _login(lambda pull: pull.reviewer),
    "involves": _login(lambda pull: pull.author),
    "language": lambda _estate, pull, value: (pull.repo.language or "").lower() == value.lower(),
    "merged": lambda _estate, pull, value: in_range(value, pull.merged),
    "closed": lambda _estate, pull, value: in_range(value, pull.merged),
    "created": lambda _estate, pull, value: in_range(value, pull.created),
    "updated": lambda _estate, pull, value: in_range(value, pull.merged),
    "draft": lambda _estate, _pull, value: value.lower() == "false",
    "archived": lambda _estate, _pull, value: value.lower() == "false",
}
_KNOWN = frozenset({"in", "sort", "fork", "good-first-issues"})
_USER_ORDER: Mapping[str, Callable[[Estate, Account], Any]] = {
    "followers": lambda estate, account: len(followers(estate, account)),
    "repositories": lambda estate, account: len(estate.owned(account)),
    "joined": lambda _estate, account: account.profile.created,
}
_REPO_ORDER: Mapping[str, Callable[[Estate, Repo], Any]] = {
    "stars": lambda _estate, repo: repo.given.stars,
    "forks": lambda estate, repo: len(estate.forks(repo)) + repo.given.stars // 9,
    "updated": lambda _estate, repo: repo.pushed_at,
}
_PULL_ORDER: Mapping[str, Callable[[Estate, Pull], Any]] = {
    "created": lambda _estate, pull: pull.created,
    "updated": lambda _estate, pull: pull.merged,
}


def users(estate: Estate, query: str, *, sort: str = "", order: str = "desc") -> list[Account]:
    """The users and organisations that fit, those with most followers first."""
    sought = taken_apart(query, frozenset(_USER) | _KNOWN)
    places = sought.values("in") or ["login", "name"]
    held = [one for one in estate.users("User", "Organization") if sought.fits(_account_text(one, places))]
    held = _passing(estate, held, sought, _USER)
    held.sort(key=lambda one: (-len(followers(estate, one)), one.login.lower()))
    return _sorted(estate, held, _asked(sought, sort, order), _USER_ORDER)


def repositories(estate: Estate, query: str, *, sort: str = "", order: str = "desc") -> list[Repo]:
    """The repositories that fit, those with most stars first; forks only where the query asks for them."""
    sought = taken_apart(query, frozenset(_REPO) | _KNOWN)
    forks = (sought.values("fork") or ["false"])[0].lower()
    held = [repo for repo in estate.public() if forks in ("true", str(repo.is_fork).lower()) or _only(forks, repo)]
    places = [word for value in sought.values("in") or ["name,description,topics"] for word in value.split(",")]
    held = [repo for repo in held if sought.fits(_repo_text(repo, places))] if sought.words + sought.unwanted else held
    held = _passing(estate, held, sought, _REPO)
    held.sort(key=lambda repo: (-repo.given.stars, repo.slug.lower()))
    return _sorted(estate, held, _asked(sought, sort, order), _REPO_ORDER)


def issues(estate: Estate, query: str, *, sort: str = "", order: str = "desc") -> list[Pull]:
    """The pull requests that fit, the latest first. There are no issues in this world."""
    sought = taken_apart(query, frozenset(_ISSUE) | _KNOWN)
    repos = _passing(estate, estate.public(), _about_repo(sought), {name: _REPO[name] for name in _IN_BOTH})
    held = [pull for repo in repos for pull in pulls_in(estate, repo) if sought.fits(f"{pull.title}\n{pull.body}")]
    held = _passing(estate, held, sought, _ISSUE)
    held.sort(key=lambda pull: (pull.created, pull.repo.slug), reverse=True)
    return _sorted(estate, held, _asked(sought, sort, order), _PULL_ORDER)


_IN_BOTH = ("user", "org", "repo")  # looked at before the histories of all repositories are read


def _about_repo(sought: Sought) -> Sought:
    return Sought((), (), tuple(term for term in sought.terms if term.name in _IN_BOTH))


def _only(forks: str, repo: Repo) -> bool:
    return forks == "only" and repo.is_fork


def _passing(estate: Estate, held: Sequence[_T], sought: Sought, tests: Mapping[str, _Test]) -> list[_T]:
    """Those that pass every qualifier, the cheap ones first; several of `user`, `org` and `repo` mean any of them."""
    left = list(held)
    rank = list(tests)
    any_of = [term for term in sought.terms if term.name in _IN_BOTH and not term.is_not and term.name in tests]
    if any_of:
        left = [one for one in left if any(tests[term.name](estate, one, term.value) for term in any_of)]
    rest = [term for term in sought.terms if term.name in tests and term not in any_of]
    dear = ("topic", "topics", "language", "license", "pushed", "created", "followers")
    for term in sorted(rest, key=lambda term: (term.name in dear, rank.index(term.name))):
        left = [one for one in left if tests[term.name](estate, one, term.value) != term.is_not]
    return left


def _asked(sought: Sought, sort: str, order: str) -> tuple[str, str]:
    """The order that is asked for: by arguments, else by `sort:name-direction` in the query."""
    name, _, direction = (sought.values("sort") or [""])[-1].lower().partition("-")
    return (sort, order or "desc") if sort else (name, direction or "desc")


def _sorted(
    estate: Estate, held: list[_T], asked: tuple[str, str], orders: Mapping[str, Callable[[Estate, Any], Any]]
) -> list[_T]:
    name, direction = asked
    if name in orders:
        held.sort(key=lambda one: orders[name](estate, one), reverse=direction != "asc")
    return held


def _account_text(account: Account, places: Sequence[str]) -> str:
    held = {"login": account.login, "name": account.name, "fullname": account.name}
    return "\n".join(held.get(word, "") for place in places for word in place.split(","))


def _repo_text(repo: Repo, places: Sequence[str]) -> str:
    texts: dict[str, Callable[[], str]] = {
        "name": lambda: repo.slug,
        "description": lambda: repo.given.description,
        "topics": lambda: " ".join(repo.topics),
        "readme": lambda: _readme(repo),
    }
    return "\n".join(texts[place]() for place in places if place in texts)


def _readme(repo: Repo) -> str:
    found = next((file for file in repo.store.files if file.path.lower() == "readme.md"), None)
    held = repo.store.read(found.entry.oid) if found else None
    return held[1].decode("utf-8", "replace") if held else ""
