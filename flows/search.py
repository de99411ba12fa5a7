"""One search for a role with what is asked of every source, as the command and the schedule make it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from flows.community import Visit
from flows.github.crawl import Asked, Crawl
from flows.github.seeks import seeks_of
from flows.house import House
from flows.pipeline import Pipeline, Report, run_plainly
from ranking.role import RoleFile
from sourcing.errors import UsageError
from sourcing.git.address import Target
from sourcing.github.discover import Seek
from sourcing.github.plan import Interest
from sourcing.settings import take_secrets
from spiders.sites import catalogue
from warehouse.connection import open_published
from warehouse.published.shown import partly_read


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is asked for: repositories, ways of finding people (none: the role's own plan), and what it may spend.

    `depth` is the number of first people whose repositories are read whole, over Git.
    """

    role: RoleFile
    token: SecretStr | None
    secrets: Mapping[str, str]
    targets: Sequence[Target] = ()
    seeks: Sequence[Seek] = ()
    budget: int | None = None
    depth: int = 0
    sites: bool = True


def search(house: House, asked: Search, *, execute: Callable[[Pipeline], Report]) -> Report:
    """The report of a search, each of whose steps `execute` calls. Errors: those of the steps."""
    spec, seeks = asked.role.spec, [*asked.seeks]
    is_anything_held = bool(house.landing.manifests())
    if not asked.targets and not seeks and (asked.token or not is_anything_held):
        seeks = seeks_of(spec.plan)
    wanted = Asked(seeks=seeks, interest=Interest(terms=spec.terms), token=asked.token, most_points=asked.budget)
    crawl = Crawl(house, wanted) if seeks else None
    visit = Visit(house=house, secrets=dict(asked.secrets)) if asked.sites else None
    report = _keeping(Pipeline(house, targets=asked.targets, role=asked.role, crawl=crawl, visit=visit), execute)
    if asked.depth and report.published and not report.is_halted:
        _deepen(house, asked.role, report, top=asked.depth)
    return report


def _keeping(pipeline: Pipeline, execute: Callable[[Pipeline], Report]) -> Report:
    """The report of a run; where nothing came of any source and nobody is held, that itself is the news."""
    try:
        with pipeline.halting():
            return execute(pipeline)
    except UsageError:
        report = pipeline.report
        nothing_came = report.failures and len(report.failures) == report.wanted
        if nothing_came or (report.tally and not report.tally.read + report.tally.held):
            return report
        raise


def _deepen(house: House, role: RoleFile, report: Report, *, top: int) -> None:
    """Reads whole, over Git, what the API told in part of the first people, and ranks again; adds to the report."""
    with open_published(house.home.published) as warehouse:
        addresses = partly_read(warehouse, role.spec.name, top=top)
    targets = [Target(location=f"{address}.git", web_url=address) for address in addresses]
    unfinished = report.tally.unfinished() or "" if report.tally else None
    deeper = run_plainly(Pipeline(house, targets=targets, role=role, unfinished=unfinished))
    report.wanted += deeper.wanted
    report.collected += deeper.collected
    report.reused = deeper.reused


def take_site_secrets() -> dict[str, str]:
    """The credentials of community sites that are set, taken out of the environment."""
    return take_secrets(
        sorted({name for one in catalogue().values() for name in (*one.policy.needs, *one.policy.takes)})
    )
