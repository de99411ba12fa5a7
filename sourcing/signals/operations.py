"""What keeps the product running: infrastructure as code, monitoring, drift checks, scheduled pipelines.

Unit: files. What counts: Kubernetes manifests (a document with `apiVersion` and `kind`), Helm charts, Terraform with
a block, Prometheus rules and scrapes, Grafana dashboards, metrics and traces in code, drift detection, DAGs and
workflows, runbooks. Traps: YAML that only mentions a cluster; Helm templates are no YAML, so they are read line by
line; example and course material has kinds of its own; a tool imported only in tests monitors nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from sourcing.findings import plain_kind, spread
from sourcing.formats import json_value, line_of, yaml_documents
from sourcing.places import Place
from sourcing.reading import View
from sourcing.records import Archetype, Contributions
from sourcing.signal import Answer, Finding, Signal, answer

_MONITORING = {
    "prometheus_client": "Prometheus", "prometheus_fastapi_instrumentator": "Prometheus",
    "starlette_exporter": "Prometheus",
    "prometheus_flask_exporter": "Prometheus", "opentelemetry": "OpenTelemetry", "ddtrace": "OpenTelemetry",
    "statsd": "monitoring",
    "datadog": "monitoring", "sentry_sdk": "monitoring", "grafanalib": "Grafana", "newrelic": "monitoring",
}  # fmt: skip
_DRIFT = {"evidently": "Evidently", "whylogs": "whylogs", "alibi_detect": "Alibi Detect", "nannyml": "NannyML"}
_DRIFT_NAME = re.compile(
    r"(data|concept|model|feature|covariate|prediction|target|label|multivariate|univariate)_?drift|drift_?(detect|"
    r"score|report|calc|monitor|metric|check)|"
    r"^[A-Z]\w*Drift([A-Z]\w*)?$"
)
_PIPELINE = {
    "airflow.DAG": "Airflow", "airflow.decorators": "Airflow", "airflow.models": "Airflow",
    "airflow.operators": "Airflow", "airflow.sdk": "Airflow",
    "prefect": "Prefect", "dagster": "Dagster", "kfp": "Kubeflow", "metaflow": "Metaflow", "luigi": "Luigi",
    "flytekit": "Flyte",
    "zenml": "ZenML", "kedro.pipeline": "Kedro", "apache_beam": "Beam", "hera": "data pipelines",
    "clearml.automation": "ClearML",
}  # fmt: skip
_GO_MONITORING = (
    (re.compile(r'"github\.com/prometheus/client_golang'), "Prometheus"),
    (re.compile(r'"go\.opentelemetry\.io/'), "OpenTelemetry"),
)
_YAML_KIND = {
    "PrometheusRule": ("monitoring", "Prometheus"), "ServiceMonitor": ("monitoring", "Prometheus"),
    "PodMonitor": ("monitoring", "Prometheus"),
    "Workflow": ("pipeline", "data pipelines"), "CronWorkflow": ("pipeline", "data pipelines"),
    "WorkflowTemplate": ("pipeline", "data pipelines"),
}  # fmt: skip
_KIND_LINE = re.compile(r"^\s*kind:\s*([A-Z]\w+)")
_TERRAFORM = re.compile(r'^\s*(resource|module|provider|data)\s+"|^\s*terraform\s*\{')
_RUNBOOK = re.compile(
    r"(^|/)[^/]*(runbook|postmortem|post-mortem|incident[_-]response|on-?call)[^/]*\.(md|rst|txt|adoc)$|(^|"
    r"/)runbooks?/[^/]+\.(md|rst)$",
    re.I,
)

_Seen = tuple[str, str, int, str]  # kind, skill, line, what it is


def _yaml(view: View, path: str, charts: tuple[str, ...]) -> Iterator[_Seen]:
    text = view.texts[path]
    name = PurePosixPath(path).name
    if name in ("Chart.yaml", "Chart.yml"):
        if line := view.first_line(path, re.compile(r"^(name|version):\s*\S")):
            yield "helm", "Helm", line, f"Helm chart {path}"
    elif charts and path.startswith(charts) and "{{" in text:
        kind = next((match.group(1) for line in view.lines(path) if (match := _KIND_LINE.match(line))), None)
        if kind:
            yield "helm", "Helm", view.first_line(path, _KIND_LINE) or 1, f"Helm template of a {kind} in {path}"
    elif re.search(r"^[ \t]*(apiVersion|groups|scrape_configs|stages)[ \t]*:", text, re.M):
        for document in yaml_documents(text):
            yield from _document(view, path, document)


def _document(view: View, path: str, document: Any) -> Iterator[_Seen]:
    """What one YAML document declares."""
    if not isinstance(document, dict):
        return
    kind = document.get("kind")
    if isinstance(kind, str) and isinstance(document.get("apiVersion"), str):
        found, skill = _YAML_KIND.get(kind, ("kubernetes", "Kubernetes"))
        yield found, skill, line_of(view.texts[path], rf"^\s*kind:\s*[\"']?{re.escape(kind)}\b"), f"{kind} in {path}"
    elif isinstance(document.get("scrape_configs"), list):
        yield "monitoring", "Prometheus", line_of(view.texts[path], r"^scrape_configs"), f"Prometheus scrapes in {path}"
    elif isinstance(document.get("groups"), list):
        rules = [
            rule
            for group in document["groups"]
            if isinstance(group, dict)
            for rule in _list(group.get("rules"))
            if isinstance(rule, dict)
        ]
        if any("alert" in rule or "record" in rule for rule in rules):
            line = line_of(view.texts[path], r"^\s*-?\s*(alert|record)\s*:")
            yield "monitoring", "Prometheus", line, f"{len(rules)} Prometheus rules in {path}"
    elif PurePosixPath(path).name == "dvc.yaml" and isinstance(document.get("stages"), dict):
        yield (
            "pipeline",
            "DVC",
            line_of(view.texts[path], r"^stages"),
            f"DVC pipeline of {len(document['stages'])} stages in {path}",
        )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _json(view: View, path: str) -> Iterator[_Seen]:
    if '"panels"' in view.texts[path]:
        board = json_value(view.texts[path])
        board = board.get("dashboard", board) if isinstance(board, dict) else board
        if (
            isinstance(board, dict)
            and isinstance(board.get("panels"), list)
            and {"schemaVersion", "title", "templating"} & board.keys()
        ):
            line = line_of(view.texts[path], '"panels"')
            yield "monitoring", "Grafana", line, f"Grafana dashboard of {len(board['panels'])} panels in {path}"


def _python(view: View, path: str) -> Iterator[_Seen]:
    for table, kind, doing in (
        (_MONITORING, "monitoring", "reports metrics"),
        (_DRIFT, "drift", "checks for drift"),
        (_PIPELINE, "pipeline", "defines a pipeline"),
    ):
        for item in view.imported(path):
            skill = next((skill for prefix, skill in table.items() if f"{item.name}.".startswith(prefix + ".")), None)
            if skill:
                yield kind, skill, item.line, f"{doing} with {item.name.split('.')[0]} in {path}"
                break
    if "rift" in view.texts[path]:
        for node in view.nodes(path):
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and _DRIFT_NAME.search(node.name):
                yield "drift", "drift detection", node.lineno, f"defines {node.name}, code about drift, in {path}"
                break


def _seen(view: View, path: str, charts: tuple[str, ...]) -> Iterator[_Seen]:
    """What one held file shows."""
    if path.endswith((".yaml", ".yml")):
        yield from _yaml(view, path, charts)
    elif path.endswith(".json"):
        yield from _json(view, path)
    elif path.endswith(".py"):
        yield from _python(view, path)
    elif path.endswith(".tf"):
        if line := view.first_line(path, _TERRAFORM):
            yield "terraform", "Terraform", line, f"Terraform in {path}"
    elif path.endswith(".go"):
        for pattern, skill in _GO_MONITORING:
            if line := view.first_line(path, pattern):
                yield "monitoring", skill, line, f"reports metrics with {skill} in {path}"


def _kind(view: View, path: str, charts: tuple[str, ...]) -> str | None:
    """`product`, `example` or `course`; the `templates` of a chart are no examples, deployments by CI are product."""
    chart = next((chart for chart in charts if path.startswith(chart)), None)
    where = view.place(chart + "Chart.yaml" if chart else path)
    return "product" if where is Place.CI else plain_kind(where)


def _findings(view: View) -> Iterator[Finding]:
    charts = tuple(
        path.rpartition("/")[0] + "/" for path in view.own if path.rpartition("/")[2] == "Chart.yaml" and "/" in path
    )
    for path in view.own:
        place = _kind(view, path, charts)
        done = set()
        for kind, skill, line, what in _seen(view, path, charts) if place else ():
            if kind not in done:
                done.add(kind)
                found = kind if place == "product" else str(place)
                yield Finding(kind=found, detail=what, path=path, line=line, skills=(skill,))
    for path in view.own_paths:
        if _RUNBOOK.search(path) and view.place(path) in (Place.PRODUCT, Place.DOCS):
            yield Finding(kind="runbook", detail=f"runbook {path}", path=path, skills=("incident response",))


def look(view: View, _: Contributions) -> Answer:
    """The files of each kind in turn, by path."""
    order = list(SIGNAL.kinds)
    found = sorted(_findings(view), key=lambda item: (order.index(item.kind), item.path or "", item.line, item.detail))
    needed = re.compile(r"\.(ya?ml|tf)$")
    return answer(
        spread(found, by=lambda finding: str(order.index(finding.kind))),
        view=view,
        needed=lambda path: bool(needed.search(path)),
        nothing="no infrastructure, monitoring, drift check or pipeline",
    )


SIGNAL = Signal(
    question="What keeps the product running and watched?",
    unit="files",
    version=2,
    kinds={
        "drift": "code that checks data or models for drift",
        "monitoring": "metrics, traces, alert rules or dashboards",
        "pipeline": "a scheduled or orchestrated pipeline",
        "kubernetes": "a Kubernetes manifest",
        "helm": "a Helm chart or its template",
        "terraform": "Terraform configuration",
        "runbook": "a runbook or a report of an incident",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
    why={
        Archetype.OPERATOR: "An operator owns what runs, how it is watched and how it comes back.",
    },
)
