"""Plug-ins found by their files; a malformed one is named by its file."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

from sourcing.discovery import plugins
from sourcing.errors import PluginError


@pytest.fixture
def package(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """An empty package of a name of its own."""
    name = "plugins_" + "".join(char if char.isalnum() else "_" for char in request.node.name)
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module(name)


def put(package: ModuleType, **files: str) -> None:
    for name, text in files.items():
        (Path(package.__path__[0]) / f"{name}.py").write_text(text)
    importlib.invalidate_caches()


def test_every_file_is_a_plug_in_in_name_order_and_helpers_are_not(package: ModuleType) -> None:
    put(package, b="THING = 2", a="THING = 1", _helper="raise SystemError")
    found = plugins(package, attribute="THING", kind=int)
    assert [(name, module.THING) for name, module in found.items()] == [("a", 1), ("b", 2)]


def test_of_files_that_say_something_the_others_are_not_imported(package: ModuleType) -> None:
    put(package, b="THING = 2", a="THING = 1", wrong="raise SystemError")
    assert [*plugins(package, attribute="THING", kind=int, saying=re.compile("THING = [2-9]"))] == ["b"]


def test_an_empty_package_has_no_plug_ins(package: ModuleType) -> None:
    assert plugins(package, attribute="THING", kind=int) == {}


@pytest.mark.parametrize(
    "text",
    [
        "THING = (",
        "import nothing_of_that_name",
        "THING = undefined_name",
        "THING = {}['key']",
        "THING = 1 / 0",
        "THING = 'x' + 1",
        "THING = int('x')",
        "THING = int.nothing",
        "raise OSError('disk')",
        "THING = 'a string'",
        "OTHER = 1",
        "\x00",
    ],
)
def test_a_malformed_file_is_named(package: ModuleType, text: str) -> None:
    put(package, fine="THING = 1", wrong=text)
    with pytest.raises(PluginError) as caught:
        plugins(package, attribute="THING", kind=int)
    assert f"{package.__name__}/wrong.py" in caught.value.message
