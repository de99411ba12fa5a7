"""What the commands of build scripts do, one by one."""

from __future__ import annotations

import re
from typing import NamedTuple

from sourcing.evidence.pipelines.shell import Command, commands
from sourcing.evidence.pipelines.tools import (
    BUILDS,
    HEADS,
    ONLY,
    PREFIXES,
    PUBLISHES,
    RUNNERS,
    STATISTICS,
    TAKE_A_VALUE,
    WORDS,
)

MAKE, NPM, TOX, NOX, HOOKS, TASK, SCRIPT = "make", "npm", "tox", "nox", "hooks", "task", "script"
CALLS = frozenset({MAKE, NPM, TOX, NOX, HOOKS, TASK, SCRIPT})


class Deed(NamedTuple):
    """What a command does and the tool it does it with.

    A `what` in `CALLS` names a recipe of the repository's own: a make target, an npm script, a tox environment, a nox
    session, the pre-commit hooks, a task of a Python project, a script by its path. `is_toothless`: it cannot fail.
    """

    what: str
    tool: str
    is_toothless: bool = False


_PROGRAMS = frozenset({*HEADS, *WORDS, *RUNNERS, "make", "tox", "nox", "bun"})
_PYTHON = re.compile(r"^(python|pypy|py)[\d.]*(\.exe)?$|^\$[({]?\w*(PYTHON|PY)\w*[)}]?$|^\{envpython\}$", re.I)
_INSIDE = frozenset(
    {"docker", "podman", "docker-compose", "kubectl", "ssh", "singularity", "apptainer", "vagrant", "nix"}
)
_VARIABLE = re.compile(r"^@?\$[({]?\w*[)}]?$|^\$\{\{[^}]*\}\}$")
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "cmd", "pwsh", "powershell", "source", "."})
_BY_FIRST_WORD = frozenset(
    {
        "pip",
        "conda",
        "mamba",
        "npm",
        "yarn",
        "pnpm",
        "poetry",
        "uv",
        "pdm",
        "hatch",
        "flit",
        "go",
        "cargo",
        "twine",
        "gh",
    }
)
_TOOTHLESS = frozenset({"--exit-zero", "--exit-zero-even-if-changed", "--no-error-on-unmatched-pattern"})
_ROOT = re.compile(r"^(\$\{\{[^}]{0,60}\}\}|\$\{?(env:)?\w{1,60}\}?|%\w{1,60}%)/")
_FILE = re.compile(
    r"^[\w./-]{0,200}[\w-]\.(sh|bash|py|ps1|bat|cmd|ya?ml|mjs|js|ts)$|^\.{0,2}/?([\w.-]{1,80}/){1,8}[\w-]{1,80}$"
)


def deeds(command: Command, depth: int = 0) -> list[Deed]:
    """What a command does; nothing where it only prepares (installs, copies, prints)."""
    words = stripped(command.words)
    if not words or depth > 3 or words[1:2] in (("--version",), ("--help",), ("-V",)):
        return []
    head = _name(words[0])
    if head in _SHELLS and (inner := _inner(words)):
        return [deed for each in commands(inner) for deed in deeds(each, depth + 1)]
    found = _known(head, words)
    if found is None and head in _INSIDE:
        return _in_container(words, command, depth)
    if found is None:
        found = _script(head, words) or _task(command.words, words) or _own_module(command.words, words)
    if found is None:
        return []
    return [found._replace(is_toothless=command.is_forgiven or _is_toothless(words))]


def known(head: str) -> Deed | None:
    """What a program does that does one thing whatever it is told, None for any other."""
    return Deed(HEADS[head], head) if head in HEADS else None


def _name(word: str) -> str:
    """The name of a program: without its folder and suffix, in small letters."""
    name = word.lstrip("@-+").rsplit("/", 1)[-1].lower()
    return re.sub(r"\.(exe|cmd|bat)$", "", name)


def stripped(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words from the program that does the work on: without wrappers and `python -m`."""
    for _ in range(8):
        if not words:
            return words
        head, rest = _name(words[0]), words[1:]
        if _PYTHON.match(head) or _PYTHON.match(words[0]):
            after = _module(rest)
            if after is None:
                return words
            words = after
        elif head == "command" and rest[:1] in (("-v",), ("-V",)):
            return ()
        elif head in PREFIXES and len(words) > 1:
            words = _past_options(rest)
            if words and re.fullmatch(r"[\d.]+[smh]?", words[0]):
                words = words[1:]
        elif RUNNERS.get(head) in rest[:5] and head != "npm":
            words = _past_options(rest[rest.index(RUNNERS[head]) + 1 :])
            if head == "hatch" and words and ":" in words[0]:
                words = (words[0].partition(":")[2], *words[1:])
        elif _VARIABLE.match(words[0]) and len(words) > 1:
            variable = words[0].strip("@${}() ").lower()
            words = (variable, *rest) if variable in _PROGRAMS else rest
        elif "=" in words[0].split("/")[0] and len(words) > 1:
            words = rest
        else:
            return words
    return words


def _module(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """The words from the module of `python -m` or the script of `python` on, None where there is neither."""
    for number, word in enumerate(words):
        if word == "-m":
            return words[number + 1 :]
        if not word.startswith("-"):
            return words[number:]
        if word == "-c":
            return None
    return None


def _past_options(words: tuple[str, ...]) -> tuple[str, ...]:
    skips = False
    for number, word in enumerate(words):
        if skips:
            skips = False
        elif word.startswith("-"):
            skips = word in TAKE_A_VALUE
        elif not re.match(r"[A-Za-z_]\w{0,80}=", word):
            return words[number:]
    return ()


def _inner(words: tuple[str, ...]) -> str:
    """The script that a shell is handed as an argument."""
    for number, word in enumerate(words[:-1]):
        if word.lstrip("-+") in ("c", "lc", "ec", "exc", "xc", "ce", "cl", "ic", "xec", "cx", "lec", "/c"):
            return words[number + 1]
    return ""


def _known(head: str, words: tuple[str, ...]) -> Deed | None:
    """What a known program does."""
    rest = tuple(word.lower() for word in words[1:])
    called = _called(head, words)
    if called is not None:
        return called
    if head in ("r", "rscript", "julia"):
        if head != "r" and not any(word.startswith(("-e", "--eval")) for word in words):
            return None
        return next(
            (Deed(what, head) for part, what in STATISTICS.items() if any(part in word for word in words)), None
        )
    head = {"mvnw": "mvn", "gradlew": "gradle", "bazelisk": "bazel", "pip3": "pip"}.get(head, head)
    if head == "docker" and "compose" in rest[:2] and "build" not in rest:
        return None
    if head in WORDS:
        what = _among(head, rest)
        if what:
            return Deed(what, "docker" if head in ("docker", "docker-compose") else _tool(head, rest))
        if head not in HEADS:
            return None
    if head in HEADS and (head not in ONLY or not ONLY[head].isdisjoint(rest)):
        return Deed(PUBLISHES if head == "mkdocs" and "gh-deploy" in rest else HEADS[head], head)
    return None


def _among(head: str, rest: tuple[str, ...]) -> str | None:
    if head == "docker" and "buildx" in rest[:1] and "--push" in rest:
        return PUBLISHES
    if head in ("mvn", "gradle"):
        rest = tuple(word.rsplit(":", 1)[-1] if head == "gradle" else word for word in rest)
        if "-x" in rest:
            rest = rest[: rest.index("-x")]
            return BUILDS if "build" in rest else None
        if any(word.startswith(("-dskiptests", "-dmaven.test.skip")) or word == "-dskiptests" for word in rest):
            return PUBLISHES if "deploy" in rest else BUILDS
    if head in _BY_FIRST_WORD:
        rest = tuple(word for word in _past_options(rest) if not word.startswith("-"))[: 1 if head != "gh" else 2]
    if head == "gh":
        return PUBLISHES if rest in (("release", "create"), ("release", "upload")) else None
    if head == "aws":
        rest = rest[:3]
    table = WORDS[head]
    return next((table[word] for word in rest if word in table), None)


def _tool(head: str, rest: tuple[str, ...]) -> str:
    """The name a reader knows a tool by."""
    if head == "cargo":
        return "clippy" if "clippy" in rest else "cargo fmt" if "fmt" in rest else "cargo"
    if head == "go":
        return "go vet" if "vet" in rest else "go fmt" if "fmt" in rest else "go"
    return head


def _called(head: str, words: tuple[str, ...]) -> Deed | None:
    """The recipe of the repository's own that a command calls, None where it calls none."""
    plain = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    if head in ("make", "gmake", "just", "task", "invoke", "inv", "mage", "doit", "rake"):
        folder = _value(words, "-C")
        targets = " ".join([word for word in plain if word != folder][:6]) or "all"
        return Deed(MAKE if "make" in head else TASK, f"-C {folder} {targets}" if folder else targets)
    if head in ("npm", "yarn", "pnpm", "bun"):
        if head in ("npm", "pnpm") and plain[:1] in (["test"], ["t"], ["tst"]):
            return Deed(NPM, "test")
        if plain[:1] == ["run"] or plain[:1] == ["run-script"]:
            return Deed(NPM, plain[1]) if len(plain) > 1 else None
        if (
            head in ("yarn", "pnpm", "bun")
            and plain
            and plain[0] not in ("install", "add", "publish", "global", "config", "dlx", "exec", "i")
        ):
            return Deed(NPM, plain[1] if plain[0] in ("workspace", "workspaces") and len(plain) > 1 else plain[0])
        return None
    if head in ("tox", "tox-uv"):
        return Deed(TOX, _value(words, "-e") or _value(words, "-f") or _value(words, "-m") or "")
    if head == "nox":
        return Deed(
            NOX,
            _value(words, "-s")
            or _value(words, "-e")
            or _value(words, "--session")
            or _value(words, "--sessions")
            or "",
        )
    if head in ("pre-commit", "prek", "pre_commit"):
        after = words[words.index("run") + 1 :][:1] if "run" in words else ("-",)
        return Deed(HOOKS, after[0] if after and re.match(r"\w", after[0]) else "") if plain[:1] == ["run"] else None
    return Deed(TASK, " ".join(plain[:1])) if head in ("poe", "poethepoet", "taskipy", "pyinvoke") and plain else None


def _value(words: tuple[str, ...], option: str) -> str:
    """The value of an option, given as `-e x`, `-ex` or `--env=x`."""
    for number, word in enumerate(words):
        if word == option:
            return words[number + 1] if number + 1 < len(words) else ""
        if word.startswith(option + "=") or (len(option) == 2 and word.startswith(option) and len(word) > 2):
            return word[len(option) :].lstrip("=")
    return ""


def _in_container(words: tuple[str, ...], command: Command, depth: int) -> list[Deed]:
    """What is run inside a container: the first words after the image that are known to do something."""
    if words[1:2] == ("build",) or not {"run", "exec", "compose", "-c", "ssh"} & set(words[:3]):
        return []
    for number in range(2, min(len(words), 40)):
        rest = words[number:]
        name = _name(rest[0])
        if (
            name in _SHELLS
            or _PYTHON.match(name)
            or name in HEADS
            or name in WORDS
            or name in ("make", "tox", "nox", "npm", "poetry")
        ):
            return deeds(command._replace(words=rest), depth + 1)
        if " " in rest[0]:  # the whole command as one argument
            return [deed for each in commands(rest[0]) for deed in deeds(each, depth + 1)]
    return []


def _script(head: str, words: tuple[str, ...]) -> Deed | None:
    """The script of the repository's own that a command runs, or the file that it hands to somebody else's program."""
    is_run = head in _SHELLS or bool(_PYTHON.match(head))
    for word in words[1:7] if is_run else words[:1]:
        path = _ROOT.sub("", word).removeprefix("./")
        if is_run:
            path = path.lstrip("/")
        if _FILE.match(path) and not path.startswith(("/", "~")) and "/bin/" not in path:
            return Deed(SCRIPT, path)
    if head in ("anyscale", "ray", "argo", "sky", "oc", "fluvio", "az"):
        submitted = next(
            (word for word in words[1:] if word.endswith((".yaml", ".yml", ".sh", ".py")) and "/" in word), None
        )
        return Deed(SCRIPT, submitted) if submitted and not {"deploy", "rollout"} & set(words) else None
    return None


def _task(words: tuple[str, ...], stripped: tuple[str, ...]) -> Deed | None:
    """The task of a Python project that a project manager runs by its name."""
    if _name(words[0]) in ("hatch", "pdm", "pixi", "rye", "poetry", "uv") and re.fullmatch(r"[\w-]{1,60}", stripped[0]):
        return Deed(TASK, stripped[0]) if stripped is not words else None
    return None


def _own_module(words: tuple[str, ...], stripped: tuple[str, ...]) -> Deed | None:
    """The module of a package that `python -m` runs, as the script that it is."""
    if "-m" in words and re.fullmatch(r"\w{1,60}(\.\w{1,60}){1,8}", stripped[0]):
        return Deed(SCRIPT, stripped[0].replace(".", "/") + ".py")
    return None


def _is_toothless(words: tuple[str, ...]) -> bool:
    """Whether a command never fails, or only on what the language refuses anyway."""
    if any(word in _TOOTHLESS for word in words):
        return True
    selected = next((word for word in words if word.startswith("--select")), None)
    if selected is None:
        return False
    chosen = selected.partition("=")[2] or (words[words.index(selected) + 1 :] or ("",))[0]
    return all(code.startswith(("E9", "F63", "F7", "F82")) for code in chosen.split(","))
