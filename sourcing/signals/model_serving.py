"""Does the repository serve a model to callers?

Unit: places in the code. What counts: code of the product that uses a serving framework (Triton, TorchServe,
MLServer, BentoML, KServe, Ray Serve, Jina and others), its configuration, and endpoints whose path, handler or file
speaks of predicting, embedding, recommending and the like, in a repository that shows machine learning. Traps: a
script that predicts is no service; a `/search` or `/rank` without any machine learning is an ordinary endpoint; a
client library of a language model is a caller; examples and courses have kinds of their own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from sourcing.choice import README
from sourcing.evidence.findings import MOST, plain_kind
from sourcing.evidence.learning import evidence
from sourcing.evidence.packages import import_name, packages
from sourcing.evidence.reading import View
from sourcing.evidence.routes import Route, endpoints, is_web_framework, routes
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.places import Place, language
from sourcing.records import Archetype, Contributions

# fmt: off
FRAMEWORKS = {
    "mlserver": "MLServer", "ts.torch_handler": "TorchServe", "ts.context": "TorchServe", "tritonclient": "Triton",
    "tritonserver": "Triton", "triton_python_backend_utils": "Triton", "pytriton": "Triton", "bentoml": "BentoML",
    "kserve": "KServe", "kfserving": "KServe", "seldon_core": "Seldon Core", "ray.serve": "Ray Serve",
    "vllm.entrypoints": "vLLM", "vllm.AsyncLLMEngine": "vLLM", "vllm.engine.async_llm_engine": "vLLM",
    "sagemaker.model": "SageMaker", "sagemaker.pytorch.PyTorchModel": "SageMaker", "sagemaker_inference": "SageMaker",
    "sagemaker.huggingface.HuggingFaceModel": "SageMaker", "tensorflow_serving": "TensorFlow Serving",
    "jina.Executor": "Jina", "jina.serve": "Jina", "litserve": "LitServe", "multi_model_server": "MXNet Model Server",
    "cog.BasePredictor": "Cog", "truss": "Truss", "potassium": "Potassium", "onnxruntime_server": "ONNX",
    "text_generation_server": "TGI", "sglang.srt": "SGLang", "lmdeploy.serve": "LMDeploy",
    "mlflow.pyfunc.scoring_server": "MLflow", "nos.server": "NOS", "clearml_serving": "ClearML",
}
# fmt: on
SKILLS = frozenset(
    {
        "MLServer",
        "TorchServe",
        "Triton",
        "BentoML",
        "KServe",
        "Seldon Core",
        "Ray Serve",
        "vLLM",
        "SageMaker",
        "Jina",
        "TensorFlow Serving",
        "LitServe",
        "ONNX",
        "MLflow",
        "TGI",
        "ClearML",
    }
)  # fmt: skip
_ITSELF = {
    "vllm": "vLLM", "torchserve": "TorchServe", "jina": "Jina", "cog": "Cog", "sglang": "SGLang",
    "lmdeploy": "LMDeploy", "text_generation_server": "TGI", "tensorflow_serving_api": "TensorFlow Serving", "mosec": "Mosec",
    "openllm": "OpenLLM",
}  # fmt: skip
_SERVES = re.compile(
    r"\b(model|inference|prediction) (server|serving)\b|\bserving (system|framework|library|platform|engine)\b|"
    r"\bserv(e|es|ing) .{0,60}\b(models?|ml|ai|llms?)\b",
    re.I,
)
_SERVER = re.compile(r"(Model|Inference|Prediction)(Server|Serving|Service|Runtime)$")
_PREDICTS = frozenset({"predict", "infer", "do_event", "predict_batch", "explain", "inference"})
_OPENING = 12  # lines of a README that say what the repository is
_CONFIG = (
    (re.compile(r"(^|/)config\.pbtxt$"), re.compile(r"^\s*(name|platform|backend|max_batch_size)\s*:"), "Triton"),
    (re.compile(r"(^|/)bentofile\.ya?ml$"), re.compile(r"^service\s*:"), "BentoML"),
    (re.compile(r"(^|/)model-settings\.json$"), re.compile(r'"implementation"'), "MLServer"),
    (re.compile(r"\.ya?ml$"), re.compile(r"^\s*kind:\s*InferenceService\b"), "KServe"),
    (re.compile(r"\.ya?ml$"), re.compile(r"^\s*kind:\s*SeldonDeployment\b"), "Seldon Core"),
    (re.compile(r"\.ya?ml$"), re.compile(r"^\s*kind:\s*RayService\b"), "Ray Serve"),
    (
        re.compile(r"(docker-?compose|dockerfile|containerfile)[^/]*$", re.I),
        re.compile(r"^[^#]*\btritonserver\b"),
        "Triton",
    ),
    (
        re.compile(r"(docker-?compose|dockerfile|containerfile)[^/]*$", re.I),
        re.compile(r"^[^#]*\btorchserve\b"),
        "TorchServe",
    ),
    (
        re.compile(r"(docker-?compose|dockerfile|containerfile)[^/]*$", re.I),
        re.compile(r"^[^#]*tensorflow/serving"),
        "TensorFlow Serving",
    ),
)
_MODEL_WORDS = re.compile(
    r"predict|\binfer\b|inference|embed(?!ded)|recommend|completions?\b|classif|detect|\brank|rerank|recogni|"
    r"\bencode\b|segmentation|transcri|"
    r"translat|summari[sz]e|faces?(?![a-z])|serve_model|similar|\bscor(e|ing)\b|chat/|"
    r"(?<![a-z])generate?(ion)?(?![A-Za-z]|_?(report|token|key|id|doc))",
    re.I,
)


def _uses(view: View) -> Iterator[Finding]:
    """Imports of serving frameworks, the first of each in a file."""
    for path in view.python:
        kind = plain_kind(view.place(path))
        seen: set[str] = set()
        for item in view.imported(path) if kind else ():
            name = _longest(item.name)
            if name and name not in seen:
                seen.add(name)
                yield Finding(
                    kind="framework" if kind == "product" else str(kind),
                    detail=f"serves with {name} in {path}",
                    path=path,
                    line=item.line,
                    skills=_skills(name),
                )


def _server(view: View, path: str) -> tuple[int, str] | None:
    """The first class of a Python file that is a server of models by its name, and predicts."""
    for node in view.nodes(path, ast.ClassDef) if path.endswith(".py") else ():
        if _SERVER.search(node.name):
            methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}
            if methods & _PREDICTS:
                return node.lineno, node.name
    return None


def _servers(view: View) -> Iterator[Finding]:
    """Servers of models of the repository's own making."""
    for path in view.python:
        kind = plain_kind(view.place(path))
        found = view.of(_server, path) if kind else None
        if found and kind:
            shown = "framework" if kind == "product" else kind
            detail = f"defines {found[1]}, a server of models, in {path}"
            yield Finding(kind=shown, detail=detail, path=path, line=found[0], skills=("model serving",))


def _longest(module: str) -> str | None:
    parts = module.split(".")
    return next(
        (FRAMEWORKS[name] for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in FRAMEWORKS), None
    )


def _skills(name: str) -> tuple[str, ...]:
    return ("model serving", *((name,) if name in SKILLS else ()))


def _config(view: View) -> Iterator[Finding]:
    for path in view.own:
        kind = plain_kind(view.place(path))
        for file, body, name in _CONFIG if kind else ():
            if file.search(path) and (line := view.first_line(path, body)):
                found = "config" if kind == "product" else str(kind)
                yield Finding(
                    kind=found, detail=f"{name} configuration {path}", path=path, line=line, skills=_skills(name)
                )


def _endpoints(view: View, shown: str) -> Iterator[Finding]:
    for route in view.once(routes):
        kind = plain_kind(view.place(route.path))
        if kind and _speaks_of_models(route):
            found = "endpoint" if kind == "product" else kind
            what = f"gRPC {route.pattern}" if route.is_grpc else f"{route.method} {route.pattern or '/'}"
            detail = f"endpoint {what}, called for what a model answers ({shown})"
            yield Finding(kind=found, detail=detail, path=route.path, line=route.line, skills=("model serving",))


def _speaks_of_models(route: Route) -> bool:
    name = PurePosixPath(route.path).stem
    return any(_MODEL_WORDS.search(text) for text in (route.pattern, route.handler, name))


def _itself(view: View) -> Iterator[Finding]:
    """What is made to serve models, by the name and description of its package or the opening of its README."""
    for package in view.once(packages):
        own = import_name(package.name) if package.language == "Python" else ""
        name = _ITSELF.get(own) or _longest(own) or ""
        if view.place(package.path) is Place.PRODUCT and (name or _SERVES.search(package.about)):
            detail = f"is itself made to serve models: {package.about or package.name}"[:200]
            skills = _skills(name) if name else ()  # what a manifest says of itself proves no skill
            yield Finding(kind="is_one", detail=detail, path=package.path, line=package.line, skills=skills)
    readme = next((path for path in view.own if "/" not in path and README.match(path)), "")
    has_code = any(language(path) for path in view.own_paths)  # a list of links serves nobody
    for number, line in enumerate(view.lines(readme)[:_OPENING] if has_code else (), 1):
        if _SERVES.search(line) and not view.is_course:
            detail = f"is itself made to serve models, says {readme}"
            yield Finding(kind="is_one", detail=detail, path=readme, line=number)
            break


def look(view: View, _: Contributions) -> Answer:
    """What serves models: framework code, configuration, endpoints; the product first."""
    found = [*_itself(view), *_uses(view), *_servers(view), *_config(view)]
    shown = view.once(evidence)
    is_framework = any(is_web_framework(package) for package in view.once(packages))
    if shown and not is_framework:
        found.extend(_endpoints(view, shown))
    order = list(SIGNAL.kinds)
    found.sort(key=lambda finding: (order.index(finding.kind), finding.path or "", finding.line, finding.detail))
    nothing = "no serving framework and no endpoint called for what a model answers"
    return answer(
        found[:MOST],
        view=view,
        needed=lambda path: path.endswith((".py", ".go", ".java", ".js", ".ts")),
        nothing=nothing,
    )


SIGNAL = Signal(
    question="Does the repository serve a model to callers?",
    unit="places",
    version=2,
    kinds={
        "framework": "product code that uses a serving framework",
        "endpoint": "an endpoint that is called for what a model answers, where there is machine learning",
        "config": "the configuration of a serving framework",
        "is_one": "the repository itself is made to serve models",
        "example": "serving in an example or in the documentation",
        "course": "serving in course work",
    },
    look=look,
    why={
        Archetype.DEVELOPER: "A developer brings a model to where it answers requests.",
        Archetype.OPERATOR: "An operator keeps a model that answers requests alive and fast.",
    },
    reads=(endpoints, _server),
)
