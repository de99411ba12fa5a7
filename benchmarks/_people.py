"""Five hundred invented people with work and evidence in invented repositories: the same ones every time.

Their shape is that of public repositories: most people wrote little and a few much, half of the repositories are one person's, the rest
are shared by teams of every size, and evidence grows slower than commits. Nothing here comes from a real repository.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sourcing.profiles import Profile, Proof, Work

TODAY = date(2026, 11, 1)
SEED = 7
TEAMS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Trade:
    """The words, packages and evidence of a domain or of an archetype."""

    prose: tuple[str, ...] = ()
    subjects: tuple[str, ...]
    paths: tuple[str, ...]
    packages: tuple[str, ...] = ()
    proofs: tuple[str, ...]  # skills for a domain, signal/kind for an archetype


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(","))


DOMAINS: Mapping[str, Trade] = {
    "nlp": Trade(
        prose=(
            "Reads letters and finds the clause that answers a question.",
            "A transformer is fine-tuned on annotated tickets and served with its tokenizer.",
            "Prompts, retrieval and a small language model answer from a set of documents.",
            "Named entities and sentiment are tagged sentence by sentence.",
            "It summarises long minutes into a paragraph of plain text.",
        ),
        subjects=_listed(
            "tokenizer padding, prompt template, sentence splitter, answer span loss, retrieval index, summary length, entity tags, text cleaning"
        ),
        paths=_listed(
            "nlp/tokenizer.py, nlp/prompts.py, retrieval/index.py, text/clean.py, models/encoder.py, models/language_model.py"
        ),
        packages=_listed("transformers, tokenizers, sentence-transformers, torch, datasets, spacy, nltk"),
        proofs=_listed(
            "transformers, natural language processing, PyTorch, tokenisation, fine-tuning, large language models"
        ),
    ),
    "vision": Trade(
        prose=(
            "Finds scratches on glazed tiles from a single camera.",
            "Images are segmented by a convolutional network trained on a small set of labelled photographs.",
            "An object detector counts pallets in video from the yard.",
            "Characters on stamps are read by optical recognition.",
            "The visual backbone is exported for small devices.",
        ),
        subjects=_listed(
            "image augmentation, mask loss, anchor boxes, video reader, camera calibration, detector head, pixel weights, crop size"
        ),
        paths=_listed(
            "vision/detector.py, vision/segmentation.py, images/augment.py, models/backbone.py, video/reader.py, models/cnn.py"
        ),
        packages=_listed("torchvision, opencv-python, torch, albumentations, pillow, timm"),
        proofs=_listed(
            "computer vision, OpenCV, PyTorch, image processing, object detection, convolutional neural networks"
        ),
    ),
    "mlops": Trade(
        prose=(
            "Runs training pipelines on a schedule and keeps every model in a registry.",
            "Features are computed once and served to models online and in batch.",
            "Watches models in production for drift and sends alerts to whoever is on call.",
            "Models are deployed to a cluster behind one serving gateway with rollback.",
            "Experiments are tracked and data versions are pinned.",
        ),
        subjects=_listed(
            "drift report, model registry stage, serving gateway, feature store sync, retraining schedule, experiment tracking, "
            "rollout step, data checks"
        ),
        paths=_listed(
            "registry/store.py, serving/gateway.py, monitoring/drift.py, pipelines/retrain.py, features/store.py, tracking/client.py"
        ),
        packages=_listed("mlflow, kubernetes, prometheus-client, evidently, apache-airflow, feast, scikit-learn"),
        proofs=_listed("MLflow, MLOps, experiment tracking, drift detection, feature stores, model serving"),
    ),
    "recsys": Trade(
        prose=(
            "Recommends trails from what walkers saved before.",
            "Items are ranked for each reader by matrix factorisation on implicit feedback.",
            "A two-tower model generates candidates and a second one ranks them.",
            "Collaborative filtering for small shops, personalised by session.",
            "Offline ranking measures over sessions of readers.",
        ),
        subjects=_listed(
            "item ranking, candidate generation, implicit feedback, user factors, session split, negative items, recommender cache, click data"
        ),
        paths=_listed(
            "recommend/ranker.py, recommend/candidates.py, items/factors.py, sessions/split.py, models/two_tower.py, ranking/metrics.py"
        ),
        packages=_listed("implicit, lightfm, torch, recbole, scipy, lightgbm"),
        proofs=_listed(
            "recommender systems, collaborative filtering, PyTorch, SciPy, ranking models, matrix factorisation"
        ),
    ),
    "rl": Trade(
        prose=(
            "Learns to steer a crane in simulation from rewards alone.",
            "Policies are trained by policy gradients in gym environments.",
            "An actor-critic agent schedules elevators of a tall house.",
            "Offline reinforcement learning from logged episodes of ferries.",
            "Simulated environments for control of kilns.",
        ),
        subjects=_listed(
            "reward shaping, policy update, replay buffer, environment reset, agent rollout, value loss, simulator step, episode logs"
        ),
        paths=_listed(
            "agents/policy.py, envs/crane.py, agents/replay.py, rewards/shaping.py, envs/simulator.py, agents/ppo.py"
        ),
        packages=_listed("gymnasium, stable-baselines3, torch, mujoco, pettingzoo"),
        proofs=_listed("reinforcement learning, simulation environments, PyTorch, policy gradients, Gymnasium, NumPy"),
    ),
    "general": Trade(
        prose=(
            "Gradient boosting and calibration on tabular data of harvests.",
            "Forecasts of meter readings with honest intervals.",
            "Estimators for time series and survival data that fit into scikit-learn.",
            "Training loops and callbacks for small neural networks.",
            "Benchmarks of estimators over open tables.",
        ),
        subjects=_listed(
            "estimator fit, calibration curve, forecast horizon, feature columns, cross validation, tree depth, loss curve, missing values"
        ),
        paths=_listed(
            "estimators/boosting.py, forecast/model.py, tabular/columns.py, training/loop.py, calibration/curve.py, data/tables.py"
        ),
        packages=_listed("scikit-learn, pandas, numpy, xgboost, statsmodels"),
        proofs=_listed("scikit-learn, machine learning, pandas, NumPy, model training, gradient boosting"),
    ),
    "none": Trade(
        prose=(
            "A small web framework with routes and templates.",
            "Sends messages between services and keeps them until read.",
            "Command line tool that renames files by rule.",
            "A parser for calendars, without dependencies.",
            "An HTTP server that restarts its workers.",
        ),
        subjects=_listed(
            "route matching, worker restart, message queue, template cache, header parsing, option names, session cookie, socket timeout"
        ),
        paths=_listed(
            "web/routes.py, server/worker.py, queue/broker.py, cli/main.py, http/headers.py, templates/render.py"
        ),
        packages=_listed("flask, requests, click, redis, sqlalchemy"),
        proofs=_listed("Flask, Python, Redis, SQL, web applications, command-line tools"),
    ),
}
ARCHETYPES: Mapping[str, Trade] = {
    "researcher": Trade(
        subjects=_listed(
            "ablation of the loss, evaluation on the held-out set, baseline results, training config, dataset split, paper figures"
        ),
        paths=_listed(
            "experiments/train.py, experiments/evaluate.py, configs/baseline.yaml, notebooks/analysis.ipynb, experiments/ablation.py"
        ),
        proofs=_listed(
            "training/training, evaluation/evaluation, evaluation/ablation, training/experiment_config, write_ups/results, notebooks/notebook"
        ),
    ),
    "developer": Trade(
        subjects=_listed(
            "tests for the client, type hints, API endpoint, release notes, error handling, packaging metadata, command line options"
        ),
        paths=_listed(
            "api/app.py, tests/test_api.py, client/client.py, setup.cfg, docs/usage.md, tests/test_client.py"
        ),
        proofs=_listed(
            "http_api/product, tests/unit, packaging/package, lint_and_types/types, ci/checks, code_style/modular, model_serving/endpoint"
        ),
    ),
    "operator": Trade(
        subjects=_listed(
            "Helm chart values, alert rules, Terraform module, deployment rollout, pipeline schedule, cluster node pool, Docker image"
        ),
        paths=_listed(
            "deploy/helm/values.yaml, deploy/k8s/serving.yaml, infra/main.tf, dags/retrain.py, Dockerfile, monitoring/alerts.yml"
        ),
        proofs=_listed(
            "infrastructure/kubernetes, infrastructure/helm, infrastructure/terraform, monitoring/monitoring, monitoring/drift, "
            "pipelines/pipeline, containers/product, ci/publishes, mlops_tooling/used"
        ),
    ),
}
_VERBS = _listed("Add, Fix, Refactor, Speed up, Document, Rework, Simplify, Guard, Split, Drop")
_ODDS = _listed("typos, imports, version, wording of the guide, flaky case, old names, logging, build")
_PLAIN_PROSE = (
    "Install it with pip and run the example.",
    "See the guide for settings.",
    "Contributions are welcome after reading the notes for contributors.",
    "The licence is permissive.",
    "It needs a recent Python.",
    "Results may differ between machines.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """One invented repository and what it says of itself."""

    name: str
    domain: str
    archetype: str
    readme: str
    dependencies: tuple[str, ...]


@dataclass(slots=True)
class _Share:
    """What one person did in one repository, before shares are known."""

    repository: Repository
    commits: int
    paths: tuple[str, ...] = field(default=())


def people(count: int = 500, *, seed: int = SEED) -> tuple[Profile, ...]:
    """So many invented people, by person id."""
    rng = random.Random(seed)
    teams = [
        _repository(rng, f"git.example/team{number}/mill{number}") for number in range(max(4, count * TEAMS // 500))
    ]
    drawn = [_drawn(rng, number, teams) for number in range(count)]
    totals: dict[str, int] = {}
    for works in drawn:
        for one in works:
            totals[one.repository.name] = totals.get(one.repository.name, 0) + one.commits
    return tuple(_profile(rng, f"p{number:012}", works, totals) for number, works in enumerate(drawn))


def _repository(rng: random.Random, name: str) -> Repository:
    domain, archetype = rng.choice(list(DOMAINS)), rng.choice(list(ARCHETYPES))
    trade = DOMAINS[domain]
    prose = [*rng.sample(trade.prose, rng.randint(1, 4)), *rng.sample(_PLAIN_PROSE, rng.randint(1, 4))]
    readme = " ".join(prose) if rng.random() < 0.9 else ""
    packages = sorted({*rng.sample(trade.packages, rng.randint(2, len(trade.packages))), "pytest", "numpy"})
    return Repository(name=name, domain=domain, archetype=archetype, readme=readme, dependencies=tuple(packages))


def _drawn(rng: random.Random, number: int, teams: Sequence[Repository]) -> list[_Share]:
    """The repositories of one person: one to four, their own or a team's; few large teams have most people."""
    found: dict[str, _Share] = {}
    for place in range(rng.choices((1, 2, 3, 4), (70, 19, 8, 3))[0]):
        commits = max(1, min(1500, round(math.exp(rng.gauss(1.8 if place == 0 else 1.0, 1.6)))))
        own = rng.random() < 0.4
        weights = [1.0 / (rank + 1) for rank in range(len(teams))]
        chosen = _repository(rng, f"git.example/person{number}/shed{place}") if own else rng.choices(teams, weights)[0]
        found.setdefault(chosen.name, _Share(chosen, commits))
    return list(found.values())


def _profile(rng: random.Random, person: str, works: list[_Share], totals: Mapping[str, int]) -> Profile:
    proofs = [proof for one in works for proof in _proofs(rng, person, one)]
    return Profile(
        person_id=person,
        work=tuple(sorted((_work(rng, one, totals) for one in works), key=lambda work: work.repository)),
        proofs=tuple(proofs),
        asked=26 * len(works),
        unknown=rng.randint(0, 4) * len(works),
    )


def _work(rng: random.Random, one: _Share, totals: Mapping[str, int]) -> Work:
    repository = one.repository
    trade, kind = DOMAINS[repository.domain], ARCHETYPES[repository.archetype]
    things = (*trade.subjects, *kind.subjects, *_ODDS)
    last = TODAY - timedelta(days=rng.randint(0, 1500))
    span = timedelta(days=min(3000, rng.randint(1, 12) * one.commits))
    subjects = tuple(f"{rng.choice(_VERBS)} {rng.choice(things)}" for _ in range(min(150, one.commits)))
    paths = [*trade.paths, *kind.paths, "README.md", "setup.py", "src/main.py"]
    touched = min(len(paths), 1 + round(one.commits**0.7))
    return Work(
        repository=repository.name,
        commits=one.commits,
        share=one.commits / totals[repository.name],
        first_at=last - span,
        last_at=last,
        subjects=subjects,
        paths=tuple(rng.sample(paths, touched)),
        readme=repository.readme,
        dependencies=repository.dependencies,
        place="product",
        masked=tuple(repository.name.split("/")[1:]),
    )


def _proofs(rng: random.Random, person: str, one: _Share) -> list[Proof]:
    repository = one.repository
    kinds = [*ARCHETYPES[repository.archetype].proofs]
    kinds += [f"libraries/{skill}" for skill in DOMAINS[repository.domain].proofs]
    kinds += ["commit_hygiene/well_formed", "review_work/described", "activity/sustained", "documentation/readme"]
    most = min(len(kinds), int(0.8 * one.commits**0.55))
    return [
        _proof(rng, f"e{person[1:]}{repository.name[-6:]}{number:02}", repository.name, kind)
        for number, kind in enumerate(rng.sample(kinds, most))
    ]


def _proof(rng: random.Random, evidence_id: str, repository: str, kind: str) -> Proof:
    signal, _, what = kind.partition("/")
    share = rng.uniform(0.05, 1.0)
    return Proof(
        evidence_id=evidence_id,
        repository=repository,
        signal=signal,
        kind=what,
        own_value=round(share * min(12.0, math.exp(rng.gauss(0.4, 0.8))), 4),
        authored_share=share,
        observed_at=TODAY - timedelta(days=rng.randint(0, 1500)),
        detail=f"{what} in 1 file",
        skills=(what,) if signal == "libraries" else (),
        has_file=signal not in ("commit_hygiene", "review_work", "activity"),
    )
