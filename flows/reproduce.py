"""A stored shortlist made again from its landing batches, with today's code, and compared with what is stored."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC

from pydantic import ValidationError

from flows.house import House
from flows.rank import DIGITS, load_all, rank_role
from flows.run_difference import circumstances, difference
from ranking.encoder import model_folder, weights_hash
from ranking.role import RoleFile, parse_role
from ranking.weights import Weights
from sourcing.database import Database
from sourcing.errors import LandingError, WarehouseError
from sourcing.frontier import Frontier
from sourcing.home import Home
from sourcing.landing import Landing
from warehouse.incoming.load import Pair
from warehouse.rebuild import decided_since, take_over
from warehouse.rights.retention import expired
from warehouse.runs.seals import Seal, seal_of, seals
from warehouse.runs.stored import Run, Stored, find_run, stored


@dataclass(frozen=True, kw_only=True)
class Reproduced:
    """What came of it: `stored` and `again` are digests, `difference` is the first one found, None where there is none.

    `edits` are signs that somebody changed what is stored, `changes` what else is not as it was then; `left_out` people stand on
    neither side.
    """

    run_id: str
    role: str
    stored: str
    again: str
    people: int
    left_out: int
    difference: str | None
    edits: Sequence[str]
    changes: Sequence[str]

    @property
    def is_same(self) -> bool:
        """Whether the bytes are the same and nothing stored was edited."""
        return not self.difference and not self.edits


@dataclass(frozen=True, kw_only=True)
class _Recipe:
    """What a run was made from; `batches` are those of its manifest that are here, `told` says of the others what became of them."""

    run: Run
    role: RoleFile
    weights: Weights
    batches: Sequence[str]
    told: Sequence[str]


def reproduce(house: House, named: str, *, encode: bool = False) -> Reproduced:
    """What comes of making a run again, given by its id or by a role, which means its latest; with `encode` texts are encoded anew.

    Errors: WarehouseError where it is not stored or says too little, LandingError where its batches are gone or damaged, ModelError.
    """
    with house.warehouse() as warehouse:
        run = find_run(warehouse, named)
        kept, seal = stored(warehouse, run.run_id), seals(warehouse).get(run.run_id)
        edits = _edits(run, seal, seal_of(warehouse, run.run_id))
        over = frozenset(one.person_id for one in expired(warehouse, now=house.clock))
        decided = decided_since(warehouse, run.ranked_at)
    recipe = _recipe(run, house.landing)
    with _made_again(house, recipe, encode=encode) as fresh, fresh.warehouse() as warehouse:
        made = find_run(warehouse, run.role)
        again = stored(warehouse, made.run_id).without(over)
    left_out, sides = _left_out(kept, seal, over), (kept.without(over), again)
    if left_out:
        sides = sides[0].closed_up(), sides[1].closed_up()
    return Reproduced(
        run_id=run.run_id,
        role=run.role,
        stored=sides[0].digest,
        again=sides[1].digest,
        people=len(again.people),
        left_out=left_out,
        difference=difference(*sides),
        edits=edits,
        changes=[*recipe.told, *circumstances(run.manifest, made.manifest), *_since(seal, decided)],
    )


def _left_out(kept: Stored, seal: Seal | None, over: frozenset[str]) -> int:
    """How many of those ranked at first are not compared: they were taken out since, or their time is over."""
    ranked = max(seal.ranked, len(kept.people)) if seal else len(kept.people)
    return ranked - len(kept.without(over).people)


def _edits(run: Run, seal: Seal | None, found: Mapping[str, str]) -> list[str]:
    edits = [] if run.is_as_made else [f"the manifest of {run.run_id} is not the one that its id was made from"]
    if seal and seal.shortlist not in (None, found["shortlist"]):
        edits.append("the stored shortlist is not the one in the audit log")
    if seal and seal.manifest not in (None, found["manifest"]):
        edits.append("the stored manifest is not the one in the audit log")
    return edits


def _since(seal: Seal | None, decided: int) -> Iterator[str]:
    if seal is None or seal.shortlist is None:
        yield "it was ranked before the audit log held digests of shortlists"
    elif seal.times_shortened:
        yield (
            "people or repositories were taken out of it since, and what is held of them: it counted in the scores of others "
            f"({seal.times_shortened} acts)"
        )
    if decided:
        yield f"{decided} decisions on which accounts are one person's were made since"


def _recipe(run: Run, landing: Landing) -> _Recipe:
    """Errors: WarehouseError, RoleError, LandingError where nothing is left."""
    try:
        version, named, other = json.loads(run.manifest["weights"])
        weights = Weights(version=version, named_domain=named, any_domain=other)
        batches = json.loads(run.manifest["batches"])
        then = dict(zip(batches, json.loads(run.manifest.get("batch_digests", "[]")), strict=False))
        role = parse_role(run.manifest["role"], where=f"the manifest of {run.run_id}")
    except (KeyError, ValueError, TypeError) as cause:
        said = cause.errors()[0]["msg"] if isinstance(cause, ValidationError) else f"{cause} is missing or damaged"
        remedy = "restore the warehouse from a backup; what an older version ranked cannot be made again"
        raise WarehouseError(f"the manifest of {run.run_id}: {said}", remedy=remedy) from cause
    here = {batch: landing.digest(batch)[:DIGITS] for batch in batches}
    gone = [batch for batch in batches if not here[batch]]
    changed = [batch for batch in batches if here[batch] and here[batch] != then.get(batch, here[batch])]
    if len(gone) == len(batches):
        raise LandingError(
            f"none of the {len(batches)} batches of {run.run_id} is in the landing",
            remedy="bring it back from a backup",
        )
    told = [*_of_batches("gone from the landing", gone), *_of_batches("changed in the landing", changed)]
    return _Recipe(run=run, role=role, weights=weights, batches=[one for one in batches if here[one]], told=told)


def _of_batches(what: str, batches: Sequence[str]) -> list[str]:
    more = f" and {len(batches) - 3} more" if len(batches) > 3 else ""
    return [f"batches {what}: {', '.join(batches[:3])}{more}"] if batches else []


@contextmanager
def _made_again(house: House, recipe: _Recipe, *, encode: bool) -> Iterator[House]:
    """A house in scratch, with nothing in it but what the recipe names, in which the role is ranked; gone after the block."""
    home = Home(house.home.scratch / "reproduce")
    try:
        home.prepare()
        with closing(Database(home.frontier_url(None))) as database:
            yield _ranked(house, home, recipe, database=database, encode=encode)
    finally:
        shutil.rmtree(house.home.scratch, ignore_errors=True)


def _ranked(house: House, home: Home, recipe: _Recipe, *, database: Database, encode: bool) -> House:
    fresh = House(
        settings=house.settings,
        home=home,
        landing=Landing(house.home.landing, only=frozenset(recipe.batches)),
        frontier=Frontier(database),
        salt=house.salt,
        clock=recipe.run.ranked_at.replace(tzinfo=UTC),
        progress=house.progress,
    )
    model = None if encode else weights_hash(model_folder(house.settings.model))
    with fresh.warehouse() as warehouse:
        take_over(warehouse, of=house.home.warehouse, ranked_at=recipe.run.ranked_at, model=model)
    load_all(fresh, _pairs(fresh.landing))
    rank_role(fresh, recipe.role, weights=recipe.weights)
    return fresh


def _pairs(landing: Landing) -> list[Pair]:
    """Each batch of facts with the evidence derived from it."""
    here = {one.batch_id: one for one in landing.manifests()}
    return [Pair(facts=here[one.parent], evidence=one) for one in here.values() if one.parent in here]
