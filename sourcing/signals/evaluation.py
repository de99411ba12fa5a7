"""Code that measures models, and compares them with ablations and baselines.

Unit: files. What counts: scripts that are named for evaluation, validation or benchmarks AND compute a metric; scripts named
for ablations, baselines, comparisons, sweeps or reproduction AND measure or train, beside a machine-learning import. Traps:
`evaluate.py` without a metric; a package that is called `baselines`; accuracy in a comment; tests; examples and courses have
kinds of their own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from sourcing.evidence.findings import in_turn, plain_kind
from sourcing.evidence.learning import uses_learning
from sourcing.evidence.packages import import_name, own_names
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.parsing.syntax import dotted
from sourcing.places import base_name
from sourcing.records import Archetype, Contributions

_METRIC = re.compile(
    r"(accuracy|f1|_auc|roc_|bleu|rouge|ndcg|recall|precision|perplexity|_iou|dice|mean_squared|mean_absolute|rmse|"
    r"\bmap\b|mrr|hit_rate|error_rate|"
    r"confusion_matrix|average_return|mean_reward|exact_match|evaluate|compute_metrics|score)",
    re.I,
)
_EVALUATION = re.compile(
    r"(^|_)(eval|evals|evaluate|evaluation|evaluator|benchmark|benchmarks|validate|validation)(_|\.|$)", re.I
)
_COMPARES = re.compile(
    r"(^|[_-])(ablations?|ablate|baselines?|reproduce|reproduction|repro|compare|comparison|sweep|sweeps)([_.-]|$)",
    re.I,
)
_RUNS = re.compile(r"(^|\.)(backward|fit|train|learn)$")


def _is_named(path: str) -> bool:
    return path.endswith(".py") and bool(
        _EVALUATION.search(base_name(path)) or any(_COMPARES.search(part) for part in path.split("/"))
    )


def _measures(view: View, path: str) -> tuple[int | None, int | None]:
    """Of a file named for it: the first lines that compute a metric, and that train."""
    if not _is_named(path):
        return None, None
    called = [(dotted(node.func), node.lineno) for node in view.nodes(path, ast.Call)]
    named = [(node.name, node.lineno) for node in view.nodes(path, ast.FunctionDef)]
    metric = next((line for name, line in (*named, *called) if _METRIC.search(name)), None)
    return metric, next((line for name, line in called if _RUNS.search(name)), None)


def _own_folders(view: View) -> frozenset[str]:
    """The folders that are called as the repository or a package of it, which says nothing of what a file there does."""
    return frozenset(folder for name in own_names(view) for folder in (name.lower(), import_name(name)))


def _script(view: View, path: str) -> Iterator[tuple[str, int, str]]:
    """The kinds of measuring one file does, each with its line."""
    metric, trained = view.of(_measures, path)
    name = base_name(path)
    if metric and _EVALUATION.search(name):
        yield "evaluation", metric, f"evaluates in {path}"
    itself = view.once(_own_folders)
    folders = [part for part in path.split("/")[:-1] if part.lower() not in itself]
    compares = any(_COMPARES.search(part) for part in (name, *folders))
    line = metric or trained
    if line and compares and uses_learning(view, path):
        yield "ablation", line, f"ablation, baseline or comparison in {path}"


_SKILLS = {"evaluation": ("evaluation",), "ablation": ("ablation studies",)}


def _findings(view: View) -> Iterator[Finding]:
    for path in view.python:
        place = plain_kind(view.place(path)) if _is_named(path) else None
        found = list(_script(view, path)) if place else []
        for kind, line, detail in found[: None if place == "product" else 1]:
            shown = kind if place == "product" else str(place)
            yield Finding(kind=shown, detail=detail, path=path, line=line, skills=_SKILLS[kind])


def look(view: View, _: Contributions) -> Answer:
    """The scripts of each kind in turn, by path."""
    return answer(
        in_turn(_findings(view), SIGNAL.kinds),
        view=view,
        needed=_is_named,
        nothing="no script that evaluates or compares models",
    )


SIGNAL = Signal(
    question="What measures and compares models here?",
    unit="files",
    version=2,
    kinds={
        "ablation": "a script for ablations, baselines or comparisons",
        "evaluation": "a script that evaluates",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
    why={
        Archetype.RESEARCHER: "A researcher decides by measurement, against baselines and ablations, whether a model is better.",
        Archetype.OPERATOR: "An evaluation that can be run again tells an operator whether a new model may go live.",
    },
    reads=(_measures,),
)
