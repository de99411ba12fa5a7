"""From a landed snapshot to landed evidence: every signal asked once, every finding attributed from the log."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType

from sourcing import signals
from sourcing.attribution import Ownership
from sourcing.dependencies import declared
from sourcing.discovery import plugins
from sourcing.git.address import commit_link, file_link
from sourcing.git.snapshot import decode
from sourcing.git.source import ChosenText, Head
from sourcing.landing import Draft, Landing, Manifest, batch_id
from sourcing.reading import View
from sourcing.records import (
    Account,
    AccountLink,
    AccountSeen,
    AnswerRow,
    CommitFact,
    Contributions,
    Evidence,
    Extracted,
    FileEntry,
    Held,
    Outcome,
    PathTotal,
    RepositoryText,
    Review,
    Snapshot,
    Touch,
)
from sourcing.signal import Answer, CouldNotLook, Finding, Found, NotFound, Signal

VERSION = "extract-3"
README_WORDS = 400


def catalogue() -> dict[str, Signal]:
    """All signals by name, found by their files. Errors: PluginError that names a malformed file."""
    return {name: _signal(module) for name, module in plugins(signals, attribute="SIGNAL", kind=Signal).items()}


def _signal(module: ModuleType) -> Signal:
    found: Signal = module.SIGNAL
    return found


def catalogue_version(known: Mapping[str, Signal]) -> str:
    """What the evidence depends on besides the batch: every signal with its version."""
    return " ".join([VERSION, *(f"{name}={signal.version}" for name, signal in sorted(known.items()))])


def extract(parent: Manifest, *, landing: Landing) -> Manifest:
    """The landed evidence of one repository's batch; done before, it is returned as it is. Errors: LandingError, PluginError.

    Tables: evidence, answer, repository_text (0 or 1 row).
    """
    known = catalogue()
    version = catalogue_version(known)
    identity = batch_id("evidence", parent.batch_id, version)
    if landing.has(identity):
        return landing.manifest(identity)
    loaded = read_snapshot(parent, landing=landing)
    result = ask_all(*loaded, known=known) if loaded else None
    return landing.write(
        Draft(
            batch_id=identity,
            kind="evidence",
            source=parent.source,
            repository=parent.repository,
            fetched_at=parent.fetched_at,
            version=version,
            parent=parent.batch_id,
            tables={
                "evidence": result.evidence if result else (),
                "answer": result.answers if result else (),
                "repository_text": [result.text] if result else (),
            },
        )
    )


def read_snapshot(parent: Manifest, *, landing: Landing) -> tuple[Snapshot, Contributions] | None:
    """The snapshot and contributions of a repository's batch, None for an empty repository. Errors: LandingError."""
    name = parent.batch_id
    head = next(iter(landing.read(name, "head", Head)))
    if head.commit is None:
        return None
    held, texts = read_texts(landing.read(name, "text", ChosenText), landing=landing)
    snapshot = Snapshot(
        repository=head.repository,
        commit=head.commit,
        committed_at=head.committed_at,
        commits=head.commits,
        is_shallow=head.is_shallow,
        files=tuple(landing.read(name, "file", FileEntry)),
        held=held,
        texts=texts,
    )
    contributions = Contributions(
        accounts=tuple(landing.read(name, "account", AccountSeen)),
        links=tuple(landing.read(name, "link", AccountLink)),
        commits=tuple(landing.read(name, "commit", CommitFact)),
        touches=tuple(landing.read(name, "touch", Touch)),
        totals=tuple(landing.read(name, "path", PathTotal)) if "path" in parent.rows else (),
        reviews=tuple(landing.read(name, "review", Review)) if "review" in parent.rows else (),
    )
    return snapshot, contributions


def read_texts(chosen: Iterable[ChosenText], *, landing: Landing) -> tuple[dict[str, Held], dict[str, str]]:
    """What became of each chosen path, and the texts of those that are held, by path."""
    held: dict[str, Held] = {}
    texts: dict[str, str] = {}
    for text in chosen:
        blob = landing.blob(text.blob) if text.held is Held.HELD else None
        decoded = decode(blob) if blob is not None else None
        held[text.path] = (
            text.held
            if text.held is not Held.HELD
            else Held.ABSENT
            if blob is None
            else Held.HELD
            if decoded is not None
            else Held.BINARY
        )
        if decoded is not None:
            texts[text.path] = decoded
    return held, texts


def ask_all(snapshot: Snapshot, contributions: Contributions, *, known: Mapping[str, Signal]) -> Extracted:
    """What every signal found, attributed to accounts. Order: signal, kind, skills, account."""
    view = View(snapshot)
    return attribute(view, contributions, ask(view, contributions, known=known), known=known)


def ask(view: View, contributions: Contributions, *, known: Mapping[str, Signal]) -> dict[str, Answer]:
    """Each signal's answer, by signal name in order, after one pass over the files."""
    view.read(question for _, signal in sorted(known.items()) for question in signal.reads)
    return {name: signal.look(view, contributions) for name, signal in sorted(known.items())}


def attribute(
    view: View, contributions: Contributions, answers: Mapping[str, Answer], *, known: Mapping[str, Signal]
) -> Extracted:
    """The answers with their findings attributed to accounts."""
    ownership = Ownership(contributions)
    evidence: list[Evidence] = []
    for name, answer in answers.items():
        if isinstance(answer, Found):
            evidence += _attributed(name, known[name], answer.findings, snapshot=view.snapshot, ownership=ownership)
    rows = tuple(_answer_row(name, known[name], answer) for name, answer in answers.items())
    return Extracted(evidence=tuple(evidence), answers=rows, text=_repository_text(view))


def _answer_row(name: str, signal: Signal, answer: object) -> AnswerRow:
    match answer:
        case Found(findings=findings):
            total = round(sum(finding.value for finding in findings), 4)
            return AnswerRow(signal=name, version=signal.version, outcome=Outcome.FOUND, value=total, reason="")
        case NotFound(reason=reason):
            outcome = Outcome.NOT_FOUND
        case CouldNotLook(reason=reason):
            outcome = Outcome.COULD_NOT_LOOK
        case _:
            outcome, reason = Outcome.NOT_LOOKED, getattr(answer, "reason", "")
    return AnswerRow(signal=name, version=signal.version, outcome=outcome, value=0.0, reason=reason)


Group = tuple[str, tuple[str, ...]]  # a kind and the skills it shows


@dataclass(slots=True)
class _Own:
    """One account's part of a group: its amount, and the finding that is most theirs."""

    amount: float
    share: float
    finding: Finding
    touch: Touch | None


def _attributed(
    name: str, signal: Signal, findings: Iterable[Finding], *, snapshot: Snapshot, ownership: Ownership
) -> list[Evidence]:
    """One evidence row for each (kind, skills, account): amounts summed, the file that is most theirs shown.

    Findings that show different skills are never one row, or its link would show another skill than it claims.
    """
    groups: dict[Group, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.kind, finding.skills].append(finding)
    rows: list[Evidence] = []
    for (kind, skills), group in sorted(groups.items()):
        total = round(sum(finding.value for finding in group), 4)
        for account, own in sorted(_owned(group, ownership).items()):
            rows.append(_row(name, signal, kind, skills, account, own, total=total, snapshot=snapshot))
    return rows


def _owned(group: Iterable[Finding], ownership: Ownership) -> dict[Account, _Own]:
    """Each account's part of a group of findings."""
    found: dict[Account, _Own] = {}
    for finding in group:
        for account, share, touch in _owners(finding, ownership):
            own = found.get(account)
            if own is None:
                found[account] = _Own(share * finding.value, share, finding, touch)
                continue
            own.amount += share * finding.value
            if share > own.share:
                own.share, own.finding, own.touch = share, finding, touch
    return found


def _row(
    name: str,
    signal: Signal,
    kind: str,
    skills: tuple[str, ...],
    account: Account,
    own: _Own,
    *,
    total: float,
    snapshot: Snapshot,
) -> Evidence:
    finding = own.finding
    return Evidence(
        signal=name,
        kind=kind,
        account=account,
        value=total,
        own_value=round(own.amount, 4),
        unit=signal.unit,
        path=finding.path,
        line=finding.line if finding.path else None,
        commit=finding.commit or snapshot.commit,
        link=_link(snapshot, finding),
        observed_at=own.touch.last_at if own.touch else snapshot.committed_at,
        authored_share=round(own.share, 4),
        detail=finding.detail,
        skills=skills,
    )


def _owners(finding: Finding, ownership: Ownership) -> list[tuple[Account, float, Touch | None]]:
    if finding.account:
        return [(finding.account, 1.0, None)]
    return [(touch.account, share, touch) for touch, share in ownership.shares(finding.path or "")]


def _link(snapshot: Snapshot, finding: Finding) -> str:
    if finding.path is None:
        return commit_link(snapshot.repository, commit=finding.commit or snapshot.commit)
    return file_link(snapshot.repository, commit=snapshot.commit, path=finding.path, line=finding.line)


# A comment or fence that nobody closed runs to the end, as it does where the page is shown; every span is bounded.
# In this order: what hides or is no prose, then pictures, then links down to their words, then bare addresses. Every
# repetition is bounded, so that a hostile README costs no more than a long one.
_PROSE = (
    (re.compile(r"<!--.*?(?:-->|\Z)|```.*?(?:```|\Z)|@\w{1,40}\{[^}]{0,4000}\}", re.S), " "),
    (re.compile(r"!\[[^\]]{0,400}\](?:\([^()\n]{0,600}\)|\[[^\]\n]{0,200}\])"), " "),
    (re.compile(r"\[([^\[\]]{0,400})\](?:\([^()\n]{0,600}\)|\[[^\]\n]{0,200}\])"), r"\1"),
    (re.compile(r"^\s{0,3}\[[^\]\n]{1,200}\]:.*$", re.M), " "),
    (re.compile(r"<[^>]{1,600}>"), " "),
    (re.compile(r"https?://[^\s)>\]]+"), " "),
    (re.compile(r"[#*_`>|=~\[\]-]+"), " "),
)


def plain(markdown: str, *, words: int) -> str:
    """The visible prose of a README, its first `words` words: no comments, code, markup, links or hidden characters."""
    text = "".join(char for char in markdown[:40_000] if unicodedata.category(char) != "Cf")
    for pattern, replacement in _PROSE:
        text = pattern.sub(replacement, text)
    return " ".join(text.split()[:words])


def _repository_text(view: View) -> RepositoryText:
    return RepositoryText(
        readme=plain(view.readme, words=README_WORDS),
        dependencies=tuple(sorted(declared(view))),
        place="course" if view.is_course else "product",
    )
