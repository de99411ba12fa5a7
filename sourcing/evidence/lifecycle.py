"""The tools of the model lifecycle by every name they go by: imports, packages, images, commands, resources, prose."""

from __future__ import annotations

import re

# fmt: off
TOOLS = {
    "mlflow": "MLflow", "wandb": "Weights & Biases", "weave": "Weights & Biases", "dvc": "DVC", "dvclive": "DVC",
    "kfp": "Kubeflow", "kubeflow": "Kubeflow", "airflow": "Airflow", "prefect": "Prefect", "dagster": "Dagster",
    "ray.tune": "Ray", "ray.train": "Ray", "ray.air": "Ray", "ray.workflow": "Ray", "ray.data": "Ray", "zenml": "ZenML",
    "metaflow": "Metaflow", "feast": "Feast", "evidently": "Evidently", "great_expectations": "Great Expectations",
    "optuna": "Optuna", "clearml": "ClearML", "trains": "ClearML", "comet_ml": "Comet", "opik": "Comet",
    "neptune": "Neptune", "sagemaker": "SageMaker", "kedro": "Kedro", "whylogs": "whylogs",
    "alibi_detect": "Alibi Detect", "nannyml": "NannyML", "seldon_core": "Seldon Core", "bentoml": "BentoML",
    "flytekit": "Flyte", "luigi": "Luigi", "mlrun": "MLRun", "aim": "Aim", "sacred": "Sacred", "polyaxon": "Polyaxon",
    "hopsworks": "Hopsworks", "hsfs": "Hopsworks", "tecton": "Tecton", "deepchecks": "Deepchecks",
    "swanlab": "SwanLab", "google.cloud.aiplatform": "Vertex AI", "azureml": "Azure ML", "azure.ai.ml": "Azure ML",
    "hyperopt": "Hyperopt", "tfx": "TFX", "lakefs": "lakeFS", "langfuse": "Langfuse", "langsmith": "LangSmith",
    "phoenix": "Arize Phoenix", "arize": "Arize Phoenix", "kserve": "KServe", "nni": "hyperparameter tuning",
    "trackio": "experiment tracking", "dagshub": "experiment tracking", "guild": "experiment tracking",
    "modelstore": "model registry", "featureform": "feature stores", "deeplake": "data versioning",
    "pachyderm_sdk": "data versioning", "ploomber": "data pipelines", "mage_ai": "data pipelines",
}
PACKAGES = {
    "mlflow": "MLflow", "mlflow-skinny": "MLflow", "wandb": "Weights & Biases", "dvc": "DVC", "dvclive": "DVC",
    "kfp": "Kubeflow", "apache-airflow": "Airflow", "prefect": "Prefect", "dagster": "Dagster", "zenml": "ZenML",
    "metaflow": "Metaflow", "feast": "Feast", "evidently": "Evidently", "optuna": "Optuna",
    "great-expectations": "Great Expectations", "clearml": "ClearML", "comet-ml": "Comet", "neptune": "Neptune",
    "neptune-client": "Neptune", "sagemaker": "SageMaker", "kedro": "Kedro", "whylogs": "whylogs",
    "alibi-detect": "Alibi Detect", "nannyml": "NannyML", "seldon-core": "Seldon Core", "bentoml": "BentoML",
    "flytekit": "Flyte", "mlrun": "MLRun", "deepchecks": "Deepchecks", "google-cloud-aiplatform": "Vertex AI",
    "hyperopt": "Hyperopt", "langfuse": "Langfuse", "langsmith": "LangSmith", "nni": "hyperparameter tuning",
    "swanlab": "SwanLab", "aim": "Aim",
}
LOGGERS = {
    "WandbLogger": "Weights & Biases", "WandbCallback": "Weights & Biases", "WandbMetricsLogger": "Weights & Biases",
    "WeightsAndBiasesLogger": "Weights & Biases", "MLFlowLogger": "MLflow", "MlflowCallback": "MLflow",
    "MLflowCallback": "MLflow", "MLflowLoggerCallback": "MLflow", "CometLogger": "Comet", "CometCallback": "Comet",
    "NeptuneLogger": "Neptune", "NeptuneCallback": "Neptune", "ClearMLLogger": "ClearML", "ClearMLCallback": "ClearML",
    "DVCLiveLogger": "DVC", "DVCLiveCallback": "DVC", "AimLogger": "Aim", "AimCallback": "Aim",
    "SwanLabLogger": "SwanLab", "SwanLabCallback": "SwanLab",
}
REPORTS = {
    "wandb": "Weights & Biases", "mlflow": "MLflow", "comet_ml": "Comet", "clearml": "ClearML", "neptune": "Neptune",
    "aim": "Aim", "swanlab": "SwanLab", "dvclive": "DVC",
}
# Files that configure a tool by their name, each with what its first telling line looks like.
CONFIG_FILES = (
    (re.compile(r"(^|/)dvc\.yaml$"), re.compile(r"^(stages|artifacts|plots|metrics|params|vars|datasets)\s*:"), "DVC"),
    (re.compile(r"(^|/)\.dvc/config$"), re.compile(r"\S"), "DVC"),
    (re.compile(r"\.dvc$"), re.compile(r"^(outs|deps|md5|frozen)\s*:"), "DVC"),
    (re.compile(r"(^|/)MLproject$"), re.compile(r"^(name|entry_points)\s*:"), "MLflow"),
    (re.compile(r"(^|/)feature_store\.ya?ml$"), re.compile(r"^(project|registry|provider|online_store)\s*:"), "Feast"),
    (re.compile(r"(^|/)prefect\.ya?ml$"), re.compile(r"^(deployments|name|prefect-version|build|pull)\s*:"), "Prefect"),
    (re.compile(r"(^|/)dagster\.ya?ml$"), re.compile(r"^\w+\s*:"), "Dagster"),
    (re.compile(r"(^|/)workspace\.ya?ml$"), re.compile(r"^load_from\s*:"), "Dagster"),
    (re.compile(r"(^|/)bentofile\.ya?ml$"), re.compile(r"^service\s*:"), "BentoML"),
    (re.compile(r"(^|/)airflow\.cfg$"), re.compile(r"\S"), "Airflow"),
    (re.compile(r"(^|/)great_expectations\.ya?ml$"), re.compile(r"^\w+\s*:"), "Great Expectations"),
    (re.compile(r"(^|/)\.comet\.config$"), re.compile(r"\S"), "Comet"),
    (re.compile(r"(^|/)clearml\.conf$"), re.compile(r"\S"), "ClearML"),
    (re.compile(r"(^|/)\.zen/config\.yaml$"), re.compile(r"\S"), "ZenML"),
    (re.compile(r"(^|/)wandb/settings$"), re.compile(r"\S"), "Weights & Biases"),
)
# The group of a Kubernetes resource, before the slash of its `apiVersion`.
GROUPS = {
    "kubeflow.org": "Kubeflow", "pipelines.kubeflow.org": "Kubeflow", "serving.kserve.io": "KServe",
    "serving.kubeflow.org": "KServe", "ray.io": "Ray", "machinelearning.seldon.io": "Seldon Core",
    "mlops.seldon.io": "Seldon Core", "feast.dev": "Feast", "flyte.lyft.com": "Flyte",
    "sagemaker.services.k8s.aws": "SageMaker", "sagemaker.aws.amazon.com": "SageMaker",
}
# What is run from a shell: the tool by the first word of the command.
COMMANDS = {
    "mlflow": "MLflow", "dvc": "DVC", "cml": "DVC", "iterative/setup-cml": "DVC", "iterative/setup-dvc": "DVC",
    "wandb": "Weights & Biases", "prefect": "Prefect", "airflow": "Airflow", "dagster": "Dagster",
    "dagster-webserver": "Dagster", "dagster-daemon": "Dagster", "dagit": "Dagster", "feast": "Feast", "kedro": "Kedro",
    "zenml": "ZenML", "bentoml": "BentoML", "ray": "Ray", "pyflyte": "Flyte", "flytectl": "Flyte", "kfp": "Kubeflow",
    "dsl-compile": "Kubeflow", "great_expectations": "Great Expectations", "nnictl": "hyperparameter tuning",
    "lakectl": "lakeFS", "evidently": "Evidently", "aws": "SageMaker", "az": "Azure ML", "gcloud": "Vertex AI",
    "clearml-task": "ClearML", "clearml-agent": "ClearML", "clearml-serving": "ClearML", "clearml-data": "ClearML",
    "clearml-session": "ClearML", "optuna": "Optuna",
}
COMMAND = re.compile(
    r"(?<![\w./$-])(?:(mlflow)\s+(?:server|ui|run|models|experiments|artifacts|deployments|db|gc)|"
    r"(dvc)\s+(?:repro|pull|push|fetch|add|init|exp|run|remote|checkout|import|get|plots|metrics|status|dag)|"
    r"(cml)[\s-](?:runner|comment|pr|publish|send-comment)|(iterative/setup-(?:cml|dvc))|"
    r"(wandb)\s+(?:sweep|agent|login|sync|launch|server|artifact)|"
    r"(prefect)\s+(?:deploy|deployment|server|orion|worker|agent|work-pool|work-queue|cloud|flow-run)|"
    r"(airflow)\s+(?:standalone|webserver|scheduler|dags|db|tasks|celery|users|api-server|triggerer)|"
    r"(dagster)\s+(?:dev|job|asset|api|run|instance)|(dagster-webserver|dagster-daemon|dagit)\b|"
    r"(feast)\s+(?:apply|materialize\S*|serve\S*|ui|init|plan|teardown)|(kedro)\s+(?:run|viz|package|catalog|registry)|"
    r"(zenml)\s+(?:init|stack|up|login|connect|pipeline|server|integration)|"
    r"(bentoml)\s+(?:build|serve\S*|containerize|deploy|push)|(ray)\s+(?:job\s+submit|up|start|submit|exec)\b|"
    r"(pyflyte)\s+\w+|(flytectl)\s+\w+|(kfp)\s+(?:run|pipeline|dsl)|(dsl-compile)\b|"
    r"(great_expectations)\s+(?:checkpoint|suite|docs|datasource)|(nnictl)\s+create|(lakectl)\s+\w+|(evidently)\s+ui|"
    r"(aws)\s+sagemaker|(az)\s+ml\s+\w+|(gcloud)\s+(?:beta\s+)?ai\s+(?:custom-jobs|models|endpoints|hp-tuning-jobs)|"
    r"(clearml-(?:task|agent|serving|data|session))\s+\w+|(optuna)\s+(?:create-study|study|storage))(?![\w-])"
)
IMAGE = re.compile(
    r"(?:^\s*image\s*:|^\s*FROM(?:\s+--platform=\S{1,40})?)\s*[\"']?(?:[\w.-]{1,80}(?::\d{1,5})?/){0,4}[\w.-]{0,40}?"
    r"(mlflow|airflow|prefect|dagster|zenml|clearml|feast|kedro|metaflow|aimstack|langfuse|bentoml|evidently)[\w.-]{0,40}(?=[:@\s\"']|$)",
    re.I,
)
# What Go, Java and JavaScript import.
CLIENTS = (
    (re.compile(r'"github\.com/mlflow/'), "MLflow"), (re.compile(r'"github\.com/kubeflow/'), "Kubeflow"),
    (re.compile(r'"github\.com/ray-project/kuberay/'), "Ray"), (re.compile(r'"github\.com/kserve/(kserve|modelmesh)'), "KServe"),
    (re.compile(r'"github\.com/feast-dev/feast/'), "Feast"), (re.compile(r'"github\.com/flyteorg/'), "Flyte"),
    (re.compile(r'"github\.com/[Ss]eldon[Ii][Oo]/seldon-core'), "Seldon Core"), (re.compile(r'"github\.com/treeverse/lakefs'), "lakeFS"),
    (re.compile(r'"github\.com/aws/aws-sdk-go(-v2)?/service/sagemaker'), "SageMaker"),
    (re.compile(r'"cloud\.google\.com/go/aiplatform'), "Vertex AI"), (re.compile(r"^import (static )?org\.mlflow\."), "MLflow"),
    (re.compile(r"^import (static )?((com\.amazonaws|software\.amazon\.awssdk)\.services\.sagemaker)"), "SageMaker"),
    (re.compile(r"^import (static )?com\.google\.cloud\.aiplatform\."), "Vertex AI"), (re.compile(r"^import (static )?(dev\.)?feast\."), "Feast"),
    (re.compile(r"^import (static )?io\.lakefs\."), "lakeFS"),
    (re.compile(r"""(from|require\()\s*['"]@aws-sdk/client-sagemaker"""), "SageMaker"),
    (re.compile(r"""(from|require\()\s*['"]@google-cloud/aiplatform['"]"""), "Vertex AI"),
    (re.compile(r"""(from|require\()\s*['"](@wandb/sdk)['"]"""), "Weights & Biases"),
    (re.compile(r"""(from|require\()\s*['"](langfuse|langfuse-\w+|@langfuse/[\w-]+)['"]"""), "Langfuse"),
    (re.compile(r"""(from|require\()\s*['"]langsmith(/[\w-]+)?['"]"""), "LangSmith"),
)
CLIENT = re.compile(r"mlflow|kubeflow|kuberay|kserve|feast|flyteorg|seldon-core|lakefs|sagemaker|aiplatform|wandb|langfuse|langsmith")
# How prose names a tool; names that are plain words only with what makes them a name.
_PROSE = {
    "MLflow": r"ML[Ff]low|mlflow", "Weights & Biases": r"[Ww]eights (?:&|and|&amp;) [Bb]iases|W&B|wandb|Wand[bB]",
    "DVC": r"DVC|dvc (?:repro|pull|push|add|init|exp)", "Kubeflow": r"[Kk]ube[Ff]low", "Airflow": r"Airflow",
    "Prefect": r"Prefect", "Dagster": r"Dagster", "ZenML": r"ZenML", "Metaflow": r"Metaflow",
    "Feast": r"Feast (?:feature store|registry)|feast (?:apply|materialize)|feast\.dev|import feast",
    "Evidently": r"Evidently AI|evidentlyai|import evidently",
    "Great Expectations": r"Great Expectations|great_expectations", "Optuna": r"Optuna|optuna", "ClearML": r"ClearML|clearml",
    "Comet": r"Comet ?ML|[Cc]omet\.(?:ml|com)|comet_ml", "Neptune": r"[Nn]eptune\.ai", "SageMaker": r"Sage[Mm]aker",
    "Kedro": r"Kedro", "whylogs": r"whylogs|WhyLabs", "Alibi Detect": r"Alibi[ -]Detect|alibi-detect", "NannyML": r"NannyML",
    "Seldon Core": r"Seldon[ -]Core|seldon-core", "BentoML": r"BentoML|bentoml", "Flyte": r"Flyte|flytekit", "MLRun": r"MLRun",
    "Polyaxon": r"Polyaxon", "Hopsworks": r"Hopsworks", "Deepchecks": r"[Dd]eepchecks", "SwanLab": r"SwanLab|swanlab",
    "Vertex AI": r"Vertex AI", "Azure ML": r"Azure ?ML|Azure Machine Learning", "Hyperopt": r"[Hh]yperopt",
    "TFX": r"TFX|TensorFlow Extended", "lakeFS": r"lakeFS", "Langfuse": r"Langfuse", "LangSmith": r"LangSmith",
    "Arize Phoenix": r"Arize Phoenix", "KServe": r"KServe", "Ray": r"Ray Tune|RayTune|ray\[tune\]|ray\.tune|KubeRay",
}
# fmt: on
_NAMED = {tool: re.compile(rf"(?<![\w/.-])(?:{words})(?!\w)") for tool, words in _PROSE.items()}
# What a text in lower case holds if it names the tool, where that is not the tool's own name.
_HINTS = {
    "Weights & Biases": ("weights ", "w&b", "wandb"),
    "Great Expectations": ("great expectations", "great_expectations"),
    "whylogs": ("whylogs", "whylabs"),
    "Alibi Detect": ("alibi",),
    "Seldon Core": ("seldon",),
    "Azure ML": ("azureml", "azure ml", "azure machine"),
    "TFX": ("tfx", "tensorflow extended"),
    "Ray": ("ray tune", "raytune", "ray[", "ray.tune", "kuberay"),
}


def tool_of(module: str) -> str | None:
    """The tool that a dotted import belongs to, the longest known prefix deciding; None for all others."""
    parts = module.split(".")
    return next((TOOLS[name] for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in TOOLS), None)


def command(line: str) -> tuple[str, str] | None:
    """The tool that a line of a script, pipeline or container file runs, with the command; None where it runs none."""
    match = COMMAND.search(line)
    if match is None:
        return None
    first = next(group for group in match.groups() if group)
    return COMMANDS[first], " ".join(match.group(0).split())


def image(line: str) -> tuple[str, str] | None:
    """The tool whose image a line of a container file starts from, with its name as written; None where it is none."""
    match = IMAGE.search(line)
    if match is None:
        return None
    name = match.group(1).lower()
    return TOOLS.get({"aimstack": "aim"}.get(name, name)) or "MLOps", match.group(1)


def named(text: str) -> list[tuple[str, re.Pattern[str]]]:
    """The tools that a text of prose names, each with the pattern that finds it there."""
    low = text.lower()
    return [
        (tool, pattern)
        for tool, pattern in _NAMED.items()
        if any(hint in low for hint in _HINTS.get(tool, (tool.lower(),))) and pattern.search(text)
    ]
