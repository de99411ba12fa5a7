"""What GitHub answers: verdicts on replies, and facts from documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pydantic import ValidationError

from sourcing.git.identity import Identities
from sourcing.github import answers
from sourcing.github.limits import Reply, judge
from tests.fuzz.target import Target
from tests.github.invented import committed, merged, told_card, told_person

_IDENTITIES = Identities(b"a salt for tests")
_PERSON = told_person(
    bio="I write Go. ada@mail.example", location="Riga", websiteUrl="https://ada.example",
    pullRequests={"totalCount": 4, "nodes": [merged(told_card("works-sbx/loom"), "2026-01-01T00:00:00Z")]},
    contributionsCollection={"commitContributionsByRepository": [committed(told_card("works-sbx/kiln"), 4)]},
)  # fmt: skip
_TREE = [
    {"name": "README.md", "type": "blob", "mode": 0o100644, "oid": "a" * 40, "size": 5},
    {"name": "src", "type": "tree", "mode": 0o40000, "oid": "b" * 40, "object": {"entries": [
        {"name": "a.py", "type": "blob", "mode": 0o100755, "oid": "c" * 40, "size": None}]}},
]  # fmt: skip
_COMMITS = [
    {"oid": "d" * 40, "messageHeadline": "Merge pull request #1 from a/b", "messageBody": "words\n\nReviewed-by: Ben <b@mail.example>",
     "authoredDate": "2026-01-01T00:00:00Z", "author": {"email": "ada@mail.example", "user": {"login": "ada-sbx"}}},
]  # fmt: skip
_ROWS = [{"login": "ada-sbx", "node_id": "U_1", "contributions": 7, "type": "User"}]


def targets() -> Iterator[Target]:
    """One for each reader of a document, and the judge of replies."""
    for name, (read, seed) in _READERS.items():
        seeds: Callable[[], list[bytes]] = partial(list, [json.dumps(seed).encode()])
        yield Target(name=f"github/{name}", run=partial(_document, read), seeds=seeds, refuses=(ValidationError,))
    yield Target(name="github/reply", run=_reply, seeds=lambda: [json.dumps(one).encode() for one in _REPLIES])


def _document(read: Callable[[Any], object], data: bytes) -> None:
    """A document as the client has it: what is no JSON, `judge` refuses."""
    reply = judge(Reply(status=200, headers={}, body=data.decode("utf-8", "replace")), now=1.0)
    if reply.document is not None:
        read(reply.document)


def _reply(data: bytes) -> None:
    """The input is status, headers and body, as JSON; where it is none, it is the body of a refusal."""
    try:
        said = json.loads(data)
        status, headers, body = said
        told = {str(name).lower(): str(value) for name, value in headers.items()}
        reply = Reply(status=int(status), headers=told, body=str(body))
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        reply = Reply(status=403, headers={}, body=data.decode("utf-8", "replace"))
    judge(reply, now=1_790_000_000.0)


def _files(document: Any) -> None:
    list(answers.files(document))


def _commits(document: Any) -> None:
    answers.commits(document, login="ada-sbx", identities=_IDENTITIES)


_READERS: dict[str, tuple[Callable[[Any], object], Any]] = {
    "profile": (answers.profile, _PERSON),
    "cards": (answers.cards, [told_card("works-sbx/loom"), None]),
    "files": (_files, _TREE),
    "commits": (_commits, _COMMITS),
    "contributors": (answers.contributors, _ROWS),
    "handles": (answers.handles, [{"login": "ada-sbx", "id": "U_1"}, None]),
}
_RESET = {
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": "1790000100",
    "retry-after": "60",
    "date": "Mon, 21 Sep 2026 10:00:00 GMT",
}
_REPLIES = [
    [200, _RESET, '{"data": {"rateLimit": {"cost": 1, "remaining": 2}}}'],
    [200, {}, '{"errors": [{"type": "NOT_FOUND", "path": ["a"], "message": "no"}]}'],
    [403, _RESET, '{"message": "secondary rate limit"}'],
    [502, {}, "<html>"],
]
