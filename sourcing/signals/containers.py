"""Container files: does the repository say how its product is packed to run?

Unit: files. Counts Dockerfiles under any of their names (`Dockerfile.gpu`, `serve.dockerfile`, `Containerfile`) and
compose files (their services, or the files that they include), both read by their format. An image of the product copies
code from its context, installs the project itself (by its name, from its address), is built from an image of the project,
or starts a service. Traps, each of another kind: an image that only installs dependencies and opens a terminal (a
development machine, unless the README tells to run the project in it); images of tests, CI, benchmarks, tools, examples,
courses; one that jobs of CI run in; compose files that only run other people's databases. No container file: a template
of one (`.j2`), a text without FROM.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import join, normpath
from typing import Any, NamedTuple

from sourcing.choice import CONTAINER
from sourcing.evidence.images import CHECKS, NOTEBOOK, NOTHING, SERVICE, TERMINAL, Image, read_image
from sourcing.evidence.packages import own_names
from sourcing.evidence.pipelines.follow import containers, read_pipeline
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.numbers import counted
from sourcing.parsing.formats import line_at, line_of, list_at, yaml_documents
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

_TEMPLATE = re.compile(r"\.(j2|jinja2?|tpl|tmpl|mako|erb|hbs|mustache)$", re.I)
_KIND = {Place.PRODUCT: "product", Place.EXAMPLE: "example", Place.DOCS: "example", Place.COURSE: "course"}
_EXAMPLES = re.compile(r"(^|/)[\w.-]{0,40}(examples?|tutorials?|demos?)/", re.I)
_AUXILIARY = (
    r"dev|develop|development|devel|devcontainers?|debug|tests?|testing|ci|lint|build-?env|builders?|toolchains?|benchmarks?|bench|docs?|"
    r"fuzz(ing)?|cluster-?fuzz-?lite|oss-?fuzz|binder"
)
_NAMED_SO = re.compile(rf"(^|[._-])({_AUXILIARY})([._-]|$)", re.I)
_FOLDER_SO = re.compile(
    rf"(^|/)\.?({_AUXILIARY})([._-][^/]*)?/|[._-](dev|devel|ci|tests|builder|devcontainers?|benchmarks?)/|[._-]tests?[._-][^/]*/",
    re.I,
)
_TOOLS = re.compile(r"(^|/)(tools?|scripts?|hack|misc|utils?|contrib|build)/", re.I)
_NO_CODE = re.compile(
    r"(^|/)([^/]*requirements?[^/]*|pyproject\.toml|setup\.(py|cfg)|pipfile|package(-lock)?\.json|go\.(mod|sum)|cargo\.(toml|lock)|pom\.xml|"
    r"(conda-?)?env(ironment)?[^/]*\.ya?ml|readme[^/]*|licen[cs]e[^/]*|manifest\.in|makefile|[^/]*\.(lock|txt|md|rst|toml|cfg|ini|env)|\.[^/]+|"
    r"[^/]*(bash|zsh|vim|tmux|screen)_?rc[^/]*|[^/]*\.bash|poetry\.lock|uv\.lock|yarn\.lock|\.?npmrc|version[^/]*|certs?|keys?)\*?$",
    re.I,
)
_TEST_EXTRAS = frozenset({"test", "tests", "testing", "dev", "develop", "quality", "lint", "docs", "ci", "all-dev"})
_RUN_SO = re.compile(r"\bdocker(-| )compose\s[^\n]{0,80}\bup\b|\bdocker\s+(image\s+)?build\b|\bpodman\s+build\b", re.I)


class Service(NamedTuple):
    """A service of a compose file: its name, its image (empty where it is built), whether it is built here."""

    name: str
    image: str
    is_built: bool


class Compose(NamedTuple):
    """The services of a compose file, and the 1-based line that begins them; of one that has none, the files it includes."""

    line: int
    services: tuple[Service, ...]
    includes: tuple[str, ...] = ()


def _is_container_file(path: str) -> bool:
    return bool(CONTAINER.search(path)) and not _TEMPLATE.search(path)


def _is_compose(path: str) -> bool:
    return "compose" in base_name(path).lower()


def _compose(view: View, path: str) -> Compose | None:
    """The services of one compose file, or what it includes; None where a path is none or has neither."""
    if not _is_compose(path) or not _is_container_file(path):
        return None
    documents = view.value(path, yaml_documents)
    if not documents and (line := view.first_line(path, re.compile(r"^services\s*:"))):
        return Compose(line, (Service("", "", True),))  # a template of YAML: read no further
    for document in documents[:1]:
        named = document.get("services", document) if isinstance(document, dict) else None
        services = tuple(_services(named)) if isinstance(named, dict) else ()
        is_first_version = services and "services" not in document
        if is_first_version and not any(each.image or each.is_built for each in services):
            return None
        if services:
            first = (
                line_of(view.texts[path], r"^[\"']?services[\"']?\s*:") if "services" in document else line_at(named)
            )
            return Compose(first, services)
        if includes := tuple(_includes(document)):
            return Compose(line_of(view.texts[path], r"^[\"']?include[\"']?\s*:"), (), includes)
    return None


def _includes(document: Any) -> Iterator[str]:
    """The files that a compose file is put together from."""
    for item in list_at(document, "include")[:50]:
        named = item.get("path") if isinstance(item, dict) else item
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str) and name.endswith((".yaml", ".yml")):
                yield name


def _with_included(view: View, path: str, compose: Compose) -> Compose:
    """A compose file with the services of those that it includes, as far as they are held."""
    folder = path.rpartition("/")[0]
    paths = (normpath(join(folder, name)) for name in compose.includes)
    found = (view.of(_compose, each) for each in paths if each != path and each in view.texts)
    return compose._replace(services=tuple(service for each in found if each for service in each.services))


def _services(named: dict[str, Any]) -> Iterator[Service]:
    for name, service in list(named.items())[:200]:
        if isinstance(service, dict) and not name.startswith("x-"):
            image = service.get("image")
            yield Service(name, image if isinstance(image, str) else "", "build" in service)


class _Project:
    """What a repository is called, to know its own images and packages."""

    def __init__(self, view: View) -> None:
        names = (name.rstrip("/").rpartition("/")[2] for name in own_names(view))
        self.names = {_plain(name) for name in names if len(name) > 2}
        self._view = view
        self._folders: dict[str, set[str]] = {}
        for path in view.own:
            if "/" in path and _is_container_file(path) and not _is_compose(path):
                folder = path.rpartition("/")[0]
                self._folders.setdefault(base_name(folder), set()).add(folder)
        words = "|".join(re.escape(name).replace("\\-", "[-_.]") for name in sorted(self.names)) or "(?!)"
        self._own = re.compile(rf"(^|[/}}])({words})([-_.:@\d]|$)", re.I)
        self._address = re.compile(rf"[/:]({words})(\.git|[/@#\s]|$)", re.I)
        self._required = re.compile(rf"^[^\S\n]*({words})\s*([\[=<>~!;@#]|$)", re.I | re.M)

    def is_own_image(self, name: str, path: str = "") -> bool:
        """Whether an image is one of the project's by its name, or is that of another Dockerfile's folder than of `path`."""
        if self._own.search(name):
            return True
        last = re.split(r"[@:]", name.rpartition("/")[2])[0]
        return "/" in name and any(folder != path.rpartition("/")[0] for folder in self._folders.get(last, ()))

    def is_installed(self, image: Image) -> bool:
        """Whether an image installs the project by its name, from its address, or by a list of requirements."""
        if any(_plain(re.split(r"[\[=<>~!;@]", each)[0]) in self.names for each in image.installs):
            return True
        return any(self._address.search(each) for each in image.addresses)

    def is_required(self, image: Image, path: str) -> bool:
        """Whether a list of requirements that an image copies names the project."""
        folder = path.rpartition("/")[0]
        for source in image.sources:
            if source.endswith(".txt"):
                options = (source.removeprefix("./"), f"{folder}/{source.removeprefix('./')}".lstrip("/"))
                text = next((self._view.texts[each] for each in options if each in self._view.texts), "")
                if self._required.search(text[:50_000]):
                    return True
        return False


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().strip("-")


def _copied(image: Image) -> list[str]:
    """What an image copies that is neither a manifest nor a setting of a person."""
    plain = (source.rstrip("/").removeprefix("./") for source in image.sources)
    return [source or "." for source in plain if source in ("", ".") or not _NO_CODE.search(source)]


def _place_kind(view: View, path: str) -> str:
    """The kind that the folder and the name of a container file stand for."""
    where = view.place(path)
    kind = _KIND.get(where, "development")
    if kind == "product" and _EXAMPLES.search(path):
        return "example"
    stem = re.sub(r"(dockerfile|containerfile|docker-compose|compose)", "", base_name(path), flags=re.I)
    if kind == "product" and (_NAMED_SO.search(stem) or _FOLDER_SO.search(path)):
        return "development"
    return kind


def _image_kind(view: View, path: str, image: Image) -> str:
    kind = _place_kind(view, path)
    if kind != "product":
        return kind
    project = view.once(_Project)
    copied = _copied(image)
    if image.starts == CHECKS or _names(path) & view.once(containers):
        return "development"
    is_built_on = any(project.is_own_image(base, path) for base in image.bases)
    is_idle = image.starts in (TERMINAL, NOTHING, NOTEBOOK)
    if is_idle and not copied and image.extras and _TEST_EXTRAS.issuperset(image.extras):
        return "development"
    if _TOOLS.search(path) and not ("." in copied or project.is_installed(image) or is_built_on):
        return "development"
    if (
        copied
        or is_built_on
        or project.is_installed(image)
        or project.is_required(image, path)
        or image.starts == SERVICE
    ):
        return "product"
    if _RUN_SO.search(view.readme) and ("/" not in path or path in view.readme):
        return "product"
    passes_on = not (image.sources or image.installs or image.addresses or image.program) and image.stages == 1
    return "base" if passes_on or "base" in re.split(r"[/._-]", path.lower()) else "development"


def _names(path: str) -> set[str]:
    """The names that the image of a Dockerfile may go by: its folder, what its own name adds."""
    name = PurePosixPath(path)
    return {name.parent.name, name.stem, name.suffix.lstrip(".")} - {"", "Dockerfile", "docker", "Docker"}


def _image_finding(view: View, path: str, image: Image) -> Finding:
    said = [f"{image.stages} stages"] if image.stages > 1 else []
    copied = _copied(image)
    if copied:
        said.append("copies the code" if "." in copied else f"copies {', '.join(copied[:3])}")
    elif view.once(_Project).is_installed(image):
        said.append("installs the project")
    elif image.sources or image.installs:
        said.append("installs dependencies")
    if image.program:
        said.append(f"starts {image.program}")
    said += ["health check"] if image.has_health_check else []
    said += [f"user {image.user}"] if image.user else []
    name = "Dockerfile" if path == "Dockerfile" else f"Dockerfile {path}"
    detail = f"{name}: {', '.join(said)}" if said else name
    return Finding(kind=_image_kind(view, path, image), detail=detail, path=path, line=image.line, skills=("Docker",))


def _compose_finding(view: View, path: str, compose: Compose) -> Finding:
    kind = _place_kind(view, path)
    project = view.once(_Project)
    compose = _with_included(view, path, compose) if compose.includes else compose
    own = [each for each in compose.services if each.is_built or project.is_own_image(each.image)]
    is_overlay = not any(each.image or each.is_built for each in compose.services)
    if kind == "product":
        kind = "compose" if own or is_overlay else "services"
    names = [each.name for each in (own or compose.services) if each.name]
    count = len(compose.services)
    said = (
        f"{counted(count, 'service')}, {'runs' if own or is_overlay else 'none of its own:'} {', '.join(names[:4])}"
        if names
        else ""
    )
    if compose.includes:
        said = f"includes {', '.join(compose.includes[:4])}"
    return Finding(
        kind=kind,
        detail=f"compose file {path}: {said}" if said else f"compose file {path}",
        path=path,
        line=compose.line,
        skills=("Docker",),
    )


def look(view: View, _: Contributions) -> Answer:
    """The container files with the line that starts each image or its services."""
    found = []
    for path in view.own:
        if not _is_container_file(path):
            continue
        if _is_compose(path):
            compose = view.of(_compose, path)
            found.extend([_compose_finding(view, path, compose)] if compose else [])
        else:
            image = view.of(read_image, path)
            found.extend([_image_finding(view, path, image)] if image else [])
    return answer(found, view=view, needed=_is_container_file, nothing="no container file")


SIGNAL = Signal(
    question="Which files say how the product is packed to run?",
    unit="files",
    version=4,
    kinds={
        "product": "an image of the product itself",
        "compose": "services of the product run together",
        "services": "only other people's services (databases, brokers) run together",
        "base": "an image that others are built from, or that passes on other people's software",
        "example": "an image of an example or of the documentation",
        "course": "an image of course work",
        "development": "an image for tests, CI, tools or a development machine",
    },
    look=look,
    why={
        Archetype.DEVELOPER: "A developer packs the model and its software so that it runs the same everywhere.",
        Archetype.OPERATOR: "An operator ships and runs what is packed as an image.",
    },
    reads=(read_image, _compose, read_pipeline),
)
