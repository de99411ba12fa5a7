"""Everybody held, ready to be ranked: all of them closely where they are few, else those that a first look at all finds nearest."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from flows.adopted import in_force
from flows.house import House
from flows.progress import Progress
from ranking.columns import Columns, columns
from ranking.encoder import Encoder, model_folder, weights_hash
from ranking.role import RoleSpec
from ranking.shortlist import VERSION, rank
from ranking.sieve import nearest
from ranking.static import StaticEncoder
from ranking.texts.recall import remembering
from ranking.weights import Weights
from sourcing.errors import UnknownPersonError, UsageError, writing
from sourcing.numbers import counted
from sourcing.profiles import Profile, Shortlist
from warehouse.accounts.identity import keys_of_people
from warehouse.accounts.suppress import Suppressed
from warehouse.connection import Warehouse
from warehouse.profiles import as_of_day, count_people, each_profile, fingerprint, profiles
from warehouse.runs.shortlists import VectorStore

WHOLE = 10_000  # people up to whom everybody is read closely
CLOSE = 500  # of more people than that


@dataclass(frozen=True, kw_only=True)
class Held:
    """The people of a home; `as_of` is the day recency counts from; `store` keeps what `encoder` encodes.

    `weights` are those that count.
    """

    house: House
    count: int
    as_of: date
    encoder: Encoder
    weights: Weights
    store: VectorStore
    warehouse: Warehouse

    @cached_property
    def people(self) -> list[Profile]:
        """Everybody, by person id."""
        return profiles(self.warehouse, now=self.house.clock)

    @cached_property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The people behind every key that names one."""
        return keys_of_people(self.warehouse)

    def ranked(self, role: RoleSpec, *, manifest: Mapping[str, str] | None = None) -> Shortlist:
        """The shortlist of a role, best first; nothing is kept but new embeddings."""
        said, encoded = dict(manifest or {}), _Encoded(self.house.progress)
        people, lexical = self.people if self.count <= WHOLE else [], None
        if not people:
            lexical = nearest(self.columns, role, weights=self.weights, most=CLOSE)
            people = profiles(self.warehouse, now=self.house.clock, only=lexical)
            said["read_closely"] = f"{len(people)} of {self.count}"
        with self._remembering(lexical is None):
            made = rank(
                people,
                role,
                encoder=self.encoder,
                as_of=self.as_of,
                manifest=said,
                weights=self.weights,
                lexical=lexical,
                progress=encoded.step,
            )
        encoded.finish()
        self.house.reuse.of("texts", len(self.store.asked))
        self.house.reuse.fresh("texts", self.store.added)
        return made

    @contextmanager
    def _remembering(self, is_everybody: bool) -> Iterator[None]:
        """A block in which texts that were cleaned on another night are not cleaned again."""
        if not is_everybody:
            yield
            return
        words = self.house.cleaned_texts
        words.open(Suppressed.of(self.warehouse, salt=self.house.salt))
        with remembering(words):
            yield
        words.close()

    @cached_property
    def columns(self) -> Columns:
        """What the first look at everybody reads: kept on disk until anything that it follows from is another."""
        made_from = (VERSION, self.encoder.revision, self.as_of, fingerprint(self.warehouse, now=self.house.clock))
        folder = self.house.home.columns / hashlib.sha256(repr(made_from).encode()).hexdigest()[:16]
        if not folder.exists():
            shutil.rmtree(self.house.home.columns, ignore_errors=True)
            self._make_columns(folder)
        return Columns.load(folder)

    def _make_columns(self, folder: Path) -> None:
        progress = self.house.progress
        progress.start("look", self.count, "people")
        static = StaticEncoder(self.encoder.folder, self.house.home.models / self.encoder.revision[:16])
        made = columns(self._each(), encode=static.encode, as_of=self.as_of)
        draft = folder.with_suffix(".part")
        with writing(folder):
            made.save(draft)
            draft.rename(folder)
        progress.finish("look", f"{counted(self.count, 'person')}, once for all roles")

    def _each(self) -> Iterator[Profile]:
        for number, person in enumerate(each_profile(self.warehouse, now=self.house.clock), 1):
            yield person
            if number % 1_000 == 0:
                self.house.progress.step("look", number)

    def named(self, key: str) -> Profile:
        """The one person behind a person id, account, handle or profile URL. Errors: UnknownPersonError."""
        found = self.keys.get(key.strip().removeprefix("@").rstrip("/"), ())
        known = {person.person_id: person for person in self.people}
        people = [known[person] for person in found if person in known]
        if len(people) != 1:
            what = f"{key!r} is more than one person ({', '.join(found)})" if people else f"nobody held is {key!r}"
            raise UnknownPersonError(what, remedy="give a person id of `sourcing shortlist`")
        return people[0]


class _Encoded:
    """The stage of encoding, which begins only where a text is new."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._total = progress, 0

    def step(self, done: int, total: int) -> None:
        """`done` of `total` new texts are encoded."""
        if not self._total:
            self._progress.start("encode", total, "texts")
        self._total = total
        self._progress.step("encode", done)

    def finish(self) -> None:
        """All are encoded."""
        if self._total:
            self._progress.finish("encode", f"{self._total} embeddings")


@contextmanager
def held(house: House, *, weights: Weights | None = None) -> Iterator[Held]:
    """Everybody held, for ranking by `weights` or those in force.

    Errors: UsageError where nobody is or the adopted weights are damaged, ModelError, WarehouseError.
    """
    settings, counts = house.settings, weights or in_force(house.home)
    with house.warehouse() as warehouse:
        count, as_of = count_people(warehouse, now=house.clock), as_of_day(warehouse)
        if as_of is None or not count:
            raise UsageError(
                "nobody is held yet",
                remedy="collect first: sourcing run ROLE; what `collect` brought wants `sourcing load`",
            )
        store = VectorStore(warehouse, model=weights_hash(model_folder(settings.model)))
        encoder = Encoder(settings.model, sha256=settings.expected_sha256, store=store, threads=settings.threads)
        yield Held(
            house=house,
            count=count,
            as_of=as_of,
            encoder=encoder,
            weights=counts,
            store=store,
            warehouse=warehouse,
        )
        store.flush()
