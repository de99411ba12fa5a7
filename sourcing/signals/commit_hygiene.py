"""How each account writes its commit messages.

Unit: share of commits (0..1). Looks at the last 200 non-merge commits of each account that has at least five.
`well_formed` subjects have 10 to 72 characters, begin with a word (after a conventional prefix or a tag), are no
default message ("Update README.md", "fix", "wip") and do not tell a story ("Added …", "Fixing …"); `imperative`
ones begin with a bare verb ("Add", "Drop", "Let"); `explained` commits have a body; `conventional` subjects follow
Conventional Commits; `small` commits change at most ten files; `by_request` ones came by a branch or a pull request, not
straight to the main line. Traps: merges and the number of a squashed pull request do not count; bots are left out; a
history read over an API does not tell sizes. The example is the newest commit that shows the claim.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from sourcing.evidence.findings import MOST
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Found, NotFound, NotLooked, Signal
from sourcing.parsing.messages import CONVENTIONAL
from sourcing.records import Account, Archetype, CommitFact, Contributions

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


# fmt: off
_BARE = (
    "add adapt adjust allow annotate apply assert attach avoid batch bind bring build bump cache call cap catch change check choose clarify "
    "clean clear close collect combine compare compile complete compute configure connect convert copy correct count cover create cut "
    "debug decide declare decouple deduplicate default defer define delete deploy deprecate detect disable disallow display do document download "
    "draw drop emit enable encode end enforce enhance ensure escape evaluate exclude expand explain export expose extend extract fail fetch "
    "fill filter find finish fix flag flatten fold follow force format forward free gate generate get give group guard handle hide hold honour "
    "honor ignore implement import improve include increase infer init initialise initialize inline insert install integrate introduce invent "
    "isolate join keep kill land leave let lift limit link lint list load lock log lower make mark mask match measure mend merge migrate "
    "mirror mock modify move name narrow normalise normalize note offer omit open optimise optimize order output override pack parametrise "
    "parametrize parse pass patch permit pick pin plot point polish port prefer prepare preserve prevent print process promote propagate "
    "protect prove provide publish pull push put quote raise rank read rebuild recompute record redesign reduce refactor refer refine refresh "
    "refuse register reject relax release reload remove rename render reorder reorganise reorganize repair replace report represent require "
    "reset resolve respect restore restrict restructure retry return reuse revert review revise rewrite roll rotate round run sample save say "
    "scale seed select send separate serve set share shorten show shrink silence simplify skip sort speed split standardise standardize start "
    "state stop store stream strip suppress support switch sync synchronise synchronize take teach tell test throw tidy tighten track train "
    "transform translate trim try tune turn type unify unpin untangle update upgrade upload use validate verify vectorise vectorize wait warn "
    "widen wire wrap write yield"
)
# fmt: on
_VERBS = frozenset(_BARE.split())
_FEW_FILES = 10


def _is_imperative(commit: CommitFact) -> bool:
    said = _PREFIX.sub("", _PULL_REQUEST.sub("", commit.subject[: 2 * _LONGEST]).strip())
    first = re.match(r"([A-Za-z]+)\b\s+\S", said)
    return first is not None and first.group(1).lower() in _VERBS and not _DEFAULT.match(said)


_QUESTIONS: dict[str, tuple[Callable[[CommitFact], bool], str]] = {
    "well_formed": (_is_well_formed, "have well-formed subjects"),
    "imperative": (_is_imperative, "begin with a bare verb"),
    "explained": (lambda commit: commit.body_words > 0, "explain themselves in a body"),
    "conventional": (lambda commit: bool(CONVENTIONAL.match(commit.subject)), "follow Conventional Commits"),
    "small": (lambda commit: commit.files is not None and 0 < commit.files <= _FEW_FILES, "change ten files or fewer"),
    "by_request": (lambda commit: commit.by_request, "came by a branch or a pull request"),
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
    version=2,
    kinds={
        "well_formed": "subjects that say in one line what the commit does",
        "imperative": "subjects that begin with a bare verb",
        "explained": "commits with a body",
        "conventional": "subjects that follow Conventional Commits",
        "small": "commits of at most ten files",
        "by_request": "commits that came by a branch or a pull request",
    },
    look=look,
    why={
        Archetype.RESEARCHER: "Clear commits let others follow and repeat an experiment.",
        Archetype.DEVELOPER: "Clear, small commits are how a developer lets a team review and undo changes.",
        Archetype.OPERATOR: "In an incident the history must say what changed and why.",
    },
)
