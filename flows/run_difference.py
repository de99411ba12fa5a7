"""Two shortlists of one role side by side: the first difference, and what is not as it was when the first was made."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from warehouse.runs.stored import Row, Stored

_OF_PERSON = ("part", "entry", "eligibility", "reason", "requirement", "support")  # in the order they are compared
_NAMES = ("part", "condition", "requirement", "skill")  # columns that name a row of somebody, the first there is
_TOLD = {
    "ranking": "version of the ranking",
    "model": "encoder (SHA-256 of its weights)",
    "weights": "weights of the parts",
    "as_of": "day from which recency counts",
    "machine": "type of machine",
    "python": "version of Python",
    "people": "people held (how many, first and last id)",
    "declared_sha256": "what people declare of place and language (SHA-256)",
    "left_out_sha256": "what is left out at people's word (SHA-256)",
    "read_closely": "people read closely",
}


def difference(stored: Stored, again: Stored) -> str | None:
    """The first thing that differs, best-ranked person first, in a sentence; None where the bytes are the same."""
    if stored.digest == again.digest:
        return None
    heads = _differing("the role", [stored.head], [again.head])
    return heads or next(_of_people(stored, again), None) or next(_of_rest(stored, again))


def _of_people(stored: Stored, again: Stored) -> Iterator[str]:
    sides = [{name: _by_person(side.tables[name]) for name in _OF_PERSON} for side in (stored, again)]
    for person in dict.fromkeys((*again.people, *stored.people)):
        for name in _OF_PERSON:
            yield from filter(None, [_differing(person, *(side[name][person] for side in sides), table=name)])


def _by_person(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person_id"]].append(row)
    return found


def _of_rest(stored: Stored, again: Stored) -> Iterator[str]:
    for name in stored.tables:
        if name not in _OF_PERSON:
            yield from filter(None, [_differing(name, stored.tables[name], again.tables[name])])
    yield "the order of rows"


def _differing(what: str, stored: Sequence[Row], again: Sequence[Row], *, table: str = "") -> str | None:
    """The first differing value of two lists of rows; None where they are equal."""
    for one, other in zip(stored, again, strict=False):
        for column, value in one.items():
            if value != other[column]:
                return f"{what}{_named(table, one)}: {column.replace('_', ' ')} is {value!r} as stored, and {other[column]!r} made again"
    if len(stored) == len(again):
        return None
    rest, where = (again, "is not stored") if len(again) > len(stored) else (stored, "is only stored")
    return f"{what}{_named(table, rest[min(len(stored), len(again))])} {where}"


def _named(table: str, row: Row) -> str:
    names = [row[column] for column in _NAMES if column in row]
    return f", {table}{f' {names[0]!r}' if names else ''}" if table else ""


def circumstances(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What two manifests say otherwise, batches left out: what it was when the run was made, and what it is."""
    found = [
        f"{said}: {_short(then.get(key))} then, {_short(now.get(key))} now"
        for key, said in _TOLD.items()
        if then.get(key) != now.get(key)
    ]
    before, after = (json.loads(one.get("libraries", "{}")) for one in (then, now))
    found += [
        f"{name}: {before.get(name, 'none')} then, {version} now"
        for name, version in after.items()
        if before.get(name) != version
    ]
    return found


def _short(text: str | None) -> str:
    return "not told" if text is None else f"{text[:60]}…" if len(text) > 61 else text
