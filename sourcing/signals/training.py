"""Research work: training, evaluation, ablations, experiment configurations, papers with code.

Unit: files. What counts: product code that trains (a backward pass with an optimiser step, a Trainer, `model.fit`
beside a machine-learning import), scripts that are named for evaluation, ablation, baselines or reproduction AND do
it, configuration files with hyperparameters, a README or CITATION.cff that asks to cite this work. Traps:
`evaluate.py` without a metric; a README that only links other people's papers; `fit` of something that is no model; a
package that is called `baselines`; tests; examples and courses have their own kinds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from sourcing.findings import plain_kind, spread
from sourcing.learning import LIBRARIES, evidence
from sourcing.places import Place
from sourcing.reading import EXPERIMENT, View
from sourcing.records import Contributions
from sourcing.signal import Answer, Finding, Signal, answer
from sourcing.syntax import dotted

_MODEL = re.compile(
    r"(^|[._])(model|net|network|clf|classifier|regressor|estimator|trainer|pipeline|pipe|learner|agent|policy|algo|"
    r"est)\w*$",
    re.I,
)
_TRAINS = re.compile(r"\b(backward|fit|partial_fit|fit_generator|learn|train|value_and_grad|GradientTape|grad)\(")
_METRIC = re.compile(
    r"(accuracy|f1|_auc|roc_|bleu|rouge|ndcg|recall|precision|perplexity|_iou|dice|mean_squared|mean_absolute|rmse|"
    r"\bmap\b|mrr|hit_rate|error_rate|"
    r"confusion_matrix|average_return|mean_reward|exact_match|evaluate|compute_metrics|score)",
    re.I,
)
_EVALUATION = re.compile(
    r"(^|_)(eval|evals|evaluate|evaluation|evaluator|benchmark|benchmarks|validate|validation)(_|\.|$)", re.I
)
_ABLATION = re.compile(
    r"(^|[_-])(ablations?|ablate|baselines?|reproduce|reproduction|repro|compare|comparison|sweep|sweeps)([_.-]|$)",
    re.I,
)
_HYPERPARAMETER = re.compile(
    r"^\s*-?\s*[\"']?(lr|learning_?rate|batch_?size|(num_|max_)?(train_)?epochs|optimi[sz]er|weight_decay|"
    r"hidden_(size|dim)|dropout|num_layers|"
    r"embedding_size|train_batch_size|total_timesteps|gamma|seed|warmup_(steps|ratio))\b[\"']?\s*[:=]",
    re.I,
)
_ASKS = re.compile(
    r"\b(cite|citing|citation|bibtex|our paper|the paper|official (implementation|code)|accompan(ies|ying)|code for)\b",
    re.I,
)
_BIBTEX = re.compile(r"^\s*@(article|inproceedings|misc|conference|techreport|phdthesis|software)\s*\{", re.I)
_ARXIV = re.compile(
    r"arxiv\.org/(abs|pdf)/|openreview\.net/|aclanthology\.org|proceedings\.mlr\.press|doi\.org/10\.", re.I
)
_OPENING = 25  # lines of a README in which a link to a paper stands for this work, not for related work


def _uses_learning(view: View, path: str) -> bool:
    return any(item.name.split(".")[0] in LIBRARIES for item in view.imported(path))


def _training(view: View, path: str) -> tuple[int, str] | None:
    """The line that trains and what it does, None where the file does not."""
    if not _TRAINS.search(view.texts[path]):
        return None
    calls = [(dotted(node.func), node.lineno) for node in view.nodes(path) if isinstance(node, ast.Call)]
    steps = any(name.endswith((".step", ".apply_gradients", ".minimize", ".apply_updates")) for name, _ in calls)
    for name, line in calls:
        owner, _, method = name.rpartition(".")
        if method == "backward" and owner and steps:
            return line, "backward pass and optimiser step"
        if method in ("value_and_grad", "GradientTape", "grad") and steps and owner in ("jax", "tf", "nnx"):
            return line, "gradients and optimiser step"
        if method == "train" and re.search(r"(^|[._])trainer$", owner, re.I):
            return line, "runs a Trainer"
        if (
            method in ("fit", "partial_fit", "fit_generator", "learn")
            and _MODEL.search(owner)
            and _uses_learning(view, path)
        ):
            return line, f"{name}()"
    return None


def _measures(view: View, path: str) -> int | None:
    """The first line that computes a metric, None where none does."""
    for node in view.nodes(path):
        if isinstance(node, ast.FunctionDef) and _METRIC.search(node.name):
            return node.lineno
        if isinstance(node, ast.Call) and _METRIC.search(dotted(node.func)):
            return node.lineno
    return None


def _scripts(view: View) -> Iterator[Finding]:
    for path in view.python:
        place = plain_kind(view.place(path))
        if place is None:
            continue
        found = list(_script(view, path))
        for kind, line, detail in found[: None if place == "product" else 1]:
            skills = {
                "training": ("model training",),
                "evaluation": ("evaluation",),
                "ablation": ("ablation studies",),
            }[kind]
            yield Finding(
                kind=kind if place == "product" else place, detail=detail, path=path, line=line, skills=skills
            )


def _script(view: View, path: str) -> Iterator[tuple[str, int, str]]:
    training = _training(view, path)
    if training:
        yield "training", training[0], f"trains a model ({training[1]}) in {path}"
    name = PurePosixPath(path).name
    folders = [part for part in path.split("/")[:-1] if part.lower() != view.snapshot.repository.name.lower()]
    compares = any(_ABLATION.search(part) for part in (name, *folders))
    if not (_EVALUATION.search(name) or compares):
        return
    line = _measures(view, path)
    if line and _EVALUATION.search(name):
        yield "evaluation", line, f"evaluates in {path}"
    started = line or (training[0] if training else None)
    if started and compares and _uses_learning(view, path):
        yield "ablation", started, f"ablation, baseline or reproduction in {path}"


def _configs(view: View) -> Iterator[Finding]:
    """Configuration files with hyperparameters; one that is not held counts beside a held one of its top folder."""
    paths = [
        path
        for path in view.own_paths
        if EXPERIMENT.search(path) and view.place(path) in (Place.PRODUCT, Place.COURSE, Place.EXAMPLE)
    ]
    lines = {path: line for path in paths if (line := view.first_line(path, _HYPERPARAMETER))}
    shown = {path.split("/", 1)[0] for path in lines}
    for path in paths:
        if path in lines or (path not in view.snapshot.held and path.split("/", 1)[0] in shown):
            place = plain_kind(view.place(path)) or "example"
            kind = "experiment_config" if place == "product" else place
            detail = f"experiment configuration {path}"
            yield Finding(
                kind=kind, detail=detail, path=path, line=lines.get(path, 1), skills=("experiment configuration",)
            )


def _paper(view: View) -> Iterator[Finding]:
    for path in view.own_paths:
        if path.upper() == "CITATION.CFF":
            yield Finding(
                kind="paper", detail=f"{path} says how to cite this work", path=path, skills=("research publications",)
            )
    for path in view.own:
        if "/" in path or not PurePosixPath(path).name.lower().startswith("readme") or view.is_course:
            continue
        lines = view.lines(path)
        for number, line in enumerate(lines, 1):
            asked = " ".join(lines[max(0, number - 8) : number + 1])
            if (_BIBTEX.search(line) and _ASKS.search(asked)) or (
                number <= _OPENING and _ARXIV.search(line) and _ASKS.search(asked)
            ):
                yield Finding(
                    kind="paper",
                    detail=f"{path} names the paper of this work",
                    path=path,
                    line=number,
                    skills=("research publications",),
                )
                break


def look(view: View, _: Contributions) -> Answer:
    """Papers, then the scripts and configurations of each kind in turn, by path."""
    order = list(SIGNAL.kinds)
    found = [*_scripts(view), *_paper(view)]
    if evidence(view):
        found.extend(_configs(view))
    found.sort(key=lambda item: (order.index(item.kind), item.path or "", item.line, item.detail))
    return answer(
        spread(found, by=lambda finding: str(order.index(finding.kind))),
        view=view,
        needed=lambda path: path.endswith(".py"),
        nothing="no training, evaluation, experiment configuration or paper",
    )


SIGNAL = Signal(
    question="What research work is there?",
    unit="files",
    version=1,
    kinds={
        "paper": "the repository belongs to a paper",
        "ablation": "a script for ablations, baselines or reproduction",
        "evaluation": "a script that evaluates",
        "training": "code that trains a model",
        "experiment_config": "a configuration file with hyperparameters",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
)
