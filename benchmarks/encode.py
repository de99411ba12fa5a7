"""How fast people's texts become vectors: our way beside plain `SentenceTransformer.encode` over the same texts.

    python -m benchmarks.encode [--people N] [--texts N] [--rounds N]

Invented people of a few repositories each; a repository's text is one for all who work there. The plain way encodes the text of
each piece of work of each person, in batches, as its documentation shows. Ours encodes each different text once and keeps
it by the hash of its bytes; on a second crawl a twentieth of the texts changed. Each side runs in a process of its own, in turn;
the median counts.

What the order loses by it: a text speaks of its repository's topic never, a little or much, each topic is asked for, people are
ordered by their most similar text, and nDCG@10 against those grades is measured with the vectors of either side.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping

import numpy as np

from benchmarks._table import table, verdict
from ranking.encoder import Encoder, Vector, model_folder
from ranking.judging.evaluate import measure
from sourcing.settings import MODEL, MODEL_SHA256

FIRST, AGAIN, LOSS = 10.0, 100.0, 0.01
_SPOKEN = "train serve deploy model data pipeline test drift image text policy reward rank item feature store alert cluster loss token layer"
WORDS = tuple(_SPOKEN.split())
TOPICS = tuple(WORDS[start : start + 3] for start in range(0, len(WORDS), 3))
TOPIC_WORDS = (0, 4, 8)  # of 32 words, by grade


def texts(people: int, works: int, *, crawl: int) -> list[list[str]]:
    """For each person the texts of their repositories; 18 people share a repository, as in the judged sample."""
    return [[_text(number, crawl) for number in own] for own in _numbers(people, works)]


def _numbers(people: int, works: int) -> list[list[int]]:
    """For each person the numbers of their repositories."""
    repositories = max(1, people * works // 18)
    return [[(person * 7 + work * 13) % repositories for work in range(works)] for person in range(people)]


def _text(repository: int, crawl: int) -> str:
    version = crawl if repository % 20 == 0 else 0  # one in twenty changed since the first crawl
    digest = hashlib.sha256(f"{repository} {version}".encode()).digest()
    topic, grade = _topic(repository)
    words = [WORDS[byte % len(WORDS)] for byte in digest]
    words[: TOPIC_WORDS[grade]] = [TOPICS[topic][byte % 3] for byte in digest[: TOPIC_WORDS[grade]]]
    return " ".join(words * 3)


def _topic(repository: int) -> tuple[int, int]:
    """The topic of a repository, and how much it speaks of it: 0, 1 or 2."""
    return repository % len(TOPICS), repository // len(TOPICS) % len(TOPIC_WORDS)


def quality(vectors: Mapping[str, Vector], people: int, works: int) -> float:
    """The mean nDCG@10 over the topics, of people ordered by their text that is most similar to each."""
    every, numbers = texts(people, works, crawl=0), _numbers(people, works)
    run = {
        " ".join(words): {
            str(person): max(float(vectors[text] @ vectors[" ".join(words)]) for text in own)
            for person, own in enumerate(every)
        }
        for words in TOPICS
    }
    grades = {
        " ".join(words): {
            str(person): max(grade for at, grade in map(_topic, own) if at == topic)
            if any(_topic(number)[0] == topic for number in own)
            else 0
            for person, own in enumerate(numbers)
        }
        for topic, words in enumerate(TOPICS)
    }
    return measure(run, grades).mean["nDCG@10"]


def plain(people: int, works: int) -> dict[str, float]:
    """Profiles a second of the plain way."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder(MODEL)), device="cpu", local_files_only=True)
    every = [text for person in texts(people, works, crawl=0) for text in person]
    model.encode(every[:4], show_progress_bar=False)
    begun = time.perf_counter()
    found = model.encode(every, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    speed = people / (time.perf_counter() - begun)
    asked = [" ".join(words) for words in TOPICS]
    questions = model.encode(asked, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    vectors = dict(zip((*every, *asked), (*found, *questions), strict=True))
    return {"first": speed, "quality": quality(vectors, people, works)}


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
    every = [text for person in texts(people, works, crawl=0) for text in person]
    found["quality"] = quality(encoder.encode([*every, *(" ".join(words) for words in TOPICS)]), people, works)
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
    plainly, ourly = (runs[side][-1]["quality"] for side in ("plain", "ours"))
    rows = [
        ("plain encode", f"{base:.1f}", "1.00", f"{plainly:.4f}"),
        ("ours, first crawl", f"{first:.1f}", f"{first / base:.2f}", f"{ourly:.4f}"),
        ("ours, 5 % changed", f"{again:.1f}", f"{again / base:.2f}", ""),
    ]
    table(("way", "profiles/s", "ratio", "nDCG@10"), rows)
    verdict(
        "encode",
        figures=[(first / base, "× plain on a first crawl", FIRST), (again / base, "× plain on a second", AGAIN)],
        at_most=[(plainly - ourly, "nDCG@10 lost", LOSS)],
    )


if __name__ == "__main__":
    main()
