"""run, collect, extract, rank, publish: the arrows, together and alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from flows.community import Visit
from flows.github.crawl import Asked, Crawl
from flows.github.seeks import Named
from flows.imports import save_logins, write_logins
from flows.legal.sign_off import check_purpose
from flows.opening import open_house
from flows.options import ROLES, HomeOption, RoleArgument, published, settings_for, voice
from flows.pipeline import Pipeline, Report, bring, run_plainly
from flows.search import Search, search, take_site_secrets
from flows.shown.shortlist import print_shortlist
from ranking.role import RoleFile, find_role
from sourcing.errors import STOPPED, UsageError
from sourcing.git.address import Target, read_list
from sourcing.github.plan import Interest
from sourcing.handles import account_of
from sourcing.records import Account
from sourcing.settings import take_token
from warehouse.published.shown import shortlist

app = typer.Typer(rich_help_panel="Search")

RepoOption = Annotated[
    list[str] | None, typer.Option("--repo", metavar="PATH_OR_URL", help="A Git repository; may be repeated.")
]
ListOption = Annotated[
    Path | None, typer.Option("--repo-list", help="File of lines: path or URL [TAB commit [TAB web address]].")
]
LoginOption = Annotated[
    list[str] | None, typer.Option("--login", metavar="LOGIN", help="A GitHub login or profile URL; may be repeated.")
]
OrgOption = Annotated[
    list[str] | None, typer.Option("--org", metavar="ORG", help="Members and contributors of a GitHub organisation.")
]
ContributorsOption = Annotated[
    list[str] | None,
    typer.Option("--contributors-of", metavar="OWNER/NAME", help="Who commits to a GitHub repository."),
]
QueryOption = Annotated[
    list[str] | None,
    typer.Option("--query", metavar="QUERY", help="A GitHub user search, such as 'mlops location:Lisbon'."),
]
LoginsOption = Annotated[Path | None, typer.Option("--logins", help="File of GitHub logins, one a line.")]
SiteOption = Annotated[
    list[str] | None,
    typer.Option("--site", metavar="NAME", help="A community site: accounts there that people held name as their own."),
]
AccountOption = Annotated[
    list[str] | None,
    typer.Option("--account", metavar="SITE:HANDLE", help="An account or profile URL on a community site."),
]
SitesOption = Annotated[
    bool, typer.Option("--sites/--no-sites", help="Whether to follow people to the community sites they name.")
]
BudgetOption = Annotated[
    int | None, typer.Option("--budget", min=1, help="GraphQL points and REST requests this run may spend.")
]
DepthOption = Annotated[
    int,
    typer.Option("--depth", min=0, metavar="N", help="Read the repositories of the first N people whole, over Git."),
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


def execute(pipeline: Pipeline, *, with_prefect: bool) -> Report:
    """The report of a run, as a Prefect flow or plainly."""
    if with_prefect:
        from flows.engine import run_with_prefect

        return run_with_prefect(pipeline)
    return run_plainly(pipeline)


def conclude(report: Report) -> None:
    """Says what is complete and what failed, and ends with the exit code that says the same."""
    for line in report.lines():
        typer.echo(line, err=True)
    for failure in report.all_failures:
        typer.echo(f"  failed: {failure}", err=True)
    if report.is_halted:
        raise typer.Exit(STOPPED)
    if not report.all_failures:
        return
    if len(report.failures) < report.wanted or (report.tally and report.tally.came_of_it) or report.visit:
        raise typer.Exit(1)
    raise typer.Exit(2 if report.failures and all(failure.misnamed for failure in report.failures) else 3)


@app.command()
def run(
    role: RoleArgument,
    repo: RepoOption = None,
    repo_list: ListOption = None,
    login: LoginOption = None,
    org: OrgOption = None,
    contributors_of: ContributorsOption = None,
    query: QueryOption = None,
    logins: LoginsOption = None,
    budget: BudgetOption = None,
    depth: DepthOption = 0,
    sites: SitesOption = True,
    without_prefect: PlainOption = False,
    home: HomeOption = None,
) -> None:
    """Discover, collect, extract, rank and publish for one role; resumes where it stopped.

    With nothing named, people are found on GitHub by the role's own discovery plan (GITHUB_TOKEN is needed).

    Everyone held is ranked, those of earlier runs too. Ctrl-C stops asking and ranks what is held.
    """
    settings, token = settings_for(home), take_token()
    secrets = take_site_secrets()
    spec = find_role(role, folder=ROLES)
    targets = targets_of(repo, repo_list)
    named = Named(logins=login, organisations=org, contributors_of=contributors_of, queries=query, file=logins)
    check_purpose(settings)
    with voice() as progress, open_house(settings, progress=progress) as house:
        asked = Search(
            role=spec,
            token=token,
            secrets=secrets,
            targets=targets,
            seeks=named.seeks(),
            budget=budget,
            depth=depth,
            sites=sites,
        )
        report = search(house, asked, execute=partial(execute, with_prefect=not without_prefect))
    if report.published:
        with published(home) as warehouse:
            print_shortlist(shortlist(warehouse, spec.spec.name, most=10), title=spec.spec.title)
    conclude(report)


@app.command()
def collect(
    repo: RepoOption = None,
    repo_list: ListOption = None,
    login: LoginOption = None,
    org: OrgOption = None,
    contributors_of: ContributorsOption = None,
    query: QueryOption = None,
    logins: LoginsOption = None,
    site: SiteOption = None,
    account: AccountOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Logins on GitHub that the accounts name; `run` takes it as --logins."
        ),
    ] = None,
    budget: BudgetOption = None,
    home: HomeOption = None,
) -> None:
    """Only collect: repositories over Git, people and repositories over GitHub's API, accounts on community sites, into the landing."""
    settings, token = settings_for(home), take_token()
    secrets = take_site_secrets()
    targets = targets_of(repo, repo_list)
    named = Named(logins=login, organisations=org, contributors_of=contributors_of, queries=query, file=logins)
    check_purpose(settings)
    seeks = named.seeks()
    accounts = [account_named(one) for one in account or ()]
    if not (targets or seeks or site or accounts):
        raise UsageError(
            "nothing to read",
            remedy="name repositories (--repo, --repo-list), people (--login, --org, --contributors-of, --query, --logins) or sites "
            "(--site, --account)",
        )
    with voice() as progress, open_house(settings, progress=progress) as house:
        asked = Asked(seeks=seeks, interest=Interest(terms=frozenset()), token=token, most_points=budget)
        crawl = Crawl(house, asked) if seeks else None
        pipeline = Pipeline(house, targets=targets, role=None, crawl=crawl)
        with pipeline.halting():
            bring(pipeline)
        if site or accounts:
            visit = Visit(house=house, secrets=secrets, only=site or sorted({one.site for one in accounts}))
            visit.ask(accounts or visit.named_accounts())
            pipeline.report.visit = visit
            if out:
                save_logins(out, write_logins(visit.candidates(), by="collect"))
    conclude(pipeline.report)


def account_named(text: str) -> Account:
    """The account that a person named, as `site:handle` or by its address. Errors: UsageError."""
    try:
        found = account_of(text) if "://" in text else Account.parse(text)
    except ValueError:
        found = None
    if found is None:
        raise UsageError(f"{text!r} names no account", remedy="write SITE:HANDLE, or the address of a profile")
    return found


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


def _extract_and_load(pipeline: Pipeline) -> None:
    for batch in range(pipeline.gather()):
        pipeline.extract(batch)
    pipeline.load()


def _alone(home: Path | None, arrow: Callable[[Pipeline], object], *, role: RoleFile | None = None) -> None:
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        arrow(Pipeline(house, targets=(), role=role))
