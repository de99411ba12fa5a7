"""Builds the invented world: people, plans, drafts, repositories, and the files that tell the truth about them."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sourcing.sandbox import noise, traps
from sourcing.sandbox.cast import engineers
from sourcing.sandbox.estate import Estate, famous, own_repositories, products
from sourcing.sandbox.fastimport import Draft, write_repository
from sourcing.sandbox.history import draft_repository
from sourcing.sandbox.sketch import Sketch
from sourcing.sandbox.vocabulary import Names
from sourcing.sandbox.world import FORGE, WORLD_FILE, Person, Repository, World, load_world, world_text

REPOSITORY_LIST = "repos.tsv"
# Who there is, and every repository to be, in the order of the world.
Drawing = Callable[[], tuple[tuple[Person, ...], tuple[Sketch, ...]]]
_REPOSITORIES = "repos"
_BEGUN = ".sandbox-world"


def build_world(root: Path, *, seed: int = 7) -> World:
    """The invented world, written below root: repos/<owner>/<name>.git, world.json and repos.tsv.

    Equal seeds give equal commits. A root that holds this very world returns at once; a half-built one, or one of
    another seed or generator, is built anew. Raises ValueError when root holds files of these names that are no
    sandbox's, OSError when root cannot be written or Git is missing.
    """
    return settle(root, lambda: _cast_and_sketches(seed), seed=seed, generator=fingerprint())


def settle(root: Path, draw: Drawing, *, seed: int, generator: str) -> World:
    """The complete world below root: the one that lies there when seed and generator are these, else one drawn anew.

    Raises ValueError when root holds files of these names that are no sandbox's, OSError when root cannot be written
    or Git is missing.
    """
    root = root.resolve()
    held = _held(root)
    if held is not None and (held.seed, held.generator) == (seed, generator):
        _write_list(held)  # again, because the folder may have moved since
        return held
    people, sketches = draw()
    _clear(root)
    world = World(
        seed=seed,
        generator=generator,
        root=root,
        people=people,
        repositories=tuple(_repositories(root, sketches, people, seed=seed)),
    )
    _write_list(world)
    # Last, and by renaming: whoever finds this file finds a complete world.
    unfinished = root / f"{WORLD_FILE}.unfinished"
    unfinished.write_text(world_text(world), encoding="utf-8")
    unfinished.rename(root / WORLD_FILE)
    return world


def _held(root: Path) -> World | None:
    """The complete world below root, or None: there is none, or other code wrote its file."""
    try:
        world = load_world(root)
    except (FileNotFoundError, ValueError):
        return None
    return world if all(repository.path.is_dir() for repository in world.repositories) else None


def _write_list(world: World) -> None:
    lines = (f"{repository.path}\t{repository.head}\n" for repository in world.repositories)
    (world.root / REPOSITORY_LIST).write_text("".join(lines), encoding="utf-8")


def fingerprint() -> str:
    """A digest of the generator's own files: a world built by other code is another world."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted((*folder.glob("*.py"), *folder.glob("templates/*/*.tmpl"))):
        digest.update(source.relative_to(folder).as_posix().encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:16]


def _clear(root: Path) -> None:
    """Removes what an earlier build left. Raises ValueError where the marker does not say that it is ours."""
    ours = (_REPOSITORIES, WORLD_FILE, REPOSITORY_LIST)
    left = [root / name for name in ours if (root / name).exists()]
    if left and not (root / _BEGUN).exists():
        raise ValueError(f"{left[0]} exists and was not made by the sandbox: choose another root")
    root.mkdir(parents=True, exist_ok=True)
    (root / _BEGUN).touch()
    for path in reversed(left):  # the file that says "complete" goes before the repositories
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _cast_and_sketches(seed: int) -> tuple[tuple[Person, ...], tuple[Sketch, ...]]:
    rng = chance(seed)
    skilled = engineers(rng)
    estate = Estate(rng=rng, names=Names(rng), engineers=skilled, bots=noise.BOTS, visitors=noise.VISITORS)
    owned = tuple(own_repositories(estate))
    sketches = (
        *owned,
        *products(estate),
        *famous(estate),
        *noise.noise_repositories(rng, skilled),
        *traps.trap_repositories(rng, owned, skilled),
    )
    return (*skilled, *noise.PEOPLE, *traps.PEOPLE), sketches


def chance(seed: int, part: str = "") -> random.Random:
    """The random numbers of one part of the world, the same on every machine."""
    return random.Random(f"sandbox/{seed}/{part}")  # noqa: S311 - an invented world keeps no secret


def _repositories(
    root: Path, sketches: Sequence[Sketch], people: Sequence[Person], *, seed: int
) -> Iterator[Repository]:
    parents = {sketch.parent for sketch in sketches}
    drafts: dict[str, Draft] = {}  # of the parents alone: a crowd's would fill the memory
    for sketch in sketches:
        draft = Draft(commits=())
        if sketch.plan is not None:
            draft = draft_repository(sketch.plan, chance(seed, sketch.slug))
        if sketch.derive is not None:
            draft = sketch.derive(drafts[sketch.parent] if sketch.parent else draft)
        if sketch.slug in parents:
            drafts[sketch.slug] = draft
        path = root / _REPOSITORIES / sketch.owner / f"{sketch.name}.git"
        head = write_repository(path, draft, url=f"{FORGE}/{sketch.slug}.git")
        yield Repository(
            owner=sketch.owner,
            name=sketch.name,
            path=path,
            specialisation=sketch.specialisation,
            archetype=sketch.archetype,
            kind=sketch.kind,
            head=head,
            description=sketch.description,
            traits=sketch.traits | _shapes(draft),
            contributors=sketch.truly or _contributors(draft, sketch.owner, people),
            commits=len(draft.commits),
            stars=sketch.stars,
            parent=sketch.parent,
        )


def _shapes(draft: Draft) -> frozenset[str]:
    """What the history itself shows: merges, branches left open, tags, machine accounts."""
    shapes = {
        "merges": any(len(commit.parents) > 1 for commit in draft.commits),
        "branches": bool(draft.branches),
        "tags": bool(draft.tags),
        "bots": any("[bot]" in commit.author.name for commit in draft.commits),
    }
    return frozenset(name for name, seen in shapes.items() if seen)


def _contributors(draft: Draft, owner: str, people: Sequence[Person]) -> tuple[str, ...]:
    """The handles of the engineers who wrote commits: the owner, then by number of commits."""
    handles = {email: person.handle for person in people if person.kind == "engineer" for email in person.emails}
    counts = Counter(handles[commit.author.email] for commit in draft.commits if commit.author.email in handles)
    return tuple(sorted(counts, key=lambda handle: (handle != owner, -counts[handle], handle)))
