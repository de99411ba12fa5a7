"""What an image holds and starts, as its Dockerfile says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sourcing.evidence.pipelines.deeds import deeds, stripped
from sourcing.evidence.pipelines.shell import Command, commands
from sourcing.evidence.pipelines.tools import LINTS, TESTS, TYPES
from sourcing.evidence.reading import View
from sourcing.parsing.dockerfile import Instruction, Stage, stages
from sourcing.places import base_name

MOST = 60  # names, addresses and sources kept of one image

SERVICE, TERMINAL, NOTEBOOK, CHECKS, NOTHING = "service", "terminal", "notebook", "checks", "nothing"
_TERMINALS = frozenset(
    {
        "bash",
        "sh",
        "zsh",
        "ash",
        "fish",
        "tail",
        "sleep",
        "cat",
        "top",
        "ipython",
        "true",
        "echo",
        "tmux",
        "screen",
        "sshd",
    }
)
_WRAPPERS = frozenset(
    {"tini", "dumb-init", "gosu", "su-exec", "catatonit", "nvidia_entrypoint.sh", "_entrypoint.sh", "--", "-s", "-g"}
)
_PREPARATIONS = frozenset({"cd", "set", "export", "source", ".", "mkdir", "echo", "ulimit", "chmod", "test", "["})
_SHELLS = frozenset({"bash", "sh", "zsh", "ash"})
_PYTHON = re.compile(r"^(python|pypy)[\d.]*$")
_ADDRESS = re.compile(r"(?:git\+)?(?:https?|ssh|git)://[^\s'\"]{3,300}|git@[\w.-]{3,100}:[^\s'\"]{3,200}")
_EXTRAS = re.compile(r"\[([\w,\s-]{1,100})\]")


class Image(NamedTuple):
    """One Dockerfile: `line` is that of its first FROM; `bases` are the images it is built from, its own stages left out.

    `sources` are what it copies from its context, `installs` the packages that it names to an installer, `addresses` what
    it fetches; `is_mounted` says whether a build step sees the whole context; `starts` is what it starts, `program` by
    what name; `extras` are those that it installs packages with.
    """

    line: int
    stages: int
    bases: tuple[str, ...]
    sources: tuple[str, ...]
    installs: tuple[str, ...]
    addresses: tuple[str, ...]
    extras: tuple[str, ...]
    is_mounted: bool
    starts: str
    program: str
    has_health_check: bool
    user: str


def image(text: str) -> Image | None:
    """What a Dockerfile says, None where it has no FROM."""
    found = stages(text)
    if not found:
        return None
    names = {stage.name for stage in found if stage.name}
    sources: list[str] = []
    installs: list[str] = []
    addresses: list[str] = []
    is_mounted = False
    for stage in found:
        for each in stage.instructions:
            if each.name in ("COPY", "ADD") and not each.flag("from"):
                sources += _sources(each)
                addresses += _ADDRESS.findall(each.value)
            elif each.name == "RUN":
                is_mounted = is_mounted or any("type=bind" in flag and "from=" not in flag for flag in each.flags)
                installs += _installed(each)
                addresses += _ADDRESS.findall(each.value) + _ADDRESS.findall(each.document)
    final = _final(found)
    starts, program = _started(final)
    program = program if re.fullmatch(r"[\w.-]{1,40}", program) else ""
    return Image(
        line=found[0].line,
        stages=len(found),
        bases=tuple(stage.base for stage in found if stage.base.lower() not in names)[:MOST],
        sources=_each_once(sources),
        installs=_each_once(installs),
        addresses=_each_once(addresses),
        extras=_each_once(
            extra.strip() for each in installs for part in _EXTRAS.findall(each) for extra in part.split(",")
        ),
        is_mounted=is_mounted,
        starts=starts,
        program=program,
        has_health_check=any(
            each.name == "HEALTHCHECK" and not each.value.upper().startswith("NONE") for each in final
        ),
        user=_user(final),
    )


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))[:MOST]


def _user(final: Sequence[Instruction]) -> str:
    """Whom the image runs as, where that is said and is not root."""
    user = next((each.value.strip() for each in reversed(final) if each.name == "USER"), "")
    return user if user.split(":")[0] not in ("", "root", "0") and "$" not in user else ""


def read_image(view: View, path: str) -> Image | None:
    """What a Dockerfile says, None where a path is none by its name or has no FROM."""
    name = base_name(path).lower()
    if not ("dockerfile" in name or "containerfile" in name) or path not in view.texts:
        return None
    return view.value(path, image)


def _sources(copy: Instruction) -> list[str]:
    """What a COPY or ADD takes from the context; a here-document takes nothing."""
    words = [word for word in copy.words() if not word.startswith("<<")]
    return [] if copy.document else [word for word in words[:-1] if "://" not in word]


def _installed(run: Instruction) -> list[str]:
    """What a RUN names to pip, conda, npm, go or cargo to install, with its extras."""
    found: list[str] = []
    for command in [*commands(run.value.replace("\n", " ")), *commands(run.document)]:
        words = stripped(command.words)
        if len(words) > 2 and words[0] == "uv" and words[1] == "pip":
            words = words[1:]
        head = base_name(words[0]) if words else ""
        if re.match(r"^(pip[\d.]*|pipx|conda|mamba|micromamba|npm|yarn|go|cargo|poetry|uv|apt-get|apt)$", head) and {
            "install",
            "add",
            "i",
        } & set(words[1:4]):
            found += [word for word in words[2:] if not word.startswith(("-", "$")) and word not in ("install", "add")]
    return found


def _final(found: list[Stage]) -> list[Instruction]:
    """The instructions that make up the last stage, those of the stages it is built from first."""
    by_name = {stage.name: stage for stage in found if stage.name}
    chain = [found[-1]]
    while len(chain) < len(found):
        below = by_name.get(chain[0].base.lower())
        if below is None or below in chain:
            break
        chain.insert(0, below)
    return [each for stage in chain for each in stage.instructions]


def _started(final: list[Instruction]) -> tuple[str, str]:
    """What the image starts and by what name: the last ENTRYPOINT with the CMD after it."""
    entry = next((each for each in reversed(final) if each.name == "ENTRYPOINT"), None)
    command = next((each for each in reversed(final) if each.name == "CMD"), None)
    words = [word for each in (entry, command) if each for word in each.words()]
    while words and base_name(words[0]) in _WRAPPERS:
        words = words[1:]
    if not words:
        return NOTHING, ""
    inner = [word for word in words if " " in word]
    if words[0] in _PREPARATIONS:
        words = ["sh", "-c", *words]
        inner = []
    if base_name(words[0]) in _SHELLS and "-c" in " ".join(words[1:2]):
        script = commands(" ".join(inner) or " ".join(words[2:]))
        first = next((each for each in script if each.words[0] not in _PREPARATIONS), None)
        words = list(first.words) if first else words
    return _kind(tuple(words))


def _kind(words: tuple[str, ...]) -> tuple[str, str]:
    checks = [deed.tool for deed in deeds(Command(0, words, False)) if deed.what in (TESTS, LINTS, TYPES)]
    if checks:
        return CHECKS, checks[0]
    words = stripped(words) or words
    name = base_name(words[0])
    rest = [word for word in words[1:] if not word.startswith("-")]
    if name.startswith("jupyter") or "jupyter" in name or "notebook" in rest[:1]:
        return NOTEBOOK, name
    if (name in _TERMINALS or _PYTHON.match(name)) and (not rest or name not in _SHELLS):
        return TERMINAL, name
    if name in _SHELLS or name in ("exec", "."):
        return SERVICE, base_name(rest[0])
    return SERVICE, name
