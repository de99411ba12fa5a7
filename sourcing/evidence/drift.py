"""Checks for drift of data or models that a repository makes itself; drift of clocks, cars and schemas is another."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from sourcing.evidence.reading import View

_DRIFT = re.compile(
    r"(?:^|_)(?:data|concept|model|feature|covariate|prediction|target|label|dataset|embedding|multivariate|univariate)"
    r"_?drift|drift_?(?:detect|score|report|calc|monitor|metric|check|test)|population_stability|"
    r"(?<![a-z])(?:Data|Concept|Model|Feature|Covariate|Prediction|Target|Label|Dataset|Embeddings?|Column|Text|Tabular|"
    r"Univariate|Multivariate|Online|Classifier|Regressor|Spot-the-diff|KS|MMD|LSDD|CVM|ChiSquare|FET|PCA|LSTM)\w{0,30}Drift|"
    r"[A-Za-z]Drift(?:Detect|Score|Report|Calc|Monitor|Metric|Check|Test|Preset|Table|Analy)|^Drift(?:Detect|Report|Calc|Monitor|Metric|Check)"
)
_OF_DATA_DRIFT = re.compile(
    r"(data|dataset|concept|model|feature|covariate|prediction|target|label|embedding)s?( (and|or) \w{1,30})?[ _-]?drift",
    re.I,
)
_SAID = 500  # characters of a docstring's first paragraph, which says what is meant
_DEFINES = re.compile(r"^[ \t]*(?:class|def)[ \t]+\w{0,80}?(?:[dD]rift|population_stability)", re.M)
_DRIFT_MODULE = re.compile(r"(^|[/_])drift(_detection|_detectors?|_monitor\w*|_metrics)?(/|\.py$)", re.I)
_HANDLES = re.compile(r"(deploy|enable|disable|get|list|delete|store|plot|show|view|download|register|load|save|test)_")
_HOLDS = re.compile(r"(results?|options\w*|fields|configs?|values?|thresholds?|renderer|dict|mapper|params)$", re.I)
_NO_DRIFT = re.compile(r"clock|time_?drift|config|schema|gyro|sensor|terraform|stack|lane|bias_?drift|diffusion", re.I)
# Drift of something else, as a path or a docstring says it: `clock/drift.py`, "Drift of the boat", `drift/boat.py`.
_THINGS = (
    r"clocks?|configs?|configurations?|schemas?|gyros?|gyroscopes?|sensors?|terraform|infrastructure|stacks?|lanes?|cars?|vehicles?|"
    r"boats?|vessels?|ships?|leeway|oscillators?|imu"
)
_OTHER = re.compile(
    rf"(?<![a-z])({_THINGS})[ _/-]{{1,2}}drift|drift((s|ing)? (of|in) ((the|a|an) )?|/)({_THINGS})(?![a-z])", re.I
)
# What a comparison of data with earlier data speaks of: the statistics of one, or what many a comparison has.
_STATISTICS = r"p_?val|\bpsi\b|ks_2samp|kstest|wasserstein|jensen|divergence|x_ref|chi2|hellinger|cusum|adwin|page_?hinkley|drift_?score"
_TESTS = re.compile(_STATISTICS, re.I)
_COMPARES = re.compile(rf"{_STATISTICS}|reference|baseline|distribution|threshold", re.I)
_OF_DATA = re.compile(
    r"(?<![a-z])(data|datasets?|dataframes?|df|features?|columns?|predictions?|labels?|embeddings?|models?|distributions?)(?![a-z])",
    re.I,
)


class Check(NamedTuple):
    """The line of a class or function that checks for drift, and which it is: `class PearDriftDetector`."""

    line: int
    what: str


def own_check(view: View, path: str) -> Check | None:
    """The first class or function of a Python file that is named for drift of data, or in a module of that name, and
    compares distributions."""
    if not path.endswith(".py"):
        return None
    text = view.texts[path]
    in_module = bool(_DRIFT_MODULE.search(path))
    if not in_module and not (("rift" in text or "population_stability" in text) and _DEFINES.search(text)):
        return None
    if not _COMPARES.search(text):
        return None
    module = view.module(path)
    about = _said(module) if module else ""
    is_other = _is_other(f"{path}\n{about}")
    in_module = in_module and not is_other
    for node in view.nodes(path, ast.ClassDef, ast.FunctionDef):
        if _NO_DRIFT.search(node.name) or _HOLDS.search(node.name):
            continue
        named = bool(_DRIFT.search(node.name)) and not _HANDLES.match(node.name)
        body = view.lines(path)[node.lineno : node.end_lineno] if named or in_module else []
        if _compares(body, about) if in_module and not named else any(_COMPARES.search(line) for line in body):
            said = _said(node)
            if _is_other(said) or (is_other and not _OF_DATA_DRIFT.search(f"{node.name} {said}")):
                continue
            what = "class" if isinstance(node, ast.ClassDef) else "function"
            return Check(node.lineno, f"{what} {node.name}")
    return None


def _said(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    """The first paragraph of a docstring."""
    return (ast.get_docstring(node, clean=False) or "").split("\n\n", 1)[0][:_SAID]


def _is_other(text: str) -> bool:
    """Whether a path or a docstring speaks of the drift of something that is no data, and of none of data."""
    return bool(_OTHER.search(text)) and not _OF_DATA_DRIFT.search(text)


def _compares(body: list[str], about: str) -> bool:
    """Whether what only its module calls drift compares data: by a test of statistics, or against a reference and of data or a model."""
    if any(_TESTS.search(line) for line in body):
        return True
    return any(_COMPARES.search(line) for line in body) and any(_OF_DATA.search(line) for line in (about, *body))
