"""How long each account has worked here, and for how long on what runs in production.

Unit: years, or months. `sustained` counts the months with a commit of the account (at least three commits, merges left out);
`production` is the span in years between the first and the last change to files that run, ship or watch the product:
containers, pipelines, infrastructure, endpoints, tests. What counts: the dates that the commits state. Traps: dates can be
forged and clocks are wrong (absurd dates are dropped when the log is read, and a date after the repository's own newest
commit does not count); one import of old files is one month, not years; bots are left out. Recency is left to the ranking,
which is told the day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sourcing.choice import CODE, CONTAINER, OPERATIONS, WORKFLOW
from sourcing.evidence.findings import MOST
from sourcing.evidence.reading import View
from sourcing.evidence.routes import endpoints, routes
from sourcing.evidence.signal import Answer, Finding, Found, NotLooked, Signal
from sourcing.numbers import counted
from sourcing.places import Place
from sourcing.records import Account, Archetype, CommitFact, Contributions, Touch

_FEWEST = 3  # commits, or changes to production files
_YEAR = 365.25


def _by_account(view: View, contributions: Contributions) -> dict[Account, list[CommitFact]]:
    """The dated commits of each person, newest first, without merges and without dates of the future."""
    bots = {seen.account for seen in contributions.accounts if seen.is_bot}
    latest = view.snapshot.committed_at
    found: dict[Account, list[CommitFact]] = defaultdict(list)
    for commit in contributions.commits:
        at = commit.authored_at
        if at and not commit.is_merge and commit.account not in bots and (latest is None or at <= latest):
            found[commit.account].append(commit)
    return found


def _sustained(account: Account, commits: list[CommitFact]) -> Finding | None:
    dates = sorted(commit.authored_at for commit in commits if commit.authored_at)
    if len(dates) < _FEWEST:
        return None
    months = len({(at.year, at.month) for at in dates})
    said = f"{counted(months, 'month')} with commits, {dates[0]:%B %Y} to {dates[-1]:%B %Y}"
    return Finding(kind="sustained", detail=said, value=months, account=account, commit=commits[0].id)


def _runs(view: View) -> set[str]:
    """The paths that run, ship or watch the product."""
    endpoints = {route.path for route in view.once(routes) if view.place(route.path) is Place.PRODUCT}
    return endpoints | {
        path
        for path in view.own_paths
        if view.place(path) is Place.TEST
        or (not path.endswith(CODE) and (CONTAINER.search(path) or WORKFLOW.search(path) or OPERATIONS.search(path)))
    }


def _production(view: View, touches: Iterable[Touch], people: set[Account]) -> Iterator[Finding]:
    wanted = _runs(view)
    latest = view.snapshot.committed_at
    by_account: dict[Account, list[tuple[datetime, datetime, int, str]]] = defaultdict(list)
    for touch in touches:
        first, last = touch.first_at, touch.last_at
        is_theirs = touch.path in wanted and touch.weight > 0 and touch.account in people
        if is_theirs and first and last and (latest is None or last <= latest):
            by_account[touch.account].append((last, first, touch.commits, touch.last_commit))
    for account, rows in sorted(by_account.items()):
        if sum(row[2] for row in rows) < _FEWEST:
            continue
        start, newest = min(row[1] for row in rows), max(rows)
        years = round((newest[0] - start).days / _YEAR, 1)
        if years > 0:
            said = f"{years:.1f} years of changes to what runs in production, {start:%B %Y} to {newest[0]:%B %Y}"
            yield Finding(kind="production", detail=said, value=years, account=account, commit=newest[3])


def look(view: View, contributions: Contributions) -> Answer:
    """What each account's dates show, most months first."""
    by_account = _by_account(view, contributions)
    found = [one for account, commits in by_account.items() if (one := _sustained(account, commits))]
    found.sort(key=lambda one: (-one.value, one.account))
    found += _production(view, contributions.touches, set(by_account))
    if not found:
        return NotLooked(reason=f"no account has {_FEWEST} dated commits")
    return Found(findings=tuple(found[: 2 * MOST]))


SIGNAL = Signal(
    question="How long has each account worked here, and on what runs in production?",
    unit="months or years",
    version=1,
    kinds={
        "sustained": "months with a commit",
        "production": "years between the first and the last change to what runs in production",
    },
    look=look,
    why={
        Archetype.RESEARCHER: "Research that goes on for months has met its own failures.",
        Archetype.DEVELOPER: "Who stays with software learns what its first version got wrong.",
        Archetype.OPERATOR: "Systems decay over years; an operator has been there when they did.",
    },
    reads=(endpoints,),
)
