"""Who has reviewed or merged with whom: for referrals, never for ranking, and kept nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sourcing.errors import GitHubError
from sourcing.github.client import Client
from sourcing.github.packing import Packer, Piece, Sizes, quoted

_PRICE = 52  # connections: pull requests, their reviews, reviews given


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """What one of the team and somebody else did together; `repositories` in the order of how often."""

    member: str
    other: str
    merged: int
    reviewed: int
    repositories: tuple[str, ...]


def ties(client: Client, team: Iterable[str]) -> list[Tie]:
    """Pairs of a team member and somebody else, closest first: from the newest 50 merged pull requests of each member
    (who reviewed and who merged them), and the newest 50 reviews they gave. Errors: those of the client.
    """
    members = list(dict.fromkeys(login.lower() for login in team))
    merged: Counter[tuple[str, str]] = Counter()
    reviewed: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    packer = Packer(client=client, name="team", fragments=("team",), sizes=Sizes(now=2, most=2))
    for answer in packer.ask(_piece(login) for login in members):
        if answer.data is None:
            what = "is not there" if answer.is_final else f"could not be asked for ({answer.reason})"
            raise GitHubError(
                f"{answer.piece.key} {what}", remedy="name other members, or run the same command again later"
            )
        if answer.data:
            _count(answer.piece.key, answer.data, merged=merged, reviewed=reviewed, where=where)
    pairs = sorted(set(merged) | set(reviewed), key=lambda pair: (-merged[pair] - reviewed[pair], pair))
    return [
        Tie(
            member=member,
            other=other,
            merged=merged[member, other],
            reviewed=reviewed[member, other],
            repositories=tuple(name for name, _ in where[member, other].most_common(3)),
        )
        for member, other in pairs
        if other not in members
    ]


def _piece(login: str) -> Piece:
    return Piece(key=login, body=f"user(login: {quoted(login)}) {{ ...Together }}", price=_PRICE, weight=60_000)


def _count(
    member: str,
    data: Mapping[str, Any],
    *,
    merged: Counter[tuple[str, str]],
    reviewed: Counter[tuple[str, str]],
    where: dict[tuple[str, str], Counter[str]],
) -> None:
    def note(kind: Counter[tuple[str, str]], login: Any, slug: Any) -> None:
        other = str(login or "").lower()
        if slug and other and other != member and not other.endswith("[bot]"):
            kind[member, other] += 1
            where[member, other][str(slug)] += 1

    for request in (data.get("pullRequests") or {}).get("nodes") or ():
        slug = _slug(request)
        note(merged, _login(request.get("mergedBy")), slug)
        for login in {_login(one.get("author")) for one in (request.get("reviews") or {}).get("nodes") or () if one}:
            note(reviewed, login, slug)
    given = (data.get("contributionsCollection") or {}).get("pullRequestReviewContributions") or {}
    for one in given.get("nodes") or ():
        request = one.get("pullRequest") or {}
        note(reviewed, _login(request.get("author")), _slug(request))


def _login(actor: Any) -> str | None:
    """The login of a person; machines have none here."""
    return actor.get("login") if actor and actor.get("__typename", "User") == "User" else None


def _slug(request: Mapping[str, Any]) -> str | None:
    """The public repository of a pull request."""
    repository = request.get("repository") or {}
    return None if repository.get("isPrivate") else repository.get("nameWithOwner")
