"""Does the repository serve a model to callers?

Unit: places in the code. What counts: code of the product that uses a serving framework (Triton, TorchServe,
MLServer, BentoML, KServe, Ray Serve, Jina and others: a service that is declared, a server that is started, not the mere
import), its configuration, the image of a model server (vLLM, TGI, SGLang, Triton and others) in a compose file, a
manifest of Kubernetes or a Dockerfile, and endpoints whose path, handler or file speaks of predicting, embedding,
recommending and the like, in a repository that shows machine learning. Traps: a script that predicts is no service; a
`/search` or `/rank` without any machine learning is an ordinary endpoint; a client of a server of models
(`tritonclient`, an API of a language model) is a caller; examples and courses have kinds of their own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from sourcing.choice import CONTAINER, README
from sourcing.evidence import charts
from sourcing.evidence.findings import MOST, plain_kind
from sourcing.evidence.learning import evidence
from sourcing.evidence.packages import import_name, packages
from sourcing.evidence.reading import View
from sourcing.evidence.routes import Route, endpoints, is_web_framework, routes
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.evidence.usage import matches, rules
from sourcing.places import Place, language
from sourcing.records import Archetype, Contributions

_Seen = tuple[int, str, str]  # line, the framework, what it is
_IN = r"(.+\.)?"
# By framework: package, how it is used, what is used. Clients (tritonclient, APIs of TensorFlow Serving, `bentoml.SyncHTTPClient`), types,
# what saves a model or runs it over a batch, are left out.
# fmt: off
_RULES = rules(
    (package, how, pattern, "framework", name, "")
    for name, package, how, pattern in (
        ("MLServer", "mlserver", "base", r".*"),
        ("MLServer", "mlserver", "call", _IN + r"MLServer"),
        ("TorchServe", "ts", "base", r"torch_handler\..*"),
        ("TorchServe", "ts", "call", r"(torch_handler|context)\..*"),
        ("Triton", "triton_python_backend_utils", "call", r".*"),
        ("Triton", "tritonserver", "call", r".*"),
        ("Triton", "tritonclient", "call", r"(.+\.)?model_config_pb2\..*"),  # what the server is told to run
        ("Triton", "pytriton", "call", _IN + r"Triton"),
        ("Triton", "pytriton", "decorator", r"decorators\..*"),
        ("BentoML", "bentoml", "decorator", _IN + r"(service|api|task|asgi_app)"),
        ("BentoML", "bentoml", "base", _IN + r"(Service|BentoService|Runnable)"),
        ("BentoML", "bentoml", "call", r"((.+\.)?(Service|BentoService|Runner|HTTPServer|GrpcServer)|.*\.to_runner|serve|serve_\w+)"),
        *(
            ("KServe", package, how, pattern)
            for package in ("kserve", "kfserving")
            for how, pattern in (
                ("base", _IN + r"(Model|KFModel|KServeModel|BaseKServeModel|InferenceModel)"),
                ("call", _IN + r"(KFServer|ModelServer|V1\w*InferenceService)"),
            )
        ),
        ("Seldon Core", "seldon_core", "base", _IN + r"SeldonComponent"),
        ("Seldon Core", "seldon_core", "call", _IN + r"SeldonResponse"),
        ("Ray Serve", "ray", "decorator", r"serve\.(.+\.)?(deployment|ingress|batch|multiplexed)"),
        ("Ray Serve", "ray", "call", r"serve\.(.+\.)?(deployment|ingress|run|start|build_\w+|LLMServer\w*|LLMRouter\w*)"),
        ("vLLM", "vllm", "call", r"entrypoints\.(openai|api_server|launcher)\..*|(.+\.)?Async(LLMEngine|LLM)(\..*)?"),
        ("SageMaker", "sagemaker", "call", r"model\.\w*Model|(pytorch|huggingface)\.(.+\.)?(PyTorch|HuggingFace)Model"),
        ("SageMaker", "sagemaker_inference", "call", r".*"),
        ("SageMaker", "sagemaker_inference", "base", r".*"),
        ("TensorFlow Serving", "tensorflow_serving", "base", r".*Servicer"),
        ("Jina", "jina", "base", r"((.+\.)?Executor|serve\..*)"),
        ("Jina", "jina", "call", r"serve\..*"),
        ("LitServe", "litserve", "base", _IN + r"LitAPI"),
        ("LitServe", "litserve", "call", _IN + r"LitServer"),
        ("MXNet Model Server", "multi_model_server", "base", r".*"),
        ("MXNet Model Server", "multi_model_server", "call", r".*"),
        ("Cog", "cog", "base", _IN + r"BasePredictor"),
        ("Truss", "truss", "call", r".*"),
        ("Potassium", "potassium", "call", _IN + r"Potassium"),
        ("ONNX", "onnxruntime_server", "call", r".*"),
        ("TGI", "text_generation_server", "base", r".*"),
        ("TGI", "text_generation_server", "call", r".*"),
        ("SGLang", "sglang", "call", r"srt\..*"),
        ("SGLang", "sglang", "base", r"srt\..*"),
        ("LMDeploy", "lmdeploy", "call", r"serve\.(?!.*client).*"),
        ("MLflow", "mlflow", "call", r"pyfunc\.scoring_server\.(?!client\b).*"),
        ("NOS", "nos", "call", r"server\..*"),
        ("ClearML", "clearml_serving", "base", r".*"),
        ("ClearML", "clearml_serving", "call", r".*"),
    )
)
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
    "openllm": "OpenLLM", "mlserver": "MLServer", "tritonserver": "Triton", "pytriton": "Triton",
    "bentoml": "BentoML", "kserve": "KServe", "kfserving": "KServe", "seldon_core": "Seldon Core", "litserve": "LitServe",
    "sagemaker_inference": "SageMaker", "tensorflow_serving": "TensorFlow Serving", "multi_model_server": "MXNet Model Server",
    "truss": "Truss", "potassium": "Potassium", "onnxruntime_server": "ONNX", "clearml_serving": "ClearML",
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
)
_MANIFEST = re.compile(r"^apiVersion\s{0,9}:", re.M)
_NAME = r"[\"']?([\w./:@${}-]{1,200})"
_RUNS = re.compile(rf"^[ \t-]{{0,80}}image:[ \t]{{1,9}}{_NAME}", re.M)
_FROM = re.compile(rf"^FROM[ \t]{{1,9}}(?:--platform=\S{{1,80}}[ \t]{{1,9}})?{_NAME}", re.M | re.I)
_STARTS = re.compile(r"^[^#\n]{0,2000}?(\btritonserver\b|\btorchserve\b|tensorflow/serving)", re.M)
_STARTED = {"tritonserver": "Triton", "torchserve": "TorchServe", "tensorflow/serving": "TensorFlow Serving"}
_IMAGES = tuple(
    (re.compile(rf"(^|/){name}(:|@|$)"), skill)
    for name, skill in (
        (r"(vllm/)?vllm-openai", "vLLM"),
        (r"vllm/vllm-\w+(-\w+)?", "vLLM"),
        (r"text-generation-inference", "TGI"),
        (r"lmsysorg/sglang", "SGLang"),
        (r"tritonserver", "Triton"),
        (r"torchserve(-kfs)?", "TorchServe"),
        (r"tensorflow/serving", "TensorFlow Serving"),
    )
)
_MODEL_WORDS = re.compile(
    r"predict|\binfer\b|inference|embed(?!ded)|recommend|completions?\b|classif|detect|\brank|rerank|recogni|"
    r"\bencode\b|segmentation|transcri|"
    r"translat|summari[sz]e|faces?(?![a-z])|serve_model|similar|\bscor(e|ing)\b|chat/|"
    r"(?<![a-z])generate?(ion)?(?![A-Za-z]|_?(report|token|key|id|doc))",
    re.I,
)


def _framework(view: View, path: str) -> tuple[_Seen, ...]:
    """The serving frameworks that a Python file uses, each at its first use."""
    found: dict[str, _Seen] = {}
    for rule, use in matches(view, path, _RULES) if path.endswith(".py") else ():
        shown = f"{use.name.removesuffix('()').rpartition('.')[2]} {use.label}".strip()
        found.setdefault(rule.skill, (use.line, rule.skill, f"serves with {rule.skill} ({shown}) in {path}"))
    return tuple(found.values())


def _image(view: View, path: str) -> tuple[_Seen, ...]:
    """The servers of models that a compose file, a Dockerfile or a manifest of Kubernetes starts, mostly by their images."""
    is_built = bool(CONTAINER.search(path))
    is_yaml = path.endswith((".yaml", ".yml"))
    if not (is_built or (is_yaml and _MANIFEST.search(view.texts[path]))):
        return ()
    found: dict[str, _Seen] = {}
    pattern = _RUNS if is_yaml else _FROM
    for number, line in view.found_lines(path, pattern):
        name = match.group(1) if (match := pattern.search(line)) else ""
        framework = next((skill for image, skill in _IMAGES if image.search(name)), None)
        if framework:
            found.setdefault(framework, (number, framework, f"{framework} image {name} in {path}"))
    for number, line in view.found_lines(path, _STARTS) if is_built else ():
        if match := _STARTS.search(line):
            framework = _STARTED[match.group(1)]
            found.setdefault(framework, (number, framework, f"{framework} started by {path}"))
    return tuple(found.values())


def _uses(view: View) -> Iterator[Finding]:
    """What uses a serving framework, and what runs the image of one."""
    for question, kind in ((_framework, "framework"), (_image, "config")):
        for path in view.own:
            where = plain_kind(_place(view, path))
            for line, name, what in view.of(question, path) if where else ():
                shown = kind if where == "product" else str(where)
                yield Finding(kind=shown, detail=what, path=path, line=line, skills=_skills(name))


def _place(view: View, path: str) -> Place:
    """The place of a file; what lies among the templates of a chart lies where the chart does."""
    return charts.place(view, path) if charts.is_template(view, path) else view.place(path)


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


def _skills(name: str) -> tuple[str, ...]:
    return ("model serving", *((name,) if name in SKILLS else ()))


def _config(view: View) -> Iterator[Finding]:
    for path in view.own:
        kind = plain_kind(_place(view, path))
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
        name = _ITSELF.get(own, "")
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
    version=4,
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
    reads=(endpoints, _server, _framework, _image),
)
