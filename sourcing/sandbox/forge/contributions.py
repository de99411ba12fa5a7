"""What somebody did in a span of time: commits, pull requests and reviews by repository, counted by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.hub import Estate
from sourcing.sandbox.forge.objects import stamp
from sourcing.sandbox.forge.pulls import Pull, Review, pulls_of, reviews_of

YEAR = timedelta(days=365)
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """Commits somebody wrote in one repository on one day."""

    account: Account
    repo: Repo
    day: str
    commits: int

    graphql_type = "CreatedCommitContribution"


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """A pull request somebody opened."""

    account: Account
    pull: Pull

    graphql_type = "CreatedPullRequestContribution"


@dataclass(frozen=True, kw_only=True, eq=False)
class Reviewed:
    """A review somebody gave."""

    account: Account
    review: Review

    graphql_type = "CreatedPullRequestReviewContribution"


@dataclass(frozen=True, kw_only=True, eq=False)
class Span:
    """Everything one account did from one moment to another, the latest first within each repository."""

    account: Account
    start: datetime
    end: datetime
    commits: dict[Repo, list[Made]]
    pulls: dict[Repo, list[Asked]]
    reviews: dict[Repo, list[Reviewed]]

    def days(self) -> Counter[str]:
        """How many contributions each day saw."""
        found: Counter[str] = Counter()
        for made in (one for listed in self.commits.values() for one in listed):
            found[made.day] += made.commits
        found.update(one.pull.created[:10] for listed in self.pulls.values() for one in listed)
        found.update(one.review.pull.reviewed[:10] for listed in self.reviews.values() for one in listed)
        return found


def span(estate: Estate, account: Account, *, start: datetime | None, end: datetime | None) -> Span:
    """What an account did in the span; a year before the world's now where none is given."""
    if end is None:
        end = min(start + YEAR, estate.now) if start else estate.now
    start = start or end - YEAR
    low, high = start.astimezone(UTC), end.astimezone(UTC)
    first, last = stamp(low.timestamp()), stamp(high.timestamp())
    pulls: dict[Repo, list[Asked]] = defaultdict(list)
    reviews: dict[Repo, list[Reviewed]] = defaultdict(list)
    for pull in reversed(pulls_of(estate, account)):
        if first <= pull.created <= last:
            pulls[pull.repo].append(Asked(account=account, pull=pull))
    for review in reversed(reviews_of(estate, account)):
        if first <= review.pull.reviewed <= last:
            reviews[review.pull.repo].append(Reviewed(account=account, review=review))
    commits = _commits(estate, account, low=low.timestamp(), high=high.timestamp())
    return Span(account=account, start=low, end=high, commits=commits, pulls=_most(pulls), reviews=_most(reviews))


def contributed_to(estate: Estate, account: Account, *, kinds: Collection[str], own: bool) -> list[Repo]:
    """The repositories somebody contributed to in the last year, their own only where these are asked for."""
    lately = span(estate, account, start=None, end=None)
    found = {
        **(lately.commits if "COMMIT" in kinds else {}),
        **(lately.pulls if "PULL_REQUEST" in kinds else {}),
        **(lately.reviews if "PULL_REQUEST_REVIEW" in kinds else {}),
    }
    return [repo for repo in found if own or repo.owner is not account]


def _commits(estate: Estate, account: Account, *, low: float, high: float) -> dict[Repo, list[Made]]:
    found: dict[Repo, list[Made]] = {}
    for repo in estate.worked(account):
        if repo.is_private or repo.is_fork:
            continue
        days: Counter[str] = Counter()
        for commit in repo.history:
            if commit.author.email.lower() in account.emails and low <= commit.author.seconds <= high:
                days[commit.author.utc[:10]] += 1
        if days:
            listed = sorted(days.items(), reverse=True)
            found[repo] = [Made(account=account, repo=repo, day=day, commits=count) for day, count in listed]
    return dict(sorted(found.items(), key=lambda item: (-sum(one.commits for one in item[1]), item[0].slug)))


def _most(found: dict[Repo, list[_T]]) -> dict[Repo, list[_T]]:
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0].slug)))
