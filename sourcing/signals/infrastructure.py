"""What the product runs on, written down as code: Kubernetes, Helm, Terraform, templates of a cloud.

Unit: files. What counts: a YAML document whose `apiVersion` and `kind` are Kubernetes' (a Kustomization, a Skaffold
file too), a Helm chart and its templates, a Helmfile, Terraform or OpenTofu with a block that makes or reads something,
CloudFormation and SAM templates, CDK stacks, Pulumi programs, Ansible plays. Traps: YAML that only mentions a cluster;
`apiVersion` of another system (Backstage, Grafana provisioning); `v1` with a kind that Kubernetes does not have there; a
definition that a generator wrote; Helm templates are no YAML, so they are read line by line; `.tf` that only declares
variables, or has its resources in a comment or in a text. Alert rules and scheduled workflows are told by the signals
`monitoring` and `pipelines`. Examples and courses have kinds of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sourcing.evidence import charts
from sourcing.evidence.findings import in_turn, plain_kind
from sourcing.evidence.reading import MAX_LINE, View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.evidence.usage import matches, rules
from sourcing.parsing.formats import json_value, line_of, list_at, table, text_at, yaml_documents
from sourcing.parsing.hcl import code_of
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

_Seen = tuple[str, str, int, str]  # kind, skill, line, what it is; the kind `template` counts only in a chart

_API = re.compile(r"^(v1|(apps|batch|autoscaling|policy|extensions|skaffold|[a-z0-9-]+(\.[a-z0-9-]+)+)/v\d\w*)$", re.I)
_MORE = {
    "AWS": ("infrastructure as code",),
    "CloudFormation": ("AWS", "infrastructure as code"),
    "Pulumi": ("infrastructure as code",),
    "Ansible": ("infrastructure as code",),
    "Terraform": ("infrastructure as code",),
}
# What the core `v1` has, and OpenShift's first: any other kind of that version is of another system.
# fmt: off
_CORE = frozenset({
    "Binding", "ComponentStatus", "ConfigMap", "Endpoints", "Event", "LimitRange", "List", "Namespace", "Node", "PersistentVolume",
    "PersistentVolumeClaim", "Pod", "PodTemplate", "ReplicationController", "ResourceQuota", "Secret", "Service", "ServiceAccount",
    "Template", "DeploymentConfig", "BuildConfig", "ImageStream", "Route",
})
# fmt: on
_NOT_KUBERNETES = re.compile(r"^(backstage\.io|dagger\.io|score\.dev|devfile\.io|sloth\.slok\.dev|openslo)")
_BUNDLE = re.compile(r"(^|/)bundle/manifests/")  # written by the Operator SDK from manifests elsewhere
_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "Pod", "Service", "Kustomization")
_ELSEWHERE = frozenset({"monitoring.coreos.com", "argoproj.io"})  # told by the signals `monitoring` and `pipelines`
_KIND_LINE = re.compile(r"^kind:\s*[\"']?([A-Z]\w+)")
_BLOCK = re.compile(
    r'^\s*(resource|module|data|provider)\s+"([^"]{1,100})"(?:\s+"([^"]{1,100})")?\s*\{|^\s*(terraform)\s*\{'
)
_HELPERS = ("random_", "null_", "local_", "tls_", "time_")  # resources that are no infrastructure by themselves
_BLOCKS = ("resource", "module", "data", "provider", "terraform")
_TELLING_YAML = re.compile(
    r"^(apiVersion|resources|bases|AWSTemplateFormatVersion|Resources|releases|- hosts|  hosts|- name)\s*:", re.M
)
_CDK_IMPORT = re.compile(r"""^\s*import\s.{0,200}\bfrom\s+['"](aws-cdk-lib|@aws-cdk/[\w-]+|@pulumi/[\w-]+)""")
_RULES = rules(
    [
        ("aws_cdk", "base", r"(.+\.)?(Stack|NestedStack|Construct)", "cloud", "AWS", "CDK stack"),
        ("constructs", "base", r"Construct", "cloud", "AWS", "CDK construct"),
        ("cdktf", "base", r"TerraformStack", "terraform", "Terraform", "Terraform stack"),
        ("pulumi", "base", r"ComponentResource", "cloud", "Pulumi", "Pulumi component"),
        *(
            (package, "call", r"(.+\.)?[A-Z]\w*", "cloud", "Pulumi", "Pulumi resource")
            for package in ("pulumi_aws", "pulumi_gcp", "pulumi_azure_native", "pulumi_kubernetes")
        ),
    ]
)


def _manifests(view: View, path: str) -> tuple[_Seen, ...]:
    """What a YAML file declares."""
    if not path.endswith((".yaml", ".yml")):
        return ()
    name, text = base_name(path), view.texts[path]
    if _BUNDLE.search(path):
        return ()
    if name in ("Chart.yaml", "Chart.yml"):
        return tuple(_chart(view, path))
    if charts.may_be_template(view, path):
        for number, line in enumerate(view.lines(path), 1):
            if match := _KIND_LINE.match(line):
                return (("template", "Helm", number, f"Helm template of kind {match.group(1)} in {path}"),)
        return ()
    if not _TELLING_YAML.search(text):
        return ()
    documents = view.value(path, yaml_documents)
    return (*_kubernetes(path, text, documents), *_cloud(path, text, documents), *_plays(path, text, documents))


def _chart(view: View, path: str) -> Iterator[_Seen]:
    for document in view.value(path, yaml_documents)[:1]:
        if (name := text_at(document, "name")) and (text_at(document, "version") or text_at(document, "apiVersion")):
            line = view.first_line(path, re.compile(r"^name\s*:")) or 1
            yield "helm", "Helm", line, f"Helm chart {name} in {path}"


def _kubernetes(path: str, text: str, documents: list[Any]) -> Iterator[_Seen]:
    """The objects of a manifest as one finding, at the one that says most; a Helmfile."""
    kinds = [kind for document in documents if (kind := _object(document))]
    if not kinds and base_name(path).lower() in ("kustomization.yaml", "kustomization.yml"):
        line = line_of(text, r"^(resources|bases|patches|patchesStrategicMerge)\s*:")
        yield "kubernetes", "Kubernetes", line, f"Kustomize overlay in {path}"
    elif kinds:
        shown = min(kinds, key=lambda kind: _WORKLOADS.index(kind) if kind in _WORKLOADS else len(_WORKLOADS))
        more = f", one of {len(kinds)} objects," if len(kinds) > 1 else ""
        line = line_of(text, rf"^[\"']?kind[\"']?\s*:\s*[\"']?{re.escape(shown)}\b")
        yield "kubernetes", "Kubernetes", line, f"Kubernetes {shown}{more} in {path}"
    elif any(text_at(item, "chart") for document in documents for item in list_at(document, "releases")):
        yield "helm", "Helm", line_of(text, r"^releases\s*:"), f"Helmfile with releases in {path}"


def _object(document: Any) -> str | None:
    """The kind of a Kubernetes object that a person wrote, None for anything else."""
    kind, api = text_at(document, "kind"), text_at(document, "apiVersion")
    if not (kind[:1].isupper() and _API.match(api)) or _NOT_KUBERNETES.match(api):
        return None
    if api.lower() == "v1" and kind not in _CORE:
        return None
    if api.partition("/")[0] in _ELSEWHERE and kind not in ("Application", "ApplicationSet", "AppProject", "Rollout"):
        return None
    notes = table(document, "metadata", "annotations")
    return None if any(str(note).startswith("controller-gen.kubebuilder.io/") for note in notes) else kind


def _cloud(path: str, text: str, documents: list[Any]) -> Iterator[_Seen]:
    """A CloudFormation or SAM template."""
    for document in documents[:1]:
        resources = table(document, "Resources")
        types = [
            kind for item in resources.values() if (kind := text_at(item, "Type")).startswith(("AWS::", "Alexa::"))
        ]
        if types:
            name = "SAM" if any(kind.startswith("AWS::Serverless::") for kind in types) else "CloudFormation"
            line = line_of(text, rf"\bType\b[\"']?\s*:\s*[\"']?{re.escape(types[0])}")
            yield "cloud", "CloudFormation", line, f"{name} template with {types[0]} in {path}"


def _plays(path: str, text: str, documents: list[Any]) -> Iterator[_Seen]:
    """An Ansible playbook: a list of plays, each with hosts and something to do there."""
    for document in documents[:1]:
        plays = [play for play in document if isinstance(play, dict)] if isinstance(document, list) else []
        if any("hosts" in play and ({"tasks", "roles", "pre_tasks"} & play.keys()) for play in plays):
            yield "cloud", "Ansible", line_of(text, r"^(-\s+|\s+)hosts\s*:"), f"Ansible play on hosts in {path}"


def _terraform(view: View, path: str) -> tuple[_Seen, ...]:
    """What a Terraform file makes or reads, at its first block of the most telling sort."""
    if not path.endswith((".tf", ".tofu")):
        return ()
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(code_of(view.texts[path]).splitlines(), 1):
        if match := _BLOCK.match(line[:MAX_LINE]):
            block = match.group(1) or "terraform"
            names = [name for name in match.group(2, 3) if name]
            rank = "data" if block == "resource" and names[0].startswith(_HELPERS) else block
            found.setdefault(rank, (number, " ".join([block, ".".join(names)]).strip()))
    block = next((block for block in _BLOCKS if block in found), "")
    return (("terraform", "Terraform", found[block][0], f"Terraform {found[block][1]} in {path}"),) if block else ()


def _code(view: View, path: str) -> tuple[_Seen, ...]:
    """Infrastructure that a program builds, and CloudFormation in JSON."""
    if path.endswith(".py"):
        for rule, use in matches(view, path, _RULES):
            name = use.label or use.name.rpartition(".")[2]
            return ((rule.kind, rule.skill, use.line, f"{rule.noun} {name} in {path}"),)
    elif path.endswith(".ts"):
        for number, line in enumerate(view.lines(path), 1):
            if "from" in line and (match := _CDK_IMPORT.match(line)):
                is_aws = "aws" in match.group(1)
                return (("cloud", "AWS" if is_aws else "Pulumi", number, f"builds on {match.group(1)} in {path}"),)
    elif path.endswith(".json") and '"AWS::' in view.texts[path] and '"Resources"' in view.texts[path]:
        return tuple(_cloud(path, view.texts[path], [view.value(path, json_value)]))
    return ()


def _place(view: View, path: str) -> str | None:
    """`product`, `example` or `course`; templates of a chart are no examples, and what CI deploys is product."""
    where = charts.place(view, path)
    return "product" if where is Place.CI else plain_kind(where)


def _findings(view: View) -> Iterator[Finding]:
    for path in view.own:
        place = _place(view, path)
        seen = (seen for question in READS for seen in view.of(question, path)) if place else ()
        for kind, skill, line, what in seen:
            if kind == "template" and not charts.is_template(view, path):
                continue
            found = place if place != "product" else "helm" if kind == "template" else kind
            yield Finding(kind=str(found), detail=what, path=path, line=line, skills=(skill, *_MORE.get(skill, ())))


def look(view: View, _: Contributions) -> Answer:
    """The files of each kind in turn, by path."""
    return answer(
        in_turn(_findings(view), SIGNAL.kinds),
        view=view,
        needed=lambda path: path.endswith((".yaml", ".yml", ".tf", ".tofu")),
        nothing="no manifest, chart, Terraform or template of a cloud",
    )


READS = (_manifests, _terraform, _code)

SIGNAL = Signal(
    question="Which infrastructure is written down as code?",
    unit="files",
    version=3,
    kinds={
        "kubernetes": "a Kubernetes manifest",
        "helm": "a Helm chart or its template",
        "terraform": "Terraform configuration",
        "cloud": "a template or program that builds what a cloud provides, or a play that sets machines up",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
    reads=READS,
    why={
        Archetype.DEVELOPER: "A developer who writes down what the service runs on can ship it without asking another team.",
        Archetype.OPERATOR: "An operator keeps what runs as code, so that it can be reviewed, rebuilt and moved.",
    },
)
