"""The catalogue of skills: every name the field uses is in it, and each way of showing is found and nothing else."""

from __future__ import annotations

import re
import tomllib
import tracemalloc
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatchcase
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.errors import PluginError
from sourcing.skills import (
    canonical,
    catalogue,
    normal_package,
    parse_catalogue,
    skills_of_config,
    skills_of_file,
    skills_of_import,
    skills_of_topic,
)

NAMES = [
    # specialisations
    "NLP / LLM", "computer vision", "MLOps / platform", "recommendation", "reinforcement learning",
    # their core skills
    "transformers", "fine-tuning", "RAG", "prompt engineering", "vector databases", "tokenisation",
    "evaluation harnesses", "CNNs", "detection", "segmentation", "OpenCV", "CUDA", "Kubeflow", "MLflow",
    "feature stores", "CI/CD for models", "monitoring", "Kubernetes", "collaborative filtering", "ranking models",
    "A/B tests", "real-time inference", "policy gradients", "simulation environments", "reward shaping",
    # what they are used for
    "chat", "search", "document intelligence", "autonomy", "medical imaging", "quality control", "deployment",
    "retraining", "governance", "commerce", "media", "robotics", "games", "trading",
    # languages and core
    "Python", "SQL", "PyTorch", "TensorFlow", "scikit-learn", "JAX", "NumPy", "pandas", "R", "C++", "Java", "Scala",
    # LLM and vision
    "Hugging Face transformers", "PEFT", "quantisation", "attention", "vector stores", "CNN",
    # MLOps
    "Weights & Biases", "DVC", "SageMaker", "Vertex AI", "Feast", "model registry", "drift detection",
    "canary rollout", "A/B rollout", "canary and A/B rollout",
    # serving
    "Docker", "REST", "gRPC", "FastAPI", "Flask", "Triton", "TorchServe", "BentoML", "ONNX",
    # data, cloud, observability
    "Spark", "Kafka", "Airflow", "Prefect", "Cassandra", "MongoDB", "ETL", "AWS", "GCP", "Azure", "Prometheus",
    "Grafana", "latency tracking", "error-rate tracking", "latency and error-rate tracking",
    # engineering
    "unit tests", "integration tests", "unit and integration tests", "CI/CD", "PEP 8", "modular code",
    "documentation", "Git", "clear commit messages", "branching", "branches", "pull requests",
    # foundations
    "linear algebra", "probability", "statistics", "calculus", "regularisation", "bias-variance", "missing data",
    "MCAR", "MAR", "MNAR", "MCAR/MAR/MNAR",
    # portfolio and archetypes
    "Dockerfiles", "API endpoints", "deployed applications", "clean code", "version control", "testing",
    "model lifecycle tooling", "data pipelines", "contributions to major frameworks", "publications with code",
    "competition results", "experiment code", "ablations", "baselines", "evaluation scripts", "papers with code",
    "training pipelines", "inference services", "APIs", "packaging", "rollback", "typed packages", "releases", "CI",
    "monitoring and alert config", "DAGs", "infra as code", "runbooks", "rollouts", "notebooks", "write-ups",
    # asked for besides
    "explainability", "bias mitigation", "AI safety", "federated learning", "distributed training",
    "edge deployment", "feature engineering", "time series", "speech", "health", "finance", "autonomous driving",
    "language technology",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_field_is_in_the_catalogue(name: str) -> None:
    assert canonical(name) in catalogue()


def test_the_catalogue_is_wide() -> None:
    assert len(catalogue()) >= 250


def test_no_alias_belongs_to_two_skills_or_repeats_one() -> None:
    names = Counter(name.casefold() for skill in catalogue().values() for name in (skill.name, *skill.aliases))
    assert [name for name, count in names.items() if count > 1] == []


def test_every_skill_shows_itself_in_work_and_not_only_in_claims() -> None:
    mute = [
        skill.name
        for skill in catalogue().values()
        if not (skill.imports + skill.packages + skill.signals + skill.languages + skill.files + skill.config)
    ]
    assert mute == []


def test_what_a_skill_lists_is_in_normal_form_and_listed_once() -> None:
    written = tomllib.loads(resources.files("sourcing").joinpath("skills.toml").read_text("utf-8"))
    for name, entry in written.items():
        for key, values in entry.items():
            assert len(set(values)) == len(values), (name, key)
    forms = {
        "packages": re.compile(r"(@[a-z0-9-]+/)?[a-z0-9][a-z0-9-]*"),
        "imports": re.compile(r"\w+(\.\w+)*"),
        "topics": re.compile(r"[a-z0-9][a-z0-9-]*"),
        "files": re.compile(r"[^/\s\\][^\s\\]*"),
        "config": re.compile(r"[^.\s][^\s]*[^.\s]"),
    }
    for skill in catalogue().values():
        assert all(normal_package(package) == package for package in skill.packages), skill.name
        for key, form in forms.items():
            assert [value for value in getattr(skill, key) if not form.fullmatch(value)] == [], skill.name


def test_no_longer_prefix_hides_a_skill_of_its_shorter_one() -> None:
    known = {prefix for skill in catalogue().values() for prefix in skill.imports}
    hidden = {
        (prefix, skill)
        for prefix in known
        for length in range(1, prefix.count(".") + 1)
        for skill in skills_of_import(".".join(prefix.split(".")[:length]))
        if skill not in skills_of_import(prefix)
    }
    assert hidden == set()


@pytest.mark.parametrize(
    ("module", "skill"),
    [
        ("shap", "explainability"),
        ("captum.attr.IntegratedGradients", "explainability"),
        ("aif360.datasets", "fairness"),
        ("nemoguardrails.LLMRails", "AI safety"),
        ("flwr.client", "federated learning"),
        ("tensorflow_federated", "federated learning"),
        ("torch.distributed.fsdp", "distributed training"),
        ("torch.distributed.fsdp", "PyTorch"),
        ("coremltools", "edge deployment"),
        ("tensorflow.lite.python", "edge deployment"),
        ("featuretools", "feature engineering"),
        ("neuralforecast", "time series"),
        ("transformers.WhisperProcessor", "speech recognition"),
        ("transformers.ViTModel", "computer vision"),
        ("transformers.AutoTokenizer", "natural language processing"),
        ("pydicom.dcmread", "healthcare"),
        ("QuantLib", "finance"),
        ("stripe", "commerce"),
        ("nuscenes.nuscenes", "autonomous driving"),
        ("sensor_msgs.msg.Image", "robotics"),
        ("rospy", "ROS"),
    ],
)
def test_an_import_shows_its_skill(module: str, skill: str) -> None:
    assert skill in skills_of_import(module)


@pytest.mark.parametrize(
    ("module", "skill"),
    [
        ("transformers.ViTModel", "natural language processing"),
        ("transformers.AutoTokenizer", "computer vision"),
        ("networkx", "graph neural networks"),
        ("sklearn.linear_model.LinearRegression", "regularisation"),
        ("torch.autograd.Variable", "calculus"),
        ("smac.env.StarCraft2Env", "hyperparameter tuning"),
        ("smac.facade", "multi-agent reinforcement learning"),
        ("acme.client", "reinforcement learning"),
        ("ninja", "Django"),
        ("agents.dqn", "agents"),
        ("art", "adversarial robustness"),
        ("mlflow.pyfunc", "model registry"),
        ("opacus", "federated learning"),
        ("databricks.sdk", "Spark"),
        ("flower", "Flower"),
        ("torchvisionx", "computer vision"),
    ],
)
def test_a_false_friend_shows_nothing(module: str, skill: str) -> None:
    assert skill in catalogue()
    assert skill not in skills_of_import(module)


@pytest.mark.parametrize(
    ("path", "skill"),
    [
        ("dvc.yaml", "DVC"),
        ("a/b/dvc.yaml", "DVC"),
        ("data/apples.csv.dvc", "data versioning"),
        (".dvc/config", "DVC"),
        ("infra/main.tf", "Terraform"),
        ("features/feature_store.yaml", "Feast"),
        ("models/apples.onnx", "ONNX"),
        ("kernels/add.cu", "CUDA"),
        ("scan.nii.gz", "medical imaging"),
        ("conf/ds_config_zero3.json", "DeepSpeed"),
        ("app/Net.mlpackage/Data/weights.bin", "Core ML"),
        ("db/V2__orchards.sql", "database migrations"),
    ],
)
def test_a_file_shows_its_skill(path: str, skill: str) -> None:
    assert skill in skills_of_file(path)


@pytest.mark.parametrize(
    "path",
    ["", "dvc.yaml/readme", "DVC.yaml", "my-dvc.yaml", "main.TF", "tf", "dvc.yaml.txt", "sub/docs/conf.py", "a.onnx2"],
)
def test_a_file_that_is_only_named_like_one_shows_nothing(path: str) -> None:
    assert skills_of_file(path) == ()


PATTERNS = sorted({pattern for skill in catalogue().values() for pattern in skill.files})
PATHS = st.tuples(
    st.sampled_from(["", "a/", "roles/x/tasks/", ".dvc/", "a/.dvc/", "docs/", "x.mlpackage/y/"]),
    st.sampled_from(PATTERNS).map(lambda pattern: re.sub(r"\[0-9\]|\?", "3", pattern.replace("*", "weir"))),
    st.sampled_from(["", "", "", "x", ".txt", "/b"]),
)


@given(PATHS.map("".join))
def test_the_index_of_files_finds_what_its_patterns_match(path: str) -> None:
    name = path.rpartition("/")[2]
    matched = {
        skill.name
        for skill in catalogue().values()
        if any(fnmatchcase(path if "/" in pattern else name, pattern) for pattern in skill.files)
    }
    assert set(skills_of_file(path)) == matched
    assert len(skills_of_file(path)) == len(matched)


@pytest.mark.parametrize(
    ("key", "skill"),
    [
        ("zero_optimization", "DeepSpeed"),
        ("train.engine.zero_optimization", "distributed training"),
        ("fsdp_config", "FSDP"),
        ("model.peft_config", "PEFT"),
        ("tool.pytest", "pytest"),
        ("spec.containers.resources.limits.nvidia.com/gpu", "Kubernetes"),
        ("services.redis", "Redis"),
    ],
)
def test_a_setting_shows_its_skill_by_the_end_of_its_key(key: str, skill: str) -> None:
    assert skill in skills_of_config(key)


@pytest.mark.parametrize(
    "key", ["", "pytest", "mytool.pytest", "tool.pytest.ini_options", "zero_optimization.stage", "Fsdp_config", "redis"]
)
def test_a_setting_of_another_key_shows_nothing(key: str) -> None:
    assert skills_of_config(key) == ()


def test_a_topic_claims_a_skill_in_any_case_and_an_unknown_one_none() -> None:
    assert skills_of_topic("Reinforcement-Learning") == ("reinforcement learning",)
    assert "fairness" in skills_of_topic("bias-mitigation")
    assert skills_of_topic("awesome") == ()


@pytest.mark.parametrize("look_up", [skills_of_import, skills_of_config, skills_of_file, skills_of_topic])
def test_names_that_no_one_gives_are_not_remembered(look_up: Callable[[str], tuple[str, ...]]) -> None:
    look_up("loom")
    tracemalloc.start()
    for number in range(20):
        look_up(f"{number}{'a' * 1_000_000}{number}")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 500_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["Weaving"]\nimport = ["loom"]', "[Weaving] has ['import']"),
        ('["Weaving"]\nfiles = "*.loom"', "[Weaving] files"),
        ('["Weaving"]\ntopics = [7]', "[Weaving] topics"),
        ('["Weaving"]\nimports = [""]', "[Weaving] imports"),
        ("Weaving = 1", "[Weaving]"),
        ('["Weaving"', "is not valid TOML"),
    ],
)
def test_a_malformed_entry_is_named(text: str, said: str) -> None:
    with pytest.raises(PluginError) as caught:
        parse_catalogue(text)
    assert said in str(caught.value)
    assert caught.value.remedy


def test_an_entry_is_read_with_its_packages_in_normal_form() -> None:
    skill = parse_catalogue('["Weaving"]\npackages = ["Loom_Kit"]\nfiles = ["*.loom"]')["Weaving"]
    assert (skill.name, skill.packages, skill.files, skill.config) == ("Weaving", ("loom-kit",), ("*.loom",), ())
