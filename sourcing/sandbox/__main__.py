"""`python -m sourcing.sandbox ROOT [--seed N] [--serve [--port N]]`: builds the invented world below ROOT, serves it."""

from __future__ import annotations

import argparse
import textwrap
import threading
from contextlib import suppress
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


def invitation(url: str, token: str, world: World) -> str:
    """How to ask a served world: its address, its token, and one command that does."""
    root = url.removesuffix("/api/v3")
    people = [person.handle for person in world.people if person.grade == 3] or [world.people[0].handle]
    query = f'{{"query": "{{ user(login: \\"{people[0]}\\") {{ name bio repositories {{ totalCount }} }} }}"}}'
    return "\n".join(
        (
            f"REST     {url}",
            f"GraphQL  {root}/api/graphql",
            f"token    {token}",
            f"example  curl -s -H 'Authorization: bearer {token}' {root}/api/graphql -d '{query}'",
            "Ctrl-C ends it.",
        )
    )


def serve(world: World, *, port: int) -> None:
    """Serves the world as a forge on loopback until interrupted."""
    from sourcing.sandbox.forge import serving  # only here: whoever builds a world needs no GraphQL

    with serving(world, port=port) as forge, suppress(KeyboardInterrupt):
        print(invitation(forge.url, forge.token, world), flush=True)  # noqa: T201 - it is this command's output
        threading.Event().wait()


def main() -> None:
    """Builds the world, prints its summary, and serves it where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m sourcing.sandbox", description="Build the invented world.")
    parser.add_argument("root", type=Path, help="the folder to build below")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--serve", action="store_true", help="answer as GitHub does, on loopback, until interrupted")
    parser.add_argument("--port", type=int, default=0, help="where to serve; any free port if none is given")
    arguments = parser.parse_args()
    world = build_world(arguments.root, seed=arguments.seed)
    print(summary(world), flush=True)  # noqa: T201 - it is this command's output
    if arguments.serve:
        serve(world, port=arguments.port)


if __name__ == "__main__":
    main()
