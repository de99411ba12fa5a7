"""From a landed snapshot to landed evidence: every signal asked once, every finding attributed from the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sourcing.evidence.attribution import Ownership
from sourcing.evidence.bylines import without_people
from sourcing.evidence.claims import in_readme
from sourcing.evidence.credit import credited
from sourcing.evidence.dependencies import declared
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, CouldNotLook, Found, NotFound, Signal
from sourcing.git.snapshot import decode
from sourcing.git.source import ChosenText, Head
from sourcing.landing import Draft, Landing, Manifest, batch_id
from sourcing.parsing.prose import plain
from sourcing.records import (
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
from sourcing.signals import catalogue

VERSION = "extract-7"
README_WORDS = 400


def catalogue_version(known: Mapping[str, Signal]) -> str:
    """What the evidence depends on besides the batch: every signal with its version."""
    return " ".join([VERSION, *(f"{name}={signal.version}" for name, signal in sorted(known.items()))])


def extract(parent: Manifest, *, landing: Landing) -> Manifest:
    """The landed evidence of one repository's batch; done before, it is returned as it is. Errors: LandingError, PluginError.

    Tables: evidence, answer, repository_text (0 or 1 row), claim.
    """
    if held := extracted(parent, landing=landing):
        return held
    known = catalogue()
    version = catalogue_version(known)
    identity = batch_id("evidence", parent.batch_id, version)
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
                "claim": result.claims if result else (),
            },
        )
    )


def extracted(parent: Manifest, *, landing: Landing) -> Manifest | None:
    """The evidence that was extracted of a batch before, by the signals of now; None where there is none. Errors: LandingError."""
    identity = batch_id("evidence", parent.batch_id, catalogue_version(catalogue()))
    return landing.manifest(identity) if landing.has(identity) else None


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
            evidence += credited(name, known[name], answer.findings, snapshot=view.snapshot, ownership=ownership)
    rows = tuple(_answer_row(name, known[name], answer) for name, answer in answers.items())
    return Extracted(
        evidence=tuple(evidence), answers=rows, text=_repository_text(view), claims=in_readme(view, ownership)
    )


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


def _repository_text(view: View) -> RepositoryText:
    return RepositoryText(
        readme=plain(without_people(view.readme), words=README_WORDS),
        dependencies=tuple(sorted(declared(view))),
        place="course" if view.is_course else "product",
    )
