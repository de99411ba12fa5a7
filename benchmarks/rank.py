"""How long one role takes among very many people: our two stages beside bare numpy and beside bm25s alone.

    python -m benchmarks.rank [--people N …] [--rounds N] [--folder FOLDER]

Invented people with 8 pieces of work (cards) each. numpy multiplies the matrix of all card vectors (float32, 256 wide) by one vector
and takes the best 500 people; bm25s scores everybody's words and takes the best 500; ours weighs everybody by columns and BM25, then
reads the 500 nearest closely, with the real encoder. Each side runs in a process of its own, over files mapped into memory. Cold is
the first role of a process whose files were dropped from the page cache, with every README of the 500 encoded for the first time;
the second role finds those vectors; warm is the same role again. Peak memory is the largest resident set, mapped pages included.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from benchmarks._table import table, verdict
from ranking.columns import ROWS, Columns
from ranking.domain import SENTENCES
from ranking.encoder import Encoder, Vector
from ranking.lexical import Index
from ranking.role import RoleSpec, template, templates
from ranking.shortlist import rank
from ranking.sieve import nearest
from ranking.static import DIMENSIONS
from ranking.texts.text import tokens
from sourcing.profiles import Profile, Proof, Work
from sourcing.records import Archetype
from sourcing.settings import MODEL, MODEL_SHA256
from sourcing.skills import catalogue

PEOPLE, CARDS, WORDS, VOCABULARY, CLOSE = (100_000, 1_000_000), 8, 24, 20_000, 500
REPOSITORIES = 100  # that the people near a role work in
SKILLS = 6  # shown by a person
FACTOR, GIGABYTES = 2.0, 16.0
ROLES = ("mlops-operator", "nlp-developer")  # the one that is timed, and a second one
TODAY = date(2026, 11, 1)
BLOCK = 10_000


@cache
def vocabulary() -> list[str]:
    """Words by falling frequency: those that roles ask for among the first."""
    asked = dict.fromkeys(word for name in templates() for word in tokens(template(name).spec.text))
    return [*asked, *(f"word{number}" for number in range(VOCABULARY - len(asked)))]


def documents(people: int, words: list[str]) -> Iterator[list[str]]:
    """The words of each person, drawn by Zipf's law."""
    shares = np.cumsum(1.0 / np.arange(10, len(words) + 10))
    drawn = np.random.default_rng(1)
    for start in range(0, people, BLOCK):
        size = (min(BLOCK, people - start), CARDS * WORDS)
        for row in np.searchsorted(shares, drawn.random(size) * shares[-1]).tolist():
            yield [words[one] for one in row]


def made(folder: Path, people: int) -> dict[str, float]:
    """Builds all files; the seconds that our columns took."""
    drawn = np.random.default_rng(2)
    vectors = np.lib.format.open_memmap(
        folder / "vectors.npy", "w+", dtype=np.float32, shape=(people * CARDS, DIMENSIONS)
    )
    for start in range(0, len(vectors), BLOCK * CARDS):
        block = drawn.standard_normal((min(BLOCK * CARDS, len(vectors) - start), DIMENSIONS), dtype=np.float32)
        vectors[start : start + len(block)] = block / np.linalg.norm(block, axis=1, keepdims=True)
    vectors.flush()
    begun = time.perf_counter()
    numbers = drawn.random((ROWS, people), dtype=np.float32)
    kinds = len(Archetype)
    numbers[2 : 3 + 2 * kinds] *= 60.0
    numbers[2] *= 4.0  # of all words some are an archetype's
    domains = numbers[-len(SENTENCES) :]
    domains /= domains.sum(axis=0)
    each = people * SKILLS // len(catalogue())
    skills = {
        name: (
            np.sort(drawn.choice(people, each, replace=False)).astype(np.int32),
            drawn.random(each, dtype=np.float32),
        )
        for name in sorted(catalogue())
    }
    ids = np.array([f"p{number:012}" for number in range(people)])
    words = Index.of(documents(people, vocabulary()))
    Columns(people=ids, numbers=numbers, skills=skills, words=words).save(folder / "columns")
    return {"built": time.perf_counter() - begun}


def by_numpy(folder: Path) -> dict[str, list[float]]:
    """Seconds of matrix times vector, the best card of each person, and the best people."""
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    query = np.ones(DIMENSIONS, dtype=np.float32) / np.float32(np.sqrt(DIMENSIONS))

    def once() -> None:
        best = (vectors @ query).reshape(-1, CARDS).max(axis=1)
        np.argpartition(-best, CLOSE)[:CLOSE]

    return _timed([once] * 4)


def by_bm25s(folder: Path) -> dict[str, list[float]]:
    """Seconds of bm25s alone over the same index."""
    index = bm25s.BM25.load(folder / "columns" / "words", mmap=True)
    asked = [one for one in dict.fromkeys(tokens(template(ROLES[0]).spec.text)) if one in index.vocab_dict]
    return _timed([lambda: index.retrieve([asked], k=CLOSE, show_progress=False)] * 4)


def ours(folder: Path) -> dict[str, list[float]]:
    """Seconds of our two stages: cold, another role, then warm."""
    store: dict[str, Vector] = {}
    encoder = Encoder(MODEL, sha256=MODEL_SHA256, store=store, threads=2)
    encoder.encode(["a text that is no part of it"])
    columns = Columns.load(folder / "columns")
    held: dict[str, Profile] = {}  # stands for the warehouse, whose reading is not timed

    def near(role: RoleSpec) -> None:
        found = nearest(columns, role, most=CLOSE)
        close = [held[one] for one in found]
        rank(close, role, encoder=encoder, as_of=TODAY, manifest={}, lexical=found)

    roles = [template(name).spec for name in ROLES]
    for role in roles:
        held.update((one, profile(one)) for one in nearest(columns, role, most=CLOSE))
    _dropped(folder / "columns")
    columns = Columns.load(folder / "columns")
    return _timed([partial(near, role) for role in (*roles, *roles[:1] * 3)])


def profile(person: str) -> Profile:
    """An invented person as the warehouse would hand them out."""
    number = int(person[1:])
    drawn = np.random.default_rng(number)
    words = _written()
    names = sorted(catalogue())
    where = [(number * 7 + card * 13) % REPOSITORIES for card in range(CARDS)]
    work = tuple(
        Work(
            repository=f"git.example/{place}/works",
            commits=int(drawn.integers(2, 60)),
            share=0.3,
            first_at=date(2022, 1, 1),
            last_at=date(2026, 6, 1),
            subjects=tuple(" ".join(drawn.choice(words, 4)) for _ in range(4)),
            paths=tuple("/".join(drawn.choice(words, 2)) + ".py" for _ in range(4)),
            readme=" ".join(np.random.default_rng(place).choice(words, 40)),
            dependencies=tuple(drawn.choice(words, 4)),
            place="product",
            masked=("works",),
        )
        for place in where
    )
    proofs = tuple(
        Proof(
            evidence_id=f"{person}-{place}",
            repository=work[place % CARDS].repository,
            signal="infrastructure",
            kind="kubernetes",
            own_value=float(drawn.integers(1, 6)),
            authored_share=0.5,
            observed_at=date(2026, 1, 1),
            detail="a manifest",
            skills=(str(drawn.choice(names)),),
        )
        for place in range(12)
    )
    return Profile(person_id=person, work=work, proofs=proofs, asked=26, unknown=2)


@cache
def _written() -> npt.NDArray[np.str_]:
    return np.array(vocabulary()[:2_000])


def _timed(runs: list[Callable[[], object]]) -> dict[str, list[float]]:
    found = []
    for run in runs:
        begun = time.perf_counter()
        run()
        found.append(time.perf_counter() - begun)
    return {"seconds": found}


def _dropped(folder: Path) -> None:
    """Takes files out of the page cache."""
    for path in (file for file in folder.rglob("*") if file.is_file()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


SIDES: dict[str, Callable[[Path], dict[str, list[float]]]] = {"numpy": by_numpy, "bm25s": by_bm25s, "ours": ours}


def child(side: str, folder: Path, people: int) -> dict[str, object]:
    """What one side measured, with its peak memory in gigabytes."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.rank",
        "--side",
        side,
        "--folder",
        str(folder),
        "--people",
        str(people),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(people: int, parent: Path | None, rounds: int) -> dict[str, dict[str, float]]:
    """For each side its cold, second and warm seconds (medians over rounds) and its peak memory."""
    with tempfile.TemporaryDirectory(dir=parent) as scratch:
        folder = Path(scratch)
        built = child("made", folder, people)
        runs = {side: [child(side, folder, people) for _ in range(rounds)] for side in SIDES}
    found: dict[str, dict[str, float]] = {"building": {"seconds": float(built["built"]), "peak": float(built["peak"])}}  # type: ignore[arg-type]
    for side, each in runs.items():
        seconds = [one["seconds"] for one in each]
        found[side] = {
            "cold": statistics.median(one[0] for one in seconds),  # type: ignore[index]
            "second": statistics.median(one[1] for one in seconds),  # type: ignore[index]
            "warm": statistics.median(min(one[2:]) for one in seconds),  # type: ignore[index]
            "peak": max(float(one["peak"]) for one in each),  # type: ignore[arg-type]
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=list(PEOPLE))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the files are put for the time being")
    parser.add_argument("--side", choices=["made", *SIDES], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        found = made(given.folder, given.people[0]) if given.side == "made" else SIDES[given.side](given.folder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(json.dumps({**found, "peak": peak}))
        return
    sizes = {people: measured(people, given.folder, given.rounds) for people in given.people}
    rows = []
    for people, sides in sizes.items():
        for side in SIDES:
            one = sides[side]
            rows.append(
                (
                    f"{people:,}",
                    side,
                    *(f"{one[name]:.2f}" for name in ("cold", "second", "warm")),
                    f"{one['peak']:.1f}",
                )
            )
        rows.append(
            (
                f"{people:,}",
                "building columns",
                f"{sides['building']['seconds']:.0f}",
                "",
                "",
                f"{sides['building']['peak']:.1f}",
            )
        )
    table(("people", "side", "cold s", "second s", "warm s", "peak GB"), rows)
    most = sizes[max(sizes)]
    warm = most["ours"]["warm"] / (most["numpy"]["warm"] + most["bm25s"]["warm"])
    peak = max(side["peak"] for side in most.values())
    at_most = [(warm, "× (numpy + bm25s), warm", FACTOR), (peak, "GB at the peak", GIGABYTES)]
    if len(sizes) > 1:
        few, many = min(sizes), max(sizes)
        growth = sizes[many]["ours"]["warm"] / sizes[few]["ours"]["warm"]
        at_most.append((growth, f"× the time for {many // few} × the people", many / few))
    verdict("rank", figures=[], at_most=at_most)


if __name__ == "__main__":
    main()
