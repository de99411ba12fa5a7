"""Research that is written down: papers with code, reports of results, and what did not work.

Unit: files. `paper`: a CITATION.cff, or a root README that asks to cite this work or names its paper at the top; `results`: a
document with a table of measured results (a metric is named, the cells hold numbers); `lessons`: a document with a section on
failures, limitations, error analysis or lessons. What counts: Markdown and reStructuredText outside code blocks, and text
cells of notebooks. Traps: a README that only links other people's papers; a table of options, versions or prices; a
changelog; course material (a kind of its own); hidden comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.choice import DOCUMENT, README
from sourcing.evidence.findings import spread
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.parsing.prose import visible
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

_ASKS = re.compile(
    r"\b(cite|citing|citation|bibtex|our paper|the paper|official (implementation|code)|accompan(ies|ying)|code for)\b",
    re.I,
)
_BIBTEX = re.compile(r"^\s*@(article|inproceedings|misc|conference|techreport|phdthesis|software)\s*\{", re.I)
_ARXIV = re.compile(
    r"arxiv\.org/(abs|pdf)/|openreview\.net/|aclanthology\.org|proceedings\.mlr\.press|doi\.org/10\.", re.I
)
_OPENING = 25  # lines of a README in which a link to a paper stands for this work, not for related work
_METRIC = re.compile(
    r"\b(acc(uracy)?|top-?[15]|f1|auc|auroc|bleu|rouge|ndcg|recall|precision|perplexity|ppl|m?iou|dice|rmse|mse|mae|map(@\w+)?|mrr|wer|cer|"
    r"error rate|reward|returns?|loss|latency|throughput|box ap|mask ap|ap50|fid|psnr|ssim|r2|win rate|hit@?\d*|exact match)\b",
    re.I,
)
_NUMBER = re.compile(r"\d+\.\d+|\d{2,}\s*%|\b\d+\s*(ms|s)\b|±")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|[\s|:-]+\|\s*$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(\S.{0,120})$")
_UNDERLINE = re.compile(r"^(=|-|~|\^|\"){4,}\s*$")
_LESSON = re.compile(
    r"\b(what (did(n['’]t| not)|does(n['’]t| not)) work|did(n['’]t| not) work|negative results?|"
    r"failed (experiments?|attempts?|ideas?)|failure (cases?|modes?|analysis)|"
    r"failures|error analysis|lessons( learned| learnt)?|limitations?|post-?mortem|known failure)\b",
    re.I,
)
_NOT = re.compile(r"^(change|history|news|release|licen[cs]e|code_of_conduct|security|contributing)", re.I)


def _reported(view: View, path: str) -> tuple[int | None, int | None]:
    """Of a document: the first line of a table of results, and of a section on what was learnt from failing."""
    if not DOCUMENT.search(path) or _NOT.match(base_name(path)):
        return None, None
    results = lessons = None
    head: tuple[int, str] | None = None
    numbers, above = 0, ""
    for number, line in visible(view.lines(path)):
        if _ROW.match(line):
            head = head or (number, f"{above} {line}")
            numbers += 0 if _RULE.match(line) else bool(_NUMBER.search(line))
            if results is None and numbers >= 2 and _METRIC.search(head[1]):
                results = head[0]
            continue
        head, numbers = None, 0
        heading = _HEADING.match(line)
        title = heading.group(1) if heading else above if _UNDERLINE.match(line) else ""
        if lessons is None and title and _LESSON.search(title):
            lessons = number if heading else number - 1
        above = line.strip() or above
    return results, lessons


def _reports(view: View) -> Iterator[Finding]:
    for path in view.own:
        results, lessons = view.of(_reported, path)
        where = view.place(path)
        if where not in (Place.PRODUCT, Place.DOCS, Place.COURSE, Place.EXAMPLE):
            continue
        for kind, line, says in (
            ("results", results, "reports measured results in"),
            ("lessons", lessons, "writes of limits or failures in"),
        ):
            if line:
                shown = "course" if where is Place.COURSE else kind
                yield Finding(kind=shown, detail=f"{says} {path}", path=path, line=line, skills=("documentation",))


def _names_paper(view: View, path: str) -> int | None:
    """The line of a root README that names the paper of this very work."""
    if "/" in path or not README.match(path):
        return None
    lines = view.lines(path)
    for number, line in enumerate(lines, 1):
        is_entry, is_link = _BIBTEX.search(line), number <= _OPENING and _ARXIV.search(line)
        if (is_entry or is_link) and _ASKS.search(" ".join(lines[max(0, number - 8) : number + 1])):
            return number
    return None


def _papers(view: View) -> Iterator[Finding]:
    skills = ("research publications",)
    for path in view.own_paths:
        if path.upper() == "CITATION.CFF":
            yield Finding(kind="paper", detail=f"{path} says how to cite this work", path=path, skills=skills)
    for path in view.own if not view.is_course else ():
        if line := view.of(_names_paper, path):
            detail = f"{path} names the paper of this work"
            yield Finding(kind="paper", detail=detail, path=path, line=line, skills=skills)


def look(view: View, _: Contributions) -> Answer:
    """Papers, then reports, by path."""
    order = list(SIGNAL.kinds)
    found = sorted([*_papers(view), *_reports(view)], key=lambda item: (order.index(item.kind), item.path or ""))
    return answer(
        spread(found, by=lambda finding: finding.kind),
        view=view,
        needed=lambda path: bool(README.match(path)),
        nothing="no paper and no report of results",
    )


SIGNAL = Signal(
    question="Which results, papers and failures are written down?",
    unit="files",
    version=1,
    kinds={
        "paper": "the repository belongs to a paper",
        "results": "a document with a table of measured results",
        "lessons": "a document on limitations, failures or lessons",
        "course": "the same in course work",
    },
    look=look,
    why={
        Archetype.RESEARCHER: "A researcher writes down what was found, and what failed, so that others need not repeat it.",
        Archetype.OPERATOR: "Lessons that are written down keep an incident from coming back.",
    },
    reads=(_reported, _names_paper),
)
