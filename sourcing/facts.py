"""A repository's yes/no facts and shares, drawn from the answers of its signals, for anyone to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sourcing.evidence.reading import View
from sourcing.evidence.shape import style_shares
from sourcing.evidence.signal import Answer, CouldNotLook, Found
from sourcing.parsing.messages import CONVENTIONAL
from sourcing.records import Contributions
from sourcing.signals.tests import test_share

# A fact is yes where its signal found one of these kinds.
_KINDS: Mapping[str, tuple[str, frozenset[str]]] = {
    "dockerfile": (
        "containers",
        frozenset({"product", "compose", "services", "base", "example", "course", "development"}),
    ),
    "dockerfile_product": ("containers", frozenset({"product", "compose"})),
    "unit_tests": ("tests", frozenset({"unit", "integration"})),
    "ci": ("ci", frozenset({"checks", "course"})),
    "http_api": ("http_api", frozenset({"product"})),
    "model_serving": ("model_serving", frozenset({"framework", "endpoint", "config", "is_one"})),
    "mlops_tooling": ("mlops_tooling", frozenset({"used", "optional", "config", "is_one", "course"})),
    "lint_or_types": ("lint_and_types", frozenset({"linter", "formatter", "types", "hooks", "runs"})),
}
RECENT = 200  # commits


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """`answers` maps each fact to yes, no or unknown; `shares` are 0..1, of files, lines, functions or commits,
    but for `violations_per_1000_lines` and `median_function_lines`, which say their unit.
    """

    answers: Mapping[str, str]
    shares: Mapping[str, float]


def facts(answers: Mapping[str, Answer], contributions: Contributions, *, view: View | None = None) -> Facts:
    """The facts that follow from the answers; unknown is a question that could not be looked at, never a no.

    What no answer tells, the share of tests in the code and its style, needs the view and is left out without it.
    """
    shares = {
        "notebook_share": _notebook_share(answers["notebooks"]),
        "conventional_share": _conventional(contributions, most=None),
        "conventional_share_last200": _conventional(contributions, most=RECENT),
    }
    if view is not None:
        shares |= {"test_share": test_share(view), **style_shares(view)}
    return Facts(
        answers={name: _fact(answers[signal], kinds) for name, (signal, kinds) in _KINDS.items()}, shares=shares
    )


def _fact(answer: Answer, kinds: frozenset[str]) -> str:
    if isinstance(answer, CouldNotLook):
        return "unknown"
    return "yes" if isinstance(answer, Found) and any(finding.kind in kinds for finding in answer.findings) else "no"


def _notebook_share(answer: Answer) -> float:
    """Notebooks as a share of notebooks and Python modules."""
    findings = answer.findings if isinstance(answer, Found) else ()
    notebooks = sum(1 for finding in findings if finding.kind == "notebook")
    modules = sum(finding.value for finding in findings if finding.kind == "module")
    return round(notebooks / (notebooks + modules), 4) if notebooks + modules else 0.0


def _conventional(contributions: Contributions, *, most: int | None) -> float:
    """The share of commit subjects of the form `type(scope): subject`, over the newest `most` commits."""
    subjects = [commit.subject for commit in contributions.commits[:most]]
    return round(sum(bool(CONVENTIONAL.match(subject)) for subject in subjects) / len(subjects), 4) if subjects else 0.0
