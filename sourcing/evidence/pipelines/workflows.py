"""Pipelines of continuous integration as steps: the commands and actions of each, with their lines, by the format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from sourcing.evidence.reading import View
from sourcing.parsing.formats import Placed, line_at, table, text_at, yaml_documents

MAX_STEPS = 2_000  # of one file
MAX_NODES = 30_000  # walked in one file
MAX_JENKINS = 200_000  # characters of a Jenkinsfile

GITHUB, GITLAB, CIRCLE, TRAVIS, AZURE, JENKINS = (
    "GitHub Actions",
    "GitLab CI",
    "CircleCI",
    "Travis CI",
    "Azure Pipelines",
    "Jenkins",
)
BUILDKITE, WOODPECKER, DRONE, BITBUCKET, CLOUD_BUILD = (
    "Buildkite",
    "Woodpecker",
    "Drone",
    "Bitbucket Pipelines",
    "Google Cloud Build",
)
CODE_BUILD, APPVEYOR, CIRRUS, SEMAPHORE = "AWS CodeBuild", "AppVeyor", "Cirrus CI", "Semaphore"
_SYSTEMS = (
    (re.compile(r"^\.github/workflows/[^/]+\.ya?ml$"), GITHUB),
    (re.compile(r"^\.github/(.+/)?action\.ya?ml$"), GITHUB),
    (re.compile(r"^\.circleci/[^/]+\.ya?ml$"), CIRCLE),
    (re.compile(r"^(\.gitlab-ci|\.gitlab/.+|\.gitlab-ci/.+)\.ya?ml$"), GITLAB),
    (re.compile(r"^\.travis\.ya?ml$"), TRAVIS),
    (re.compile(r"^(\.?azure-?pipelines?/.+|(\.ci/|ci/|\.azure/)?azure-pipelines[^/]*|\.vsts-ci)\.ya?ml$"), AZURE),
    (re.compile(r"^(\.?(ci|jenkins)/)?(.+/)?jenkinsfile[^/]*$", re.I), JENKINS),
    (re.compile(r"^\.buildkite/.+\.ya?ml$"), BUILDKITE),
    (re.compile(r"^\.woodpecker(\.ya?ml|/[^/]+\.ya?ml)$"), WOODPECKER),
    (re.compile(r"^\.drone\.ya?ml$"), DRONE),
    (re.compile(r"^bitbucket-pipelines\.ya?ml$"), BITBUCKET),
    (re.compile(r"^([^/]+/)?cloudbuild[^/]*\.ya?ml$"), CLOUD_BUILD),
    (re.compile(r"^([^/]+/)?buildspec[^/]*\.ya?ml$"), CODE_BUILD),
    (re.compile(r"^\.?appveyor\.ya?ml$"), APPVEYOR),
    (re.compile(r"^\.cirrus\.ya?ml$"), CIRRUS),
    (re.compile(r"^\.semaphore/[^/]+\.ya?ml$"), SEMAPHORE),
)
# fmt: off
_COMMANDS = {
    GITHUB: {"run"}, GITLAB: {"script", "before_script", "after_script"}, CIRCLE: {"run", "command"},
    TRAVIS: {"before_install", "install", "before_script", "script", "after_script", "after_success", "before_deploy"},
    AZURE: {"script", "bash", "pwsh", "powershell", "inlineScript"}, BUILDKITE: {"command", "commands"},
    WOODPECKER: {"commands"}, DRONE: {"commands"}, BITBUCKET: {"script", "after-script"}, CLOUD_BUILD: {"script"},
    CODE_BUILD: {"commands"}, SEMAPHORE: {"commands"},
    APPVEYOR: {"install", "before_build", "build_script", "after_build", "before_test", "test_script", "after_test", "deploy_script",
               "on_success", "on_finish", "cmd", "ps", "sh", "pwsh"},
    CIRRUS: set(),
}
_ACTIONS = {GITHUB: {"uses"}, AZURE: {"task", "template"}, BITBUCKET: {"pipe"}, DRONE: {"image"}, WOODPECKER: {"image"}}
_ARGUMENTS = ("run", "command", "cmd", "args", "arguments", "script", "goals", "tasks", "customCommand", "test-command", "project-name")
_NOT_STEPS = {GITHUB: {"on", "env", "permissions", "concurrency", "inputs", "outputs", "with"},
              GITLAB: {"include", "variables", "workflow", "image", "services"}, TRAVIS: {"env", "addons", "notifications", "cache"}}
_BY_LANGUAGE = {"go": "go test ./...", "java": "mvn test", "node_js": "npm test", "rust": "cargo test", "r": "R CMD check",
                "julia": "julia -e Pkg.test", "scala": "sbt test", "ruby": "rake test", "groovy": "gradle check"}
# fmt: on
_OFF = re.compile(r"^(\$\{\{)?\s*(false|never)\s*(\}\})?$")


class Step(NamedTuple):
    """A command (a script of shell), or an action by its name with what it is told to do; or a container that jobs run in.

    `line` is that of the script's first line, of the action's name, of the image.
    """

    line: int
    command: str = ""
    action: str = ""
    container: str = ""


def system(path: str) -> str | None:
    """The CI system a path configures, None where it is none."""
    if not path.endswith((".yml", ".yaml")) and "jenkinsfile" not in path.lower():
        return None
    return next((name for pattern, name in _SYSTEMS if pattern.search(path)), None)


def steps(view: View, path: str) -> tuple[Step, ...]:
    """The steps of a pipeline file in its order, those that are commented out or switched off left out.

    A file that does not parse is read line by line.
    """
    name = system(path)
    if name is None:
        return ()
    if name == JENKINS:
        return tuple(islice(_jenkins(view.texts.get(path, "")[:MAX_JENKINS]), MAX_STEPS))
    documents = view.value(path, yaml_documents)
    if not documents:
        return tuple(islice(_by_line(view.lines(path)), MAX_STEPS))
    walk = _Walk(name)
    return tuple(islice((step for document in documents for step in walk.steps(document)), MAX_STEPS))


class _Walk:
    """One walk through a pipeline in the order of its text, as the keys of its system tell."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._commands, self._actions = _COMMANDS[name], _ACTIONS.get(name, set())
        self._left = MAX_NODES

    def steps(self, document: Any) -> Iterator[Step]:
        """The steps of one document."""
        yield from self._walk(document)
        if self._name == TRAVIS and isinstance(document, dict) and not _has(document, "script"):
            default = _BY_LANGUAGE.get(text_at(document, "language"))
            if default:
                yield Step(line_at(document["language"]), command=default)
        if self._name == CLOUD_BUILD and isinstance(document, dict) and document.get("images"):
            yield Step(line_at(document["images"]), command="docker push")

    def _walk(self, value: Any) -> Iterator[Step]:
        self._left -= 1
        if self._left < 0:
            return
        if isinstance(value, list):
            for each in value:
                if self._name == CIRCLE and isinstance(each, Placed) and "/" in each and " " not in each:
                    yield Step(each.line, action=each)
                else:
                    yield from self._walk(each)
        elif isinstance(value, dict) and not _OFF.match(text_at(value, "if") or text_at(value, "when")):
            yield from self._mapping(value)

    def _mapping(self, value: dict[str, Any]) -> Iterator[Step]:
        if self._name == GITHUB and "container" in value:
            yield from _container(value["container"])
        matrix = table(value, "strategy", "matrix")
        for key, inner in value.items():
            if key in self._commands or (self._name == CIRRUS and key.endswith("script")):
                yield from self._scripts(inner)
            elif key in self._actions and isinstance(inner, Placed):
                yield from _action(inner, value)
            elif self._name == CLOUD_BUILD and key == "args":
                yield from _cloud_build(value)
            elif self._name == TRAVIS and key == "deploy":
                yield from _deploy(inner)
            elif self._name == CIRCLE and isinstance(key, Placed) and "/" in key and " " not in key:
                yield Step(key.line, action=key)
                yield from self._walk(inner)
            elif isinstance(inner, dict | list) and key not in _NOT_STEPS.get(self._name, ()):
                for step in self._walk(inner):
                    yield from _spelt_out(step, matrix) if matrix else (step,)

    def _scripts(self, value: Any) -> Iterator[Step]:
        """The scripts under a key: one, a list of them, or a mapping that holds them."""
        if isinstance(value, Placed):
            if value.strip():
                yield Step(value.line + value.is_block, command=value)
        elif isinstance(value, list):
            for each in value:
                yield from self._scripts(each)
        elif isinstance(value, dict):
            yield from self._walk(value)


def _has(document: dict[str, Any], key: str) -> bool:
    """Whether a pipeline of Travis has a key, at its root or in one of its jobs."""
    jobs = [
        each
        for name in ("jobs", "matrix")
        for each in table(document, name).get("include") or ()
        if isinstance(each, dict)
    ]
    return any(key in each for each in [document, *jobs])


def _container(value: Any) -> Iterator[Step]:
    image = value.get("image") if isinstance(value, dict) else value
    if isinstance(image, Placed):
        yield Step(image.line, container=image)


def _action(name: Placed, step: dict[str, Any]) -> Iterator[Step]:
    """An action, with what it is told to run: `cargo` with `command: test` is `cargo test`."""
    told = {**table(step, "with"), **table(step, "inputs"), **table(step, "settings")}
    if text_at(told, "push").lower() == "false":
        yield Step(name.line, action=f"{name} --load")
    else:
        yield Step(name.line, action=f"{name} --push" if text_at(told, "push").lower() == "true" else str(name))
    tool = name.split("@", 1)[0].rsplit("/", 1)[-1]
    if tool == "github-script":
        return
    for key in _ARGUMENTS:
        text = told.get(key)
        if isinstance(text, Placed) and text.strip():
            alone = key in ("run", "script", "test-command") or (key in ("command", "cmd") and " " in text.strip())
            yield Step(text.line + text.is_block, command=str(text) if alone else f"{tool} {text}")
            if alone and not text.is_block and key != "run":
                yield Step(text.line, command=f"{tool} {text}")


def _cloud_build(step: dict[str, Any]) -> Iterator[Step]:
    arguments = step.get("args")
    image = text_at(step, "name").split(":", 1)[0].rsplit("/", 1)[-1]
    if isinstance(arguments, list):
        words = [text_at(step, "entrypoint") or image, *(f"'{each}'" for each in arguments if isinstance(each, str))]
        yield Step(line_at(arguments), command=" ".join(words))


def _deploy(value: Any) -> Iterator[Step]:
    for each in value if isinstance(value, list) else [value]:
        provider = each.get("provider") if isinstance(each, dict) else None
        if isinstance(provider, Placed):
            yield Step(provider.line, action=f"deploy:{provider}")


def _spelt_out(step: Step, matrix: dict[str, Any]) -> Iterator[Step]:
    """A step with the values of the job's matrix for `${{ matrix.name }}` in its command, each a step of its own."""
    used = re.search(r"\$\{\{ {0,3}matrix\.([\w-]{1,60}) {0,3}\}\}", step.command)
    if used is None:
        yield step
        return
    values = matrix.get(used.group(1))
    values = [*values] if isinstance(values, list) else []
    included = matrix.get("include")
    values += [
        each.get(used.group(1)) for each in (included if isinstance(included, list) else ()) if isinstance(each, dict)
    ]
    scripts = [each for each in values if isinstance(each, Placed)][:20]
    for each in scripts:
        line = each.line if used.group() == step.command.strip() else step.line
        yield step._replace(line=line, command=step.command.replace(used.group(), each))
    if not scripts:
        yield step


_SHELL_CALL = re.compile(
    r"(?<![\w.])(?:sh|bat|pwsh|powershell)\b[ \t]{0,9}\(?\s{0,20}(?:\w{1,20}[ \t]{0,9}:[ \t]{0,9}\w{1,20}[ \t]{0,9},\s{0,20}){0,3}"
    r"(?:script[ \t]{0,9}:[ \t]{0,9})?('''|\"\"\"|'|\")"
)
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.S)


def _jenkins(text: str) -> Iterator[Step]:
    """The shell steps of a Jenkinsfile: `sh '…'`, `sh(script: \"\"\"…\"\"\")`, `bat`, `powershell`."""
    text = _BLOCK_COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)
    position = line = 0
    start = 0
    while match := _SHELL_CALL.search(text, position):
        quote, begin = match.group(1), match.end()
        end = text.find(quote, begin)
        while end > 0 and text[end - 1] == "\\":
            end = text.find(quote, end + 1)
        before = text[max(0, match.start() - 200) : match.start()].rpartition("\n")[2]
        if end < 0:
            return
        line, start = line + text.count("\n", start, begin), begin
        if "//" not in before:
            yield Step(line + 1, command=text[begin:end])
        position = end + len(quote)


_PREFIX = re.compile(r"^\s*(?:-\s+)?(?:[\w-]{1,40}\s*:\s+)?[\"'|>]?")
_USES = re.compile(r"^\s*(?:-\s+)?uses\s*:\s*[\"']?([^\s\"'#]{1,200})")


def _by_line(lines: list[str]) -> Iterator[Step]:
    """The steps of a file whose format is broken: every line as if it were a command."""
    for number, line in enumerate(lines, 1):
        uses = _USES.match(line)
        if uses:
            yield Step(number, action=uses.group(1))
        elif not line.lstrip().startswith("#"):
            command = _PREFIX.sub("", line, count=1).rstrip("\"'")
            if command:
                yield Step(number, command=command)
