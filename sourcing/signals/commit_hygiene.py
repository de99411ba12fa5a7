"""How each account writes its commit messages.

Unit: share of commits (0..1). Looks at the last 200 non-merge commits of each account that has at least five.
`well_formed` subjects have 10 to 72 characters, begin with a word (after a conventional prefix or a tag), are no
default message ("Update README.md", "fix", "wip") and do not tell a story ("Added …", "Fixing …"); `explained`
commits have a body; `conventional` subjects follow Conventional Commits. Traps: merges and the number of a squashed
pull request do not count; bots are left out. The example is the newest commit that shows the claim.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from sourcing.findings import MOST
from sourcing.messages import CONVENTIONAL
from sourcing.reading import View
from sourcing.records import Account, CommitFact, Contributions
from sourcing.signal import Answer, Finding, Found, NotFound, NotLooked, Signal

_LAST, _FEWEST = 200, 5
_SHORTEST, _LONGEST = 10, 72
_PREFIX = re.compile(r"^((\w+(\([^)]*\))?!?: )|(\[[^\]]{1,30}\]:?\s*)|(:\w+:\s*))+")
_PULL_REQUEST = re.compile(r"\s*\(#\d+\)\s*$")
_DEFAULT = re.compile(
    r"^((initial|first) commit|add files via upload|(update|create|delete|rename|add) [\w./-]+\.\w{1,6}|(small|"
    r"minor|some|more|bug|quick|hot)?\s*"
    r"(fix(es|ed)?|wip|updates?|changes?|tests?|typos?|cleanup|refactor(ing)?|bug\s?fix(es)?|stuff|misc|tweaks?|"
    r"edits?|work in progress)( \w+)?"
    r"|merge .*|\W+)\W*$",
    re.I,
)
_TELLS = re.compile(
    r"^(?!(need|embed|seed|feed|speed|shed|proceed|exceed|bring|string|ping|sling|fling|ring|king|bed|"
    r"red)\b)[A-Za-z]+(ed|ing)\b",
    re.I,
)


def _is_well_formed(commit: CommitFact) -> bool:
    subject = _PULL_REQUEST.sub("", commit.subject[: 2 * _LONGEST]).strip()
    said = _PREFIX.sub("", subject)
    return (
        _SHORTEST <= len(subject) <= _LONGEST
        and bool(re.match(r"[A-Za-z`\"']", said))
        and not _DEFAULT.match(subject)
        and not _DEFAULT.match(said)
        and not _TELLS.match(said)
    )


_QUESTIONS: dict[str, tuple[Callable[[CommitFact], bool], str]] = {
    "well_formed": (_is_well_formed, "have well-formed subjects"),
    "explained": (lambda commit: commit.body_words > 0, "explain themselves in a body"),
    "conventional": (lambda commit: bool(CONVENTIONAL.match(commit.subject)), "follow Conventional Commits"),
}


def _of_account(account: Account, commits: list[CommitFact]) -> list[Finding]:
    """What the commits of one account, newest first, show; nothing for a share of zero."""
    found = []
    for kind, (question, says) in _QUESTIONS.items():
        yes = [commit for commit in commits if question(commit)]
        if yes:
            share = round(len(yes) / len(commits), 4)
            found.append(
                Finding(
                    kind=kind,
                    detail=f"{len(yes)} of the last {len(commits)} commits {says}",
                    value=share,
                    account=account,
                    commit=yes[0].id,
                    skills=("Git",) if share >= 0.5 else (),
                )
            )
    return found


def look(_: View, contributions: Contributions) -> Answer:
    """The shares of each account, most commits first."""
    bots = {seen.account for seen in contributions.accounts if seen.is_bot}
    by_account: dict[Account, list[CommitFact]] = defaultdict(list)
    for commit in contributions.commits:
        mine = by_account[commit.account]
        if not commit.is_merge and commit.account not in bots and len(mine) < _LAST:
            mine.append(commit)
    enough = [(account, commits) for account, commits in by_account.items() if len(commits) >= _FEWEST]
    if not enough:
        return NotLooked(reason=f"no account has {_FEWEST} commits")
    enough.sort(key=lambda item: (-len(item[1]), item[0]))
    found = [finding for account, commits in enough for finding in _of_account(account, commits)]
    return (
        Found(findings=tuple(found[:MOST]))
        if found
        else NotFound(reason="no subject is well formed and none is explained")
    )


SIGNAL = Signal(
    question="How does each account write its commit messages?",
    unit="share of commits",
    version=1,
    kinds={
        "well_formed": "subjects that say in one line what the commit does",
        "explained": "commits with a body",
        "conventional": "subjects that follow Conventional Commits",
    },
    look=look,
)
