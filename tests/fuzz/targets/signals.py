"""Every signal over repositories of a few files, and all of them at once as `sourcing extract` asks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sourcing import signals
from sourcing.evidence.reading import View
from sourcing.evidence.signal import MAX_DETAIL, Found, Signal
from sourcing.extract import ask_all
from sourcing.git.snapshot import decode
from sourcing.records import Contributions, Snapshot
from tests.fuzz.target import Target, bundle, unbundled
from tests.signals.support import CASES, contributions, load, snapshot

_SUBJECTS = "subjects"  # the path under which an input holds the subjects of commits
_MOST = 600_000  # bytes of all files: what one of them may have by `sourcing.choice` is 1,000,000


def targets() -> Iterator[Target]:
    """One for each signal, and `signals/all`."""
    known = signals.catalogue()
    for name, signal in known.items():
        yield Target(name=f"signals/{name}", run=partial(_look, signal), seeds=_seeds(f"{name}/*"), most=_MOST)
    yield Target(name="signals/all", run=partial(_all, known), seeds=_seeds("*/*"), most=_MOST)


def _look(signal: Signal, data: bytes) -> None:
    read, made = _repository(data)
    view = View(read)
    view.read(signal.reads)
    answer = signal.look(view, made)
    for finding in answer.findings if isinstance(answer, Found) else ():
        assert finding.kind in signal.kinds
        assert len(finding.detail) <= MAX_DETAIL
        assert finding.path not in view.texts or 1 <= finding.line <= max(1, len(view.lines(finding.path or "")))


def _all(known: Mapping[str, Signal], data: bytes) -> None:
    ask_all(*_repository(data), known=known)


def _repository(data: bytes) -> tuple[Snapshot, Contributions]:
    parts = unbundled(data)
    subjects = parts.pop(_SUBJECTS, b"").decode("utf-8", "replace").split("\n")
    texts = {path: text for path, blob in parts.items() if path and (text := decode(blob)) is not None}
    account = "0123456789abcdef"
    touches = [{"account": account, "path": path} for path in texts]
    return snapshot(texts), contributions(
        [{"account": account, "subject": one[:300]} for one in subjects[:20_000]], touches=touches
    )


def _seeds(pattern: str) -> Callable[[], Iterator[bytes]]:
    def seeds() -> Iterator[bytes]:
        for case in sorted(path.parent for path in CASES.glob(f"{pattern}/expected.json")):
            read, made = load(case)
            subjects = "\n".join(commit.subject for commit in made.commits)[:5_000]
            yield bundle({_SUBJECTS: subjects.encode(), **{path: text.encode() for path, text in read.texts.items()}})

    return seeds
