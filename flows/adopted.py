"""Which weights a home ranks by: the shipped ones, or a team's own that were adopted. What was before is kept.

`weights/` in the home holds each adopted file under its version, and `adopted`: a version a line, oldest first, the last in force.
"""

from __future__ import annotations

from pathlib import Path

from flows.options import text_in
from ranking.weights import SHIPPED, SHIPPED_NAME, Weights, parse_weights
from sourcing.errors import UsageError, writing
from sourcing.home import Home
from sourcing.landing import sync_folder
from sourcing.whole_file import write_whole

_JOURNAL = "adopted"


def in_force(home: Home) -> Weights:
    """The weights that every ranking of this home uses. Errors: UsageError where the adopted ones are damaged or gone."""
    return named(home, (history(home) or [SHIPPED_NAME])[-1])


def history(home: Home) -> list[str]:
    """The versions that were adopted, oldest first; a step back is taken off the end."""
    path = home.weights / _JOURNAL
    return text_in(path, remedy=_REMEDY).split() if path.exists() else []


def named(home: Home, version: str) -> Weights:
    """The weights of a version that this home keeps. Errors: UsageError where they are damaged or gone."""
    if version == SHIPPED_NAME:
        return SHIPPED
    path = home.weights / f"{version}.toml"
    return parse_weights(text_in(path, remedy=_REMEDY), where=str(path))


_REMEDY = "bring it back from a backup, or go back: sourcing weights revert"


def kept(home: Home) -> list[str]:
    """Every version this home keeps, in or out of force, by name."""
    return sorted(path.stem for path in home.weights.glob("*.toml"))


def adopt(home: Home, weights: Weights, *, text: str) -> None:
    """Puts weights in force; `text` is the file they were read from. Errors: UsageError as `check_adoptable`, HomeError."""
    check_adoptable(home, weights)
    _write(home.weights / f"{weights.version}.toml", text)
    _write_journal(home, [*history(home), weights.version])


def check_adoptable(home: Home, weights: Weights) -> None:
    """Passes where they can be put in force. Errors: UsageError where they are already, or other numbers have their version."""
    if weights.version in (history(home) or [""])[-1:]:
        raise UsageError(
            f"{weights.version} is in force already", remedy="nothing to do; `sourcing weights list` shows all"
        )
    if weights.version in kept(home) and named(home, weights.version) != weights:
        raise UsageError(
            f"other weights are kept as {weights.version}", remedy="give the new ones another version in their file"
        )


def revert(home: Home, *, to_shipped: bool) -> Weights:
    """The weights in force after a step back, or after putting the shipped ones in force (which a step back undoes again).

    Errors: UsageError where there is nothing to go back to, HomeError.
    """
    past = history(home)
    if not past or (to_shipped and past[-1] == SHIPPED_NAME):
        raise UsageError("the shipped weights are in force already", remedy="nothing to do")
    _write_journal(home, [*past, SHIPPED_NAME] if to_shipped else past[:-1])
    return in_force(home)


def _write_journal(home: Home, versions: list[str]) -> None:
    _write(home.weights / _JOURNAL, "".join(f"{version}\n" for version in versions))


def _write(path: Path, text: str) -> None:
    """Writes a file whole or not at all. Errors: HomeError."""
    with writing(path):
        write_whole(path, text.encode())
        sync_folder(path.parent)
