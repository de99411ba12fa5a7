"""How fast people's texts become vectors: our way beside plain `SentenceTransformer.encode` over the same texts.

    python -m benchmarks.encode [--people N] [--texts N] [--rounds N]

Invented people of a few repositories each; a repository's text is one for all who work there. The plain way encodes the text of
each piece of work of each person, in batches, as its documentation shows. Ours encodes each different text once and keeps
it by the hash of its bytes; on a second crawl a twentieth of the texts changed. Each side runs in a process of its own, in turn;
the median counts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import subprocess
import sys
import time

import numpy as np

from benchmarks._table import table, verdict
from ranking.encoder import Encoder, Vector, model_folder
from sourcing.settings import MODEL, MODEL_SHA256

FIRST, AGAIN = 10.0, 100.0
_SPOKEN = "train serve deploy model data pipeline test drift image text policy reward rank item feature store alert cluster loss token layer"
WORDS = tuple(_SPOKEN.split())


def texts(people: int, works: int, *, crawl: int) -> list[list[str]]:
    """For each person the texts of their repositories; 18 people share a repository, as in the judged sample."""
    repositories = max(1, people * works // 18)
    return [
        [_text((person * 7 + work * 13) % repositories, crawl) for work in range(works)] for person in range(people)
    ]


def _text(repository: int, crawl: int) -> str:
    version = crawl if repository % 20 == 0 else 0  # one in twenty changed since the first crawl
    digest = hashlib.sha256(f"{repository} {version}".encode()).digest()
    return " ".join(WORDS[byte % len(WORDS)] for byte in digest * 3)


def plain(people: int, works: int) -> dict[str, float]:
    """Profiles a second of the plain way."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder(MODEL)), device="cpu", local_files_only=True)
    every = [text for person in texts(people, works, crawl=0) for text in person]
    model.encode(every[:4], show_progress_bar=False)
    begun = time.perf_counter()
    model.encode(every, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    return {"first": people / (time.perf_counter() - begun)}


def ours(people: int, works: int) -> dict[str, float]:
    """Profiles a second of our way: a first crawl, and a second one over what was kept."""
    store: dict[str, Vector] = {}
    encoder = Encoder(MODEL, sha256=MODEL_SHA256, store=store, threads=2)
    encoder.encode(["a text that is no part of it"])
    found = {}
    for name, crawl in (("first", 0), ("again", 1)):
        every = [text for person in texts(people, works, crawl=crawl) for text in person]
        begun = time.perf_counter()
        vectors = encoder.encode(every)
        found[name] = people / (time.perf_counter() - begun)
        assert all(abs(float(np.linalg.norm(vector)) - 1) < 1e-3 for vector in list(vectors.values())[:10])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--works", type=int, default=3, help="repositories of a person")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", choices=["plain", "ours"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps((plain if given.measure == "plain" else ours)(given.people, given.works)))
        return
    runs: dict[str, list[dict[str, float]]] = {"plain": [], "ours": []}
    for _ in range(given.rounds):
        for side, done in runs.items():
            command = [
                sys.executable,
                "-m",
                "benchmarks.encode",
                "--measure",
                side,
                "--people",
                str(given.people),
                "--works",
                str(given.works),
            ]
            done.append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()[-1]))
    base = statistics.median(run["first"] for run in runs["plain"])
    first, again = (statistics.median(run[name] for run in runs["ours"]) for name in ("first", "again"))
    rows = [
        ("plain encode", f"{base:.1f}", "1.00"),
        ("ours, first crawl", f"{first:.1f}", f"{first / base:.2f}"),
        ("ours, 5 % changed", f"{again:.1f}", f"{again / base:.2f}"),
    ]
    table(("way", "profiles/s", "ratio"), rows)
    verdict(
        "encode",
        figures=[(first / base, "× plain on a first crawl", FIRST), (again / base, "× plain on a second", AGAIN)],
    )


if __name__ == "__main__":
    main()
