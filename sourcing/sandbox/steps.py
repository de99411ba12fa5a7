"""Steps: the single changes a repository's files go through, and what each does to the tree it meets."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sourcing.sandbox.fastimport import FILE, Change
from sourcing.sandbox.templates import Template, fill

# A file of the tree: its mode and its bytes.
Tree = dict[str, tuple[str, bytes]]
_PIN = re.compile(r"^([A-Za-z0-9_.\[\]-]+)==(\d+)\.(\d+)\.(\d+)$", re.MULTILINE)
_SETTING = re.compile(r"^(\s*)([a-z_]+): (\d+(?:\.\d+)?)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change to be. `key` orders the steps of a repository; `by` names the author where no other will do.

    A 'move' whose path ends with a slash moves a folder.
    """

    key: float
    kind: str  # 'append' | 'edit' | 'move' | 'write' | 'bump' | 'tune' | 'release'
    area: str
    subject: str = ""
    body: str = ""
    path: str = ""
    old: str = ""
    text: str = ""
    files: tuple[tuple[str, bytes], ...] = ()  # of a 'write'
    mode: str = FILE
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What a step came to: the changed files and the words for the commit. No changes: there was nothing to do."""

    step: Step
    subject: str
    changes: tuple[Change, ...]


def template_steps(
    template: Template, words: Mapping[str, str], rng: random.Random, *, share: float, pace: float = 1.0
) -> Iterator[Step]:
    """The steps of one file in order; each optional stage is taken with probability `share`."""
    path, key = fill(template.path, words), template.phase + rng.random()
    source = ""
    for stage in template.stages:
        if stage.optional and rng.random() > share:
            continue
        text, old = fill(stage.text, words), fill(stage.old, words)
        step = Step(
            key=key,
            kind=stage.kind,
            area=template.area,
            subject=fill(stage.subject, words),
            body=fill(stage.body, words),
            path=path,
            old=old,
            text=text,
            mode="100755" if path.endswith(".sh") else FILE,
        )
        if path.endswith(".ipynb"):
            source += text
            step = replace(step, kind="write", files=((path, notebook(source, rng).encode()),))
        yield step
        path = text if stage.kind == "move" else path
        key += rng.uniform(0.2, 1.4) * pace


def write(
    files: Mapping[str, str | bytes], *, key: float, subject: str, area: str = "model", by: str = "", mode: str = FILE
) -> Step:
    """The step that writes whole files in one commit."""
    data = tuple((path, text.encode() if isinstance(text, str) else text) for path, text in files.items())
    return Step(key=key, kind="write", area=area, subject=subject, files=data, by=by or None, mode=mode)


def apply(step: Step, tree: Tree, rng: random.Random, *, notes: list[str], today: date) -> Applied:
    """What the step did to the tree, which is changed in place. `notes` are the subjects since the last release.

    Raises ValueError where an edit does not find its text, or a move its file.
    """
    match step.kind:
        case "bump":
            return _bump(step, tree, rng)
        case "tune":
            return _tune(step, tree, rng)
        case "release":
            return _release(step, tree, notes, today)
        case "move":
            return _move(step, tree)
        case "write":
            return _put(step, step.subject, tree, dict(step.files))
    held = tree.get(step.path, (step.mode, b""))[1]
    if step.kind == "append":
        return _put(step, step.subject, tree, {step.path: held + step.text.encode()})
    if step.old.encode() not in held:
        raise ValueError(f"{step.path}: nothing reads {step.old!r}")
    return _put(step, step.subject, tree, {step.path: held.replace(step.old.encode(), step.text.encode())})


def _move(step: Step, tree: Tree) -> Applied:
    below = step.path.endswith("/")
    paths = [path for path in tree if path.startswith(step.path)] if below else [step.path]
    if not paths or not all(path in tree for path in paths):
        raise ValueError(f"{step.path}: nothing to move")
    changes = []
    for path in paths:
        target = step.text + path.removeprefix(step.path) if below else step.text
        tree[target] = tree.pop(path)
        changes.append(Change(path=target, moved_from=path))
    return Applied(step=step, subject=step.subject, changes=tuple(changes))


def _put(step: Step, subject: str, tree: Tree, files: Mapping[str, bytes]) -> Applied:
    changes = []
    for path, data in files.items():
        mode = tree[path][0] if path in tree else step.mode
        tree[path] = (mode, data)
        changes.append(Change(path=path, data=data, mode=mode))
    return Applied(step=step, subject=subject, changes=tuple(changes))


def _bump(step: Step, tree: Tree, rng: random.Random) -> Applied:
    pinned = [path for path in tree if path.rpartition("/")[2].startswith("requirements") and path.endswith(".txt")]
    pins = [(path, pin) for path in pinned for pin in _PIN.finditer(tree[path][1].decode())]
    if not pins:
        return Applied(step=step, subject="", changes=())
    path, pin = rng.choice(pins)
    name, major, minor, patch = pin.groups()
    newer = rng.choice((f"{major}.{minor}.{int(patch) + 1}", f"{major}.{int(minor) + 1}.0"))
    text = tree[path][1].decode().replace(pin.group(0), f"{name}=={newer}")
    subject = f"bump {name} from {major}.{minor}.{patch} to {newer}"
    return _put(step, subject, tree, {path: text.encode()})


def _tune(step: Step, tree: Tree, rng: random.Random) -> Applied:
    configs = [path for path in tree if path.startswith(("configs/", "conf/")) and path.endswith(".yaml")]
    settings = [(path, hit) for path in configs for hit in _SETTING.finditer(tree[path][1].decode())]
    if not settings:
        return Applied(step=step, subject="", changes=())
    path, hit = rng.choice(settings)
    factor = rng.choice((0.5, 2, 1.5))
    value = float(hit.group(3)) * factor
    shown = f"{value:g}" if "." in hit.group(3) else str(max(1, round(value)))
    text = tree[path][1].decode()
    text = text[: hit.start()] + f"{hit.group(1)}{hit.group(2)}: {shown}" + text[hit.end() :]
    subject = f"set {hit.group(2)} to {shown} in {path.rpartition('/')[2]}"
    return _put(step, subject, tree, {path: text.encode()})


def _release(step: Step, tree: Tree, notes: list[str], today: date) -> Applied:
    news = "".join(f"- {note[:1].upper()}{note[1:]}\n" for note in notes[-8:])
    older = tree["CHANGELOG.md"][1].decode() if "CHANGELOG.md" in tree else "# Changelog\n"
    heading, _, rest = older.partition("\n")
    files = {"CHANGELOG.md": f"{heading}\n\n## {step.text} ({today.isoformat()})\n\n{news}{rest}".encode()}
    if "pyproject.toml" in tree:
        project = re.sub(r'(?m)^version = ".*"$', f'version = "{step.text}"', tree["pyproject.toml"][1].decode())
        files["pyproject.toml"] = project.encode()
    notes.clear()
    return _put(step, f"release {step.text}", tree, files)


def notebook(source: str, rng: random.Random) -> str:
    """The text of a notebook: cells are parted by `# ---` lines, a cell that starts with `# md` is prose."""
    cells: list[dict[str, object]] = []
    for number, cell in enumerate(part.strip("\n") for part in source.split("# ---\n") if part.strip()):
        if cell.startswith("# md\n"):
            lines = cell.removeprefix("# md\n").splitlines(keepends=True)
            cells.append({"cell_type": "markdown", "metadata": {}, "source": lines})
            continue
        shown = {"name": "stdout", "output_type": "stream", "text": [f"{rng.uniform(0.5, 0.97):.4f}\n"]}
        cells.append(
            {
                "cell_type": "code",
                "execution_count": number + 1,
                "metadata": {},
                "outputs": [shown] if "print(" in cell else [],
                "source": cell.splitlines(keepends=True),
            }
        )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    held = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(held, indent=1) + "\n"
