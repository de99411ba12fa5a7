"""Tools of the model lifecycle: tracking, pipelines, data versions, features, monitoring, tuning.

Unit: files per tool. What counts: imports of the tool in product code (`used`, or `optional` where every import of
the file stands under a condition or has a fallback), Trainer options and loggers that report to it, its configuration
files, and a repository that is such a tool itself. Traps: a tool does not import itself; Hydra configures and is
none; a dependency that no code imports is only `declared`; examples and courses have kinds of their own;
`evaluate.py` beside a script is no library.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from sourcing.dependencies import declared, normal
from sourcing.findings import plain_kind, spread
from sourcing.packages import Package, import_name, packages
from sourcing.places import Place
from sourcing.reading import View
from sourcing.records import Contributions
from sourcing.signal import Answer, Finding, Signal, answer
from sourcing.syntax import keyword, text_of

# fmt: off
TOOLS = {
    "mlflow": "MLflow", "wandb": "Weights & Biases", "dvc": "DVC", "dvclive": "DVC", "kfp": "Kubeflow",
    "kubeflow": "Kubeflow", "airflow": "Airflow", "prefect": "Prefect", "dagster": "Dagster", "ray.tune": "Ray",
    "ray.train": "Ray", "ray.air": "Ray", "ray.workflow": "Ray", "ray.data": "Ray", "zenml": "ZenML",
    "metaflow": "Metaflow", "feast": "Feast", "evidently": "Evidently", "great_expectations": "Great Expectations",
    "optuna": "Optuna", "clearml": "ClearML", "trains": "ClearML", "comet_ml": "Comet", "neptune": "Neptune",
    "sagemaker": "SageMaker", "kedro": "Kedro", "whylogs": "whylogs", "alibi_detect": "Alibi Detect",
    "nannyml": "NannyML", "seldon_core": "Seldon Core", "bentoml": "BentoML", "flytekit": "Flyte", "luigi": "Luigi",
    "mlrun": "MLRun", "aim": "Aim", "sacred": "Sacred", "polyaxon": "Polyaxon", "hopsworks": "Hopsworks",
    "tecton": "Tecton", "deepchecks": "Deepchecks", "swanlab": "SwanLab", "google.cloud.aiplatform": "Vertex AI",
    "azureml": "Azure ML", "azure.ai.ml": "Azure ML", "hyperopt": "Hyperopt", "tfx": "TFX", "lakefs": "lakeFS",
    "langfuse": "Langfuse", "langsmith": "LangSmith", "phoenix": "Arize Phoenix", "kserve": "KServe",
}
# fmt: on
PACKAGES = {
    "mlflow": "MLflow",
    "wandb": "Weights & Biases",
    "dvc": "DVC",
    "kfp": "Kubeflow",
    "apache-airflow": "Airflow",
    "prefect": "Prefect",
    "dagster": "Dagster",
    "zenml": "ZenML",
    "metaflow": "Metaflow",
    "feast": "Feast",
    "evidently": "Evidently",
    "optuna": "Optuna",
    "great-expectations": "Great Expectations",
    "clearml": "ClearML",
    "comet-ml": "Comet",
    "neptune": "Neptune",
    "neptune-client": "Neptune",
    "sagemaker": "SageMaker",
    "kedro": "Kedro",
    "whylogs": "whylogs",
    "alibi-detect": "Alibi Detect",
    "nannyml": "NannyML",
    "seldon-core": "Seldon Core",
    "bentoml": "BentoML",
    "flytekit": "Flyte",
    "mlrun": "MLRun",
    "deepchecks": "Deepchecks",
    "google-cloud-aiplatform": "Vertex AI",
    "hyperopt": "Hyperopt",
    "langfuse": "Langfuse",
    "langsmith": "LangSmith",
}  # fmt: skip
_LOGGERS = {
    "WandbLogger": "Weights & Biases", "WandbCallback": "Weights & Biases", "MLFlowLogger": "MLflow",
    "CometLogger": "Comet",
    "NeptuneLogger": "Neptune", "ClearMLLogger": "ClearML",
}  # fmt: skip
_REPORTS = {
    "wandb": "Weights & Biases",
    "mlflow": "MLflow",
    "comet_ml": "Comet",
    "clearml": "ClearML",
    "neptune": "Neptune",
}
_CONFIG = (
    (re.compile(r"(^|/)dvc\.yaml$"), "DVC"),
    (re.compile(r"(^|/)\.dvc/config$"), "DVC"),
    (re.compile(r"\.dvc$"), "DVC"),
    (re.compile(r"(^|/)MLproject$"), "MLflow"),
    (re.compile(r"(^|/)feature_store\.yaml$"), "Feast"),
    (re.compile(r"(^|/)prefect\.yaml$"), "Prefect"),
    (re.compile(r"(^|/)(dagster|workspace)\.yaml$"), "Dagster"),
    (re.compile(r"(^|/)bentofile\.ya?ml$"), "BentoML"),
    (re.compile(r"(^|/)airflow\.cfg$"), "Airflow"),
    (re.compile(r"(^|/)great_expectations\.ya?ml$"), "Great Expectations"),
)
_ABOUT = 300  # characters of a description that say what a package is
_LIFECYCLE = re.compile(
    r"(?=.*\b(models?|ml|mlops|machine[- ]learning|data science|ai|llm|drift|experiments?|analytics)\b)"
    r".*\b(monitor\w*|drift|(experiment|run|model|ml) (track\w*|management)|track\w*\b.{0,30}\b(experiments|runs)|"
    r"(workflow|pipeline|ml|machine learning|model-serving) orchestrat\w+|model registry|feature store|"
    r"(ml|machine learning|model) lifecycle|data (version\w*|logging|quality|validation)|mlops|"
    r"(data|ml|machine learning|training|analytics|mlops) pipelines?)\b",
    re.I | re.S,
)


def tool_of(module: str) -> str | None:
    """The tool that a dotted import belongs to, the longest known prefix deciding; None for all others."""
    parts = module.split(".")
    return next((TOOLS[name] for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in TOOLS), None)


def _mentions(view: View, path: str) -> Iterator[tuple[str, int, bool, str]]:
    """Each use of a tool in a Python file: tool, line, whether it is guarded, how it is used."""
    for item in view.imported(path):
        logger = _LOGGERS.get(item.name.rpartition(".")[2])
        if tool := tool_of(item.name) or logger:
            yield tool, item.line, item.is_guarded, f"imports {item.name.split('.')[0] if not logger else item.name}"
    for node in view.nodes(path) if "report_to" in view.texts[path] else ():
        value = keyword(node, "report_to") if isinstance(node, ast.Call) else None
        names = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        for name in names:
            if tool := _REPORTS.get(text_of(name) or ""):
                yield tool, name.lineno if name else 1, False, "trains with report_to"


def _uses(view: View, own: set[str]) -> Iterator[Finding]:
    for path in view.python:
        kind = plain_kind(view.place(path))
        by_tool: dict[str, list[tuple[int, bool, str]]] = {}
        for tool, line, is_guarded, how in _mentions(view, path) if kind else ():
            if tool not in own:
                by_tool.setdefault(tool, []).append((line, is_guarded, how))
        for tool, uses in by_tool.items():
            firm = [use for use in uses if not use[1]]
            line, _, how = min(firm or uses)
            found = str(kind) if kind != "product" else "used" if firm else "optional"
            detail = f"{how} in {path}" + (" under a condition" if found == "optional" else "")
            yield Finding(kind=found, detail=detail, path=path, line=line, skills=(tool,))


def _config(view: View) -> Iterator[Finding]:
    for path in view.own_paths:
        tool = next((tool for file, tool in _CONFIG if file.search(path)), None)
        kind = plain_kind(view.place(path))
        if tool and kind:
            found = "config" if kind == "product" else kind
            yield Finding(kind=found, detail=f"{tool} configured in {path}", path=path, skills=(tool,))


def _itself(view: View, defined: tuple[Package, ...]) -> Iterator[Finding]:
    """The packages that are tools of the lifecycle: by name, or a main one by what its manifest says of it."""
    shallowest = min((package.path.count("/") for package in defined), default=0)
    for package in defined:
        if view.place(package.path) is not Place.PRODUCT:
            continue
        is_main = package.path.count("/") <= min(shallowest, 1)
        tool = tool_of(import_name(package.name)) if package.language == "Python" and package.name else None
        if tool or (is_main and _LIFECYCLE.search(package.about[:_ABOUT])):
            detail = f"is itself such a tool: {package.about or package.name}"[:200]
            yield Finding(
                kind="is_one", detail=detail, path=package.path, line=package.line, skills=(tool,) if tool else ()
            )


def _declared(view: View, found: list[Finding], own: set[str]) -> Iterator[Finding]:
    known = {skill for finding in found for skill in finding.skills} | own
    for package, (path, line) in sorted(declared(view).items()):
        tool = PACKAGES.get(normal(package))
        if tool and tool not in known and view.place(path) is Place.PRODUCT:
            yield Finding(kind="declared", detail=f"{path} depends on {package}", path=path, line=line, skills=(tool,))


def look(view: View, _: Contributions) -> Answer:
    """One finding per tool and file, what is used firmly first."""
    defined = view.once(packages)
    itself = list(_itself(view, defined))
    own = {tool for package in defined if package.name and (tool := tool_of(import_name(package.name)))}
    found = [*itself, *_uses(view, own), *_config(view)]
    found.extend(_declared(view, found, own))
    order = list(SIGNAL.kinds)
    found.sort(key=lambda finding: (order.index(finding.kind), finding.path or "", finding.skills))
    found = spread(found, by=lambda finding: f"{order.index(finding.kind)} {finding.skills}")
    return answer(found, view=view, needed=lambda path: path.endswith(".py"), nothing="no tool of the model lifecycle")


SIGNAL = Signal(
    question="Which tools of the model lifecycle does the code work with?",
    unit="files per tool",
    version=1,
    kinds={
        "used": "product code imports the tool",
        "optional": "product code imports the tool only under a condition",
        "config": "a configuration file of the tool",
        "is_one": "the repository is such a tool itself",
        "example": "used in an example or in the documentation",
        "course": "used in course work",
        "declared": "a dependency that no held code imports",
    },
    look=look,
)
