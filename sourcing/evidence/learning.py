"""Whether a repository does machine learning at all: its imports, dependencies, model files, and what it says it is."""

from __future__ import annotations

import re

from sourcing.evidence.dependencies import declared
from sourcing.evidence.reading import View
from sourcing.places import Place

# fmt: off
LIBRARIES = frozenset({
    "torch", "tensorflow", "keras", "jax", "flax", "sklearn", "xgboost", "lightgbm", "catboost", "transformers",
    "sentence_transformers", "diffusers", "onnxruntime", "onnx", "timm", "torchvision", "spacy", "gensim", "fasttext",
    "paddle", "mxnet", "chainer", "theano", "cv2", "ultralytics", "insightface", "openai", "anthropic", "langchain",
    "llama_index", "vllm", "peft", "stable_baselines3", "implicit", "lightfm", "surprise", "statsmodels", "prophet",
    "joblib", "tflite_runtime", "openvino", "tensorrt", "faiss", "jina", "tritonclient", "mlflow", "clip", "open_clip",
    "whisper", "dlib", "face_recognition", "easyocr", "nltk", "autogluon", "h2o", "pyro", "mlx",
})
# fmt: on
# fmt: off
PACKAGES = frozenset({
    "torch", "tensorflow", "tensorflow-gpu", "keras", "jax", "scikit-learn", "sklearn", "xgboost", "lightgbm",
    "catboost", "transformers", "sentence-transformers", "onnxruntime", "onnxruntime-gpu", "spacy", "mxnet",
    "opencv-python", "opencv-python-headless", "vllm", "ultralytics", "gorgonia", "gonum", "go-openai",
    "onnxruntime-go", "onnxruntime_go", "go-hnsw", "tfjs", "deeplearning4j-core",
})
# fmt: on
_MODEL_FILE = re.compile(r"\.(onnx|pt|pth|h5|keras|tflite|pb|safetensors|joblib|gguf|pkl|mlmodel|ckpt)$", re.I)
_SAYS = re.compile(
    r"\b(machine learning|deep learning|neural net\w*|recommender systems?|recommendation (system|engine)s?|"
    r"face recognition|object detection|"
    r"language models?|embeddings?|image classification|speech recognition|trained models?)\b",
    re.I,
)


def uses_learning(view: View, path: str) -> bool:
    """Whether a held Python file imports a machine-learning library."""
    return any(item.name.split(".")[0] in LIBRARIES for item in view.imported(path))


def evidence(view: View) -> str | None:
    """What shows that this repository does machine learning, as a short phrase; None where nothing does."""
    for path in view.python:
        if view.place(path) in (Place.PRODUCT, Place.COURSE):
            used = next((item.name for item in view.imported(path) if item.name.split(".")[0] in LIBRARIES), None)
            if used:
                return f"{path} imports {used}"
    packages = declared(view)
    for name in sorted(PACKAGES & packages.keys()):
        return f"{packages[name][0]} depends on {name}"
    models = [path for path in view.own_paths if _MODEL_FILE.search(path) and view.place(path) is Place.PRODUCT]
    if models:
        return f"model file {models[0]}"
    said = {match.group(0).lower() for match in _SAYS.finditer(view.readme[:3000])}
    return f"the README speaks of {min(said)}" if len(said) >= 2 else None
