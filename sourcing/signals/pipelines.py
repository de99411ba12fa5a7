"""Scheduled and orchestrated pipelines: what is defined to run step after step, again and again.

Unit: files. What counts: a DAG, flow, job, asset, workflow, pipeline, or a step of one, defined for Airflow, Prefect,
Dagster, Kubeflow, Metaflow, Luigi, Flyte, ZenML, Kedro, Beam, TFX, Hera, ClearML, SageMaker, Azure ML, Mage or Step
Functions; stages of `dvc.yaml`; deployments of `prefect.yaml`; Argo workflows, Tekton pipelines and CronJobs; Snakemake
and Nextflow. The detail names what is defined. Traps: importing an orchestrator defines no pipeline; a scikit-learn or
transformers `Pipeline` is a model; a workflow that a compiler wrote; a CI pipeline is told by the signal `ci`; tests
schedule nothing. Examples and courses have kinds of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sourcing.evidence import charts
from sourcing.evidence.findings import in_turn, plain_kind
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.evidence.usage import Use, matches, rules
from sourcing.numbers import counted
from sourcing.parsing.formats import json_value, line_of, table, text_at, yaml_documents
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

_Seen = tuple[str, int, str]  # skill, line, what it is

# What orders a run comes first, its parts after that: the rank of a noun is its place here.
_WHOLES = ("DAG", "flow", "pipeline", "workflow", "job", "schedule", "asset", "run")
_RULES = rules(
    (package, how, pattern, "pipeline", skill, f"{skill} {noun}" if skill != "data pipelines" else noun)
    for package, how, pattern, skill, noun in (
        ("airflow", "call", r"(.+\.)?DAG", "Airflow", "DAG"),
        ("airflow", "decorator", r"(.+\.)?dag", "Airflow", "DAG"),
        ("airflow", "decorator", r"(.+\.)?task(\.\w+)?", "Airflow", "task"),
        ("airflow", "decorator", r"sdk\.(.+\.)?asset(\.multi)?", "Airflow", "asset"),
        ("airflow", "base", r"(.+\.)?\w+(Operator|Sensor|Hook)", "Airflow", "operator"),
        ("airflow", "call", r"(.+\.)?\w+(Operator|Sensor)", "Airflow", "task"),
        ("prefect", "decorator", r"(.+\.)?flow", "Prefect", "flow"),
        ("prefect", "call", r"(.+\.)?Flow", "Prefect", "flow"),
        ("prefect", "call", r"(.+\.)?Deployment(\.build_from_flow)?", "Prefect", "schedule"),
        ("prefect", "decorator", r"(.+\.)?task", "Prefect", "task"),
        ("dagster", "decorator", r"(job|graph|pipeline)", "Dagster", "job"),
        ("dagster", "decorator", r"(schedule|sensor)", "Dagster", "schedule"),
        ("dagster", "decorator", r"(\w*asset)", "Dagster", "asset"),
        ("dagster", "call", r"define_asset_job", "Dagster", "job"),
        ("dagster", "call", r"ScheduleDefinition", "Dagster", "schedule"),
        ("dagster", "decorator", r"(op|solid)", "Dagster", "step"),
        ("kfp", "decorator", r"(.+\.)?pipeline", "Kubeflow", "pipeline"),
        ("kfp", "decorator", r"(.+\.)?(component|container_component)", "Kubeflow", "component"),
        (
            "kfp",
            "call",
            r"(.+\.)?(ContainerOp|create_component_from_func|func_to_container_op)",
            "Kubeflow",
            "component",
        ),
        ("metaflow", "base", r"FlowSpec", "Metaflow", "flow"),
        ("luigi", "base", r"(.+\.)?\w*Task", "Luigi", "task"),
        ("flytekit", "decorator", r"(workflow|dynamic)", "Flyte", "workflow"),
        ("flytekit", "decorator", r"task", "Flyte", "task"),
        ("zenml", "decorator", r"(.+\.)?pipeline", "ZenML", "pipeline"),
        ("zenml", "decorator", r"(.+\.)?step", "ZenML", "step"),
        ("kedro", "call", r"pipeline\.(.+\.)?(Pipeline|pipeline)", "Kedro", "pipeline"),
        ("kedro", "call", r"pipeline\.(.+\.)?node", "Kedro", "step"),
        ("apache_beam", "call", r"(.+\.)?Pipeline", "Beam", "pipeline"),
        ("apache_beam", "base", r"(.+\.)?(DoFn|PTransform|CombineFn)", "Beam", "step"),
        ("tfx", "call", r"(.+\.)?Pipeline", "TFX", "pipeline"),
        ("tfx", "decorator", r"(.+\.)?component", "TFX", "component"),
        ("hera", "call", r"(.+\.)?(Workflow|CronWorkflow|WorkflowTemplate)", "Argo", "workflow"),
        ("clearml", "call", r"(.+\.)?PipelineController", "ClearML", "pipeline"),
        ("clearml", "decorator", r"(.+\.)?PipelineDecorator\.pipeline", "ClearML", "pipeline"),
        ("clearml", "decorator", r"(.+\.)?PipelineDecorator\.component", "ClearML", "component"),
        ("sagemaker", "call", r"workflow\.pipeline\.Pipeline", "SageMaker", "pipeline"),
        ("sagemaker", "call", r"workflow\.(.+\.)?\w+Step", "SageMaker", "step"),
        ("azure", "decorator", r"ai\.ml\.dsl\.pipeline", "Azure ML", "pipeline"),
        ("azureml", "call", r"pipeline\.core\.(.+\.)?Pipeline", "Azure ML", "pipeline"),
        ("stepfunctions", "call", r"(.+\.)?Workflow", "AWS", "workflow"),
        (
            "mage_ai",
            "decorator",
            r".*decorators\.(data_loader|transformer|data_exporter|sensor|custom)",
            "data pipelines",
            "Mage step",
        ),
    )
)
_ARGO = frozenset({"Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate"})
_TELLING_YAML = re.compile(r"^(apiVersion|stages|deployments|StartAt|Resources)\s*:", re.M)
_CRON_LINE = re.compile(r"^kind:\s*(CronJob|CronWorkflow|Workflow|WorkflowTemplate)\b")
_BEAM_JAVA = re.compile(r"\bPipeline\.create\(")
_MAKES = re.compile(r"(^|/)(Snakefile|[^/]+\.smk|main\.nf|nextflow\.config)$")


def _python(view: View, path: str) -> tuple[_Seen, ...]:
    """The pipelines that a Python file defines: for each orchestrator what orders most, with what else there is."""
    if not path.endswith(".py"):
        return ()
    best: dict[str, tuple[int, Use, str]] = {}
    tally: dict[str, Counter[str]] = {}
    for rule, use in matches(view, path, _RULES):
        noun = rule.noun.rpartition(" ")[2]
        rank = _WHOLES.index(noun) if noun in _WHOLES else len(_WHOLES)
        tally.setdefault(rule.skill, Counter())[noun] += 1
        if rule.skill not in best or rank < best[rule.skill][0]:
            best[rule.skill] = (rank, use, rule.noun)
    return tuple(
        (skill, use.line, f"{_defined(use, noun)}{_rest(tally[skill], noun)} in {path}")
        for skill, (_, use, noun) in best.items()
    )


def _defined(use: Use, noun: str) -> str:
    """What is defined, as its line shows it: `Prefect flow train (@flow)`."""
    name = use.name.rpartition(".")[2]
    how = {"decorator": f" (@{name})", "base": f" ({name})", "call": f" ({name})"}[use.how]
    return f"{noun} {use.label}{how}" if use.label else f"{noun}{how}"


def _rest(found: Counter[str], noun: str) -> str:
    """The other things defined there: ` and 3 tasks`."""
    main = noun.rpartition(" ")[2]
    left = found - Counter([main])
    if not left:
        return ""
    name, number = min(left.items(), key=lambda item: (-item[1], item[0]))
    return f" and {number} more" if name == main else f" and {counted(number, name)}"


def _config(view: View, path: str) -> tuple[_Seen, ...]:
    """The pipelines that a YAML or JSON file declares."""
    text = view.texts[path]
    if path.endswith(".json"):
        states = view.value(path, json_value) if '"StartAt"' in text and '"States"' in text else None
        return tuple(_states(path, text, states))
    if not path.endswith((".yaml", ".yml")):
        return ()
    if charts.may_be_template(view, path):
        for number, line in enumerate(view.lines(path), 1):
            if match := _CRON_LINE.match(line):
                return (("data pipelines", number, f"template of kind {match.group(1)} in {path}"),)
        return ()
    if not _TELLING_YAML.search(text):
        return ()
    documents = view.value(path, yaml_documents)
    return tuple(seen for document in documents for seen in _document(path, text, document))[:1]


def _document(path: str, text: str, document: Any) -> Iterator[_Seen]:
    """What one YAML document declares."""
    kind, api = text_at(document, "kind"), text_at(document, "apiVersion")
    name = base_name(path)
    if name == "dvc.yaml":
        stages = list(table(document, "stages"))
        if stages:
            shown = ", ".join(str(stage)[:40] for stage in stages[:4]) + (" …" if len(stages) > 4 else "")
            yield "DVC", line_of(text, r"^stages\s*:"), f"DVC stages {shown} in {path}"
    elif name in ("prefect.yaml", "prefect.yml"):
        deployments = document.get("deployments") if isinstance(document, dict) else None
        if isinstance(deployments, list) and any(text_at(item, "entrypoint") for item in deployments):
            yield "Prefect", line_of(text, r"^deployments\s*:"), f"Prefect deployments of flows in {path}"
    elif (
        (kind in _ARGO and api.startswith("argoproj.io/"))
        or (kind == "CronJob" and api.startswith("batch/"))
        or (kind == "Pipeline" and api.startswith("tekton.dev/"))
    ):
        if not any(
            str(note).startswith("pipelines.kubeflow.org/") for note in table(document, "metadata", "annotations")
        ):
            by = "" if kind == "CronJob" else "Tekton " if kind == "Pipeline" else "Argo "
            yield (
                "Argo" if by == "Argo " else "data pipelines",
                line_of(text, rf"^[\"']?kind[\"']?\s*:\s*[\"']?{kind}\b"),
                f"{by}{kind} in {path}",
            )
    else:
        yield from _states(path, text, document)
        for resource in table(document, "Resources").values():
            if text_at(resource, "Type") in ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"):
                yield "AWS", line_of(text, r"\bType\b.*::StateMachine\b"), f"Step Functions StateMachine in {path}"
                break


def _states(path: str, text: str, document: Any) -> Iterator[_Seen]:
    """A state machine in the Amazon States Language."""
    states = table(document, "States")
    if text_at(document, "StartAt") in states and all(text_at(state, "Type") for state in states.values()):
        line = line_of(text, r"\bStartAt\b")
        yield "AWS", line, f"Step Functions workflow of {len(states)} states, StartAt {document['StartAt']}, in {path}"


def _others(view: View, path: str) -> tuple[_Seen, ...]:
    """A Beam pipeline in Java or Scala."""
    if path.endswith((".java", ".scala", ".kt")) and "org.apache.beam" in view.texts[path]:
        line = view.first_line(path, _BEAM_JAVA)
        return (("Beam", line, f"Beam Pipeline.create in {path}"),) if line else ()
    return ()


def _findings(view: View) -> Iterator[Finding]:
    for path in view.own:
        if charts.may_be_template(view, path) and not charts.is_template(view, path):
            continue
        where = charts.place(view, path) if path.endswith((".yaml", ".yml")) else view.place(path)
        kind = "product" if where is Place.CI else plain_kind(where)
        for skill, line, what in (seen for question in READS for seen in view.of(question, path)) if kind else ():
            yield _finding("pipeline" if kind == "product" else str(kind), what, path=path, line=line, skill=skill)
    for path in view.own_paths:
        kind = plain_kind(view.place(path)) if _MAKES.search(path) else None
        if kind:
            found = "pipeline" if kind == "product" else kind
            skill = "Nextflow" if path.endswith((".nf", ".config")) else "Snakemake"
            yield _finding(found, f"{skill} workflow {path}", path=path, line=1, skill=skill)


def _finding(kind: str, detail: str, *, path: str, line: int, skill: str) -> Finding:
    skills = (skill,) if skill == "data pipelines" else (skill, "data pipelines")
    return Finding(kind=kind, detail=detail, path=path, line=line, skills=skills)


def look(view: View, _: Contributions) -> Answer:
    """The pipelines by kind, each orchestrator in turn, by path."""
    return answer(
        in_turn(_findings(view), SIGNAL.kinds, skills=True),
        view=view,
        needed=lambda path: path.endswith((".py", ".yaml", ".yml")),
        nothing="no scheduled or orchestrated pipeline",
    )


READS = (_python, _config, _others)

SIGNAL = Signal(
    question="Which scheduled or orchestrated pipelines are defined?",
    unit="files",
    version=3,
    kinds={
        "pipeline": "a pipeline, or a step of one, that an orchestrator or a scheduler runs",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
    reads=READS,
    why={
        Archetype.DEVELOPER: "A developer turns steps done by hand into a pipeline that runs the same every time.",
        Archetype.OPERATOR: "An operator keeps data and models fresh with pipelines that run on a schedule and can be rerun.",
    },
)
