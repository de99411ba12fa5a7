"""`python -m sourcing.sandbox ROOT [--seed N]`: builds the invented world below ROOT and says what it holds."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

from sourcing.sandbox.build import build_world
from sourcing.sandbox.world import World


def summary(world: World) -> str:
    """One paragraph: where the world lies and how much it holds."""
    skilled = sum(1 for person in world.people if person.grade > 0)
    machines = sum(1 for person in world.people if person.kind == "bot")
    cells = len({(person.archetype, person.specialisation) for person in world.people if person.grade > 0})
    commits = sum(repository.commits for repository in world.repositories)
    text = (
        f"The sandbox world of seed {world.seed} lies in {world.root}: {skilled} machine-learning engineers in {cells} "
        f"cells of archetype and specialisation, {len(world.people) - skilled - machines} other people and {machines} "
        f"bots, in {len(world.repositories)} bare Git repositories with {commits} commits. All of them are invented. "
        f"world.json holds the truth about them, repos.tsv one path and commit a line."
    )
    return textwrap.fill(text, 100, break_long_words=False)


def main() -> None:
    """Builds the world and prints its summary."""
    parser = argparse.ArgumentParser(prog="python -m sourcing.sandbox", description="Build the invented world.")
    parser.add_argument("root", type=Path, help="the folder to build below")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    print(summary(build_world(arguments.root, seed=arguments.seed)))  # noqa: T201 - it is this command's output


if __name__ == "__main__":
    main()
