"""Tries every kept input again, and prints what came of each: `python -m tests.fuzz.again`."""

from __future__ import annotations

import json

from tests.fuzz.attempt import attempt, peak
from tests.fuzz.target import CORPUS, catalogue


def main() -> None:
    """Prints kind and place of each finding by the name of its input; empty where it is none. Time is not judged here."""
    told = {}
    groups = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())
    for target in (one for group in groups for one in catalogue(group).values()):
        kept = target.kept
        for data in [*target.seeds()][:2] if kept else ():
            attempt(target, data, base=0)
        for name, data in kept.items():
            found = attempt(target, data, base=peak()).finding
            told[f"{target.name}/{name}"] = f"{found.kind} in {found.place}" if found and found.kind != "slow" else ""
    print(json.dumps(told))


if __name__ == "__main__":
    main()
