"""Kaggle's own public tables (Meta Kaggle): what accounts that people name reached in competitions.

Kaggle's pages are drawn by scripts and there is no interface for users, so nothing is asked of the site. The tables hold one row for a
user and category with the latest tier. Tier 5 is Kaggle's own staff. The day on which the system began is no day on which anybody
reached anything. Who does not share a location has none here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sourcing import wire
from sourcing.community import Artifact, ArtifactKind, Relation, SiteProfile, capped
from sourcing.errors import UsageError
from sourcing.importing import Candidate, Given, Import, Policy, Row, Told
from sourcing.records import Account

TIERS: Mapping[str, str] = {"2": "Expert", "3": "Master", "4": "Grandmaster"}
_CATEGORY, _STAFF = "Competitions", "5"
_BEGAN = date(2016, 7, 15)
_USER = ("Id", "UserName", "DisplayName", "PerformanceTier", "Country", "LocationSharingOptOut")
_REACHED = (
    "UserId",
    "AchievementType",
    "Tier",
    "TierAchievementDate",
    "TotalGold",
    "TotalSilver",
    "TotalBronze",
)


def read(files: Sequence[Path], given: Given) -> Iterator[Told | Candidate]:
    """The accounts that people held name, in the order of their handles, with their tier in competitions."""
    users, reached = _told_apart(files, given)
    people: dict[str, tuple[Account, Row]] = {}
    for row in given.tables.rows(users, _USER, keep={"UserName": given.named}, lost=given.lost):
        account = given.named.get(row["UserName"].lower())
        if account and row["Id"] and row["PerformanceTier"] != _STAFF:
            people[row["Id"]] = (account, row)
    keep: dict[str, Collection[str]] = {"Tier": TIERS, "AchievementType": (_CATEGORY,), "UserId": people}
    rows = given.tables.rows(reached, _REACHED, keep=keep, lost=given.lost) if people else iter(())
    tiers = {row["UserId"]: row for row in rows}
    for number, (account, row) in sorted(people.items(), key=lambda item: item[1][0]):
        yield parse(account, row, tiers.get(number))


def _told_apart(files: Sequence[Path], given: Given) -> tuple[Path, Path]:
    """Which file holds the users, which their achievements. Errors: UsageError."""
    columns = {path: set(given.tables.columns(path)) for path in files}
    users = [path for path, names in columns.items() if {"Id", "UserName"} <= names]
    reached = [path for path, names in columns.items() if set(_REACHED[:3]) <= names]
    if len(users) != 1 or len(reached) != 1 or len(files) != 2:
        raise UsageError(
            "kaggle reads two files: Users.csv (with Id and UserName) and UserAchievements.csv (with UserId, AchievementType and Tier)",
            remedy="name both, as Meta Kaggle has them",
        )
    return users[0], reached[0]


def parse(account: Account, user: Row, reached: Row | None) -> Told:
    """What two rows tell of an account; the second is None where no tier in competitions counts."""
    url = f"https://www.kaggle.com/{account.handle}"
    shares = user["LocationSharingOptOut"].strip().lower() in ("false", "0")
    profile = SiteProfile(
        account=account,
        url=url,
        display_name=wire.string(user["DisplayName"], most=100),
        location=wire.string(user["Country"], most=100) if shares else "",
    )
    artifacts = (_tier(account, reached, url=url),) if reached else ()
    return Told(account=account, url=url, place=account.handle, profile=profile, artifacts=artifacts)


def _tier(account: Account, row: Row, *, url: str) -> Artifact:
    counts = [wire.number(row[name]) or 0 for name in ("TotalGold", "TotalSilver", "TotalBronze")]
    return Artifact(
        account=account,
        kind=ArtifactKind.COMPETITION,
        key=f"kaggle.com/{account.handle}/competitions",
        title=f"{TIERS[row['Tier']]} in Kaggle's competitions",
        link=f"{url}/competitions",
        relation=Relation.COMPETITOR,
        made_at=_day(row["TierAchievementDate"]),
        measures=capped({"medals": sum(max(count, 0) for count in counts)}),
    )


def _day(text: str) -> datetime | None:
    """The day of `MM/DD/YYYY` as a moment; None where it is none, or the day on which the system began."""
    try:
        found = datetime.strptime(text.strip()[:10], "%m/%d/%Y").replace(tzinfo=UTC)
    except ValueError:
        return None
    return None if found.date() == _BEGAN else found


IMPORT = Import(
    policy=Policy(
        terms_url="https://www.kaggle.com/datasets/kaggle/meta-kaggle",
        reviewed_on=date(2026, 11, 21),
        files="Users.csv and UserAchievements.csv of Meta Kaggle",
        fields=(
            "UserName",
            "DisplayName",
            "Country",
            "Tier",
            "TierAchievementDate",
            "TotalGold",
            "TotalSilver",
            "TotalBronze",
        ),
        columns=("Id", "UserId", "AchievementType", "PerformanceTier", "LocationSharingOptOut"),
        filters=(
            "accounts that nobody held names",
            "tiers below Expert, Kaggle's own staff",
            "categories other than competitions",
            "the country of who does not share a location",
        ),
        needs="people held who name an account on Kaggle",
        says="from Meta Kaggle",
    ),
    read=read,
    site="kaggle",
)
