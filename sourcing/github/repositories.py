"""Repositories over GitHub's API into landed batches: files, chosen texts, chosen people's commits, whose the evidence is.

A batch has the tables of the Git source (`sourcing.git.source`), for the people asked for only, and two more: `path`
(how many commits of anybody touched a file) and `author` (how many commits each of the people has).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sourcing.evidence.reading import View
from sourcing.evidence.signal import Found, Signal
from sourcing.extract import ask, read_texts
from sourcing.git.source import ChosenText, Head
from sourcing.github.answers import moment
from sourcing.github.blobs import hold_texts
from sourcing.github.client import Client
from sourcing.github.facts import Card
from sourcing.github.histories import Author, History, Question, read_authorship, read_histories
from sourcing.github.packing import Sizes
from sourcing.github.touched import Touched, read_touched
from sourcing.github.trees import At, Tree, read_trees
from sourcing.keyed import keyed_handle
from sourcing.landing import Draft, Landing, Manifest, batch_id
from sourcing.records import AccountSeen, Contributions, PathTotal, Repository, Snapshot, Touch

KIND = "github"
VERSION = "github-3"  # grows when the same answers would be landed differently
MOST_EVIDENCE_FILES = 200  # of one repository whose authors are asked for


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A repository to read, and the people it is read for, by login."""

    card: Card
    authors: tuple[Author, ...]

    @property
    def at(self) -> At:
        """The commit to read. Only for repositories that have one."""
        return At(node_id=self.card.node_id, slug=self.card.slug, commit=self.card.head or "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What came of one repository: its batch, or the reason why there is none; `is_final` where asking again is no use."""

    wanted: Wanted
    manifest: Manifest | None
    reason: str = ""
    is_final: bool = True


@dataclass(kw_only=True)
class Reader:
    """Reads repositories; `files` texts of each, `version` names the signals (their findings decide whose is asked).

    The sizes of the queries are learnt and kept from call to call.
    """

    client: Client
    landing: Landing
    salt: bytes
    clock: datetime
    signals: Mapping[str, Signal]
    version: str
    files: int = 30
    _trees: Sizes = field(default_factory=lambda: Sizes(now=8, most=40))
    _histories: Sizes = field(default_factory=lambda: Sizes(now=8, most=60))
    _blobs: Sizes = field(default_factory=lambda: Sizes(now=30, most=150))
    _requests: Sizes = field(default_factory=lambda: Sizes(now=2, most=4))
    _known: dict[str, Touched | None] = field(default_factory=dict)
    _authorship: Sizes = field(default_factory=lambda: Sizes(now=30, most=149))

    def batch_of(self, wanted: Wanted) -> str:
        """The identity of the batch that reading this repository for these people lands."""
        people = sorted(f"{author.node_id} {author.login}" for author in wanted.authors)
        keyed = keyed_handle(self.salt, "salt@batch.invalid")
        head = wanted.card.head or "empty"
        return batch_id(KIND, VERSION, self.version, wanted.card.key, head, str(self.files), keyed, *people)

    def is_held(self, wanted: Wanted) -> bool:
        """Whether nothing is to be asked: the very batch is landed."""
        return self.landing.has(self.batch_of(wanted))

    def read(self, wanted: Sequence[Wanted]) -> Iterator[Read]:
        """What came of each repository; those held already cost nothing. Errors: those of the client; landed stays landed."""
        open_ones: dict[At, Wanted] = {}
        for one in wanted:
            if self.is_held(one):
                yield Read(wanted=one, manifest=self.landing.manifest(self.batch_of(one)))
            elif one.card.head is None:
                yield Read(wanted=one, manifest=self._land_empty(one))
            else:
                open_ones[one.at] = one
        yield from self._read(open_ones)

    def _read(self, wanted: dict[At, Wanted]) -> Iterator[Read]:
        histories: dict[At, History] = {}
        asked = {at: one.authors for at, one in wanted.items()}
        for at, history, is_final in read_histories(self.client, asked, salt=self.salt, sizes=self._histories):
            if isinstance(history, str):
                yield Read(wanted=wanted[at], manifest=None, reason=history, is_final=is_final)
            else:
                histories[at] = history
        trees: dict[At, Tree] = {}
        for at, tree, is_final in read_trees(self.client, histories, sizes=self._trees):
            if isinstance(tree, str):
                yield Read(wanted=wanted[at], manifest=None, reason=tree, is_final=is_final)
            else:
                trees[at] = tree
        prefer = self._touched({wanted[at]: histories[at] for at in trees})
        texts = hold_texts(
            self.client,
            sorted(trees.items(), key=_slug),
            landing=self.landing,
            most=self.files,
            prefer={key: paths for key, paths in prefer.items() if paths is not None},
            sizes=self._blobs,
        )
        drafts: dict[At, Drafted] = {}
        for at in sorted(trees, key=_at):
            held = texts[at.node_id]
            if held is None or prefer[at.node_id] is None:
                yield Read(wanted=wanted[at], manifest=None, reason="GitHub did not answer for a file", is_final=False)
            else:
                drafts[at] = Drafted(wanted[at], trees[at], histories[at], held, self.landing)
        yield from self._attribute(drafts)

    def _touched(self, histories: Mapping[Wanted, History]) -> dict[str, list[str] | None]:
        """The paths that people changed in repositories of others, by repository; None where GitHub did not answer."""
        guests = {one: _guests(one, history) for one, history in histories.items()}
        unknown = {author for authors in guests.values() for author in authors if author.node_id not in self._known}
        self._known |= read_touched(self.client, sorted(unknown), sizes=self._requests)
        found: dict[str, list[str] | None] = {}
        for one, authors in guests.items():
            answers = [self._known.get(author.node_id) for author in authors]
            paths = [path for answer in answers if answer for path in answer.get(one.card.node_id, ())]
            found[one.card.node_id] = None if None in answers else paths
        self._known = {key: answer for key, answer in self._known.items() if answer is not None}
        return found

    def _attribute(self, drafts: Mapping[At, Drafted]) -> Iterator[Read]:
        """Asks whose the evidence is, and lands each repository once all its files are answered."""
        questions = {at: draft.questions(self.signals) for at, draft in drafts.items()}
        left = {at: len(asked) for at, asked in questions.items()}
        for at in [at for at, count in left.items() if not count]:
            yield self._land(drafts[at])
        asked = [question for at in drafts for question in questions[at]]
        for answer in read_authorship(self.client, asked, sizes=self._authorship):
            question = answer if isinstance(answer, Question) else answer[0]
            draft = drafts[question.at]
            left[question.at] -= 1
            if isinstance(answer, Question):
                draft.is_broken = True
            else:
                draft.totals.append(answer[1])
                draft.touches += answer[2]
            if not left[question.at]:
                yield self._land(draft)

    def _land(self, draft: Drafted) -> Read:
        if draft.is_broken:
            reason = "GitHub did not answer whose files these are"
            return Read(wanted=draft.wanted, manifest=None, reason=reason, is_final=False)
        return Read(wanted=draft.wanted, manifest=self._write(draft.wanted, draft.tables()))

    def _land_empty(self, wanted: Wanted) -> Manifest:
        head = Head(
            repository=repository_of(wanted.card),
            commit=None,
            committed_at=None,
            commits=0,
            is_shallow=False,
            is_partial=True,
        )
        return self._write(wanted, {"head": [head]})

    def _write(self, wanted: Wanted, tables: Mapping[str, Sequence[object]]) -> Manifest:
        return self.landing.write(
            Draft(
                batch_id=self.batch_of(wanted),
                kind=KIND,
                source=wanted.card.url,
                repository=wanted.card.key,
                fetched_at=self.clock,
                version=f"{VERSION} {self.version}",
                tables=tables,
            )
        )


@dataclass
class Drafted:
    """A repository in hand: what was read of it, and whose its evidence is as far as that is known."""

    wanted: Wanted
    tree: Tree
    history: History
    texts: list[ChosenText]
    landing: Landing
    totals: list[PathTotal] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    is_broken: bool = False

    def questions(self, signals: Mapping[str, Signal]) -> list[Question]:
        """The files whose authors matter: those that a signal found something in, in path order."""
        authors = [one for one in self.wanted.authors if self.history.commits_of(one.account)]
        alone = [one for one in authors if self.history.commits_of(one.account) == self.history.total]
        if not authors:
            return []
        answers = ask(View(self._snapshot()), self._contributions(), known=signals)
        found = [
            finding.path for answer in answers.values() if isinstance(answer, Found) for finding in answer.findings
        ]
        paths = list(dict.fromkeys(path for path in found if path))[:MOST_EVIDENCE_FILES]
        only = alone[0] if alone else None
        return [Question(at=self.wanted.at, path=path, authors=tuple(authors), only=only) for path in sorted(paths)]

    def tables(self) -> dict[str, Sequence[object]]:
        """The rows of the batch, each table in an order that does not depend on that of the answers."""
        done = self._contributions()
        return {
            "head": [
                Head(
                    repository=repository_of(self.wanted.card),
                    commit=self.wanted.card.head,
                    committed_at=moment(self.history.committed_at),
                    commits=self.history.total,
                    is_shallow=False,
                    is_partial=True,
                )
            ],
            "file": self.tree.entries,
            "account": done.accounts,
            "link": done.links,
            "commit": done.commits,
            "touch": done.touches,
            "text": self.texts,
            "path": done.totals,
            "author": [one for one in self.history.totals if one.commits],
        }

    def _contributions(self) -> Contributions:
        present = [author for author in self.wanted.authors if self.history.commits_of(author.account)]
        return Contributions(
            accounts=tuple(AccountSeen(account=one.account, display_name=one.name) for one in sorted(present)),
            links=self.history.links,
            commits=self.history.commits,
            touches=tuple(sorted(self.touches, key=lambda touch: (touch.account, touch.path))),
            totals=tuple(sorted(self.totals, key=lambda total: total.path)),
        )

    def _snapshot(self) -> Snapshot:
        held, texts = read_texts(self.texts, landing=self.landing)
        return Snapshot(
            repository=repository_of(self.wanted.card),
            commit=self.wanted.card.head or "",
            committed_at=moment(self.history.committed_at),
            commits=self.history.total,
            is_shallow=False,
            files=tuple(self.tree.entries),
            held=held,
            texts=texts,
        )


def repository_of(card: Card) -> Repository:
    """The repository as every source names it."""
    return Repository(key=card.key, name=card.slug.partition("/")[2], location=card.url, web_url=card.url)


def _guests(wanted: Wanted, history: History) -> list[Author]:
    """Those of the people who committed to somebody else's repository."""
    owner = wanted.card.owner.lower()
    return [one for one in wanted.authors if one.login.lower() != owner and history.commits_of(one.account)]


def _at(at: At) -> str:
    return at.slug


def _slug(pair: tuple[At, Tree]) -> str:
    return pair[0].slug
