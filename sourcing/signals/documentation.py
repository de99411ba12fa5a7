"""Documentation that tells a reader what the work is and how to use it.

Unit: files. `readme`: a root README that says what it is (20 words in its opening), how to install it (a command, or a section
that says so) and how to use it (a section with code other than to install, or 25 words). `guides`: pages of a documentation
folder and READMEs of parts, with a heading and 150 words of prose; beside them the site they are built into. `reference`: pages
that document an interface: autodoc directives with at most 60 words to each, and at least 20 in all. `decisions`: decision
records and design documents. `contributing`: how to take part, 60 words. What counts is prose outside code, tables, pictures
and badges. Traps: templates nobody filled in; stubs; pages that sphinx-apidoc wrote; changelogs, licences and codes of conduct;
prompts and data that happen to be Markdown; vendored folders; course material, which is written for another purpose.
Docstrings are `code_style`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sourcing.evidence.findings import folder, spread
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, NotLooked, Signal, answer
from sourcing.parsing.formats import json_value
from sourcing.parsing.outline import Section, outline
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

WHAT, USE, CONTRIBUTING, GUIDE, REFERENCE, DECISION = 20, 25, 60, 150, 20, 80  # words
FEW = 5  # words below a heading that says “installation”, which need no more
ENTRY = 60  # words to an autodoc directive, up to which a page is a reference, above which it explains

_DOCUMENT = re.compile(r"\.(md|rst|mdx|qmd|rmd|adoc|markdown)$", re.I)
_README = re.compile(r"^readme(\.\w{2,8})?$", re.I)
_OTHER = re.compile(r"^(change|history|releases?\b|release[_-]?notes|news|licen[cs]e|notice|authors|contributors|maintainers|code[_-]of|"
    r"security|governance|"
                    r"citation|copying|thanks|acknowledg|roadmap|todo|pull_request|issue_template|template)", re.I)  # fmt: skip
_CONTRIBUTING = re.compile(r"^(\.github/|docs?/|documentation/)?contributing\.(md|rst|txt)$", re.I)
_DECISION = re.compile(
    r"(^|/)(adrs?|decisions?|decision[_-]records?|architecture[_-]decisions?|rfcs?|design[_-]?docs?|designs?|proposals?)/",
    re.I,
)
_DESIGN = re.compile(
    r"^(architecture|design|system[_-]design|design[_-]doc\w{0,8}|rfc[_-]?\d{1,5}[\w-]{0,60})\.(md|rst)$", re.I
)
_DECIDED = re.compile(
    r"^(\d+[.:)]?\s*)?(status|context|decisions?|consequences?|alternatives?|options considered|motivation|rationale|trade-?offs?|drawbacks)\b",
    re.I,
)
_INSTALL = re.compile(
    r"\b(install(ation|ing)?|set-?up|getting started|get started|quick[- ]?start|requirements|prerequisites|dependencies|build(ing)?)\b",
    re.I,
)
_COMMAND = re.compile(
    r"\b(pip3?|conda|mamba|pipx|npm|pnpm|yarn|cargo|brew|apt(-get)?|go|helm|poetry|uv|pdm|gem) (\S{1,40} ){0,3}?(install|i|ci|add|get|sync)\b|"
    r"\bdocker([- ]compose)? (run|pull|up|build)\b|\bgit clone\b|\bsetup\.py (install|develop)\b|\bmake install\b"
)
_USAGE = re.compile(
    r"\b(usage|using|use it|how to|how do i|quick[- ]?start|getting started|get started|(?<!for )examples?|tutorials?|run(ning)?|try it|"
    r"train(ing)?|finetun\w{0,3}|evaluat(e|ion|ing)|inference|predict(ion|ing)?|commands?|reproduc\w{0,6}|sampling|experiments?|walkthrough|playing)\b",
    re.I,
)
_NOT_USE = re.compile(
    r"\b(tests?|testing|contribut\w{0,5}|develop(ment|ing)|cit(e|ing|ation)|bibtex|licen[cs]e|changelog|news|team)\b",
    re.I,
)
_WHY = re.compile(r"^\W*(why|who|what)\b", re.I)
_TEMPLATE = re.compile(
    r"This project was bootstrapped with \[?Create React App|To make it easy for you to get started with GitLab|"
    r"A short description of the project\.|One Paragraph of project description goes here|<project[_ -]?name>|\{\{ ?cookiecutter\.|"
    r"Describe your project here|TODO: Put a short summary|Lorem ipsum|\bInsert (your )?(text|description) here|"
    r"This is an? \[?Next\.js\]?.{0,60}bootstrapped with",
    re.I,
)
_AUTODOC = re.compile(
    r"^(auto(module|class|function|method|attribute|data|exception|summary|pydantic_\w{1,20}|doc\w{0,20}|api\w{1,20})|:::|doxygen\w{3,20}|"
    r"(py:)?(class|function|method|data|attribute|exception|module)|click|argparse|http:\w{3,8}|openapi|swaggerv2doc)$"
)
_APIDOC = re.compile(r"\b(package|module|modules|Subpackages|Submodules|Module contents)$")
_SITES = {"mkdocs.yml": "MkDocs", "mkdocs.yaml": "MkDocs", "docusaurus.config.js": "Docusaurus", "docusaurus.config.ts": "Docusaurus",
          "_quarto.yml": "Quarto",
          "book.toml": "mdBook", "_toc.yml": "Jupyter Book"}  # fmt: skip
_SPHINX = re.compile(r"^\s{0,8}(extensions|html_theme)\s*=")


class _Page(NamedTuple):
    """What a document is, where it shows it, and what is to be said of it."""

    kind: str
    line: int
    detail: str


def _page(view: View, path: str) -> _Page | None:
    """What one document counts as, None where it is none or says too little."""
    if not (_DOCUMENT.search(path) or path.endswith((".ipynb", ".txt"))):
        return None
    where, name = view.place(path), base_name(path)
    if path.endswith(".ipynb"):
        return _notebook(view, path) if where is Place.DOCS else None
    if _CONTRIBUTING.match(path):
        sections = _sections(view, path)
        return _told("contributing", path, sections, least=CONTRIBUTING, what="says how to contribute")
    if not _DOCUMENT.search(path) or where not in (Place.PRODUCT, Place.DOCS, Place.EXAMPLE) or _OTHER.match(name):
        return None
    if "template" in name.lower():
        return None
    is_decision = bool(_DECISION.search(path) or _DESIGN.match(name))
    if not (is_decision or where is Place.DOCS or (_README.match(name) and "/" in path)):
        return None
    sections = _sections(view, path)
    if _TEMPLATE.search("\n".join(view.lines(path)[:40])):
        return None
    if is_decision and (found := _decision(path, sections)):
        return found
    entries = sum(1 for section in sections for each in section.directives if _AUTODOC.match(each))
    if where is Place.DOCS and entries and sum(section.words for section in sections) <= ENTRY * entries:
        return _reference(path, sections, entries=entries)
    return _told("guides", path, sections, least=GUIDE, what="explains")


def _sections(view: View, path: str) -> list[Section]:
    return outline(view.lines(path), is_rst=path.lower().endswith((".rst", ".txt")))


def _told(kind: str, path: str, sections: list[Section], *, least: int, what: str) -> _Page | None:
    """The page where it has a heading and prose enough; its line is that of its first title."""
    words, titled = sum(section.words for section in sections), [section for section in sections if section.title]
    if words < least or not titled:
        return None
    title = titled[0].title
    topic = f" “{title[:60]}”" if what == "explains" else ""
    return _Page(kind, titled[0].line, f"{path} {what}{topic} in {words} words")


def _decision(path: str, sections: list[Section]) -> _Page | None:
    """A decision record by two of its usual sections, a design document by its length and three headings."""
    words, titles = sum(section.words for section in sections), [section for section in sections if section.title]
    decided = [section for section in titles if _DECIDED.match(section.title)]
    name = base_name(path)
    if words < DECISION or not titles:
        return None
    if len(decided) >= 2:
        return _Page(
            "decisions",
            decided[0].line,
            f"{path} records a decision ({', '.join(each.title[:20] for each in decided[:3])})",
        )
    if (
        len(titles) >= 3
        and words >= 2 * GUIDE
        and (_DESIGN.match(name) or re.search(r"(^|/)(rfcs?|design[_-]?docs?|proposals?)/", path, re.I))
    ):
        return _Page("decisions", titles[0].line, f"{path} explains the design in {words} words")
    return None


def _reference(path: str, sections: list[Section], *, entries: int) -> _Page | None:
    """A page with autodoc directives that somebody arranged: not one that sphinx-apidoc wrote."""
    words, titled = sum(section.words for section in sections), [section for section in sections if section.title]
    if words < REFERENCE or not titled or sum(1 for each in titled if _APIDOC.search(each.title)) * 2 > len(titled):
        return None
    of = f" on “{titled[0].title[:60]}”, {entries} {'entries' if entries > 1 else 'entry'}"
    return _Page("reference", titled[0].line, f"{path} is a page of the API reference{of}")


def _notebook(view: View, path: str) -> _Page | None:
    """A notebook of the documentation as a guide, by its text cells."""
    data = view.value(path, json_value)
    cells = data.get("cells") if isinstance(data, dict) else None
    texts = []
    for cell in cells[:500] if isinstance(cells, list) else ():
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            source = cell.get("source")
            texts.append("".join(map(str, source)) if isinstance(source, list) else str(source))
    sections = outline("\n\n".join(texts)[:100_000].splitlines(), is_rst=False)
    page = _told("guides", path, sections, least=GUIDE, what="explains")
    return page and page._replace(line=view.first_line(path, re.compile(r'"\s{0,9}#{1,6}\s')) or 1)


def _readme(view: View) -> Iterator[Finding]:
    """The root README, where it says what, how to install and how to use."""
    path = view.readme_path
    if path is None or _TEMPLATE.search(view.readme[:4_000]):
        return
    sections = _sections(view, path)
    opening = sum(section.words for section in sections[:4])
    install = next((section for section in sections if _installs(section)), None)
    use = _use(sections)
    if opening >= WHAT and install and use:
        how = f"how to install it (line {install.line}) and how to use it (“{use.title[:40]}”)"
        detail = f"{path} says what it is, {how}"
        yield Finding(kind="readme", detail=detail, path=path, line=use.line, skills=("documentation",))


def _installs(section: Section) -> bool:
    return bool(
        _COMMAND.search(section.code)
        or (_INSTALL.search(section.title) and (section.code.strip() or section.words >= FEW))
    )


def _use(sections: list[Section]) -> Section | None:
    """The section that shows how to use the work: by its title, one with code before one with words, else any with code."""
    told = [
        section
        for section in sections
        if section.title and not _NOT_USE.search(section.title) and not _only_installs(section)
    ]
    shown = [section for section in told if section.code.strip()]
    named = [section for section in sections[2:] if _USAGE.search(section.title) and not _WHY.match(section.title)]
    by_title = [section for section in named if section in told and not re.match(r"\W*install", section.title, re.I)]
    fitting = (
        [section for section in by_title if section.code.strip()]
        + [each for each in by_title if each.words >= USE]
        + shown
    )
    return fitting[0] if fitting else None


def _only_installs(section: Section) -> bool:
    """Whether a section shows nothing but how to install."""
    commands = [line for line in section.code.splitlines() if line.strip()]
    return (
        bool(commands)
        and all(_COMMAND.search(line) or line.startswith(("#", "cd ")) for line in commands)
        and section.words < 2 * USE
    )


def _sites(view: View) -> Iterator[Finding]:
    """The configuration of a documentation site."""
    for path in view.own:
        name = base_name(path)
        tool = _SITES.get(name.lower())
        line = 1 if tool else None
        if name == "conf.py" and view.place(path) is Place.DOCS:
            tool, line = "Sphinx", view.first_line(path, _SPHINX)
        if tool and line and view.place(path) in (Place.PRODUCT, Place.DOCS) and view.texts[path].strip():
            yield Finding(
                kind="guides",
                detail=f"{tool} site configured in {path}",
                path=path,
                line=line,
                skills=("documentation",),
            )


def look(view: View, _: Contributions) -> Answer:
    """The README, then the pages of each kind, in turn from each folder; a site counts where there are pages for it."""
    if view.is_course:
        return NotLooked(reason="course material is documentation of another kind")
    pages = [(path, page) for path in view.own if (page := view.of(_page, path))]
    found: dict[str, list[Finding]] = {kind: [] for kind in SIGNAL.kinds}
    found["readme"] += _readme(view)
    for path, page in pages:
        found[page.kind].append(
            Finding(kind=page.kind, detail=page.detail, path=path, line=page.line, skills=("documentation",))
        )
    if found["guides"] or found["reference"]:
        found["guides"] += _sites(view)
    chosen = [finding for group in found.values() for finding in spread(group, by=folder)]
    return answer(
        chosen,
        view=view,
        needed=lambda path: path == view.readme_path,
        nothing="no README that explains, no guide, reference or decision",
    )


SIGNAL = Signal(
    question="Does the documentation say what it is, how to use it and why it is so?",
    unit="files",
    version=1,
    kinds={
        "readme": "a root README that says what it is, how to install and how to use it",
        "guides": "a page of prose that explains, or the site that such pages are built into",
        "reference": "a page of an API reference that somebody arranged",
        "decisions": "a decision record or a design document",
        "contributing": "a page that says how to take part",
    },
    look=look,
    reads=(_page,),
    why={
        Archetype.DEVELOPER: "A developer writes down how to install and use the software, so that others need not ask.",
        Archetype.OPERATOR: "Written guides and recorded decisions are what an on-call colleague has at three in the morning.",
        Archetype.RESEARCHER: "A researcher who explains the work lets others reproduce it.",
    },
)
