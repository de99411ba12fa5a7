"""run, collect, extract, rank, publish: the arrows, together and alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from flows.house import House, open_house
from flows.options import ROLES, HomeOption, RoleArgument, published, settings_for, voice
from flows.pipeline import Pipeline, Report, run_plainly
from flows.shown import print_shortlist
from ranking.role import RoleFile, find_role
from sourcing.errors import SettingsError, UsageError
from sourcing.git.address import Target, read_list
from sourcing.settings import Settings
from warehouse.shown import shortlist

app = typer.Typer()

RepoOption = Annotated[
    list[str] | None, typer.Option("--repo", metavar="PATH_OR_URL", help="A Git repository; may be repeated.")
]
ListOption = Annotated[
    Path | None, typer.Option("--repo-list", help="File of lines: path or URL [TAB commit [TAB web address]].")
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--without-prefect", help="Make the same calls without Prefect's server: no run history, starts sooner."
    ),
]


def targets_of(repositories: Sequence[str] | None, listed: Path | None) -> list[Target]:
    """The repositories asked for on the command line, each once, in order."""
    asked = [Target(location=one) for one in repositories or ()]
    return [*asked, *(read_list(listed) if listed else ())]


def check_purpose(settings: Settings) -> None:
    """Refuses to collect people for nobody and nothing. Errors: SettingsError."""
    if settings.purpose is None:
        raise SettingsError("no purpose is stated here", remedy="run `sourcing init` and answer its five questions")


def execute(pipeline: Pipeline, *, with_prefect: bool) -> Report:
    """The report of a run, as a Prefect flow or plainly."""
    if with_prefect:
        from flows.engine import run_with_prefect

        return run_with_prefect(pipeline)
    return run_plainly(pipeline)


def conclude(report: Report) -> None:
    """Says what is complete and what failed, and ends with the exit code that says the same."""
    typer.echo(report.line(), err=True)
    for failure in report.failures:
        typer.echo(f"  failed: {failure}", err=True)
    if not report.failures:
        return
    if len(report.failures) < report.wanted:
        raise typer.Exit(1)
    raise typer.Exit(2 if all(failure.misnamed for failure in report.failures) else 3)


@app.command()
def run(
    role: RoleArgument,
    repo: RepoOption = None,
    repo_list: ListOption = None,
    without_prefect: PlainOption = False,
    home: HomeOption = None,
) -> None:
    """Discover, collect, extract, rank and publish for one role; resumes where it stopped.

    Everyone held is ranked, those of earlier runs too; people are the commit authors of the repositories.
    """
    settings = settings_for(home)
    spec = find_role(role, folder=ROLES)
    targets = targets_of(repo, repo_list)
    check_purpose(settings)
    with voice() as progress, open_house(settings, progress=progress) as house:
        if not targets and not house.landing.manifests("git"):
            raise UsageError("nothing to read", remedy="name repositories: --repo PATH_OR_URL or --repo-list FILE")
        report = execute_keeping(house, targets, spec, with_prefect=not without_prefect)
    if report.published:
        with published(home) as warehouse:
            print_shortlist(shortlist(warehouse, spec.spec.name, most=10), title=spec.spec.title)
    conclude(report)


def execute_keeping(house: House, targets: Sequence[Target], role: RoleFile, *, with_prefect: bool) -> Report:
    """The report of a run; where every repository failed and nobody is held, the failures themselves are the news."""
    pipeline = Pipeline(house, targets=targets, role=role)
    try:
        return execute(pipeline, with_prefect=with_prefect)
    except UsageError:
        if pipeline.report.failures and len(pipeline.report.failures) == pipeline.report.wanted:
            return pipeline.report
        raise


@app.command()
def collect(repo: RepoOption = None, repo_list: ListOption = None, home: HomeOption = None) -> None:
    """Only collect: repositories into the landing."""
    settings = settings_for(home)
    targets = targets_of(repo, repo_list)
    check_purpose(settings)
    if not targets:
        raise UsageError("nothing to read", remedy="name repositories: --repo PATH_OR_URL or --repo-list FILE")
    with voice() as progress, open_house(settings, progress=progress) as house:
        pipeline = Pipeline(house, targets=targets, role=None)
        for batch in range(pipeline.discover()):
            pipeline.collect(batch)
    conclude(pipeline.report)


@app.command()
def load(home: HomeOption = None) -> None:
    """Only extract evidence from what has landed and load it into the warehouse."""
    _alone(home, lambda pipeline: _extract_and_load(pipeline))


@app.command()
def extract(home: HomeOption = None) -> None:
    """Only extract: evidence for every repository that has landed."""
    _alone(home, lambda pipeline: sum(pipeline.extract(batch) for batch in range(pipeline.gather())))


@app.command()
def rank(role: RoleArgument, home: HomeOption = None) -> None:
    """Only rank everyone held for one role, and publish."""
    spec = find_role(role, folder=ROLES)
    _alone(home, lambda pipeline: (pipeline.rank(), pipeline.publish()), role=spec)


@app.command()
def publish(home: HomeOption = None) -> None:
    """Only publish: a fresh file for recruiters from what is held."""
    _alone(home, lambda pipeline: pipeline.publish())


def _extract_and_load(pipeline: Pipeline) -> None:
    for batch in range(pipeline.gather()):
        pipeline.extract(batch)
    pipeline.load()


def _alone(home: Path | None, arrow: Callable[[Pipeline], object], *, role: RoleFile | None = None) -> None:
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        arrow(Pipeline(house, targets=(), role=role))
