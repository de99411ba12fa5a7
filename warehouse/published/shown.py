"""What the published file says: shortlists, people, reasons; read while a run may be writing elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from sourcing.errors import RoleError, UnknownPersonError
from sourcing.moments import naive_utc
from sourcing.records import Level
from warehouse.connection import Warehouse

Row = dict[str, Any]
_PROFILE_URL = re.compile(r"^(?:https?://)?(?:www\.)?github\.com/([a-z0-9-]+)/?(?:[?#].*)?$", re.I)
_RANK = re.compile(r"[0-9]{1,7}")  # a handle of digits alone is given as @handle or with its site


def roles(published: Warehouse) -> list[Row]:
    """The ranked roles with title, archetype, specialisation, the day recency counts from, and how many of how many were read closely."""
    return published.dicts(
        "SELECT role, title, archetype, specialisation, as_of, read_closely FROM run WHERE is_latest ORDER BY role"
    )


def rankings(published: Warehouse) -> list[datetime]:
    """When roles were ranked, UTC, in order."""
    return [moment.replace(tzinfo=UTC) for (moment,) in published.rows("SELECT ranked_at FROM runs ORDER BY ranked_at")]


# Who is to be looked at: nobody decided, or something changed since, or they were put off until today.
_OPEN = "(stage = 'to review' OR is_changed OR coalesce(stage = 'later' AND until <= $today, false))"
_WANTED = f"""
    role = $role AND NOT ($eligible AND eligible IS NOT DISTINCT FROM 'no') AND (level IS NULL OR list_contains($levels, level))
    AND ($open IS NULL OR {_OPEN} = $open)
"""


def shortlist(
    published: Warehouse,
    role: str,
    *,
    most: int | None = None,
    eligible: bool = False,
    level: Level | None = None,
    to_look_at: bool | None = None,
    today: date = date.max,
) -> list[Row]:
    """The people of a role's latest shortlist, best first. Errors: RoleError where the role was not ranked.

    `eligible` leaves out who declares what a condition of the role excludes, `level` whose level is below; what is not known
    leaves nobody out. `to_look_at` keeps who is to be looked at `today`, or (False) all others.
    """
    check_role(published, role)
    named = _named(role, eligible=eligible, level=level, to_look_at=to_look_at, today=today)
    sql = f"SELECT * FROM shortlist WHERE {_WANTED} ORDER BY rank LIMIT $most"  # noqa: S608
    return published.dicts(sql, named | {"most": 2_000_000_000 if most is None else most})


def stages(
    published: Warehouse, role: str, *, eligible: bool, level: Level | None, to_look_at: bool, today: date
) -> dict[str, int]:
    """How many people stand at each stage, most first, of those whom `shortlist` comes back with."""
    named = _named(role, eligible=eligible, level=level, to_look_at=to_look_at, today=today)
    sql = f"SELECT stage, count(*) FROM shortlist WHERE {_WANTED} GROUP BY stage ORDER BY 2 DESC, 1"  # noqa: S608
    return {row["stage"]: row["count_star()"] for row in published.dicts(sql, named)}


def _named(role: str, *, eligible: bool, level: Level | None, to_look_at: bool | None, today: date) -> dict[str, Any]:
    levels = [str(one) for one in Level if level is None or list(Level).index(one) >= list(Level).index(level)]
    return {"role": role, "eligible": eligible, "levels": levels, "open": to_look_at, "today": today}


def left_out(published: Warehouse, role: str, *, eligible: bool = False, level: Level | None = None) -> int:
    """How many people of a role's latest shortlist `shortlist` leaves out for these two."""
    everyone = published.rows("SELECT count(*) FROM shortlist WHERE role = ?", [role])[0][0]
    return int(everyone) - len(shortlist(published, role, eligible=eligible, level=level))


def conditions(published: Warehouse, role: str, person_id: str) -> list[Row]:
    """The conditions of a role for a person: yes, no or unknown, and the words it rests on."""
    sql = "SELECT condition, answer, says FROM conditions WHERE role = ? AND person_id = ? ORDER BY position"
    return published.dicts(sql, [role, person_id])


def check_role(published: Warehouse, role: str) -> None:
    """Passes where the role was ranked. Errors: RoleError."""
    known = [row["role"] for row in roles(published)]
    if role not in known:
        raise RoleError(
            f"no shortlist for role {role!r} yet",
            remedy=f"run `sourcing run {role}` first (ranked: {', '.join(known) or 'none'})",
        )


def find_person(published: Warehouse, role: str, person: str) -> Row:
    """The shortlist row of a person given by rank, id, handle, account or profile URL. Errors: UnknownPersonError."""
    check_role(published, role)
    wanted = person.strip()
    if _RANK.fullmatch(wanted):
        found = published.dicts("SELECT * FROM shortlist WHERE role = ? AND rank = ?", [role, int(wanted)])
    else:
        url = _PROFILE_URL.match(wanted)
        handle = (url.group(1) if url else wanted.removeprefix("@")).lower()
        sql = """
            SELECT * FROM shortlist WHERE role = $role AND (
                person_id = $handle OR list_contains(list_transform(accounts, lambda a: lower(a)), $handle)
                OR list_contains(list_transform(accounts, lambda a: lower(a[strpos(a, ':') + 1:])), $handle))
            ORDER BY rank
        """
        found = published.dicts(sql, {"role": role, "handle": handle})
    if not found:
        raise UnknownPersonError(
            f"nobody in the shortlist of {role} is {person!r}",
            remedy="give a rank, a handle, a profile URL or a person id",
        )
    if len(found) > 1:
        ids = ", ".join(row["person_id"] for row in found)
        raise UnknownPersonError(f"{person!r} is more than one person ({ids})", remedy="give the person id")
    return found[0]


def ranks(published: Warehouse, role: str) -> dict[str, int]:
    """The rank of every account in a role's latest shortlist. Errors: RoleError where the role was not ranked."""
    check_role(published, role)
    sql = "SELECT unnest(accounts), rank FROM shortlist WHERE role = ?"
    return dict(published.rows(sql, [role]))


def partly_read(published: Warehouse, role: str, *, top: int) -> list[str]:
    """The web addresses of repositories read in part in which the first `top` people have evidence, by rank and name."""
    sql = """
        SELECT r.web_url FROM evidence_row f JOIN repository r USING (repository) JOIN shortlist s USING (person_id)
        WHERE s.role = ? AND s.rank <= ? AND r.is_partial AND r.web_url IS NOT NULL
        GROUP BY r.web_url ORDER BY min(s.rank), r.web_url
    """
    return [row[0] for row in published.rows(sql, [role, top])]


def parts(published: Warehouse, role: str, person_id: str) -> list[Row]:
    """The parts of a person's score, in the order they are summed."""
    sql = """
        SELECT p.part, p.weight, p.value, p.points, p.note FROM part p JOIN run r ON r.run_id = p.run_id AND r.is_latest
        WHERE r.role = ? AND p.person_id = ? ORDER BY p.position
    """
    return published.dicts(sql, [role, person_id])


def reasons(published: Warehouse, role: str, person_id: str) -> list[Row]:
    """The reasons of a person's place, best first; `link` is None where the sentence says that nothing was found."""
    sql = """
        SELECT requirement, sentence, why, signal, link, authored_share FROM reasons
        WHERE role = ? AND person_id = ? ORDER BY position
    """
    return published.dicts(sql, [role, person_id])


def requirements(published: Warehouse, role: str, person_id: str) -> list[Row]:
    """Every skill the role asks for, in its order, with a person's strength, where it was found and the best evidence."""
    sql = """
        SELECT requirement, is_must_have, strength, found_in, detail, repository, link, authored_share, observed_at
        FROM requirements WHERE role = ? AND person_id = ? ORDER BY position
    """
    return published.dicts(sql, [role, person_id])


def rank_at(published: Warehouse, role: str, person_id: str, score: float) -> int:
    """The rank a person would have with another score, everybody else as they are; ties go by person id."""
    sql = """
        WITH e AS (SELECT e.* FROM entry e JOIN run r ON r.run_id = e.run_id AND r.is_latest WHERE r.role = $role),
             me AS (SELECT rank FROM e WHERE person_id = $me)
        SELECT coalesce(
            min(e.rank) FILTER (e.rank < me.rank AND (e.score < $score OR e.score = $score AND e.person_id > $me)),
            max(e.rank) FILTER (e.rank > me.rank AND (e.score > $score OR e.score = $score AND e.person_id < $me)),
            any_value(me.rank))
        FROM e, me
    """
    return int(published.dicts(sql, {"role": role, "me": person_id, "score": score})[0].popitem()[1])


def neighbours(published: Warehouse, role: str, rank: int, *, last_of_first: int) -> dict[str, Row | None]:
    """Rank, name and score of the next `above`, the next `below` and the `last_of_first` so many; None where nobody is."""
    sql = "SELECT rank, display_name, score, is_tie FROM shortlist WHERE role = ? AND rank {} ORDER BY rank {} LIMIT 1"
    asked = {
        "above": ("< ?", "DESC", rank),
        "below": ("> ?", "", rank),
        "last_of_first": ("<= ?", "DESC", last_of_first),
    }
    found = {name: published.dicts(sql.format(*how), [role, value]) for name, (*how, value) in asked.items()}
    return {name: rows[0] if rows else None for name, rows in found.items()}


def mean_points(published: Warehouse, role: str, *, first: int) -> dict[str, float]:
    """The mean points of each part over the first so many people of a role."""
    sql = """
        SELECT p.part, avg(p.points) FROM part p JOIN run r ON r.run_id = p.run_id AND r.is_latest
        JOIN entry e ON e.run_id = p.run_id AND e.person_id = p.person_id
        WHERE r.role = ? AND e.rank <= ? GROUP BY p.part ORDER BY p.part
    """
    return dict(published.rows(sql, [role, first]))


def support(published: Warehouse, role: str, person_id: str) -> Row | None:
    """The row of evidence that a score rests on most, and the points that would go with it; None far down the list."""
    sql = """
        SELECT u.points, f.detail, coalesce(s.name, f.repository) AS repository, f.link FROM support u
        JOIN run r ON r.run_id = u.run_id AND r.is_latest JOIN evidence_row f USING (evidence_id)
        LEFT JOIN repository s USING (repository) WHERE r.role = ? AND u.person_id = ?
    """
    rows = published.dicts(sql, [role, person_id])
    return rows[0] if rows else None


def is_tie(published: Warehouse, first: Row, second: Row) -> bool | None:
    """Whether two rows of a shortlist are less apart than their margins allow to tell; None where a margin is not known."""
    asked = [first["score"], first["margin"], second["score"], second["margin"]]
    found: bool | None = published.rows("SELECT tied(?, ?, ?, ?)", asked)[0][0]
    return found


def person(published: Warehouse, person_id: str) -> Row:
    """A person's row of the view `people`."""
    return published.dicts("SELECT * FROM people WHERE person_id = ?", [person_id])[0]


def accounts(published: Warehouse, person_id: str) -> list[Row]:
    """A person's accounts with the reason of each join, those on forges' histories last."""
    sql = "SELECT site, account, url, reason, terms FROM accounts WHERE person_id = ? ORDER BY site = 'git', site, account"
    return published.dicts(sql, [person_id])


def account_claims(published: Warehouse, person_id: str) -> list[Row]:
    """The accounts that a person names and that do not name them back."""
    sql = "SELECT claimed, url, kind, seen_at, is_read, conflict FROM account_claims WHERE person_id = ? ORDER BY ALL"
    return published.dicts(sql, [person_id])


def artifacts(published: Warehouse, person_id: str) -> list[Row]:
    """A person's artifacts, by kind, newest first."""
    sql = (
        "SELECT * FROM artifacts WHERE person_id = ? ORDER BY kind, coalesce(changed_at, made_at) DESC NULLS LAST, link"
    )
    return published.dicts(sql, [person_id])


def evidence(published: Warehouse, person_id: str) -> list[Row]:
    """A person's evidence, by signal, kind and repository."""
    return published.dicts(
        "SELECT * FROM evidence WHERE person_id = ? ORDER BY signal, kind, repository, evidence_id", [person_id]
    )


def work(published: Warehouse, person_id: str) -> list[Row]:
    """A person's commits in each repository, beside everybody's, most first."""
    sql = """
        SELECT w.repository, r.name, w.commits, r.commits AS all_commits, w.first_at, w.last_at, r.place, r.is_partial
        FROM work w JOIN repository r USING (repository) WHERE w.person_id = ? ORDER BY w.commits DESC, w.repository
    """
    return published.dicts(sql, [person_id])


def team(published: Warehouse, person_id: str) -> list[Row]:
    """What the repositories that a person has evidence in show, and the person's own work does not: others' work, never counted."""
    sql = """
        SELECT r.name, list(a.signal ORDER BY a.signal) AS signals
        FROM answer a JOIN repository r USING (repository)
        WHERE a.outcome = 'found' AND a.signal <> 'unreadable'
          AND a.repository IN (SELECT repository FROM evidence WHERE person_id = $person)
          AND a.signal NOT IN (SELECT signal FROM evidence e WHERE e.person_id = $person AND e.repository = a.repository)
        GROUP BY r.repository, r.name ORDER BY r.repository
    """
    return published.dicts(sql, {"person": person_id})


def claims(published: Warehouse, person_id: str) -> list[Row]:
    """The skills a person names in own texts, each once, with whether their own code shows it."""
    sql = """
        SELECT skill, bool_or(is_shown) AS is_shown, list(DISTINCT said_in ORDER BY said_in) AS said_in, min(link) AS link
        FROM claims WHERE person_id = ? GROUP BY skill ORDER BY skill
    """
    return published.dicts(sql, [person_id])


def met(published: Warehouse, person_id: str) -> list[Row]:
    """What sourcers noted of a person they met, newest first."""
    sql = "SELECT note, met_on, lawful_basis, seen_at FROM met WHERE person_id = ? ORDER BY met_on DESC NULLS LAST, seen_at"
    return published.dicts(sql, [person_id])


def not_known(published: Warehouse, person_id: str) -> list[Row]:
    """The questions that could not be looked at in a person's repositories, with the reason."""
    sql = """
        SELECT DISTINCT a.repository, a.signal, a.outcome, a.reason
        FROM answer a WHERE a.outcome IN ('not looked', 'could not look')
          AND a.repository IN (SELECT repository FROM evidence WHERE person_id = ?)
        ORDER BY ALL
    """
    return published.dicts(sql, [person_id])


def changes(published: Warehouse, role: str, *, since: datetime | None = None) -> list[Row]:
    """What is new about the people of a role, newest first; since a moment (UTC), or all that is held. Errors: RoleError."""
    check_role(published, role)
    sql = """
        SELECT kind, display_name, person_id, detail, link, happened_at, s.rank FROM changes c
        LEFT JOIN (SELECT person_id, rank FROM shortlist WHERE role = $role) s USING (person_id)
        WHERE c.role = $role AND ($since IS NULL OR happened_at > $since) ORDER BY happened_at DESC, kind, s.rank NULLS LAST, person_id
    """
    return published.dicts(sql, {"role": role, "since": naive_utc(since) if since else None})


def changes_by_kind(published: Warehouse, role: str) -> list[Row]:
    """How many changes of which kind the latest shortlist of a role brought, and of how many people."""
    sql = """
        SELECT kind, count(*) AS changes, count(DISTINCT person_id) AS people FROM changes
        WHERE run_id = (SELECT run_id FROM run WHERE role = ? AND is_latest) GROUP BY kind ORDER BY kind
    """
    return published.dicts(sql, [role])


def changed_people(published: Warehouse, role: str) -> dict[str, list[str]]:
    """The names of the people of whom the latest shortlist of a role brought something new, by kind of change."""
    sql = """
        SELECT DISTINCT kind, display_name, person_id FROM changes
        WHERE run_id = (SELECT run_id FROM run WHERE role = ? AND is_latest) ORDER BY ALL
    """
    found: dict[str, list[str]] = {}
    for kind, name, _ in published.rows(sql, [role]):
        found.setdefault(kind, []).append(name)
    return found


def published_at(published: Warehouse) -> datetime:
    """When the file was made, UTC."""
    made: datetime = published.rows("SELECT published_at FROM file_version")[0][0]
    return made.replace(tzinfo=UTC)
