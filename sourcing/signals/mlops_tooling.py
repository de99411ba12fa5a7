"""Tools of the model lifecycle: tracking, pipelines, data versions, features, monitoring, tuning.

Unit: files per tool. What counts: imports of the tool in product code and notebooks (`used`, or `optional` where every
import of the file stands under a condition or has a fallback), clients of it in Go, Java and JavaScript, commands of it
in scripts, Makefiles, CI and container files, Trainer options and loggers that report to it, its configuration (files,
Kubernetes resources, images, sweeps, loggers named in YAML), and a repository that is such a tool itself. Traps: a tool
does not import itself; Hydra, TensorBoard and Prometheus are none; a dependency that no code imports is only
`declared`; a tool that only documents name is `documented` and shows no skill; examples and courses have kinds of their
own; `evaluate.py` beside a script is no library.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from sourcing.choice import CONTAINER, DOCUMENT, PROSE, WORKFLOW
from sourcing.evidence.dependencies import declared
from sourcing.evidence.findings import plain_kind, spread
from sourcing.evidence.lifecycle import (
    CLIENT,
    CLIENTS,
    CONFIG_FILES,
    GROUPS,
    LOGGERS,
    PACKAGES,
    REPORTS,
    TOOLS,
    command,
    image,
    named,
    tool_of,
)
from sourcing.evidence.packages import Package, import_name, packages
from sourcing.evidence.reading import View, notebook_cells
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.parsing.formats import line_of, list_at, table, text_at, toml_table, yaml_documents
from sourcing.parsing.syntax import imported_by_line, keyword, text_of
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions
from sourcing.skills import normal_package

__all__ = ["PACKAGES", "SIGNAL", "TOOLS", "look"]

_Use = tuple[str, int, bool, str]  # tool, line, whether it is guarded, how it is used
_Told = tuple[str, int, str]  # tool, line, what it says

_ABOUT = 300  # characters of a description that say what a package is
_LIFECYCLE = re.compile(
    r"(?=.*\b(models?|ml|mlops|machine[- ]learning|data science|ai|llm|drift|experiments?|analytics)\b)"
    r".*\b(monitor\w*|drift|(experiment|run|model|ml) (track\w*|management)|track\w*\b.{0,30}\b(experiments|runs)|"
    r"(workflow|pipeline|ml|machine learning|model-serving) orchestrat\w+|model registry|feature store|"
    r"(ml|machine learning|model) lifecycle|data (version\w*|logging|quality|validation)|mlops|"
    r"(data|ml|machine learning|training|analytics|mlops) pipelines?)\b",
    re.I | re.S,
)
_SHOWS = re.compile(r"\b(use[ -]cases?|examples?|demos?|tutorials?|templates?|courses?|starter|assignments?)\b", re.I)
_NOTEBOOK_IMPORT = re.compile(r"^\s*\"(\s*)((?:from|import)\s[^\"\\]{1,200})")
_SCRIPT = re.compile(
    r"(^|/)(Makefile|Procfile|Jenkinsfile|\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.yml|cloudbuild\.yaml|"
    r"bitbucket-pipelines\.yml|buildspec\.yml)$|\.(sh|bash)$"
)
_LIST = re.compile(r"""["'],\s*["']""")  # between the words of a command in a container file
_TARGET = re.compile(r"^\s*-?\s*[\"']?(?:_target_|class_path)[\"']?\s*:\s*[\"']?([A-Za-z_][\w.]{0,200})")
_SETTING = re.compile(
    r"^\s*-?\s*(?:report_to\s*:\s*\[?\s*[\"']?(wandb|mlflow|comet_ml|clearml|neptune|swanlab)\b|"
    r"(wandb)_project\s*:\s*[\"']?(?!null\b|none\b|~)\w|(?:override\s+)?/?hydra/sweeper\s*:\s*(optuna)\b)",
    re.I,
)
_SWEEP = re.compile(r"^method\s*:\s*[\"']?(grid|random|bayes)\b", re.M)
_RESOURCE = re.compile(r"^apiVersion\s*:\s*[\"']?(" + "|".join(map(re.escape, GROUPS)) + r")/", re.M)
_TABLES = (("kedro", "Kedro"), ("dagster", "Dagster"), ("prefect", "Prefect"), ("zenml", "ZenML"))  # of pyproject.toml


def _mentions(view: View, path: str) -> tuple[_Use, ...]:
    """Each use of a tool in Python, a notebook, Go, Java or JavaScript."""
    if path.endswith(".py"):
        return (*_imports(view, path), *_reports(view, path))
    if path.endswith(".ipynb"):
        return tuple(_notebook(view, path))
    if path.endswith((".go", ".java", ".ts", ".js")):
        return tuple(_clients(view, path))
    return ()


def _clients(view: View, path: str) -> Iterator[_Use]:
    """The clients of tools that Go, Java or JavaScript imports, each with its first line."""
    found: set[str] = set()
    for number, line in view.found_lines(path, CLIENT):
        for pattern, tool in CLIENTS:
            if tool not in found and pattern.search(line):
                found.add(tool)
                yield tool, number, False, f"imports a client of {tool}"


def _imports(view: View, path: str) -> Iterator[_Use]:
    for item in view.imported(path):
        logger = LOGGERS.get(item.name.rpartition(".")[2])
        if tool := tool_of(item.name) or logger:
            yield tool, item.line, item.is_guarded, f"imports {item.name.split('.')[0] if not logger else item.name}"


def _reports(view: View, path: str) -> Iterator[_Use]:
    """Trainers and accelerators that are told to report to a tool."""
    text = view.texts[path]
    for option in [option for option in ("report_to", "log_with") if option in text]:
        for node in view.nodes(path, ast.Call):
            value = keyword(node, option)
            names = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
            for name in names:
                if name is not None and (tool := REPORTS.get(text_of(name) or "")):
                    yield tool, name.lineno, False, f"trains with {option}"


def _notebook(view: View, path: str) -> Iterator[_Use]:
    """The tools that the code cells of a notebook import; a line of a notebook's JSON is one of its source.

    An indented import stands under a condition.
    """
    found: dict[str, tuple[int, str, bool]] = {}
    for number, line in enumerate(view.lines(path), 1):
        if "import" in line and (match := _NOTEBOOK_IMPORT.match(line)):
            for item in imported_by_line([match.group(2)]):
                if tool := tool_of(item.name):
                    found.setdefault(tool, (number, item.name, bool(match.group(1))))
    if not found:
        return
    try:
        cells = notebook_cells(view.texts[path])
    except ValueError:
        return
    code = {item.name for cell in cells for item in imported_by_line(cell.splitlines())}
    for tool, (number, name, is_indented) in found.items():
        if name in code:
            yield tool, number, is_indented, f"imports {name.split('.')[0]}"


def _commands(view: View, path: str) -> tuple[_Told, ...]:
    """The tools that a script, a CI pipeline or a container file runs, each with its first command."""
    is_container = bool(CONTAINER.search(path))
    if not (is_container or _SCRIPT.search(path) or WORKFLOW.search(path)):
        return ()
    found: dict[str, _Told] = {}
    for number, line in enumerate(view.lines(path), 1):
        bare = line.lstrip()
        if bare.startswith("#") or "echo " in bare:
            continue
        if said := command(_LIST.sub(" ", line) if is_container else line):
            found.setdefault(said[0], (said[0], number, f"runs {said[1]}"))
        elif is_container and (said := image(line)):
            found.setdefault(said[0], (said[0], number, f"starts from an image of {said[1]}"))
    return tuple(found.values())


def _settings(view: View, path: str) -> tuple[_Told, ...]:
    """What a configuration file says to a tool, or of one."""
    if path.endswith("pyproject.toml"):
        tools = table(view.value(path, toml_table), "tool")
        text = view.texts[path]
        return tuple(
            (tool, line_of(text, rf"^\s*\[tool\.{name}\b"), f"[tool.{name}]") for name, tool in _TABLES if name in tools
        )
    if not path.endswith((".yaml", ".yml")):
        return ()
    return (*_resources(view, path), *_sweep(view, path), *_values(view, path))


def _resources(view: View, path: str) -> Iterator[_Told]:
    """Kubernetes resources of a tool, and charts of one that a chart depends on."""
    text = view.texts[path]
    if match := _RESOURCE.search(text):
        group = match.group(1)
        line = line_of(text, rf"^apiVersion\s*:\s*[\"']?{re.escape(group)}/")
        documents = [] if "{{" in text else view.value(path, yaml_documents)
        kinds = [text_at(item, "kind") for item in documents if text_at(item, "apiVersion").startswith(group + "/")]
        if kinds or "{{" in text:
            yield GROUPS[group], line, f"{kinds[0] if kinds else 'resource'} of {group}"
    if base_name(path) == "Chart.yaml":
        for item in list_at(next(iter(view.value(path, yaml_documents)), None), "dependencies"):
            name = text_at(item, "name")
            if tool := TOOLS.get(name.partition("-")[0]):
                yield tool, line_of(text, rf"\bname\s*:\s*[\"']?{re.escape(name)}"), f"chart dependency {name}"


def _sweep(view: View, path: str) -> Iterator[_Told]:
    """A sweep of Weights & Biases: a method of search over parameters."""
    text = view.texts[path]
    if _SWEEP.search(text) and "parameters" in text:
        for document in view.value(path, yaml_documents)[:1]:
            if table(document, "parameters") and (text_at(document, "program") or table(document, "metric")):
                yield "Weights & Biases", line_of(text, r"^method\s*:"), "sweep with a method and parameters"


def _values(view: View, path: str) -> Iterator[_Told]:
    """Loggers and samplers that YAML names by their class, and trainers told where to report."""
    text = view.texts[path]
    if not any(word in text for word in ("_target_", "class_path", "report_to", "wandb_project", "hydra/sweeper")):
        return
    found: dict[str, _Told] = {}
    for number, line in enumerate(view.lines(path), 1):
        if match := _TARGET.match(line):
            name = match.group(1)
            if tool := LOGGERS.get(name.rpartition(".")[2]) or tool_of(name):
                found.setdefault(tool, (tool, number, name))
        elif match := _SETTING.match(line):
            name = next(group for group in match.groups() if group).lower()
            if tool := REPORTS.get(name) or TOOLS.get(name):
                found.setdefault(tool, (tool, number, line.strip().partition(":")[0].removeprefix("- ")))
    yield from found.values()


def _named(view: View, path: str) -> tuple[tuple[str, int], ...]:
    """The tools that a document names, each with the first line that does."""
    if not DOCUMENT.search(path) or PROSE.search(path):
        return ()
    said = named(view.texts[path])
    return tuple((tool, line) for tool, pattern in said if (line := view.first_line(path, pattern)))


def _place(view: View, path: str) -> str | None:
    """`product`, `example` or `course`; what CI runs belongs to the product, in a course to the course."""
    where = view.place(path)
    return ("course" if view.is_course else "product") if where is Place.CI else plain_kind(where)


def _uses(view: View, own: set[str]) -> Iterator[Finding]:
    for path in view.own:
        kind = plain_kind(view.place(path))
        by_tool: dict[str, list[tuple[int, bool, str]]] = {}
        for tool, line, is_guarded, how in view.of(_mentions, path) if kind else ():
            if tool not in own:
                by_tool.setdefault(tool, []).append((line, is_guarded, how))
        for tool, uses in by_tool.items():
            firm = [use for use in uses if not use[1]]
            line, _, how = min(firm or uses)
            found = str(kind) if kind != "product" else "used" if firm else "optional"
            detail = f"{how} in {path}" + (" under a condition" if found == "optional" else "")
            yield Finding(kind=found, detail=detail, path=path, line=line, skills=(tool,))


def _runs(view: View, own: set[str]) -> Iterator[Finding]:
    """What scripts and pipelines run of a tool, and what configuration says to one."""
    for path in view.own:
        place = _place(view, path)
        for question, kind in ((_commands, "used"), (_settings, "config")) if place else ():
            for tool, line, what in view.of(question, path):
                if tool not in own:
                    found = kind if place == "product" else str(place)
                    said = what if kind == "used" else f"{tool} configured ({what})"
                    yield Finding(kind=found, detail=f"{said} in {path}", path=path, line=line, skills=(tool,))


def _config(view: View, own: set[str]) -> Iterator[Finding]:
    """Configuration files that are known by their name, held or not."""
    for path in view.own_paths:
        kind = plain_kind(view.place(path))
        for file, body, tool in CONFIG_FILES if kind else ():
            if file.search(path) and tool not in own:
                line = view.first_line(path, body)
                if line or path not in view.texts:
                    found = "config" if kind == "product" else str(kind)
                    detail = f"{tool} configured in {path}"
                    yield Finding(kind=found, detail=detail, path=path, line=line or 1, skills=(tool,))
                break


def _itself(view: View, defined: tuple[Package, ...]) -> Iterator[Finding]:
    """The packages that are tools of the lifecycle: by name, or a main one by what its manifest says of it."""
    shallowest = min((package.path.count("/") for package in defined), default=0)
    for package in defined:
        if view.place(package.path) is not Place.PRODUCT:
            continue
        is_main = package.path.count("/") <= min(shallowest, 1)
        tool = tool_of(import_name(package.name)) if package.language == "Python" and package.name else None
        if tool or (is_main and _is_described(package)):
            detail = f"is itself such a tool: {package.about or package.name}"[:200]
            yield Finding(
                kind="is_one", detail=detail, path=package.path, line=package.line, skills=(tool,) if tool else ()
            )


def _is_described(package: Package) -> bool:
    """Whether the description is that of a tool, not of examples or of something made with another tool."""
    about = package.about[:_ABOUT].replace(package.name, "")
    return bool(_LIFECYCLE.search(about)) and not _SHOWS.search(about) and not named(about)


def _declared(view: View, found: list[Finding], own: set[str]) -> Iterator[Finding]:
    known = {skill for finding in found for skill in finding.skills} | own
    for package, (path, line) in sorted(declared(view).items()):
        tool = PACKAGES.get(normal_package(package))
        if tool and tool not in known and view.place(path) is Place.PRODUCT:
            yield Finding(kind="declared", detail=f"{path} depends on {package}", path=path, line=line, skills=(tool,))


def _documented(view: View, found: list[Finding], own: set[str]) -> Iterator[Finding]:
    """The tools that documents name and nothing else shows, tests included; they show no skill."""
    known = {skill for finding in found for skill in finding.skills} | own
    known |= {tool for path in view.own if view.place(path) is Place.TEST for tool, *_ in view.of(_mentions, path)}
    documents = sorted(view.own, key=lambda path: (path != view.readme_path, path.count("/"), path))
    for path in documents:
        for tool, line in view.of(_named, path):
            if tool not in known:
                known.add(tool)
                yield Finding(kind="documented", detail=f"{path} names {tool}, nothing uses it", path=path, line=line)


def look(view: View, _: Contributions) -> Answer:
    """One finding per tool and file, what is used firmly first."""
    defined = view.once(packages)
    itself = list(_itself(view, defined))
    own = {tool for package in defined if package.name and (tool := tool_of(_imported_as(package)))}
    found = _single([*itself, *_uses(view, own), *_runs(view, own), *_config(view, own)])
    found.extend(_declared(view, found, own))
    found.extend(_documented(view, found, own))
    order = list(SIGNAL.kinds)
    found.sort(key=lambda finding: (order.index(finding.kind), finding.path or "", finding.skills))
    found = spread(found, by=lambda finding: f"{order.index(finding.kind)} {finding.skills}")
    return answer(found, view=view, needed=lambda path: path.endswith(".py"), nothing="no tool of the model lifecycle")


def _imported_as(package: Package) -> str:
    """The name under which a package is imported; of a Go module the owner or the last part that is a tool's name."""
    if package.language != "Go":
        return import_name(package.name)
    return next((part for part in map(import_name, package.name.split("/")) if tool_of(part)), "")


def _single(findings: list[Finding]) -> list[Finding]:
    """The findings, of several about the same tool in the same file and kind only the first."""
    found: dict[tuple[str, str | None, tuple[str, ...]], Finding] = {}
    for finding in findings:
        found.setdefault((finding.kind, finding.path, finding.skills), finding)
    return list(found.values())


SIGNAL = Signal(
    question="Which tools of the model lifecycle does the code work with?",
    unit="files per tool",
    version=2,
    kinds={
        "used": "product code imports the tool, or its scripts run it",
        "optional": "product code imports the tool only under a condition",
        "config": "configuration of the tool",
        "is_one": "the repository is such a tool itself",
        "example": "used in an example or in the documentation",
        "course": "used in course work",
        "declared": "a dependency that no held code imports",
        "documented": "named in documents only",
    },
    look=look,
    reads=(_mentions, _commands, _settings, _named),
    why={
        Archetype.RESEARCHER: "Tracked experiments can be compared and repeated.",
        Archetype.OPERATOR: "An operator keeps runs, models and data traceable from training to production.",
    },
)
