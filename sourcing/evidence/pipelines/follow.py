"""What each pipeline of continuous integration does to the code, once the recipes that it calls on are followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from sourcing.evidence.pipelines.actions import acted
from sourcing.evidence.pipelines.deeds import CALLS, HOOKS, MAKE, NOX, NPM, SCRIPT, TASK, TOX, Deed, known
from sourcing.evidence.pipelines.recipes import Line, Recipe, recipes, script_lines
from sourcing.evidence.pipelines.tools import DOCUMENTS, LINTS, RUNS, TESTS, TYPES, by_name, prepares
from sourcing.evidence.pipelines.workflows import steps, system
from sourcing.evidence.reading import View
from sourcing.parsing.formats import Placed, yaml_documents
from sourcing.places import Place, base_name

MAX_DEPTH = 8  # recipes that call one another
MAX_FOLLOWED = 20_000  # calls in one repository
MOST_LEAVES = 40  # of one call
MAX_WORKS = 300  # of one pipeline


class Read(NamedTuple):
    """What one pipeline file says: its deeds by line, not followed yet, and the images that its jobs run in."""

    lines: tuple[Line, ...]
    containers: tuple[str, ...]


class Work(NamedTuple):
    """One thing that a pipeline does: at which line, what, with which tool, by way of which recipe (empty: directly)."""

    line: int
    what: str
    tool: str
    via: str
    is_toothless: bool


class Pipeline(NamedTuple):
    """One pipeline file and all it does, in the order of its lines."""

    path: str
    system: str
    works: tuple[Work, ...]


def read_pipeline(view: View, path: str) -> Read | None:
    """What one pipeline file says, None where it is none."""
    name = system(path)
    if name is None:
        return None
    found: list[Line] = []
    containers = []
    source = view.lines(path)
    for step in steps(view, path):
        if step.container:
            containers.append(step.container)
        elif step.action:
            deed = acted(step.action, name)
            found.extend([Line(step.line, deed)] if deed else [])
        else:
            found.extend(Line(_shown(source, line, deed), deed) for line, deed in script_lines(step.command, step.line))
    return Read(tuple(found), tuple(containers))


_WORD = {TOX: "tox", NOX: "nox", HOOKS: "pre-commit", MAKE: "make", NPM: "test"}


def _shown(lines: list[str], line: int, deed: Deed) -> int:
    """The line from `line` on that shows the deed: folded text and continued commands stand on several."""
    words = deed.tool.split("$")[0].split() or [_WORD.get(deed.what, "")]
    word = words[-1] if deed.what == MAKE else words[0]
    for number in range(line, min(line + 40, len(lines) + 1)):
        if word in lines[number - 1]:
            return number
    return line


def pipelines(view: View) -> tuple[Pipeline, ...]:
    """All pipelines by path, with what they do after following make targets, scripts, tox, hooks and reusable files."""
    follow = view.once(_Follow)
    found = []
    for path in view.own:
        name = system(path)
        read = view.of(read_pipeline, path) if name else None
        if name and read:
            works: dict[Work, None] = {}
            for line, deed in read.lines:
                for leaf in follow.leaves(deed, path):
                    via = "" if deed.what not in CALLS else _called(deed)
                    works.setdefault(Work(line, leaf.what, leaf.tool, via, leaf.is_toothless or deed.is_toothless))
                if len(works) > MAX_WORKS:
                    break
            found.append(Pipeline(path, name, tuple(works)))
    return tuple(found)


def containers(view: View) -> frozenset[str]:
    """The names of the images that jobs of pipelines run in, without registry and tag."""
    reads = [view.of(read_pipeline, path) for path in view.own if system(path)]
    images = [image for read in reads if read for image in read.containers]
    return frozenset(image.split("@")[0].rsplit("/", 1)[-1].split(":")[0] for image in images)


def _called(deed: Deed) -> str:
    """How a reader would write the call."""
    words = {
        HOOKS: "pre-commit",
        NPM: "npm run",
        TASK: "",
        SCRIPT: "",
        TOX: "tox -e" if deed.tool else "tox",
        NOX: "nox -s" if deed.tool else "nox",
    }
    tool = deed.tool.split(" ", 2)[2] if deed.tool.startswith("-C ") and deed.tool.count(" ") > 1 else deed.tool
    names = re.sub(r"\$\{\{[^}]{0,200}\}\}|\$\{?\w{1,60}\}?", "*", tool)
    return f"{words.get(deed.what, deed.what)} {names}".strip()


class _Follow:
    """The recipes of a repository, to follow what calls them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._by_name: dict[tuple[str, str], Recipe] = {}
        self._known: dict[tuple[Deed, str], tuple[Deed, ...]] = {}
        self._left = MAX_FOLLOWED
        paths = sorted(view.own, key=lambda path: (path.count("/"), path))
        for path in paths:
            for recipe in view.of(recipes, path):
                self._by_name.setdefault((recipe.what, recipe.name), recipe)

    def leaves(self, deed: Deed, path: str, depth: int = 0) -> tuple[Deed, ...]:
        """What a deed comes to: itself, or what the recipes that it calls do; each is followed once."""
        if deed.what not in CALLS:
            return (deed,)
        key = (deed, path if deed.what in (SCRIPT, MAKE) else "")
        if key not in self._known:
            if depth >= MAX_DEPTH or self._left <= 0:
                return ()
            self._left -= 1
            self._known[key] = ()  # while it is followed: recipes may call each other in a circle
            self._known[key] = tuple(dict.fromkeys(self._followed(deed, path, depth)))[:MOST_LEAVES]
        return self._known[key]

    def _followed(self, deed: Deed, path: str, depth: int) -> list[Deed]:
        if deed.what == SCRIPT:
            return self._script(deed.tool, path, depth)
        if deed.what == HOOKS:
            return self._hooks(deed.tool)
        names = re.split(r"[ ,]+", deed.tool)[:10]
        if names[0] == "-C" and len(names) > 2:
            folder, names = names[1].strip("./"), names[2:]
            return [leaf for name in names for leaf in self._made(folder, name, path, depth)]
        return [leaf for name in names for leaf in self._recipe(deed.what, name, path, depth)]

    def _recipe(self, what: str, name: str, path: str, depth: int) -> list[Deed]:
        recipe = self._found(what, name)
        found: list[Deed] = []
        if recipe:
            needs = [Deed(what, need) for need in recipe.needs[:8] if (what, need) in self._by_name]
            for deed in [*needs, *(line.deed for line in recipe.lines)]:
                found += self.leaves(deed, path, depth + 1)
        said = None if found else by_name(name) or (TESTS if what in (TOX, NOX) and not (recipe and name) else None)
        return [Deed(said, f"{what} {name}".strip())] if said else found

    def _made(self, folder: str, name: str, path: str, depth: int) -> list[Deed]:
        """What a target of a Makefile in a folder does."""
        held = next((each for each in (f"{folder}/Makefile", f"{folder}/makefile") if each in self._view.texts), None)
        recipe = next((each for each in self._view.of(recipes, held) if each.name == name), None) if held else None
        found = [leaf for line in recipe.lines for leaf in self.leaves(line.deed, path, depth + 1)] if recipe else []
        said = None if found else by_name(folder) if by_name(folder) == DOCUMENTS else by_name(name)
        return [Deed(said, f"make {name}")] if said else found

    def _found(self, what: str, name: str) -> Recipe | None:
        recipe = self._by_name.get((what, name))
        if recipe is None and what == TOX and re.match(r"py|$|\$|ALL", name):
            recipe = self._by_name.get((TOX, ""))
        if recipe is None and what == NOX:
            recipe = self._by_name.get((NOX, re.split(r"[-(]", name)[0].replace("-", "_")))
        if recipe is None and what == TASK:
            recipe = self._by_name.get((NPM, name))
        return recipe

    def _script(self, name: str, path: str, depth: int) -> list[Deed]:
        """What a file does that is run or used: a shell script, a reusable pipeline, an action, a job's description."""
        folder = PurePosixPath(path).parent.as_posix()
        options = [name, f"{name}/action.yml", f"{name}/action.yaml", f"{folder}/{name}"]
        held = next((each for each in options if each in self._view.texts), None) or self._by_end(name)
        found: list[Deed] = []
        if held:
            read = self._view.of(read_pipeline, held) if system(held) else None
            recipe = self._by_name.get((SCRIPT, held))
            lines = read.lines if read else recipe.lines if recipe else ()
            deeds_of = [line.deed for line in lines] or list(self._described(held))
            for deed in deeds_of:
                found += self.leaves(deed, held, depth + 1)
        said = None if found else by_name(PurePosixPath(name).stem)
        if not said and not found and name.endswith(".py") and not prepares(name) and self._is_product(name, folder):
            return [Deed(RUNS, name)]
        return [Deed(said, base_name(name))] if said else found

    def _by_end(self, name: str) -> str | None:
        """The script whose path ends like a path inside a container, where there is just one."""
        end = "/" + "/".join(name.split("/")[-2:])
        found = [path for what, path in self._by_name if what == SCRIPT and f"/{path}".endswith(end)]
        return found[0] if len(found) == 1 else None

    def _is_product(self, name: str, folder: str) -> bool:
        """Whether a path is a program of the product, not of its upkeep."""
        if _UPKEEP.search(name):
            return False
        paths = [each for each in (name, f"{folder}/{name}") if each in self._view.texts]
        return any(self._view.place(each) in (Place.PRODUCT, Place.COURSE) for each in paths)

    def _described(self, path: str) -> Iterator[Deed]:
        """What the description of a job in YAML runs."""
        if path.endswith((".yml", ".yaml")):
            for document in self._view.value(path, yaml_documents)[:5]:
                for command in _run_by(document):
                    for line in script_lines(command, 1):
                        yield line.deed

    def _hooks(self, name: str) -> list[Deed]:
        recipe = self._by_name.get((HOOKS, ""))
        names = [line.deed.tool for line in recipe.lines] if recipe else []
        found = [hook for each in names if (not name or each == name) and (hook := known_hook(each))]
        return found or ([] if name in names else [Deed(LINTS, "pre-commit")])


_UPKEEP = re.compile(r"(^|/)\.?\w{0,20}(scripts?|tools?|ci|automation|hack|infra|build|dev|bin|utils?)/", re.I)


def known_hook(name: str) -> Deed | None:
    """What a hook of pre-commit does, by the tool that its id names; None for those that tidy white space."""
    if name in ("fmt", "cargo-fmt"):
        return Deed(LINTS, "rustfmt")
    for part in (
        name,
        name.split("-")[0],
        name.removeprefix("mirrors-"),
        name.rsplit("-", 1)[0],
        name.rsplit("-", 1)[-1],
    ):
        found = known(part)
        if found and found.what in (LINTS, TYPES, TESTS):
            return found
    return None


def _run_by(document: Any) -> Iterator[Placed]:
    if isinstance(document, dict):
        for key in ("entrypoint", "command", "cmd", "run", "script"):
            if isinstance(document.get(key), Placed):
                yield document[key]
