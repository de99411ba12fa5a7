"""Whether each account reviews and brings in the work of others, and explains its own when it asks for review.

Unit: commits. `reviews` counts commits whose `Reviewed-by` trailer names the account; `merges` counts merges into the main
line that bring in commits of somebody else; `described` counts commits that came by a branch or pull request with at least
twelve words of explanation (a squash merge keeps the description of its request as the body). Traps: trailers of the
author's own; merging one's own branch; merges of the main line into a branch; bots; templates are words too, so a body
counts once, however long. Reviews that a forge keeps beside the history are not in a clone: what is not found here was
perhaps done there.
"""

from __future__ import annotations

from collections import defaultdict

from sourcing.evidence.findings import MOST
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Found, NotFound, Signal
from sourcing.numbers import counted
from sourcing.records import Account, Archetype, Contributions

_WORDS = 12  # of a body that explains
_SAID = {
    "reviews": ("reviewed {} of others (Reviewed-by)", "commit", ("Git",)),
    "merges": ("merged the work of others {}", "time", ("Git",)),
    "described": ("explained {} that came by a branch or a pull request", "change", ("Git",)),
}


def look(_: View, contributions: Contributions) -> Answer:
    """What each account did for others' changes and to explain its own, most first."""
    bots = {seen.account for seen in contributions.accounts if seen.is_bot}
    done: dict[tuple[str, Account], list[str]] = defaultdict(list)
    for review in contributions.reviews:
        done["reviews", review.account].append(review.commit)
    for commit in contributions.commits:
        if commit.of_others:
            done["merges", commit.account].append(commit.id)
        if commit.by_request and commit.body_words >= _WORDS:
            done["described", commit.account].append(commit.id)
    found = []
    for (kind, account), commits in done.items():
        if account not in bots:
            text, what, skills = _SAID[kind]
            said = text.format(counted(len(commits), what))
            found.append(
                Finding(kind=kind, detail=said, value=len(commits), account=account, commit=commits[0], skills=skills)
            )
    found.sort(key=lambda one: (one.kind, -one.value, one.account))
    return Found(findings=tuple(found[: 3 * MOST])) if found else NotFound(reason="the history names no review")


SIGNAL = Signal(
    question="Who reviews and merges others' work, and explains their own?",
    unit="commits",
    version=1,
    kinds={
        "reviews": "commits whose trailer names the account as reviewer",
        "merges": "merges that bring in somebody else's commits",
        "described": "changes by branch or pull request that explain themselves",
    },
    look=look,
    why={
        Archetype.RESEARCHER: "Who explains a change to others can explain a result to others.",
        Archetype.DEVELOPER: "Reviewing others' code is how a developer keeps a team's software sound.",
        Archetype.OPERATOR: "Who reviews and merges answers for what reaches production.",
    },
)
