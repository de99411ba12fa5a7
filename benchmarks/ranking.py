"""Our order on the development benchmark: real repositories with judged domain and archetype, beside its own baselines.

    python -m benchmarks.ranking DIR [--mirrors FOLDER] [--cap N]        (make eval DIR=… MIRRORS=…)

`DIR` is the benchmark's folder as its own README prepares it: `repos.tsv`, `specs/`, `candidates.jsonl`, `baselines.py`. The
repositories are collected from `MIRRORS` into a home under `DIR` once, with the benchmark's key, so that people are named
as it names them. Each spec becomes a role by `role from-text`, from the page and from its one line; people are ranked as
the product ranks them, over everybody held, and scored by the benchmark's own program, whose baselines run beside.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from benchmarks._table import table, verdict
from ranking.encoder import Encoder
from ranking.role import RoleSpec, parse_role
from ranking.shortlist import rank
from ranking.specs.posting import draft, read
from sourcing.settings import MODEL, MODEL_SHA256
from warehouse.connection import open_warehouse
from warehouse.profiles import as_of_day, profiles
from warehouse.runs.shortlists import VectorStore

KEY = "dev-eval-v1"
GAIN, LOSS = 0.08, 0.02  # of the mean nDCG@10 above the best baseline; of any role below its own best
ANSWERS = (
    "--employer",
    "Benchmark",
    "--contact",
    "benchmark@example.org",
    "--purpose",
    "Benchmark of the order",
    "--legal-basis",
    "none",
    "--regions",
    "EU",
)


def collect(folder: Path, mirrors: Path) -> Path:
    """The warehouse of the benchmark's repositories at their pinned commits; collected where it is not there yet."""
    home = folder / "home"
    warehouse = home / ".sourcing" / "warehouse.duckdb"
    if warehouse.exists():
        return warehouse
    home.mkdir(exist_ok=True)
    with (folder / "repos.tsv").open(encoding="utf-8") as rows:
        named = list(csv.DictReader(rows, delimiter="\t"))
    targets = [
        f"{mirrors / row['repo'].replace('/', '+') / 'repo'}\t{row['head']}\thttps://github.com/{row['repo']}\n"
        for row in named
    ]
    (home / "repositories.tsv").write_text("".join(targets), "utf-8")
    steps = [["init", *ANSWERS], ["collect", "--repo-list", "repositories.tsv"], ["extract"], ["load"]]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SOURCING_")}
    for step in steps if not (home / "sourcing.toml").exists() else steps[1:]:
        command = [sys.executable, "-m", "flows.cli", *step]
        subprocess.run(command, cwd=home, env={**environment, "SOURCING_SALT": KEY}, check=False)
    return warehouse


def specs(folder: Path, *, is_long: bool) -> dict[str, str]:
    """The role texts by name: the page, or its one line."""
    found = {}
    for path in sorted((folder / "specs").glob("*.md")):
        text = path.read_text("utf-8")
        line = re.search(r"^> query: (.*)", text, re.M)
        page = "\n".join(row for row in text.split("\n") if not row.startswith("> ")).strip()
        found[path.stem] = page if is_long or not line else line.group(1)
    return found


def roles(folder: Path, *, is_long: bool, encoder: Encoder) -> dict[str, RoleSpec]:
    """The roles that the product makes of the texts."""
    texts = specs(folder, is_long=is_long)
    drafts = {name: draft(read(text, encoder=encoder), name=name.replace("_", "-")) for name, text in texts.items()}
    return {name: parse_role(text, where=name).spec for name, text in drafts.items()}


def order(folder: Path, warehouse_file: Path, *, is_long: bool) -> Path:
    """Our order of everybody held, as the benchmark's scorer reads it: spec, hash of the address, score."""
    run = folder / f"ours-{'long' if is_long else 'short'}.tsv"
    with open_warehouse(warehouse_file, memory_limit="4GB") as warehouse, run.open("w", encoding="utf-8") as out:
        people, as_of = profiles(warehouse, now=datetime.now(UTC)), as_of_day(warehouse)
        if as_of is None:
            raise SystemExit(f"{warehouse_file} holds nobody: remove {folder / 'home'} and run again")
        accounts = warehouse.rows("SELECT person_id, account FROM person_account")
        store = VectorStore(warehouse, model=MODEL_SHA256)
        encoder = Encoder(MODEL, sha256=MODEL_SHA256, store=store, threads=2)
        for name, role in roles(folder, is_long=is_long, encoder=encoder).items():
            scores = {
                entry.person_id: entry.score
                for entry in rank(people, role, encoder=encoder, as_of=as_of, manifest={}).entries
            }
            out.writelines(
                f"{name}\t{account.partition(':')[2]}\t{scores[person]}\n"
                for person, account in accounts
                if person in scores
            )
        store.flush()
    return run


def scored(folder: Path, run: Path, *, cap: int) -> tuple[float, list[float], str]:
    """The mean nDCG@10 of a run, that of each spec, and the line that the benchmark's scorer printed."""
    command = [sys.executable, "baselines.py", "--dir", ".", "--cap", str(cap), "--score", str(run.resolve())]
    printed = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout
    line = printed.strip().splitlines()[-1]
    return float(line.split()[1]), [float(word) for word in line.partition("|")[2].split()], line


def baselines(folder: Path, *, is_long: bool, cap: int, embed: bool) -> dict[str, tuple[float, list[float]]]:
    """The benchmark's own baselines in this run: the mean nDCG@10 and that of each spec. Those that see names are left out."""
    form = "long" if is_long else "short"
    results = folder / f"baselines-{form}.json"
    command = [
        sys.executable,
        "baselines.py",
        "--dir",
        ".",
        "--cap",
        str(cap),
        "--query",
        form,
        "--out",
        str(results.resolve()),
    ]
    command += [] if embed else ["--no-embed"]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    found: Mapping[str, dict[str, dict[str, dict[str, float]]]] = json.loads(results.read_text("utf-8"))
    return {
        name: (float(one["mean"]["ndcg"]), [one["per"][spec]["ndcg"] for spec in one["per"]])  # type: ignore[arg-type]
        for name, one in found.items()
        if not name.startswith("full/")
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mirrors", type=Path, default=Path("mirrors"))
    parser.add_argument("--cap", type=int, default=3, help="people of one repository at most")
    parser.add_argument("--no-embed", action="store_true", help="leave out the baselines that encode")
    given = parser.parse_args()
    warehouse = collect(given.folder, given.mirrors.resolve())
    figures, losses = [], []
    for is_long in (True, False):
        mean, each, line = scored(given.folder, order(given.folder, warehouse, is_long=is_long), cap=given.cap)
        others = baselines(given.folder, is_long=is_long, cap=given.cap, embed=not given.no_embed)
        best = max(others, key=lambda name: others[name][0])
        rows = [(name, f"{value:.3f}", *(f"{one:.2f}" for one in per)) for name, (value, per) in others.items()]
        names = [name.split("_")[0] for name in specs(given.folder, is_long=is_long)]
        table(
            ("pages" if is_long else "one line", "nDCG@10", *names),
            [*rows, ("ours", f"{mean:.3f}", *(f"{one:.2f}" for one in each))],
        )
        print(line)
        figures.append((mean - others[best][0], f"above {best} for {'pages' if is_long else 'one line'}", GAIN))
        losses += [max(per[place] for _, per in others.values()) - one for place, one in enumerate(each)]
    verdict("ranking", figures=figures, at_most=[(max(losses), "below its own best baseline at worst", LOSS)])


if __name__ == "__main__":
    main()
