"""What no line of the product does, and where its own servers listen."""

from __future__ import annotations

import ast
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ranking.encoder import Encoder
from sourcing.errors import ModelError
from sourcing.sandbox.forge import serving as serving_forge
from sourcing.sandbox.web.serve import serving as serving_web
from sourcing.sandbox.world import World

ROOT = Path(__file__).parents[2]
PACKAGES = ("sourcing", "spiders", "warehouse", "ranking", "flows")
# What runs what it reads, or believes whom it should not; `x.` stands for any object.
FORBIDDEN = {
    *("eval", "exec", "compile", "os.system", "os.popen", "x.extractall", "x.unsafe_load", "x.full_load"),
    *("pickle.load", "pickle.loads", "marshal.load", "marshal.loads", "shelve.open", "torch.load", "joblib.load", "yaml.load"),
    *("ssl._create_unverified_context", "tempfile.mktemp", "x.import_module"),
}  # fmt: skip
OWN_PLUGINS = ("sourcing/discovery.py", "sourcing/sandbox/web/serve.py")  # import modules of our own packages by name


def calls() -> Iterator[tuple[str, int, str, list[ast.keyword]]]:
    """Every call in the product: file, line, what is called, its keywords."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield path.relative_to(ROOT).as_posix(), node.lineno, ast.unparse(node.func), node.keywords


def test_nothing_read_is_run_or_unpickled() -> None:
    found = [
        f"{path}:{line} {called}"
        for path, line, called, _ in calls()
        if {called, f"x.{called.rpartition('.')[2]}" if "." in called else called} & FORBIDDEN
        and path not in OWN_PLUGINS
    ]
    assert found == []


def test_no_shell_is_asked_and_no_certificate_waved_through() -> None:
    loose = {"shell": "True", "verify": "False", "trust_remote_code": "True", "weights_only": "False"}
    found = [
        f"{path}:{line} {word.arg}"
        for path, line, _, keywords in calls()
        for word in keywords
        if word.arg in loose and ast.unparse(word.value) == loose[word.arg]
    ]
    assert found == []


@pytest.mark.parametrize("name", ["pytorch_model.bin", "2_Dense/pytorch_model.bin", "model.pkl", "head.pt"])
def test_a_model_with_pickles_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "model.safetensors").write_bytes(b"{}")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(ModelError, match="pickle"):
        Encoder(str(tmp_path), sha256=None, store={})


def test_a_model_with_modules_of_its_own_is_refused(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "antigravity.Module"}]')
    (tmp_path / "model.safetensors").write_bytes(b"{}")
    with pytest.raises(ModelError, match="antigravity"):
        Encoder(str(tmp_path), sha256=None, store={})


def test_the_sandbox_listens_on_this_machine_alone(sandbox_world: World) -> None:
    with serving_forge(sandbox_world) as forge, serving_web(sandbox_world) as web:
        for url in (forge.url, web.url):
            port = urlsplit(url).port or 0
            with socket.socket() as here, socket.socket() as there:
                assert here.connect_ex(("127.0.0.1", port)) == 0
                assert (
                    there.connect_ex(("127.0.0.2", port)) != 0
                )  # it would answer there, were it bound to every address
