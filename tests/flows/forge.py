"""A desk whose GitHub is a forge on loopback, and what tests about it ask for more than once."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sourcing.sandbox.forge import Forge
from tests.flows.support import ROLE, Desk, Done

PRODUCT = "quaymark-sbx/marl-forge"
ALONE = "ferox-sbx"  # commits to nothing but a repository of their own
OWN = "ferox-sbx/juniper-weir-platform"
WHOLE = ("run", ROLE, "--contributors-of", PRODUCT, "--login", ALONE, "--without-prefect")
ELIGIBILITY = '[eligibility]\ntime_zones = ["UTC-1..UTC+3"]\n\n'
LATER = "2026-11-02T00:00:00Z"  # a day after the first run


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A desk after one run, what the run said and ranked, and what it asked of the forge."""

    desk: Desk
    done: Done
    shortlist: str
    spent: int
    most_sent: int  # how often the blob that was sent most often was sent


def at_forge(folder: Path, forge: Forge, **settings: str) -> Desk:
    """A new desk after `sourcing init`, whose role asks for a time zone, that knows a token and the way to a forge."""
    desk = Desk(folder).answered()
    path = desk.folder / "roles" / f"{ROLE}.toml"
    path.write_text(path.read_text("utf-8").replace("[discovery]", f"{ELIGIBILITY}[discovery]", 1), "utf-8")
    return pointed(desk, forge, **settings)


def taken_from(desk: Desk, folder: Path, forge: Forge, **settings: str) -> Desk:
    """A copy of a desk, home and all, a day later, that knows the way to a forge."""
    shutil.copytree(desk.folder, folder)
    return pointed(Desk(folder, clock=LATER), forge, **settings)


def pointed(desk: Desk, forge: Forge, **settings: str) -> Desk:
    """The same desk with a token and the way to a forge."""
    desk.environment |= {
        "GITHUB_TOKEN": forge.token,
        "SOURCING_GITHUB_URL": forge.url,
        "SOURCING_GITHUB_PAUSE": "0",
        "SOURCING_GITHUB_SECONDARY": "1",
        **settings,
    }
    return desk


def without_token(desk: Desk) -> Desk:
    """The same desk with no token in its environment."""
    desk.environment.pop("GITHUB_TOKEN", None)
    return desk


def visited(desk: Desk, forge: Forge, *words: str) -> Visit:
    """What came of a run that must go well."""
    before, sent = spent(forge), forge.blobs
    done = desk.run(*words)
    assert done.code == 0, done.err
    return Visit(
        desk=desk,
        done=done,
        shortlist=shortlist(desk),
        spent=spent(forge) - before,
        most_sent=max((forge.blobs - sent).values()),
    )


def interrupted(desk: Desk, *words: str, after: str) -> Done:
    """What came of a run that got Ctrl-C once it had said a line that starts with `after`."""
    process = desk.start(*words)
    assert process.stdout and process.stderr
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith(after):
            os.kill(process.pid, signal.SIGINT)
            break
    said.append(process.stderr.read())
    out = process.stdout.read()
    process.stdout.close()
    process.stderr.close()
    return Done(code=process.wait(timeout=60), out=out, err="".join(said))


def logins(*names: str) -> list[str]:
    """The options that name these people."""
    return [word for name in names for word in ("--login", name)]


def spent(forge: Forge) -> int:
    """The points and requests a forge has charged so far."""
    return forge.points + forge.requests


def shortlist(desk: Desk) -> str:
    """The whole shortlist as it is printed, byte for byte."""
    done = desk.run("shortlist", ROLE, "--all", "--json")
    assert done.code == 0, done.err
    return done.out


def by_login(printed: str) -> dict[str, dict[str, Any]]:
    """The rows of a printed shortlist by GitHub login."""
    rows = json.loads(printed)
    return {one.removeprefix("github:"): row for row in rows for one in row["accounts"] if one.startswith("github:")}


def asked(desk: Desk, query: str) -> list[dict[str, Any]]:
    """The rows of a query over the published file."""
    rows: list[dict[str, Any]] = desk.run("sql", query, "--json").json()
    return rows


def number(pattern: str, said: str) -> int:
    """The number that a sentence of a run states, such as `(\\d+) met`."""
    found = re.search(pattern, said)
    assert found, (pattern, said)
    return int(found[1].replace(",", ""))


def planned(desk: Desk, plan: str) -> Desk:
    """The same desk after its user wrote another discovery plan into the role."""
    path = desk.folder / "roles" / f"{ROLE}.toml"
    path.write_text(path.read_text("utf-8").partition("[discovery]")[0] + "[discovery]\n" + plan, "utf-8")
    return desk
