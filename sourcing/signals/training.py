"""Code that trains models, and the configuration its runs are made from.

Unit: files. What counts: product code that trains (a backward pass with an optimiser step, gradients applied, a Trainer that is
told to train, `fit` of something named like a model beside a machine-learning import), configuration files with
hyperparameters. Traps: `fit` of something that is no model; a test that trains a toy; a configuration of an application;
examples and courses have kinds of their own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from sourcing.choice import EXPERIMENT
from sourcing.evidence.findings import plain_kind, spread
from sourcing.evidence.learning import evidence, uses_learning
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.parsing.syntax import dotted
from sourcing.places import Place
from sourcing.records import Archetype, Contributions

_MODEL = re.compile(
    r"(^|[._])(model|net|network|clf|classifier|regressor|estimator|trainer|pipeline|pipe|learner|agent|policy|algo|"
    r"est)\w*$",
    re.I,
)
_TRAINS = ("backward(", "fit(", "fit_generator(", "learn(", "train(", "grad(", "GradientTape(")
_STEPS = (".step", ".apply_gradients", ".minimize", ".apply_updates")
_HYPERPARAMETER = re.compile(
    r"^\s*-?\s*[\"']?(lr|learning_?rate|batch_?size|(num_|max_)?(train_)?epochs|optimi[sz]er|weight_decay|"
    r"hidden_(size|dim)|dropout|num_layers|"
    r"embedding_size|train_batch_size|total_timesteps|gamma|seed|warmup_(steps|ratio))\b[\"']?\s*[:=]",
    re.I,
)


def _training(view: View, path: str) -> tuple[int, str] | None:
    """The line that trains and what it does, None where the file does not."""
    text = view.texts[path]
    if not path.endswith(".py") or not any(word in text for word in _TRAINS):
        return None
    calls = [(dotted(node.func), node.lineno) for node in view.nodes(path, ast.Call)]
    steps = any(name.endswith(_STEPS) for name, _ in calls)
    for name, line in calls:
        owner, _, method = name.rpartition(".")
        if method == "backward" and owner and steps:
            return line, "backward pass and optimiser step"
        if method in ("value_and_grad", "GradientTape", "grad") and steps and owner in ("jax", "tf", "nnx"):
            return line, "gradients and optimiser step"
        if method == "train" and re.search(r"(^|[._])trainer$", owner, re.I):
            return line, "runs a Trainer"
        is_fit = method in ("fit", "partial_fit", "fit_generator", "learn") and _MODEL.search(owner)
        if is_fit and uses_learning(view, path):
            return line, f"{name}()"
    return None


def _scripts(view: View) -> Iterator[Finding]:
    for path in view.python:
        place = plain_kind(view.place(path))
        found = view.of(_training, path) if place else None
        if found and place:
            kind = "training" if place == "product" else place
            detail = f"trains a model ({found[1]}) in {path}"
            yield Finding(kind=kind, detail=detail, path=path, line=found[0], skills=("model training",))


def _hyperparameter(view: View, path: str) -> int | None:
    """The first line of an experiment's configuration that sets a hyperparameter."""
    return view.first_line(path, _HYPERPARAMETER) if EXPERIMENT.search(path) else None


def _configs(view: View) -> Iterator[Finding]:
    """Configuration files with hyperparameters, in a repository that shows machine learning."""
    for path in view.own if view.once(evidence) else ():
        place = plain_kind(view.place(path))
        line = view.of(_hyperparameter, path) if place and view.place(path) is not Place.DOCS else None
        if line and place:
            kind = "experiment_config" if place == "product" else place
            detail = f"hyperparameters of an experiment in {path}"
            yield Finding(kind=kind, detail=detail, path=path, line=line, skills=("experiment configuration",))


def look(view: View, _: Contributions) -> Answer:
    """The code and the configurations of each kind in turn, by path."""
    order = list(SIGNAL.kinds)
    found = sorted([*_scripts(view), *_configs(view)], key=lambda item: (order.index(item.kind), item.path or ""))
    return answer(
        spread(found, by=lambda finding: str(order.index(finding.kind))),
        view=view,
        needed=lambda path: path.endswith(".py"),
        nothing="no code that trains a model",
    )


SIGNAL = Signal(
    question="What trains models here, and from which configuration?",
    unit="files",
    version=1,
    kinds={
        "training": "code that trains a model",
        "experiment_config": "a configuration file with hyperparameters",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
    why={
        Archetype.RESEARCHER: "A researcher trains models again and again, from configurations that can be told apart.",
        Archetype.DEVELOPER: "A developer turns a training script into a pipeline others can run.",
    },
    reads=(_training, _hyperparameter),
)
