"""Template files: the text of one repository file, cut into the stages in which it grew.

A `.tmpl` file starts with `@path`, `@area` and `@phase` lines. Then follow stages, each begun by one line:

    %% subject | body      these lines are appended
    %? subject | body      the same, but only some repositories have this stage
    %~ subject :: a => b   the text a is replaced by b
    %> subject :: path     the file moves to another path

`<<word>>` stands for a word of the repository's vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "templates"
_STAGE = re.compile(r"^%([%?~>]) (.+)$")
_WORD = re.compile(r"<<(\w+)>>")
_KINDS = {"%": "append", "?": "append", "~": "edit", ">": "move"}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step in the life of a file: `text` is appended; an edit replaces `old` by it, a move goes to it."""

    kind: str  # 'append' | 'edit' | 'move'
    optional: bool
    subject: str
    body: str
    old: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """One file to be: where it lies, whose work it is (`area`), when in a project's life it comes (`phase`, 0 to 5)."""

    name: str
    path: str
    area: str
    phase: float
    stages: tuple[Stage, ...]


@cache
def load_template(name: str) -> Template:
    """The template `group/name`. Raises OSError when there is no such file, ValueError when it is malformed."""
    lines = (FOLDER / f"{name}.tmpl").read_text(encoding="utf-8").splitlines(keepends=True)
    head = dict(line[1:].strip().split(" ", 1) for line in lines if line.startswith(("@path ", "@area ", "@phase ")))
    if missing := {"path", "area", "phase"} - head.keys():
        raise ValueError(f"template {name}: no @{sorted(missing)[0]} line")
    stages = tuple(_stages(name, lines[len(head) :]))
    if not stages or stages[0].kind != "append" or stages[0].optional:
        raise ValueError(f"template {name}: the first stage must be a %% stage")
    return Template(name=name, path=head["path"], area=head["area"], phase=float(head["phase"]), stages=stages)


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with every `<<word>>` replaced. Raises KeyError for a word the vocabulary lacks."""
    return _WORD.sub(lambda match: words[match.group(1)], text)


def _stages(name: str, lines: list[str]) -> Iterator[Stage]:
    current: tuple[str, str] | None = None
    held: list[str] = []
    for line in [*lines, "%% end"]:
        match = _STAGE.match(line.rstrip("\n"))
        if match is None:
            held.append(line)
            continue
        if current is not None:
            yield _stage(name, current[0], current[1], "".join(held))
        elif "".join(held).strip():
            raise ValueError(f"template {name}: text before the first stage")
        current, held = (match.group(1), match.group(2)), []


def _stage(name: str, mark: str, heading: str, text: str) -> Stage:
    kind, old = _KINDS[mark], ""
    if kind != "append":
        heading, _, text = heading.partition(" :: ")
        if kind == "edit":
            old, _, text = text.partition(" => ")
        if not text:
            raise ValueError(f"template {name}: stage {heading!r} lacks ':: old => new' or ':: path'")
    subject, _, body = heading.partition(" | ")
    return Stage(kind=kind, optional=mark == "?", subject=subject, body=body, old=old, text=text)
