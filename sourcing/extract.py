"""From a landed snapshot to landed evidence: every signal asked once, every finding attributed from the log."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
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
    RepositoryText,
    Snapshot,
    Touch,
)
from sourcing.signal import CouldNotLook, Finding, Found, NotFound, Signal

VERSION = "extract-1"
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
    """The landed evidence of one git batch; done before, it is returned as it is. Errors: LandingError, PluginError.

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
    """The snapshot and contributions of a git batch, None for an empty repository. Errors: LandingError."""
    name = parent.batch_id
    head = next(iter(landing.read(name, "head", Head)))
    if head.commit is None:
        return None
    held: dict[str, Held] = {}
    texts: dict[str, str] = {}
    for text in landing.read(name, "text", ChosenText):
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
    )
    return snapshot, contributions


def ask_all(snapshot: Snapshot, contributions: Contributions, *, known: Mapping[str, Signal]) -> Extracted:
    """Every signal's answer, its findings attributed to accounts. Order: signal, kind, account."""
    view, ownership = View(snapshot), Ownership(contributions.touches)
    evidence: list[Evidence] = []
    answers: list[AnswerRow] = []
    for name, signal in sorted(known.items()):
        answer = signal.look(view, contributions)
        answers.append(_answer_row(name, signal, answer))
        if isinstance(answer, Found):
            evidence += _attributed(name, signal, answer.findings, snapshot=snapshot, ownership=ownership)
    return Extracted(evidence=tuple(evidence), answers=tuple(answers), text=_repository_text(view))


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


def _attributed(
    name: str, signal: Signal, findings: Iterable[Finding], *, snapshot: Snapshot, ownership: Ownership
) -> list[Evidence]:
    """One evidence row for each (kind, account): amounts summed, the file that is most theirs shown."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.kind].append(finding)
    rows: list[Evidence] = []
    for kind, group in sorted(groups.items()):
        total = round(sum(finding.value for finding in group), 4)
        best: dict[Account, tuple[float, Finding, Touch | None]] = {}
        own: dict[Account, float] = defaultdict(float)
        skills: dict[Account, dict[str, None]] = defaultdict(dict)
        for finding in group:
            for account, share, touch in _owners(finding, ownership):
                own[account] += share * finding.value
                skills[account].update(dict.fromkeys(finding.skills))
                if account not in best or share > best[account][0]:
                    best[account] = (share, finding, touch)
        for account, (share, finding, touch) in sorted(best.items(), key=lambda item: item[0]):
            rows.append(
                Evidence(
                    signal=name,
                    kind=kind,
                    account=account,
                    value=total,
                    own_value=round(own[account], 4),
                    unit=signal.unit,
                    path=finding.path,
                    line=finding.line if finding.path else None,
                    commit=finding.commit or snapshot.commit,
                    link=_link(snapshot, finding),
                    observed_at=touch.last_at if touch else snapshot.committed_at,
                    authored_share=round(share, 4),
                    detail=finding.detail,
                    skills=tuple(skills[account]),
                )
            )
    return rows


def _owners(finding: Finding, ownership: Ownership) -> list[tuple[Account, float, Touch | None]]:
    if finding.account:
        return [(finding.account, 1.0, None)]
    return [(touch.account, share, touch) for touch, share in ownership.shares(finding.path or "")]


def _link(snapshot: Snapshot, finding: Finding) -> str:
    if finding.path is None:
        return commit_link(snapshot.repository, commit=finding.commit or snapshot.commit)
    return file_link(snapshot.repository, commit=snapshot.commit, path=finding.path, line=finding.line)


_NOISE = re.compile(
    r"<!--.*?-->|```.*?```|<[^>]{1,400}>|!\[[^\]]*\]\([^)]*\)|https?://\S+|[\u200b-\u200f\u2060-\u2064\ufeff]|@\w+\{[^}]*\}",
    re.S,
)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def plain(markdown: str, *, words: int) -> str:
    """The visible prose of a README, its first `words` words: no comments, code, markup, links or hidden characters."""
    text = _LINK.sub(r"\1", _NOISE.sub(" ", markdown[:40_000]))
    return " ".join(re.sub(r"[#*_`>|=~-]{1,}", " ", text).split()[:words])


def _repository_text(view: View) -> RepositoryText:
    return RepositoryText(
        readme=plain(view.readme, words=README_WORDS),
        dependencies=tuple(sorted(declared(view))),
        place="course" if view.is_course else "product",
    )
