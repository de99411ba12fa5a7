"""The warehouse of a world in which invented identities stand wherever an identity stands in real repositories.

Work and evidence are those of `_people.py`. What is dressed are raw sources: READMEs in Markdown, commit subjects, paths, package and
repository names, accounts and profiles; from there it goes the way of the product.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from benchmarks._identities import Identity
from benchmarks._people import TODAY
from sourcing.evidence.bylines import without_people
from sourcing.extract import README_WORDS
from sourcing.parsing.prose import plain
from sourcing.profiles import Profile, Work
from warehouse.accounts.identity import rebuild_people
from warehouse.connection import Warehouse, open_warehouse
from warehouse.profiles import profiles


def world(
    people: Sequence[Profile], identities: Sequence[Identity], folder: Path, *, is_unredacted: bool = False
) -> dict[int, Profile]:
    """The people as ranking reads them out of a warehouse that holds this world, by their place in `people`."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_warehouse(folder / "world.duckdb", memory_limit="1GB") as warehouse:
        _World(people, identities, is_unredacted=is_unredacted).fill(warehouse)
        rebuild_people(warehouse, retention_days=36_500)
        who: dict[str, str] = dict(warehouse.rows("SELECT account, person_id FROM person_account"))
        places = {who[_account(one)]: number for number, one in enumerate(identities)}
        found = profiles(warehouse, now=datetime.combine(TODAY, time(), UTC))
    return {places[one.person_id]: _as_told(one, is_unredacted=is_unredacted) for one in found}


def _as_told(person: Profile, *, is_unredacted: bool) -> Profile:
    if not is_unredacted:
        return person
    return replace(person, work=tuple(replace(one, is_unredacted=True) for one in person.work))


def _account(one: Identity) -> str:
    return f"github:{one.handle.lower()}"


class _World:
    """The rows of every table, as the product's own loaders would fill them."""

    def __init__(self, people: Sequence[Profile], identities: Sequence[Identity], *, is_unredacted: bool) -> None:
        self._people, self._identities, self._is_unredacted = people, identities, is_unredacted
        self._works: dict[str, list[tuple[int, Work]]] = {}
        for number, person in enumerate(people):
            for work in person.work:
                self._works.setdefault(work.repository, []).append((number, work))
        self._named = {name: self._name(name) for name in self._works}

    def _owner(self, repository: str) -> Identity:
        """Who wrote most of it."""
        number, _ = max(self._works[repository], key=lambda one: (one[1].commits, -one[0]))
        return self._identities[number]

    def _name(self, repository: str) -> str:
        _, owner, slug = repository.split("/")
        who = self._owner(repository)
        return f"github.com/{who.handle}/{slug}" if owner.startswith("person") else f"github.com/{owner}/{slug}"

    def fill(self, warehouse: Warehouse) -> None:
        """Fills the tables of a new warehouse."""
        for table, rows in self._tables().items():
            warehouse.insert(table, rows)

    def _tables(self) -> Mapping[str, list[list[object]]]:
        tables: dict[str, list[list[object]]] = {
            name: [] for name in ("repository", "account_seen", "commit_fact", "touch", "evidence_fact", "answer", "profile", "account_met")
        }  # fmt: skip
        for repository, works in self._works.items():
            name, owner = self._named[repository], self._owner(repository)
            tables["repository"].append(
                self._repository(name, owner, works[0][1], sum(one.commits for _, one in works))
            )
            tables["answer"] += [
                [name, f"s{n}", 1, "not found" if n else "not looked", 0.0, "", "b"] for n in range(26)
            ]
            for number, work in works:
                self._work(tables, name, self._identities[number], work)
        for number, person in enumerate(self._people):
            self._person(tables, self._identities[number], person)
        return tables

    def _repository(self, name: str, owner: Identity, work: Work, commits: int) -> list[object]:
        raw = readme(work.readme, owner, name)
        text = plain(raw if self._is_unredacted else without_people(raw), words=README_WORDS)
        packages = sorted(
            {*work.dependencies, f"{owner.handle.lower()}-utils", f"{owner.employer.split()[0].lower()}-sdk"}
        )
        when = datetime.combine(TODAY, time())
        return [
            name,
            name.partition("/")[2],
            f"https://{name}",
            "c",
            when,
            commits,
            False,
            text,
            packages,
            "product",
            "b",
            False,
        ]

    def _work(self, tables: dict[str, list[list[object]]], name: str, who: Identity, work: Work) -> None:
        account = _account(who)
        tables["account_seen"].append([name, account, who.name, False, "b"])
        said = [*subjects(who, name), *work.subjects] if len(work.subjects) > 3 else list(work.subjects)
        first, last = work.first_at or TODAY, work.last_at or TODAY
        for n in range(work.commits):
            part = n / max(work.commits - 1, 1)
            when = datetime.combine(last, time(12)) - timedelta(days=round((last - first).days * part), seconds=n)
            key = hashlib.sha256(f"{name}{who.handle}{who.name}{n}".encode()).hexdigest()[:40]
            tables["commit_fact"].append(
                [name, key, account, when, said[n] if n < len(said) else "Tidy", 0, False, 2, "b"]
            )
        touched = [*work.paths, *(paths(who) if len(work.paths) > 3 else ())]
        tables["touch"] += [[name, account, path, 1, 1.0, False, "", None, "b"] for path in touched]

    def _person(self, tables: dict[str, list[list[object]]], who: Identity, person: Profile) -> None:
        account = _account(who)
        tables["account_met"].append([account, datetime(max(who.since, 2020), 1, 1)])
        tables["profile"].append(
            [account, who.name, zlib.crc32(who.handle.encode()), who.place, None, [], 0, "b", [], []]
        )
        for proof in person.proofs:
            name = self._named[proof.repository]
            made = "\0".join((name, account, proof.signal, proof.kind, ",".join(proof.skills), proof.evidence_id[-2:]))
            when = datetime.combine(proof.observed_at, time(12)) if proof.observed_at else None
            tables["evidence_fact"].append(
                [f"e{hashlib.sha256(made.encode()).hexdigest()[:15]}", name, account, proof.signal, proof.kind, 9.0, proof.own_value, "files",
                 "a.py" if proof.has_file else None, 1 if proof.has_file else None, "c", f"https://{name}", when, proof.authored_share, proof.detail,
                 list(proof.skills), "b"]
            )  # fmt: skip


def readme(prose: str, owner: Identity, name: str) -> str:
    """A README as its owner might write it: whoever made it stands on the badge, in lines of their own and among the prose."""
    sentences = [f"{one}." for one in prose.split(". ") if one] or ["Work in progress."]
    slug, half = name.rpartition("/")[2], len(sentences) // 2
    told = f"{owner.pronoun} built this in {owner.place} after {owner.school} and works at {owner.employer}. {owner.first} keeps it going."
    return "\n".join(
        (
            f"# {slug}",
            f"[![build](https://ci.example/{owner.handle}/{slug}.svg)](https://ci.example/{owner.handle}/{slug})",
            f"By [{owner.name}](https://github.com/{owner.handle}), {owner.school}",
            "",
            *sentences[:half],
            told,
            f"Weights are at {owner.handle}/{slug} on the hub, news at https://{owner.handle}.example and from @{owner.handle}.",
            *sentences[half:],
            f"```\npip install git+https://github.com/{owner.handle}/{slug}\n```",
            f"{owner.first}'s notes are in /home/{owner.handle}/notes.",
            f"Copyright (c) 2021 {owner.name}, {owner.employer}",
            "## Contact",
            f"{owner.name} ({owner.pronoun.lower()}), {owner.employer}, {owner.place}: {owner.handle}@mail.example",
        )
    )


def subjects(who: Identity, name: str) -> list[str]:
    """Commit subjects that speak of the person."""
    return [
        f"Merge branch 'main' of github.com:{who.handle}/{name.rpartition('/')[2]}",
        f"Fix what {who.first} reported",
        f"{who.pronoun} asked for a cache at {who.employer}",
        f"Signed-off-by: {who.name} <{who.handle}@mail.example>",
        f"Move the office to {who.place}",
        f"Notes of the course at {who.school}",
        f"Apply patch from {who.handle}/patch-1, thanks {who.name}",
    ]


def paths(who: Identity) -> list[str]:
    """Paths in which the person stands."""
    plainly = who.name.replace(" ", "")
    return [
        f"users/{who.handle}/train.py",
        f"notebooks/{who.first}_analysis.ipynb",
        f"src/{who.handle}_utils.py",
        f"models/{plainly}Net.py",
    ]
