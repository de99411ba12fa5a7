"""The packages that manifests declare, and the skills they show."""

from __future__ import annotations

import pytest

from sourcing.evidence.dependencies import declared
from sourcing.skills import canonical, catalogue, known_names, normal_package, skills_of_import, skills_of_package
from tests.sourcing.views import view


def names(path: str, text: str) -> dict[str, int]:
    return {name: line for name, (_, line) in declared(view({path: text})).items()}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("torch", {"torch": 1}),
        ("Scikit_Learn==1.0", {"scikit-learn": 1}),
        ("torch[cuda]>=2 ; python_version > '3.8'", {"torch": 1}),
        ("  numpy ~= 1.0  # why", {"numpy": 1}),
        ("mlflow @ https://host.example/mlflow.whl", {"mlflow": 1}),
        ("# torch", {}),
        ("-r other.txt", {}),
        ("--index-url https://host.example", {}),
        ("", {}),
    ],
)
def test_a_line_of_requirements(line: str, found: dict[str, int]) -> None:
    assert names("requirements.txt", line) == found


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        (
            "pyproject.toml",
            '[project]\ndependencies = [\n "torch>=2",\n]\n[project.optional-dependencies]\nx = ["ray[tune]"]\n',
            {"torch": 3, "ray": 6},
        ),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.9"\nFlask = "*"\n', {"flask": 3}),
        ("setup.py", "setup(\n install_requires=['torch>1',\n  'Jinja2'],\n python_requires='>=3')", {"torch": 2, "jinja2": 3}),
        ("setup.cfg", "[options]\ninstall_requires =\n    torch>=1\n    pandas\n", {"torch": 3, "pandas": 4}),
        ("package.json", '{"dependencies": {\n"react": "1"}}', {"react": 2}),
        ("go.mod", "module x\n\nrequire host.example/a/cobra v1.2.3\n", {"cobra": 3}),
    ],
)  # fmt: skip
def test_a_manifest_in_its_own_format(path: str, text: str, found: dict[str, int]) -> None:
    assert names(path, text) == found


@pytest.mark.parametrize(
    "path", ["pyproject.toml", "setup.py", "setup.cfg", "package.json", "environment.yml", "go.mod"]
)
@pytest.mark.parametrize(
    "text", ["", "\0", "{[(", "dependencies:", '{"dependencies": [1]}', "[project]\ndependencies = 3\n"]
)
def test_a_broken_manifest_declares_nothing(path: str, text: str) -> None:
    assert names(path, text) == {}


def test_the_shallowest_manifest_names_a_package_and_examples_none() -> None:
    texts = {"a/requirements.txt": "torch\nray", "requirements.txt": "\ntorch", "examples/requirements.txt": "flask"}
    assert declared(view(texts)) == {"torch": ("requirements.txt", 2), "ray": ("a/requirements.txt", 2)}


@pytest.mark.parametrize("name", ["Foo.Bar_baz", "foo--bar__baz", "FOO-BAR.BAZ"])
def test_one_package_has_one_name(name: str) -> None:
    assert normal_package(name) == "foo-bar-baz"


def test_a_name_or_alias_stands_for_one_skill() -> None:
    owners: dict[str, set[str]] = {}
    for skill in catalogue().values():
        for name in (skill.name, *skill.aliases):
            owners.setdefault(name.casefold(), set()).add(skill.name)
    assert {name: skills for name, skills in owners.items() if len(skills) > 1} == {}


def test_every_known_name_is_found_in_any_case() -> None:
    assert all(canonical(f" {name.upper()} ") or name.upper().casefold() != name.casefold() for name in known_names())
    assert canonical("no such skill") is None


def test_the_longest_known_prefix_of_an_import_decides() -> None:
    skill = next(skill for skill in catalogue().values() if skill.imports)
    prefix = skill.imports[0]
    assert skill.name in skills_of_import(prefix)
    assert skills_of_import(f"{prefix}.zzz.zzz") == skills_of_import(prefix)
    assert skills_of_import(f"{prefix}zzz") != skills_of_import(prefix)


def test_a_package_shows_its_skills_however_it_is_spelt() -> None:
    skill = next(skill for skill in catalogue().values() if any("-" in package for package in skill.packages))
    package = next(package for package in skill.packages if "-" in package)
    assert skill.name in skills_of_package(package.replace("-", "_").upper())
    assert skills_of_package("no-such-package") == ()
