"""Charts of Helm: which files are their templates, and where those lie."""

from __future__ import annotations

import re

from sourcing.evidence.reading import View
from sourcing.places import Place

_CHART = re.compile(r"(?:^|/)Chart\.ya?ml$")
_TEMPLATE = re.compile(r"(?:^|/)templates/.{1,1000}\.ya?ml$")


def may_be_template(view: View, path: str) -> bool:
    """Whether a held file is no YAML yet but a template of it, by itself; whether it is a chart's, `is_template` says."""
    return bool(_TEMPLATE.search(path)) and "{{" in view.texts[path]


def is_template(view: View, path: str) -> bool:
    """Whether a file lies among the templates of a chart, be that of a folder or of the whole repository."""
    return path.startswith(view.once(_templates))


def place(view: View, path: str) -> Place:
    """The place of a file; `templates` are no examples: what lies there lies where the chart, or the folder above, does."""
    bare = path.replace("/templates/", "/")
    return view.place(bare.removeprefix("templates/") if is_template(view, path) else bare)


def _templates(view: View) -> tuple[str, ...]:
    """The folders of templates of the repository's charts."""
    charts = (path.rpartition("/") for path in view.own_paths if _CHART.search(path))
    return tuple(f"{folder}{slash}templates/" for folder, slash, _ in charts)
