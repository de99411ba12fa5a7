"""The readers of single texts that people write: configuration, code, prose, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sourcing import handles, named_skills, wire
from sourcing.evidence import images
from sourcing.evidence.pipelines import recipes
from sourcing.evidence.reading import View, notebook_cells
from sourcing.evidence.routes import endpoints
from sourcing.git.snapshot import decode
from sourcing.parsing import dockerfile, formats, hcl, outline, prose
from sourcing.parsing.problems import problem
from sourcing.parsing.secrets import secrets
from sourcing.parsing.xmltree import tree
from sourcing.profile_readme import claims as claims_in
from sourcing.profile_readme import links_in, without_generated
from sourcing.sheets import cells
from sourcing.skills import skills_of_file, skills_of_import, skills_of_package, skills_of_topic
from sourcing.wishes import declines
from spiders.text import clean
from tests.fuzz.target import Target, files
from tests.signals.support import snapshot
from tests.sourcing.test_profile_readme import _README

_ADDRESSES = [b"https://github.com/ada-sbx", b"https://ada.example/about", b"https://www.linkedin.com/in/ada-sbx/", b"http://x.com/@ada?b=c#d",
              b"https://scholar.example/citations?user=AbC&hl=en", b"ada@mail.example"]  # fmt: skip
_VALUES = [b"2026-11-03", b"3.11.2026", b"11/03/26 10:00", b"Tue, 03 Nov 2026 10:00:00 GMT", b"1700000000", b"ada@mail.example", b"'=1+2",
           b'<https://a.example/?p=2>; rel="next", <https://a.example>; rel="last"', b"=?utf-8?q?a=20b?= c"]  # fmt: skip
_ROUTED = (".py", ".go", ".java", ".js", ".ts", ".proto")


def targets() -> Iterator[Target]:
    """One for each reader; a text of a repository is decoded as the product decodes blobs, one of the wire as a body is."""
    for name, (read, pattern) in _OF_FILES.items():
        yield Target(name=f"texts/{name}", run=partial(_decoded, read), seeds=partial(files, pattern))
    for suffix in _ROUTED:
        yield Target(name=f"texts/routes{suffix}", run=partial(_routes, suffix), seeds=partial(files, f"**/*{suffix}*"))
    for suffix, pattern in _SUFFIXES.items():
        yield Target(name=f"texts/problem_{suffix}", run=partial(_problem, suffix), seeds=partial(files, pattern))
    yield Target(
        name="texts/notebook",
        run=partial(_decoded, notebook_cells),
        seeds=partial(files, "**/*.ipynb*"),
        refuses=(ValueError,),
    )
    yield Target(name="texts/xml", run=partial(_cleaned, tree), seeds=partial(files, "**/*.xml", under=""))
    yield Target(
        name="texts/profile_readme", run=partial(_cleaned, _profile), seeds=lambda: [_README.encode()], most=60_000
    )
    yield Target(name="texts/addresses", run=partial(_cleaned, _address), seeds=lambda: _ADDRESSES, most=100_000)
    yield Target(
        name="texts/values", run=partial(_cleaned, _value), seeds=lambda: [*_ADDRESSES, *_VALUES], most=200_000
    )
    yield Target(
        name="texts/wire_json",
        run=partial(_cleaned, wire.load),
        seeds=partial(files, "**/body.json", under="spiders/cases"),
    )


def _decoded(read: Callable[[str], object], data: bytes) -> None:
    text = decode(data)
    if text is not None:
        read(text)


def _cleaned(read: Callable[[str], object], data: bytes) -> None:
    read(clean(data.decode("utf-8", "surrogateescape")))


def _routes(suffix: str, data: bytes) -> None:
    text, path = decode(data), f"src/server{suffix}"
    if text is not None:
        endpoints(View(snapshot({path: text})), path)


def _problem(suffix: str, data: bytes) -> None:
    text = decode(data)
    if text is not None:
        problem(f"a.{suffix}", text)


def _python(text: str) -> None:
    View(snapshot({"src/a.py": text})).imported("src/a.py")


def _ini(text: str) -> None:
    formats.ini_sections(text)
    formats.ini_lines(text)


def _shell(text: str) -> None:
    for by_line in (False, True):
        list(recipes.script_lines(text, 1, by_line=by_line))


def _secrets(text: str) -> None:
    for path in ("app/settings.py", ".env", "id_rsa", ".npmrc"):
        secrets(path, text)


def _docker(text: str) -> None:
    dockerfile.instructions(text)
    dockerfile.stages(text)
    images.image(text)


def _prose(text: str) -> None:
    prose.plain(text, words=400)
    prose.without_addresses(text)
    named_skills.named(prose.visible(text.splitlines()))
    named_skills.in_bio(text)
    declines(text)


def _outline(text: str) -> None:
    for is_rst in (False, True):
        outline.outline(text.splitlines(), is_rst=is_rst)


def _names(text: str) -> None:
    for line in text.splitlines()[:2_000]:
        for read in (skills_of_file, skills_of_import, skills_of_package, skills_of_topic):
            read(line)


def _profile(text: str) -> None:
    links_in(text, login="ada-sbx")
    claims_in(text)
    without_generated(text)


def _address(text: str) -> None:
    account = handles.account_of(text)
    if account:
        handles.web_url(account)
    handles.accounts_of(text.splitlines()[:200])
    wire.web_address(text)
    wire.handle_address(text, home="https://a.example/")
    wire.urls(text)
    wire.targets(text)
    wire.repository(text)


def _value(text: str) -> None:
    for read in (
        wire.string,
        wire.prose,
        wire.header_words,
        wire.number,
        wire.moment,
        wire.skills_of_bio,
        cells.bare,
        cells.identifier,
    ):
        read(text)
    wire.next_link({"link": text})
    cells.unguarded(text)
    cells.could_run(text)
    cells.way_to_reach(text)
    for cell in text.splitlines()[:200]:
        try:
            cells.day(cell, order=cells.order_of([cell]))
        except cells.NoDay:
            continue


_OF_FILES: dict[str, tuple[Callable[[str], object], str]] = {
    "yaml": (formats.yaml_documents, "**/*.y*ml*"),
    "toml": (formats.toml_table, "**/*.toml*"),
    "json": (formats.json_value, "**/repo/**/*.json*"),
    "ini": (_ini, "**/*.[ci][fn][gi]*"),
    "python": (_python, "**/*.py*"),
    "dockerfile": (_docker, "**/*ockerfile*"),
    "hcl": (hcl.code_of, "**/*.tf"),
    "shell": (_shell, "**/*.yml"),
    "secrets": (_secrets, "security_hygiene/**/*"),
    "prose": (_prose, "**/*.md*"),
    "outline": (_outline, "**/*.md*"),
    "names": (_names, "**/requirements*"),
}
_SUFFIXES = {
    "py": "**/*.py*",
    "toml": "**/*.toml*",
    "yaml": "**/*.y*ml*",
    "json": "**/repo/**/*.json*",
    "ipynb": "**/*.ipynb*",
}
