"""Accounts joined into people, by declared links only, the reason of every join kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sourcing.community import LinkKind
from sourcing.handles import accounts_of
from sourcing.moments import naive_utc
from sourcing.records import MAILMAP
from warehouse.accounts.joins import Naming, Open, People, Verdict, decide, site_of
from warehouse.connection import Warehouse

Link = tuple[str, str, str]  # two accounts and the reason of the join
MAILMAP_KIND = "mailmap"  # of a claim that no account of the two makes, but a repository


_FIRST = (
    "git",
    "github",
)  # sites whose accounts name a person before all others, so that a new account elsewhere changes no id


def person_id(account: str) -> str:
    """The id of the person who is named by this account."""
    return f"p{hashlib.sha256(account.encode()).hexdigest()[:12]}"


def naming_account(person: str, accounts: Sequence[str]) -> str:
    """The one of a person's accounts from which their id follows; the first where none is it."""
    return next((one for one in accounts if person_id(one) == person), accounts[0])


def groups(accounts: Iterable[str], links: Iterable[Link]) -> dict[str, list[tuple[str, str]]]:
    """People by id, each with accounts and the reason of each join, in account order. A pure function.

    Accounts that only a link names belong to the person too.
    """
    return people_of(decide(accounts, known=links, namings=()))


def people_of(people: People) -> dict[str, list[tuple[str, str]]]:
    """The same of what was decided."""
    return {
        person_id(min((account for account, _ in group), key=_place)): [
            (account, reason or _UNJOINED.get(site_of(account), "has a profile there")) for account, reason in group
        ]
        for group in people.members.values()
    }


_UNJOINED = {"git": "wrote commits", "github": "wrote commits"}


def _place(account: str) -> tuple[int, str]:
    """Where an account stands among those that may name a person: what stands for a sourcer's row comes last."""
    site = site_of(account)
    return (_FIRST.index(site) if site in _FIRST else len(_FIRST) + (site == "met"), account)


def rebuild_people(warehouse: Warehouse, *, retention_days: int) -> int:
    """How many people there are, after joining all accounts anew: by what sources know, by links both ways, by human decision."""
    seen = """
        SELECT account FROM account_seen WHERE NOT is_bot UNION SELECT account FROM site_profile UNION SELECT account FROM artifact
    """
    accounts = [row[0] for row in warehouse.rows(seen)]
    known, claimed = _known(warehouse)
    decided = decide(accounts, known=known, namings=[*namings(warehouse), *claimed], verdicts=verdicts(warehouse))
    people = people_of(decided)
    names, corrected = _names(warehouse), _corrected(warehouse)
    met: dict[str, datetime] = dict(
        warehouse.rows("SELECT account, min(first_met_at) FROM account_met GROUP BY account")
    )
    rows, joins = [], []
    for identifier, members in sorted(people.items()):
        first = min((met[account] for account, _ in members if account in met), default=None)
        if first is not None:
            name = _name(members, names, corrected)
            rows.append([identifier, name, first, first + timedelta(days=retention_days)])
            joins += [[identifier, account, reason] for account, reason in members]
    with warehouse.transaction():
        _replace(warehouse, "person", rows)
        _replace(warehouse, "person_account", joins)
        _replace(warehouse, "identity_claim", [_claim_row(one) for one in decided.open])
    return len(rows)


def _replace(warehouse: Warehouse, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Gives a table these rows in place of its own; where they are its own nothing is written."""
    if Counter(map(tuple, rows)) != Counter(warehouse.rows(f"FROM {table}")):
        warehouse.run(f"DELETE FROM {table}")  # noqa: S608
        warehouse.insert(table, rows)


def _known(warehouse: Warehouse) -> tuple[list[Link], list[Naming]]:
    """The joins that sources know: what Git and GitHub show, and what a sourcer's own file says; and what is only claimed.

    A mailmap speaks for its own repository: anybody can write one. Of accounts that wrote where no mailmap says so it is a claim.
    """
    sql = """
        SELECT DISTINCT a, b, reason, repository FROM account_link
        UNION SELECT account, of_account, 'named by a sourcer: ' || min(seen_at), '' FROM met GROUP BY account, of_account
        ORDER BY ALL
    """
    beyond = set(warehouse.rows(_BEYOND, [MAILMAP]))
    known, claimed = list[Link](), list[Naming]()
    for a, b, reason, repository in warehouse.rows(sql):
        if reason.startswith(MAILMAP) and (a, b) in beyond:
            claimed.append(Naming(account=a, to=b, kind=MAILMAP_KIND, url=repository, seen_at=repository))
        else:
            known.append((a, b, reason))
    return known, claimed


# grain: two accounts that mailmaps join, of which one was seen in a repository whose mailmap does not
_BEYOND = """
    WITH said AS (SELECT DISTINCT a, b, repository FROM account_link WHERE starts_with(reason, ?)),
    ends AS (SELECT a, b, a AS account FROM said UNION SELECT a, b, b FROM said)
    SELECT DISTINCT e.a, e.b FROM ends e JOIN account_seen w USING (account)
    ANTI JOIN said s ON s.a = e.a AND s.b = e.b AND s.repository = w.repository
"""


def _claim_row(one: Open) -> list[str | None]:
    naming = one.naming
    only = "a repository says so of both, and one of them wrote elsewhere" if naming.kind == MAILMAP_KIND else None
    return [naming.account, naming.to, naming.kind, naming.url, naming.seen_at, one.conflict or only]


def namings(warehouse: Warehouse) -> list[Naming]:
    """Which accounts name which others: on community sites, and on GitHub's profiles."""
    told = "SELECT DISTINCT account, to_account, kind, url, seen_at FROM declared_link"
    found = [Naming(account=a, to=b, kind=kind, url=url, seen_at=at) for a, b, kind, url, at in warehouse.rows(told)]
    for account, links, readme_links in warehouse.rows("SELECT account, links, readme_links FROM profile"):
        found += _on_github(account, links, LinkKind.FIELD) + _on_github(account, readme_links or [], LinkKind.TEXT)
    return found


def _on_github(account: str, links: list[str], kind: LinkKind) -> list[Naming]:
    page = f"https://github.com/{account.partition(':')[2]}"
    return [
        Naming(account=account, to=to.key, kind=str(kind), url=url, seen_at=page)
        for to, url in accounts_of(links).items()
        if to.key != account
    ]


def verdicts(warehouse: Warehouse) -> list[Verdict]:
    """What people decided on pairs of accounts, oldest first."""
    sql = "SELECT a, b, verdict, decided_by, decided_at, reason FROM identity_verdict ORDER BY decided_at, a, b"
    said = {"same": "accepted", "apart": "set apart", "open": "undone"}
    return [
        Verdict(a=a, b=b, verdict=verdict, reason=f"{said[verdict]} by {who} on {at:%Y-%m-%d}: {reason}")
        for a, b, verdict, who, at, reason in warehouse.rows(sql)
    ]


def record_verdict(
    warehouse: Warehouse, pairs: Iterable[tuple[str, str]], verdict: str, *, by: str, reason: str, now: datetime
) -> None:
    """Writes down what a human decided on pairs of accounts; what was decided before stays, and counts no more."""
    rows = [[*sorted(pair), verdict, reason, by, naive_utc(now)] for pair in pairs]
    warehouse.insert("identity_verdict", rows)


def _names(warehouse: Warehouse) -> dict[str, str]:
    """The display name of each account: the one that most of its repositories show, ties by name."""
    sql = """
        WITH named AS (  -- grain: one account in one place
            SELECT account, display_name FROM account_seen UNION ALL SELECT account, display_name FROM site_profile
        ), shown AS (  -- grain: one account and one name it showed
            SELECT account, display_name, count(*) AS times FROM named WHERE display_name <> '' GROUP BY ALL
        )
        SELECT account, first(display_name ORDER BY times DESC, length(display_name) DESC, display_name) FROM shown GROUP BY account
    """
    return dict(warehouse.rows(sql))


def _corrected(warehouse: Warehouse) -> list[tuple[str, str]]:
    """The names that people asked to be shown by, each with one of their accounts, the newest first."""
    sql = "SELECT account, value FROM correction WHERE field = 'name' ORDER BY recorded_at DESC, account, value"
    return [(account, name) for account, name in warehouse.rows(sql)]


def _name(members: list[tuple[str, str]], names: Mapping[str, str], corrected: list[tuple[str, str]]) -> str:
    """The name that the person asked for, else the fullest among their accounts, else the first account itself."""
    held = {account for account, _ in members}
    if asked := next((name for account, name in corrected if account in held), None):
        return asked
    own = [account for account, _ in members if account in names]
    coded = [account for account in own if site_of(account) in _FIRST]  # what a site adds changes no name that is known
    shown = sorted((names[account] for account in coded or own), key=lambda name: (-len(name.split()), name))
    return shown[0] if shown else members[0][0]


def keys_of_people(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """The people behind every key that names one: person id, account, its handle alone, and profile URL on GitHub.

    A handle may stand on several sites, so a key may name several people.
    """
    found: dict[str, list[str]] = {}
    for account, person in warehouse.rows("SELECT account, person_id FROM person_account ORDER BY account, person_id"):
        site, _, handle = account.partition(":")
        keys = [person, account, handle, *([f"https://github.com/{handle}"] if site == "github" else [])]
        for key in keys:
            if person not in found.setdefault(key, []):
                found[key].append(person)
    return {key: tuple(people) for key, people in found.items()}
