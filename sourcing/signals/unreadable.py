"""Which files could not be read, and why: a statement about this reading, not about anybody's work.

Unit: files. What counts: a file of the repository's own that was worth reading and does not parse by the rules of its own
format (Python that is no Python 3, or of a newer one; TOML, YAML, JSON, notebooks), with the line where reading stopped; one
that is larger than is read, that is binary, or whose content is not in this copy of the repository; and that a tree goes on behind
the last file that was looked at. No skill follows from it.
Traps: templates (Helm, Jinja, cookiecutter) are for another program to fill in; tags of CloudFormation, GitLab and MkDocs
are no errors in YAML; comments are none in `tsconfig.json`; texts that tests break on purpose lie in test folders and are left
out, but for Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sourcing.choice import MOST_FILES
from sourcing.evidence.findings import spread
from sourcing.evidence.reading import View, parses
from sourcing.evidence.signal import Answer, Finding, Found, NotFound, Signal
from sourcing.parsing.formats import json_value, toml_table, yaml_documents
from sourcing.parsing.problems import Problem, problem
from sourcing.places import Place
from sourcing.records import Archetype, Contributions, Held

_UNHELD = {
    Held.ABSENT: ("absent", "its content is not in this copy of the repository"),
    Held.TOO_LARGE: ("too_large", "it is too large"),
    Held.BINARY: ("binary", "it is not text"),
}
_PARSERS: dict[str, Callable[[str], Any]] = {
    ".toml": toml_table,
    ".yaml": yaml_documents,
    ".yml": yaml_documents,
    ".json": json_value,
    ".ipynb": json_value,
}
_POINTER = "Git LFS"
_NEUTRAL = "What could not be read counts neither for nor against anybody."


def _problem(view: View, path: str) -> Problem | None:
    """What keeps one held file from being read; what others have parsed already is not parsed again."""
    if path.endswith(".py"):
        return None if parses(view, path) else problem(path, view.texts[path])
    suffix = path[path.rfind(".") :]
    if view.place(path) is Place.TEST or suffix not in _PARSERS:
        return None
    parsed = view.value(path, _PARSERS[suffix])
    if isinstance(parsed.get("cells") if isinstance(parsed, dict) else None, list) if suffix == ".ipynb" else parsed:
        return None
    return problem(path, view.texts[path])


def look(view: View, _: Contributions) -> Answer:
    """The files by kind and path."""
    found = []
    for path in view.own:
        trouble = view.of(_problem, path)
        if trouble:
            kind = "absent" if _POINTER in trouble.reason else "broken"
            detail = f"could not read {path}: {trouble.reason} in line {trouble.line}"
            found.append(Finding(kind=kind, detail=detail, path=path, line=trouble.line))
    own = set(view.own_paths)
    for path in sorted(own & view.unheld.keys()):
        kind, reason = _UNHELD[view.unheld[path]]
        found.append(Finding(kind=kind, detail=f"could not read {path}: {reason}", path=path))
    if len(view.snapshot.files) >= MOST_FILES:
        last = view.paths[-1]
        detail = f"the tree has {MOST_FILES:,} files or more: what comes after {last} was not looked at"
        found.append(Finding(kind="beyond", detail=detail, path=last))
    if not found:
        return NotFound(reason="every file that was worth reading could be read")
    return Found(findings=tuple(spread(found, by=lambda finding: finding.kind)))


SIGNAL = Signal(
    question="Which files could not be read?",
    unit="files",
    version=1,
    kinds={
        "broken": "a file that does not parse by the rules of its own format",
        "too_large": "a file larger than is read",
        "absent": "a file whose content is not in this copy of the repository",
        "binary": "a file that should be text and is not",
        "beyond": "the files after the last that was looked at, in a tree of very many",
    },
    look=look,
    reads=(_problem,),
    why=dict.fromkeys(Archetype, _NEUTRAL),
)
