"""identity: which accounts are one person's, as far as people must decide it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from flows.commands.run import account_named
from flows.house import House
from flows.opening import open_house
from flows.options import ByOption, HomeOption, JsonOption, named_by, published, settings_for, voice
from flows.rank import publish_all
from flows.shown.shortlist import console
from sourcing.errors import UnknownPersonError, UsageError
from sourcing.numbers import counted
from warehouse.accounts.identity import MAILMAP_KIND, keys_of_people, rebuild_people, record_verdict
from warehouse.connection import Warehouse

app = typer.Typer(rich_help_panel="Decide")
group = typer.Typer(
    name="identity",
    no_args_is_help=True,
    help="Which accounts are one person's: claims to accept, joins to split or undo.",
)
app.add_typer(group)

MOST = 20  # pairs of one name that are printed, those who stand highest in a shortlist first
ReasonOption = Annotated[str, typer.Option("--reason", help="What it rests on.")]
FirstArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="SITE:HANDLE, or a profile URL.")]


@group.command()
def review(json_: JsonOption = False, home: HomeOption = None) -> None:
    """List what is to decide: accounts that people name and that do not name them back, and people of one name in one repository."""
    with published(home) as warehouse:
        rows = warehouse.dicts(
            "SELECT * FROM account_claims ORDER BY conflict IS NULL, display_name, person_id, claimed, claimed_by, kind, seen_at"
        )
        same_name = warehouse.dicts(
            """
            WITH best AS (SELECT person_id, min(rank) AS rank FROM shortlist GROUP BY person_id)  -- grain: one person
            SELECT n.* FROM namesakes n LEFT JOIN best a USING (person_id) LEFT JOIN best b ON b.person_id = n.other_id
            ORDER BY least(a.rank, b.rank) NULLS LAST, n.display_name, n.person_id, n.other_id
            """
        )
    if json_:
        typer.echo(json.dumps({"claims": rows, "namesakes": same_name}, ensure_ascii=False, indent=1))
        return
    out = console()
    for row in rows:
        out.print(Text(_claim(row), style="bold"))
        out.print(Text(f"    {row['claimed_by']}, {row['kind']} on {row['seen_at']}: {row['url']}", style="dim"))
        if row["conflict"]:
            out.print(Text(f"    careful: {row['conflict']}"))
    for row in same_name[:MOST]:
        pair = f"{row['account']} and {row['other_account']}"
        out.print(Text(f"{row['display_name']} is the name of two people in one repository: {pair}", style="bold"))
        out.print(Text(f"    {', '.join(row['repositories'])}", style="dim"))
    out.print(Text(_what_to_do(len(rows), len(same_name))))


def _claim(row: dict[str, Any]) -> str:
    """What is claimed of a person's accounts, and by whom."""
    who = f"{row['display_name']} ({row['person_id']})"
    if row["kind"] == MAILMAP_KIND:
        return f"a repository says that {who} is {row['claimed']} too"
    read = "was read and does not name them" if row["is_read"] else "was not read"
    return f"{who} names {row['claimed']}, which {read}"


def _what_to_do(claims: int, namesakes: int) -> str:
    """What the reader of both lists does next."""
    said = []
    if claims:
        said.append(f"{claims} to decide: `sourcing identity accept CLAIMED CLAIMED_BY --reason …`")
    if namesakes > MOST:
        said.append(f'and {namesakes - MOST} pairs more: `sourcing sql "FROM namesakes"`')
    if namesakes:
        said.append("where you know a pair to be one person: `sourcing identity accept ACCOUNT ACCOUNT --reason …`")
    return "\n".join(said) or "nothing to decide"


@group.command()
def accept(
    a: FirstArgument, b: FirstArgument, reason: ReasonOption, by: ByOption = None, home: HomeOption = None
) -> None:
    """Join two accounts as one person's: a human looked and says so."""
    pair = (account_named(a).key, account_named(b).key)
    _decide(home, [pair], "same", by=by, reason=reason)


@group.command()
def undo(
    a: FirstArgument, b: FirstArgument, reason: ReasonOption, by: ByOption = None, home: HomeOption = None
) -> None:
    """Take a decision on two accounts back: links decide again."""
    pair = (account_named(a).key, account_named(b).key)
    _decide(home, [pair], "open", by=by, reason=reason)


@group.command()
def split(account: FirstArgument, reason: ReasonOption, by: ByOption = None, home: HomeOption = None) -> None:
    """Set an account apart from all others of its person; both sides are what they were before the join."""
    wanted = account_named(account).key
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        with house.warehouse() as warehouse:
            others = _others(warehouse, wanted)
        _write(house, [(wanted, other) for other in others], "apart", by=by, reason=reason)


def _others(warehouse: Warehouse, account: str) -> list[str]:
    """The other accounts of the person. Errors: UnknownPersonError, UsageError where there are none."""
    people = keys_of_people(warehouse).get(account, ())
    if not people:
        raise UnknownPersonError(
            f"nobody held has the account {account}", remedy='`sourcing sql "FROM accounts"` lists them'
        )
    sql = "SELECT account FROM person_account WHERE person_id = ? AND account <> ? ORDER BY account"
    found = [row[0] for row in warehouse.rows(sql, [people[0], account])]
    if not found:
        raise UsageError(f"{account} is joined to no other account", remedy="there is nothing to split")
    return found


def _check_known(warehouse: Warehouse, accounts: set[str]) -> None:
    """Errors: UnknownPersonError for an account that is neither held nor named by anybody held."""
    sql = """
        SELECT account FROM person_account UNION SELECT to_account FROM identity_claim
        UNION SELECT a FROM identity_verdict UNION SELECT b FROM identity_verdict
    """
    unknown = sorted(accounts - {account for (account,) in warehouse.rows(sql)})
    if unknown:
        raise UnknownPersonError(
            f"nobody held has or names {unknown[0]}", remedy="`sourcing identity review` lists what is to decide"
        )


def _decide(home: Path | None, pairs: Iterable[tuple[str, str]], verdict: str, *, by: str | None, reason: str) -> None:
    with voice() as progress, open_house(settings_for(home), progress=progress) as house:
        _write(house, pairs, verdict, by=by, reason=reason)


def _write(house: House, pairs: Iterable[tuple[str, str]], verdict: str, *, by: str | None, reason: str) -> None:
    """Writes a verdict down, joins everybody anew and publishes."""
    listed, decider = list(pairs), named_by(by, house.settings)
    with house.warehouse() as warehouse:
        _check_known(warehouse, {account for pair in listed for account in pair})
        with warehouse.transaction():
            record_verdict(warehouse, listed, verdict, by=decider, reason=reason, now=house.clock)
            for pair in listed:
                house.note(warehouse, f"accounts: {verdict}", actor=decider, about=pair)
        people = rebuild_people(warehouse, retention_days=house.settings.retention_days)
    publish_all(house)
    said = {"same": "one person's", "apart": "set apart", "open": "open again"}[verdict]
    for a, b in listed:
        typer.echo(f"{a} and {b}: {said}")
    typer.echo(
        f"{counted(people, 'person')}; scores count it when a role is ranked again (`sourcing rank ROLE`)", err=True
    )
