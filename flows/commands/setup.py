"""init and doctor: a working folder made, a machine looked over."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from flows.checkup import Check, check_home
from flows.github.connect import connect_with
from flows.legal import look
from flows.legal.documents import LEGAL, drafts
from flows.options import ROLES, HomeOption, JsonOption, settings_for
from flows.roles import write_role
from flows.schedule.jobs import check as check_schedule
from flows.shown.shortlist import print_json
from ranking.role import template as shipped
from sourcing.database import Database
from sourcing.errors import LockedError, SettingsError, SourcingError, UsageError, writing
from sourcing.home import Home
from sourcing.lock import single_writer
from sourcing.settings import FILE, Settings, load_settings, take_token

app = typer.Typer(rich_help_panel="Set up")

QUESTIONS = {
    "employer": "Which employer is this search for?",
    "contact": "Whom can a person ask about their data (role and mailbox of the team)?",
    "purpose": "What is the purpose of the search, in a sentence?",
    "legal_basis": "On which legal basis do you process personal data (for example: legitimate interest, assessed on a date)?",
    "regions": "In which regions do the people live whom you look for (comma-separated)?",
}


@app.command()
def init(
    employer: Annotated[str | None, typer.Option(help=QUESTIONS["employer"])] = None,
    contact: Annotated[str | None, typer.Option(help=QUESTIONS["contact"])] = None,
    purpose: Annotated[str | None, typer.Option(help=QUESTIONS["purpose"])] = None,
    legal_basis: Annotated[str | None, typer.Option(help=QUESTIONS["legal_basis"])] = None,
    regions: Annotated[str | None, typer.Option(help=QUESTIONS["regions"])] = None,
    template: Annotated[str, typer.Option(help="The role template to start from.")] = "mlops-operator",
) -> None:
    """Ask five questions (or take the answers as options); write sourcing.toml, a role and drafts of the legal documents here.

    Where sourcing.toml answers them already, only what is missing is written.
    """
    given = dict(zip(QUESTIONS, (employer, contact, purpose, legal_basis, regions), strict=True))
    role = shipped(template).text
    if Path(FILE).exists():
        if any(given.values()):
            raise UsageError(f"{FILE} exists already", remedy="edit it, or remove it first")
        _tell(_draft(load_settings()), template)
        return
    answers = _answers(given)
    written = _put({Path(FILE): _settings_text(answers)})
    if not (path := ROLES / f"{template}.toml").exists():
        write_role(path, role)
        written.append(path)
    _tell([*written, *_draft(load_settings())], template)


def _answers(given: Mapping[str, str | None]) -> dict[str, str]:
    """An answer to every question, asked for where none was given. Errors: UsageError."""
    missing = [key for key, answer in given.items() if not answer]
    if missing and not sys.stdin.isatty():
        options = " ".join(f"--{key.replace('_', '-')} …" for key in missing)
        raise UsageError(f"unanswered: {', '.join(missing)}", remedy=f"answer on a terminal, or give {options}")
    answers = {key: (answer or typer.prompt(QUESTIONS[key])).strip(" ,") for key, answer in given.items()}
    blank = [key for key, answer in answers.items() if not answer]
    if blank:
        raise UsageError(f"blank: {', '.join(blank)}", remedy="every question needs an answer; you can edit it later")
    return answers


def _tell(written: list[Path], template: str) -> None:
    for path in written:
        typer.echo(f"wrote {path}", err=True)
    if not written:
        typer.echo("nothing is missing", err=True)
    typer.echo(f"Next: edit roles/{template}.toml, then: sourcing run {template} --repo PATH_OR_URL", err=True)
    typer.echo(f"Before anybody is handed on: complete {LEGAL}/*.md, then: sourcing sign-off --by NAME", err=True)


def _draft(settings: Settings) -> list[Path]:
    """The legal documents written; one that exists already is left as it is. Errors: SettingsError without a purpose."""
    if settings.purpose is None:
        raise SettingsError(
            f"{FILE} states no purpose",
            remedy="write the table [purpose] (docs/settings.md), or remove the file and run `sourcing init`",
        )
    return _put(drafts(settings, settings.purpose, today=settings.now().date()))


def _put(texts: Mapping[Path, str]) -> list[Path]:
    """The files written; one that exists already is left as it is. Errors: HomeError."""
    written = []
    for path, text in texts.items():
        if not path.exists():
            with writing(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
            written.append(path)
    return written


def _settings_text(answers: dict[str, str]) -> str:
    regions = ", ".join(_quoted(region.strip()) for region in answers["regions"].split(",") if region.strip())
    rows = [f"{key} = {_quoted(answers[key])}" for key in ("employer", "contact", "purpose", "legal_basis")]
    return "\n".join(
        [
            "# Settings of `sourcing`. Secrets are read from the environment only.",
            "",
            "[purpose]",
            *rows,
            f"regions = [{regions}]",
            "",
        ]
    )


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in escaped) + '"'


@app.command()
def doctor(as_document: JsonOption = False, home: HomeOption = None) -> None:
    """Look over versions, model, disk, home, database, clock, backups and schedule: each ok, or what to do."""
    settings = settings_for(home)
    token = take_token()
    checks = [
        _versions(),
        _git(),
        _model(settings),
        *check_home(settings),
        *_github(settings, token),
        _purpose(settings),
        *look.checks(settings),
        check_schedule(settings),
    ]
    if as_document:
        print_json([{"check": name, "ok": good, "says": says} for name, good, says in checks])
    else:
        for name, good, says in checks:
            typer.echo(f"{'ok  ' if good else 'MEND'}  {name}: {says}")
    if not all(good for _, good, _ in checks):
        raise typer.Exit(1)


def _versions() -> Check:
    names = ("sourcing", "duckdb", "prefect", "sentence-transformers", "torch", "scrapy", "pygithub")
    try:
        return "versions", True, ", ".join(f"{name} {version(name)}" for name in names)
    except PackageNotFoundError as missing:
        return "versions", False, f"{missing}; install from the lock file: make install"


def _git() -> Check:
    found = shutil.which("git")
    return "git", bool(found), found or "not found; install git 2.31 or newer"


def _model(settings: Settings) -> Check:
    from ranking.encoder import model_folder, weights_hash  # after the home is known: it brings numpy along

    try:
        folder = model_folder(settings.model)
        found = weights_hash(folder)
    except SourcingError as failure:
        return "model", False, str(failure)
    expected = settings.expected_sha256
    if expected and found != expected:
        return "model", False, f"the weights in {folder} are not the ones named; reinstall the model"
    return "model", True, f"{settings.model}, weights {found[:12]}…"


def _github(settings: Settings, token: SecretStr | None) -> list[Check]:
    """The token, and what is left of each limit. No token is no fault: repositories can be read over Git."""
    if token is None:
        return [
            (
                "github",
                True,
                "no GITHUB_TOKEN: people cannot be found there; repositories over Git (--repo) can be read",
            )
        ]
    url = Home(settings.home).frontier_url(settings.frontier_url)
    try:
        with single_writer(Home(settings.home).lock), closing(Database(url)) as database:
            found = connect_with(settings, token, database=database).limits()
    except SourcingError as failure:
        return [("github", isinstance(failure, LockedError), str(failure))]
    shown = [name for name in ("graphql", "core", "search", "code_search") if name in found]
    if not shown:
        return [("github", False, f"{settings.github_url} tells no limits; check github_url")]
    return [(f"github {name}", found[name][1] > 0, _limit(*found[name])) for name in shown]


def _limit(most: float, left: float, reset: float) -> str:
    at = datetime.fromtimestamp(reset, UTC)
    wait = "" if left else "; wait until then, or run now and let it wait"
    return f"{left:,.0f} of {most:,.0f} left, full again at {at:%H:%M:%S} UTC{wait}"


def _purpose(settings: Settings) -> Check:
    if settings.purpose:
        return "purpose", True, f"{settings.purpose.employer}: {settings.purpose.purpose}"
    return "purpose", False, "not stated; run `sourcing init`"
