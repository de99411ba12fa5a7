"""Container files: does the repository say how its product is packed to run?

Unit: files. Counts Dockerfiles under any of their names (`Dockerfile.gpu`, `serve.dockerfile`, `Containerfile`) and
compose files. What counts: a file with a FROM line, or a compose file with services. Traps: files in examples, courses,
development containers and CI images are no product and have kinds of their own; vendored ones are left out.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from sourcing.places import Place
from sourcing.reading import CONTAINER, View
from sourcing.records import Contributions
from sourcing.signal import Answer, Finding, Signal, answer

_FROM = re.compile(r"^\s*FROM\s+\S+", re.I)
_SERVICES = re.compile(r"^services\s*:|^\s+(image|build)\s*:")
_DEVELOPMENT = re.compile(r"[._-](dev|develop|development|devel|test|tests|testing|ci|lint)([._-]|$)", re.I)
_KIND = {Place.PRODUCT: "product", Place.EXAMPLE: "example", Place.DOCS: "example", Place.COURSE: "course"}


def _finding(view: View, path: str) -> Finding | None:
    is_compose = "compose" in PurePosixPath(path).name.lower()
    line = view.first_line(path, _SERVICES if is_compose else _FROM)
    if line is None:
        return None
    kind = _KIND.get(view.place(path), "development")
    if kind == "product" and _DEVELOPMENT.search(PurePosixPath(path).name):
        kind = "development"
    if is_compose:
        kind = "compose" if kind == "product" else kind
        what = "compose file"
    else:
        what = "Dockerfile"
    return Finding(
        kind=kind, detail=what if what == path else f"{what} {path}", path=path, line=line, skills=("Docker",)
    )


def look(view: View, _: Contributions) -> Answer:
    """The container files with the line that starts each image or service."""
    paths = [path for path in view.own if CONTAINER.search(path)]
    found = [finding for path in paths if (finding := _finding(view, path))]
    return answer(found, view=view, needed=lambda path: bool(CONTAINER.search(path)), nothing="no container file")


SIGNAL = Signal(
    question="Which files say how the product is packed to run?",
    unit="files",
    version=2,
    kinds={
        "product": "an image of the product itself",
        "compose": "services run together",
        "example": "an image of an example or of the documentation",
        "course": "an image of course work",
        "development": "an image for tests, CI or a development machine",
    },
    look=look,
)
