"""PyPI over its JSON API: what a project's page tells of the people who own and maintain it.

No page of an account can be had: an account `pypi:ada` yields nothing to ask for. `pypi:project/tiny-tagger` stands for a project, and its
page tells one package of each account that `ownership` names. The repository is a link of an account where it is the project's only one and
no organisation owns it: with several, the address may be another's. Who wrote it is a text of any form, of one to several people: it is
shown as the name of an only owner, and joins nobody. A package that was withdrawn, or only holds a name, says so in `states`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from email.utils import getaddresses
from itertools import takewhile
from typing import Any
from urllib.parse import unquote, urlsplit

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, DeclaredLink, LinkKind, Relation, SiteProfile, capped
from sourcing.git.identity import is_bot
from sourcing.handles import account_of
from sourcing.records import Account
from sourcing.skills import normal_package
from spiders.site import Answer, Page, Parsed, Policy, Site, Unreadable

_HOST = "https://pypi.org"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_FORGES = {"github.com": 2, "codeberg.org": 2, "gitlab.com": 6}  # how many parts the path of a repository may have
_INSIDE = frozenset(
    ("-", "blob", "commits", "issues", "merge_requests", "raw", "releases", "src", "tags", "tree", "wikis")
)
_TELLING = ("Programming Language", "Framework", "Topic", "Environment")  # classifiers that may name a skill
_REQUIRED = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]{0,98})")
_HOLDS_A_NAME = re.compile(
    r"\bplaceholder\b|\breserv(ed|es|ing) (this |the )?name\b|\bname reserv|\bcoming soon\b", re.I
)
_SEVERAL = re.compile(r"[,;&]|\band\b|\bet al\b|<address>", re.I)


def pages(account: Account) -> Iterable[Page]:
    """The page of a project; none of an account."""
    folder, _, name = account.handle.partition("/")
    if folder == "project" and _NAME.fullmatch(name):
        yield Page(kind="project", url=f"{_HOST}/pypi/{normal_package(name)}/json", account=account)


def parse_project(answer: Answer) -> Parsed:
    """A package for each account that owns or maintains it, and the name and the repository of an only owner."""
    told = wire.document(answer.text)
    info = wire.mapping(told.get("info"))
    name = wire.string(info.get("name"), most=100)
    if not _NAME.fullmatch(name):
        raise Unreadable("a project was due, and the answer names none")
    if normal_package(name) != normal_package(answer.account.handle.partition("/")[2]):
        return Parsed(refused="another project answers")
    owned = wire.mapping(told.get("ownership"))
    people = _people(owned)
    if not people:
        return Parsed(refused="it names no owner" if not owned.get("organization") else "an organisation owns it")
    found = list(_repositories(info))
    packages = tuple(
        _package(told, account=account, relation=relation, code=found[0][1] if found else None)
        for account, relation in people.items()
    )
    if [*people.values()] != [Relation.OWNER] or owned.get("organization"):
        return Parsed(artifacts=packages)
    only = packages[0].account
    return Parsed(profile=_profile(only, info), artifacts=packages, links=_links(only, found, seen_at=packages[0].link))


def _people(owned: Mapping[str, Any]) -> dict[Account, Relation]:
    """The accounts of a project with what they are to it; who is both is its owner."""
    found: dict[Account, Relation] = {}
    for row in wire.rows(owned.get("roles")):
        user = wire.string(row.get("user"), most=100)
        account = account_of(f"{_HOST}/user/{user}/") if _NAME.fullmatch(user) else None
        if account is None or is_bot(user, ""):
            continue
        if row.get("role") == "Owner":
            found[account] = Relation.OWNER
        else:
            found.setdefault(account, Relation.MAINTAINER)
    return found


def _package(told: Mapping[str, Any], *, account: Account, relation: Relation, code: str | None) -> Artifact:
    info, releases = wire.mapping(told.get("info")), wire.mapping(told.get("releases"))
    name = wire.string(info.get("name"), most=100)
    files = [one for listed in releases.values() for one in wire.rows(listed)] or list(wire.rows(told.get("urls")))
    moments = (wire.moment(one.get("upload_time_iso_8601")) or wire.moment(one.get("upload_time")) for one in files)
    uploads = sorted(one for one in moments if one)
    return Artifact(
        account=account,
        kind=ArtifactKind.PACKAGE,
        key=f"pypi.org/project/{normal_package(name)}",
        title=name,
        link=f"{_HOST}/project/{normal_package(name)}/",
        relation=relation,
        made_at=uploads[0] if uploads else None,
        changed_at=uploads[-1] if uploads else None,
        measures=capped({"releases": sum(_is_offered(one) for one in releases.values()) if releases else None}),
        skills=wire.skills_of_tags(_tags(info)),
        states=tuple(_states(info, files)),
        code=code,
    )


def _is_offered(release: Any) -> bool:
    """Whether a release still has a file that is not withdrawn."""
    return any(one.get("yanked") is not True for one in wire.rows(release))


def _tags(info: Mapping[str, Any]) -> Iterator[str]:
    """The words of classifiers and keywords, and the packages that it always needs."""
    for classifier in wire.strings(info.get("classifiers")):
        group, *words = classifier.split(" :: ")
        if group in _TELLING:
            yield from words
    for text in wire.strings(info.get("keywords")):
        yield from (word.strip() for word in (text.split(",") if "," in text else text.split()))
    for requirement in wire.strings(info.get("requires_dist"), most=500):
        found = _REQUIRED.match(requirement)
        if found and "extra" not in requirement.partition(";")[2]:
            yield found.group(1)


def _states(info: Mapping[str, Any], files: list[Mapping[str, Any]]) -> Iterator[str]:
    licences = [_text(info.get(key)) for key in ("license_expression", "license")]
    if any(licences) or any(one.startswith("License ::") for one in wire.strings(info.get("classifiers"))):
        yield "licence"
    if files and all(one.get("yanked") is True for one in files):
        yield "yanked"
    summary = _text(info.get("summary"))
    is_empty = not files or not (summary or _text(info.get("description")))
    if is_empty or (_HOLDS_A_NAME.search(summary) and not info.get("requires_dist")):
        yield "placeholder"


def _text(value: Any) -> str:
    """A text; what is not known is written as the word UNKNOWN."""
    found = wire.string(value)
    return "" if found == "UNKNOWN" else found


def _profile(account: Account, info: Mapping[str, Any]) -> SiteProfile:
    return SiteProfile(account=account, url=f"{_HOST}/user/{account.handle}/", display_name=_author(info))


def _author(info: Mapping[str, Any]) -> str:
    """Who wrote it, where that is one name; RFC 2047 words are decoded, addresses left out."""
    mail = info.get("author_email")
    named = [name for name, _ in getaddresses([mail[:500]])] if isinstance(mail, str) and "<" in mail else []
    found = wire.header_words(_text(info.get("author")) or (named[0] if len(named) == 1 else ""))
    return "" if _SEVERAL.search(found) or "=?" in found else found[:100]


def _repositories(info: Mapping[str, Any]) -> Iterator[tuple[Account, str, str]]:
    """The repositories that the addresses of a project name, likeliest first: owner's account, repository, address as written."""
    named = wire.mapping(info.get("project_urls"))
    ordered = sorted(list(named.items())[:100], key=lambda item: _rank(item[0]))
    for value in [*(value for _, value in ordered), info.get("home_page"), info.get("download_url")]:
        address = wire.web_address(value)
        host, path = _place(address)
        owner = account_of(f"https://{host}/{path[0]}") if len(path) > 1 else None
        if owner:
            yield owner, f"https://{host}/{'/'.join(path).removesuffix('.git')}", address


def _place(address: str) -> tuple[str, list[str]]:
    """The forge and the path of a repository that an address names or lies in; an empty path where it names none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", []
    host = (parts.hostname or "").removeprefix("www.")
    path = [*takewhile(lambda part: part not in _INSIDE, unquote(parts.path).strip("/").split("/"))]
    path = path[: _FORGES.get(host, 0)]
    return host, path if all(_NAME.fullmatch(part) for part in path) else []


def _rank(label: str) -> int:
    words = label.lower()
    if any(word in words for word in ("source", "repo", "code", "github", "gitlab", "codeberg")):
        return 0
    return 1 if "home" in words else 2


def _links(account: Account, found: list[tuple[Account, str, str]], *, seen_at: str) -> tuple[DeclaredLink, ...]:
    """The owner of the repository as the account's, where the addresses name only one."""
    owners = {owner for owner, _, _ in found}
    if len(owners) != 1:
        return ()
    owner, _, address = found[0]
    return (DeclaredLink(account=account, to=owner, kind=LinkKind.FIELD, url=address, seen_at=seen_at),)


SITE = Site(
    name="pypi",
    policy=Policy(
        terms_url="https://policies.python.org/pypi.org/Terms-of-Use/",
        reviewed_on=date(2026, 11, 21),
        fields=(
            *("ownership.roles", "ownership.organization", "name", "author", "classifiers", "keywords"),
            *("requires_dist", "license", "license_expression", "summary", "project_urls", "home_page", "download_url"),
            *("releases.upload_time_iso_8601", "releases.yanked"),
        ),
        seconds=1.0,
        hosts=("pypi.org",),
    ),
    pages=pages,
    parsers={"project": parse_project},
)
