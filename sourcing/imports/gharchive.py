"""Hours of GH Archive or OpenDigger: who took part in pull requests that were merged. Discovery alone, nothing is kept.

The hours are sampled since 2025, with days missing, so nothing is ever counted from them: a login is there or not. Since October 2025 a
merge is an event of its own that names who merged; before, it is a closed request that also names who wrote it. What GitHub itself tells
of these logins is asked of GitHub afterwards.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sourcing import wire
from sourcing.files import json_lines
from sourcing.git.identity import is_bot
from sourcing.importing import Candidate, Given, Import, Policy, Told

_EVENT = "PullRequestEvent"
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}|[A-Za-z0-9-]{0,38}_[A-Za-z0-9]{1,10})")
_SLUG = re.compile(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}")
_SHOWN = 3  # repositories named beside a login


def read(files: Sequence[Path], given: Given) -> Iterator[Told | Candidate]:
    """Logins in alphabetical order, each with the first repositories in which it was met."""
    met: dict[str, set[str]] = defaultdict(set)
    written: dict[str, str] = {}
    for path in files:
        for event in json_lines(path, holding=f'"{_EVENT}"', lost=given.lost):
            repository, logins = parse(event)
            if repository and (not given.repositories or repository.lower() in given.repositories):
                for login in logins:
                    met[login.lower()].add(repository)
                    written.setdefault(login.lower(), login)
    for key in sorted(met):
        yield Candidate(login=written[key], why=", ".join(sorted(met[key])[:_SHOWN]))


def parse(event: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The repository and the people of a merge that an event tells of; both empty where it tells of none."""
    payload = wire.mapping(event.get("payload"))
    request = wire.mapping(payload.get("pull_request"))
    is_merged = payload.get("action") == "merged" or (
        payload.get("action") == "closed" and request.get("merged") is True
    )
    repository = wire.string(wire.mapping(event.get("repo")).get("name"))
    if event.get("type") != _EVENT or not is_merged or not _SLUG.fullmatch(repository):
        return "", ()
    people = [wire.mapping(one) for one in (event.get("actor"), request.get("user"))]
    return repository, tuple(dict.fromkeys(wire.string(one["login"]) for one in people if _is_person(one)))


def _is_person(account: Mapping[str, Any]) -> bool:
    login = wire.string(account.get("login"))
    return bool(_LOGIN.fullmatch(login)) and account.get("type") != "Bot" and not is_bot(login, "")


IMPORT = Import(
    policy=Policy(
        terms_url="https://www.gharchive.org/",
        reviewed_on=date(2026, 11, 21),
        files="hours of GH Archive or OpenDigger, YYYY-MM-DD-H.json.gz",
        fields=("actor.login", "payload.pull_request.user.login", "repo.name"),
        columns=("type", "payload.action", "payload.pull_request.merged", "payload.pull_request.user.type"),
        filters=("events other than merged pull requests", "bots"),
        says="sampled: never counted from",
    ),
    read=read,
    site=None,
    asks_for_named=False,
    takes_repositories=True,
)
