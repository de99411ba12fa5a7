"""What somebody did in a year, over GraphQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sourcing.sandbox.forge.contributions import Asked, Made, Reviewed, Span, span
from sourcing.sandbox.forge.graph.asking import Fields, Info, attribute, constant, estate, path_of
from sourcing.sandbox.forge.graph.errors import Typed
from sourcing.sandbox.forge.graph.pages import Page, page
from sourcing.sandbox.forge.holdings import Account, Repo
from sourcing.sandbox.forge.objects import stamp

_LONGEST = timedelta(days=366)
_COLOURS = ("#9be9a8", "#40c463", "#30a14e", "#216e39")
_LEVELS = ("NONE", "FIRST_QUARTILE", "SECOND_QUARTILE", "THIRD_QUARTILE", "FOURTH_QUARTILE")


@dataclass(frozen=True, slots=True, eq=False)
class InRepo:
    """What somebody did in one repository."""

    account: Account
    repo: Repo
    done: Sequence[Made | Asked | Reviewed]


def collection(account: Account, info: Info, **given: Any) -> Span:
    """The contributions of a span of at most a year. Errors: Typed for a longer one."""
    start, end = (_moment(given.get(word)) for word in ("from", "to"))
    found = span(estate(info), account, start=start, end=end)
    if found.end - found.start > _LONGEST:
        raise Typed("VALIDATION", "The total time spanned by 'from' and 'to' must not exceed 1 year")
    return found


def _moment(text: str | None) -> datetime | None:
    at = datetime.fromisoformat(text) if text else None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _by_repository(which: str) -> Any:
    def resolve(given: Span, _info: Info, *, maxRepositories: int = 25, **_more: Any) -> list[InRepo]:
        found: Mapping[Repo, Sequence[Made | Asked | Reviewed]] = getattr(given, which)
        if maxRepositories > 100:
            raise Typed("EXCESSIVE_PAGINATION", "Only up to 100 repositories is supported.")
        return [InRepo(given.account, repo, done) for repo, done in list(found.items())[:maxRepositories]]

    return resolve


def _total(which: str) -> Any:
    def resolve(given: Span, _info: Info, **_more: Any) -> int:
        listed = getattr(given, which).values()
        return sum(getattr(one, "commits", 1) for done in listed for one in done)

    return resolve


def _repositories(which: str) -> Any:
    return lambda given, _info, **_more: len(getattr(given, which))


def _contributions(one: InRepo, info: Info, **given: Any) -> Page:
    done = list(one.done)
    order = given.get("orderBy") or {}
    if order.get("field") == "COMMIT_COUNT":
        done.sort(key=lambda made: -getattr(made, "commits", 1))
    if order.get("direction") == "ASC":
        done.reverse()
    return page(info, done, given, count=sum(getattr(each, "commits", 1) for each in done))


def _reviews(span: Span, info: Info, **given: Any) -> Page:
    done = [one for listed in span.reviews.values() for one in listed]
    done.sort(key=lambda one: (one.review.pull.reviewed, one.review.pull.database_id), reverse=True)
    if (given.get("orderBy") or {}).get("direction") == "ASC":
        done.reverse()
    return page(info, done, given)


def _calendar(given: Span, _info: Info) -> dict[str, Any]:
    days = given.days()
    first, last = given.start.date(), given.end.date()
    listed = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weeks: dict[date, list[dict[str, Any]]] = {}
    most = max(days.values(), default=0)
    for day in listed:
        sunday = day - timedelta(days=(day.weekday() + 1) % 7)
        weeks.setdefault(sunday, []).append(_day(day, days, most))
    return {
        "totalContributions": sum(days.values()),
        "colors": list(_COLOURS),
        "isHalloween": False,
        "weeks": [{"firstDay": held[0]["date"], "contributionDays": held} for held in weeks.values()],
    }


def _day(day: date, days: Counter[str], most: int) -> dict[str, Any]:
    count = days[day.isoformat()]
    level = -(-4 * count // most) if most else 0
    return {
        "date": day.isoformat(),
        "weekday": (day.weekday() + 1) % 7,
        "contributionCount": count,
        "contributionLevel": _LEVELS[level],
        "color": _COLOURS[level - 1] if level else "#ebedf0",
    }


def _years(given: Span, _info: Info) -> list[int]:
    person = given.account.person
    return list(range(person.active_to.year, person.active_from.year - 1, -1)) if person else []


def _done(url: Any, when: Any, **more: Any) -> Fields:
    return {
        "isRestricted": constant(False),
        "occurredAt": lambda one, _info: when(one),
        "url": lambda one, _info: url(one),
        "resourcePath": lambda one, _info: path_of(url(one)),
        "user": attribute("account"),
    } | more


FIELDS: dict[str, Fields] = {
    "ContributionsCollection": {
        "startedAt": lambda given, _info: stamp(given.start.timestamp()),
        "endedAt": lambda given, _info: stamp(given.end.timestamp()),
        "user": attribute("account"),
        "totalCommitContributions": _total("commits"),
        "totalPullRequestContributions": _total("pulls"),
        "totalPullRequestReviewContributions": _total("reviews"),
        "totalIssueContributions": constant(0),
        "totalRepositoryContributions": constant(0),
        "restrictedContributionsCount": constant(0),
        "totalRepositoriesWithContributedCommits": _repositories("commits"),
        "totalRepositoriesWithContributedPullRequests": _repositories("pulls"),
        "totalRepositoriesWithContributedPullRequestReviews": _repositories("reviews"),
        "hasAnyContributions": lambda given, _info: bool(given.days()),
        "contributionYears": _years,
        "contributionCalendar": _calendar,
        "commitContributionsByRepository": _by_repository("commits"),
        "pullRequestContributionsByRepository": _by_repository("pulls"),
        "pullRequestReviewContributions": _reviews,
        "pullRequestReviewContributionsByRepository": _by_repository("reviews"),
    },
    "CommitContributionsByRepository": {
        "repository": attribute("repo"),
        "contributions": _contributions,
        "url": lambda one, _info: f"{one.repo.url}/commits?author={one.account.login}",
        "resourcePath": lambda one, _info: path_of(f"{one.repo.url}/commits?author={one.account.login}"),
    },
    "PullRequestContributionsByRepository": {"repository": attribute("repo"), "contributions": _contributions},
    "PullRequestReviewContributionsByRepository": {"repository": attribute("repo"), "contributions": _contributions},
    "CreatedCommitContribution": _done(
        lambda one: f"{one.repo.url}/commits?author={one.account.login}",
        lambda one: f"{one.day}T00:00:00Z",
        repository=attribute("repo"),
        commitCount=attribute("commits"),
    ),
    "CreatedPullRequestContribution": _done(
        lambda one: one.pull.url, lambda one: one.pull.created, pullRequest=attribute("pull")
    ),
    "CreatedPullRequestReviewContribution": _done(
        lambda one: one.review.url,
        lambda one: one.review.pull.reviewed,
        pullRequest=lambda one, _info: one.review.pull,
        pullRequestReview=attribute("review"),
        repository=lambda one, _info: one.review.pull.repo,
    ),
}
