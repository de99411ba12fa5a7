"""Which language a file is written in, by its name, and which tools a repository is built with, by the names of its files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from sourcing.sandbox.forge.objects import File

_BY_ENDING = {
    "py": "Python",
    "ipynb": "Jupyter Notebook",
    "rs": "Rust",
    "ts": "TypeScript",
    "js": "JavaScript",
    "sh": "Shell",
    "zshrc": "Shell",
    "vimrc": "Vim Script",
    "tf": "HCL",
    "tex": "TeX",
    "proto": "Protocol Buffer",
    "html": "HTML",
    "css": "CSS",
    "go": "Go",
    "java": "Java",
    "c": "C",
    "cpp": "C++",
    "cu": "Cuda",
}
_BY_NAME = {"Dockerfile": "Dockerfile", "Makefile": "Makefile"}
_UNCOUNTED = {"Protocol Buffer"}  # data to the forge
_COLOURS = {
    "Python": "#3572A5",
    "Jupyter Notebook": "#DA5B0B",
    "Rust": "#dea584",
    "TypeScript": "#3178c6",
    "JavaScript": "#f1e05a",
    "Shell": "#89e051",
    "HCL": "#844FBA",
    "Dockerfile": "#384d54",
    "Makefile": "#427819",
    "TeX": "#3D6117",
    "HTML": "#e34c26",
}
_VENDORED = re.compile(r"(^|/)(third_party|vendor|vendored|node_modules|dist|build)/")
_GENERATED = re.compile(r"(_pb2(_grpc)?\.py|\.min\.(js|css)|(^|/)(package-lock\.json|poetry\.lock|Cargo\.lock))$")
_TOOLS = (
    (r"(^|/)Dockerfile|\.Dockerfile$", "docker"),
    (r"(^|/)Chart\.yaml$", "helm"),
    (r"(^|/)(Chart|deployment|hpa|kustomization|rollout|inference_service)\.yaml$", "kubernetes"),
    (r"(^|/)inference_service\.yaml$", "kserve"),
    (r"\.tf$", "terraform"),
    (r"(^|/)prometheus\.ya?ml$", "prometheus"),
    (r"(^|/)dashboards/", "grafana"),
    (r"(^|/)(registry|register|track|tracking)\.(py|yml)$", "mlflow"),
    (r"(^|/)dags/", "airflow"),
    (r"(^|/)flows/[^/]+\.py$", "prefect"),
    (r"(^|/)pipelines/[^/]+\.py$", "kubeflow"),
    (r"(^|/)dvc\.yaml$", "dvc"),
    (r"(^|/)feature_repo/", "feature-store"),
    (r"(^|/)serving/app\.py$", "fastapi"),
    (r"\.proto$", "grpc"),
    (r"(^|/)finetune_", "fine-tuning"),
    (r"(^|/)retrieval/", "rag"),
    (r"(^|/)export_onnx\.py$", "onnx"),
    (r"(^|/)ab_test\.py$", "ab-testing"),
    (r"(^|/)drift\.py$", "model-monitoring"),
)
_FIELDS = {
    "nlp": ("nlp", "natural-language-processing", "transformers", "pytorch"),
    "vision": ("computer-vision", "pytorch"),
    "recsys": ("recommender-system", "ranking"),
    "rl": ("reinforcement-learning", "pytorch"),
    "mlops": ("mlops", "model-serving"),
}


def language_of(path: str) -> str | None:
    """The language of a file, None for data and prose."""
    name = path.rpartition("/")[2]
    if name in _BY_NAME or name.endswith(".Dockerfile") or name.startswith("Dockerfile."):
        return _BY_NAME.get(name, "Dockerfile")
    return _BY_ENDING.get(name.rpartition(".")[2].lower()) if "." in name else None


def colour(language: str) -> str | None:
    """The colour the forge paints a language in."""
    return _COLOURS.get(language)


def is_generated(path: str) -> bool:
    """Whether a file's name says that a machine wrote it."""
    return bool(_GENERATED.search(path))


def languages(files: Iterable[File]) -> dict[str, int]:
    """Bytes by language, most first; vendored and generated files do not count."""
    found: Counter[str] = Counter()
    for file in files:
        language = language_of(file.path)
        counts = language and language not in _UNCOUNTED and not _VENDORED.search(file.path)
        if language and counts and not is_generated(file.path):
            found[language] += file.size
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def topics(specialisation: str | None, kind: str, files: Iterable[File]) -> tuple[str, ...]:
    """The topics of a repository: its field, its kind, the tools whose files it has; at most 20, no field, none."""
    if specialisation is None:
        return ("mlops", "kubeflow", "mlflow", "kubernetes", "machine-learning") if kind == "showcase" else ()
    paths = [file.path for file in files]
    tools = [tool for pattern, tool in _TOOLS if any(re.search(pattern, path) for path in paths)]
    own = ("deep-learning",) if kind == "research" else ()
    return tuple(dict.fromkeys((*_FIELDS[specialisation], "machine-learning", *own, *tools)))[:20]
