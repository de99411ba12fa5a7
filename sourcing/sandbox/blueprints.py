"""Which files a repository is made of: the templates of each archetype and specialisation."""

from __future__ import annotations

import random

from sourcing.sandbox.vocabulary import listed

# The model code a specialisation cannot do without, and what some of its repositories have besides.
CORE = {
    "nlp": ("data", "model", "train", "evaluate", "requirements"),
    "vision": ("data", "model", "train", "evaluate", "requirements"),
    "recsys": ("data", "model", "train", "evaluate", "requirements"),
    "rl": ("data", "reward", "model", "buffer", "train", "evaluate", "requirements"),
    "mlops": ("data", "model", "train", "evaluate", "requirements"),
}
EXTRAS = {
    "nlp": ("rag", "prompt", "lora", "tokens"),
    "vision": ("augment", "export"),
    "recsys": ("als", "rank", "abtest"),
    "rl": ("baseline",),
    "mlops": ("registry", "features", "validate"),
}
_BASE = ("common/gitignore", "common/license", "common/package", "common/config")
_SMALL = ("common/metrics", "common/utils")
_DEVELOPER = listed(
    "dev/pyproject dev/settings dev/logging dev/middleware dev/cache dev/cli dev/conftest dev/test_api dev/test_cache "
    "dev/test_metrics dev/test_io dev/test_settings dev/test_integration dev/dockerignore dev/docs_api dev/latency"
)
_DEVELOPER_SOME = listed(
    "dev/client dev/flask dev/grpc dev/proto dev/test_property dev/compose dev/k8s_small dev/release "
    "dev/dockerfile_cuda common/makefile common/precommit common/contributing"
)
_OPERATOR = listed(
    "ops/checks ops/drift ops/exporter ops/alerts ops/prometheus ops/grafana ops/jobs_train ops/jobs_register "
    "ops/jobs_compare ops/runbook ops/dockerfile_job ops/deploy_workflow ops/smoke ops/requirements ops/test_checks "
    "ops/terraform ops/terraform_variables"
)
_CHART = ("ops/helm_chart", "ops/helm_values", "ops/helm_deployment")
_MANIFESTS = ("ops/kustomize", "ops/deployment", "ops/service", "ops/hpa")
_OPERATOR_SOME = ("ops/rollout", "ops/kserve", "ops/postmortem", "ops/slo", "ops/backup", "ops/dvc", "ops/ansible")
_SCHEDULERS = ("ops/airflow", "ops/prefect", "ops/kubeflow")
_RESEARCHER = listed(
    "research/ablation research/baselines research/errors research/significance research/sweep research/config_small "
    "research/config_ablation research/notes research/notebook research/notebook_results"
)
_RESEARCHER_SOME = ("research/paper", "research/citation", "research/environment", "research/test_split")


def templates_for(archetype: str, specialisation: str, grade: int, rng: random.Random) -> tuple[str, ...]:
    """The templates of one repository of this kind; the higher the grade, the more of what the kind is known by."""
    chosen = {"developer": _developer, "operator": _operator, "researcher": _researcher}[archetype]
    return (*_BASE, f"common/readme_{archetype}", *chosen(specialisation, grade, rng))


def product_templates(specialisation: str, rng: random.Random) -> tuple[str, ...]:
    """The templates of a product several archetypes work on: model, service, tests, rollout, monitoring, ablation."""
    operating = [name for name in _OPERATOR if name != "ops/requirements"]
    return (
        *_BASE,
        "common/readme_developer",
        *_developer(specialisation, 2, rng),
        *operating,
        *_CHART,
        rng.choice(_SCHEDULERS),
        f"{specialisation}/monitor",
        f"{specialisation}/research",
        *_RESEARCHER[:4],
    )


def _core(specialisation: str, grade: int, rng: random.Random) -> list[str]:
    extras = EXTRAS[specialisation]
    taken = extras if grade == 3 else rng.sample(extras, min(len(extras), grade - 1))
    return [f"{specialisation}/{name}" for name in (*CORE[specialisation], *taken)]


def _developer(specialisation: str, grade: int, rng: random.Random) -> list[str]:
    image = rng.choice(("dev/dockerfile_slim", "dev/dockerfile_multi"))
    checks = rng.choice(("dev/ci", "dev/ci", "dev/ci_gitlab"))
    chosen = [*_core(specialisation, grade, rng), f"{specialisation}/predict", f"{specialisation}/api"]
    if grade == 1:
        return [*chosen, image, "dev/test_api", "dev/conftest"]
    some = rng.sample(_DEVELOPER_SOME, len(_DEVELOPER_SOME) - 3 if grade == 3 else 4)
    if grade == 3 and specialisation in ("nlp", "vision", "rl"):
        some.append("dev/quantise")
    return [*chosen, image, checks, *_SMALL, *_DEVELOPER, *some]


def _operator(specialisation: str, grade: int, rng: random.Random) -> list[str]:
    scheduler, running = rng.choice(_SCHEDULERS), rng.choice((_CHART, _MANIFESTS))
    if grade == 1:
        return ["ops/requirements", f"{specialisation}/monitor", "ops/alerts", scheduler, "ops/jobs_train"]
    some = rng.sample(_OPERATOR_SOME, len(_OPERATOR_SOME) if grade == 3 else 3)
    both = [*_CHART, *_MANIFESTS] if grade == 3 else [*running]
    features = ["mlops/features"] if specialisation in ("mlops", "recsys") else []
    return [f"{specialisation}/monitor", scheduler, *_OPERATOR, *both, *some, *features, "common/makefile"]


def _researcher(specialisation: str, grade: int, rng: random.Random) -> list[str]:
    chosen = [*_core(specialisation, grade, rng), f"{specialisation}/research"]
    if grade == 1:
        return [*chosen, "research/baselines", "research/notebook"]
    some = rng.sample(_RESEARCHER_SOME, 4 if grade == 3 else 2)
    return [*chosen, *_SMALL, *_RESEARCHER, *some]
