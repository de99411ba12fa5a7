"""What is chosen to be read, and that each file is parsed once."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.choice import MAX_FILES, choose
from sourcing.evidence.reading import notebook_cells
from sourcing.parsing.syntax import by_kind
from sourcing.places import Place, place
from sourcing.records import FileEntry
from tests.sourcing.views import entry, view

PATHS = [
    "README.md", "pyproject.toml", "Dockerfile", ".github/workflows/ci.yml", "app/main.py", "app/util.py", "app/deep/er/x.py",
    "tests/test_app.py", "notebooks/a.ipynb", "configs/run.yaml", "k8s/deployment.yaml", "vendor/lib/x.py", "a_pb2.py",
    "image.png", "cmd/server.go", "docs/guide.md", "requirements/dev.txt", "CHANGELOG.md", "src/Main.java", "web/app.ts",
]  # fmt: skip


def chosen(paths: list[str], *, most: int = MAX_FILES) -> list[str]:
    return [one.path for one in choose(map(entry, paths), most=most)]


@given(st.permutations(PATHS), st.integers(0, len(PATHS)))
def test_the_choice_does_not_depend_on_the_order_of_the_tree(paths: list[str], most: int) -> None:
    found, whole = chosen(paths, most=most), chosen(sorted(paths))
    assert found == chosen(sorted(paths), most=most)
    assert found == [path for path in whole if path in found] and len(found) == min(most, len(whole))


def test_manifests_come_first_and_foreign_code_and_data_never() -> None:
    found = chosen(PATHS)
    first = {"README.md", "pyproject.toml", "Dockerfile", ".github/workflows/ci.yml", "requirements/dev.txt"}
    assert first | {"CHANGELOG.md"} == set(found[:6])
    assert found.index("app/main.py") < found.index("app/util.py") < found.index("app/deep/er/x.py")
    assert found.index("app/util.py") < found.index("tests/test_app.py") < found.index("notebooks/a.ipynb")
    assert not {"vendor/lib/x.py", "a_pb2.py", "image.png"} & set(found)


def test_a_small_sample_has_something_of_every_kind_not_manifests_alone() -> None:
    manifests = [f"services/s{number}/requirements.txt" for number in range(50)]
    entries, modules = [f"api/route{number}.py" for number in range(50)], [f"lib/m{number}.py" for number in range(50)]
    tests, operations = (
        [f"tests/test_{number}.py" for number in range(50)],
        [f"k8s/d{number}.yaml" for number in range(50)],
    )
    found = chosen([*manifests, *entries, *modules, *tests, *operations], most=20)
    folders = [
        sum(path.startswith(folder) for path in found) for folder in ("services/", "api/", "k8s/", "lib/", "tests/")
    ]
    assert folders == [8, 5, 2, 3, 2]


def test_up_to_half_of_a_sample_is_what_was_asked_for_before_the_rest() -> None:
    paths = [
        *(f"services/s{number}/requirements.txt" for number in range(50)),
        *(f"lib/m{number}.py" for number in range(50)),
    ]
    wanted = [f"lib/m{number}.py" for number in range(49, 0, -1)]
    found = [one.path for one in choose(map(entry, paths), most=10, prefer=["gone.py", "image.png", *wanted])]
    assert set(wanted[:5]) <= set(found) and len(found) == 10
    assert chosen(paths[:8], most=10) == [one.path for one in choose(map(entry, paths[:8]), most=10, prefer=wanted)]


@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_links_and_submodules_are_not_chosen(mode: str) -> None:
    entries = [FileEntry("app.py", mode, "0" * 40), FileEntry("README.md", mode, "0" * 40), entry("b.py")]
    assert [one.path for one in choose(entries)] == ["b.py"]


def test_at_most_so_many_files_and_a_sample_of_tests_and_notebooks() -> None:
    modules = [f"pkg/m{number:04}.py" for number in range(MAX_FILES)]
    tests = [f"tests/test_{number:04}.py" for number in range(2_000)]
    notebooks = [f"nb/{number:04}.ipynb" for number in range(400)]

    def counted(paths: list[str]) -> list[int]:
        return [sum(path.startswith(folder) for path in chosen(paths)) for folder in ("pkg/", "tests/", "nb/")]

    assert counted(modules[:10] + tests + notebooks) == [10, 1_500, 200]
    assert counted(modules + tests + notebooks) == [MAX_FILES - 500, 500, 0]


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("src/app.py", Place.PRODUCT),
        ("vendor/tests/test_x.py", Place.VENDORED),
        ("api_pb2.py", Place.GENERATED),
        ("homework/test_a.py", Place.COURSE),
        ("pkg/tests/a.py", Place.TEST),
        ("examples/a.py", Place.EXAMPLE),
        ("docs/conf.py", Place.DOCS),
        (".github/workflows/a.yml", Place.CI),
        ("latest/contest.py", Place.PRODUCT),
        ("assignment_3/api.py", Place.COURSE),
        ("homework-2.ipynb", Place.COURSE),
        ("week_1/a.py", Place.COURSE),
        ("hw2/a.py", Place.COURSE),
        ("Lab1_intro/a.py", Place.COURSE),
        ("lecture_notes/a.md", Place.COURSE),
        ("src/solutions/a.py", Place.COURSE),
        ("src/assignment_solver/api.py", Place.PRODUCT),
        ("src/lab_results.py", Place.PRODUCT),
        ("src/core/solution_service.py", Place.PRODUCT),
        ("src/labeling/a.py", Place.PRODUCT),
        ("src/external/api.py", Place.PRODUCT),
        ("src/external/boost/mpl/list.hpp", Place.VENDORED),
        ("third_party/a.py", Place.VENDORED),
        ("src/Latest.java", Place.PRODUCT),
        ("src/Contest.java", Place.PRODUCT),
        ("src/PearTest.java", Place.TEST),
        ("src/PearTests.java", Place.TEST),
        ("src/ab_test.py", Place.PRODUCT),
        ("src/tests/ab_test.py", Place.TEST),
        ("src/grab_test.py", Place.TEST),
    ],
)
def test_a_path_says_where_it_lies(path: str, where: Place) -> None:
    assert place(path) is where


def test_a_file_is_parsed_once_for_all_signals() -> None:
    found = view({"a.py": "import os\nfrom torch.nn import Module\n"})
    assert found.module("a.py") is found.module("a.py") is not None
    assert found.nodes("a.py", ast.Import) is found.nodes("a.py", ast.Import) != []
    assert found.imported("a.py") is found.imported("a.py")
    assert found.imports("a.py") == {"os": 1, "torch.nn.Module": 2, "torch.nn": 2}


def test_a_shared_question_is_worked_out_once() -> None:
    asked: list[str] = []

    def question(one: object) -> int:
        asked.append("once")
        return len(asked)

    found = view({})
    assert (found.once(question), found.once(question)) == (1, 1)


@pytest.mark.parametrize("text", ["def (", "print 'two'", "a\0b", "(" * 50_000, "x = " + "-" * 50_000 + "1", "\ufffd"])
def test_what_is_no_python_has_no_tree(text: str) -> None:
    found = view({"a.py": text})
    assert found.module("a.py") is None
    assert found.nodes("a.py", ast.Call) == []


def test_a_file_that_is_not_held_has_no_lines_and_no_tree() -> None:
    found = view({})
    assert (found.lines("a.py"), found.module("a.py"), found.imports("a.py")) == ([], None, {})


def test_a_repositorys_own_modules_are_no_imports() -> None:
    texts = {
        "evaluate.py": "",
        "run.py": "import evaluate\nimport torch\n",
        "src/own/__init__.py": "",
        "t.py": "import own",
    }
    found = view(texts)
    assert (list(found.imports("run.py")), list(found.imports("t.py"))) == (["torch"], [])


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        ("setup.py", "setup(url='https://github.com/stranger/tool')"),
        ("setup.cfg", "[metadata]\nurl = https://github.com/stranger/tool\n"),
        ("setup.cfg", "[metadata]\nproject_urls =\n    Source = https://github.com/stranger/tool\n"),
        ("pyproject.toml", '[project.urls]\n"Source Code" = "https://github.com/stranger/tool"\n'),
        ("pyproject.toml", '[project.urls]\nRepository = "https://github.com/stranger/tool.git"\n'),
        ("package.json", '{"homepage": "https://github.com/stranger/tool#readme"}'),
    ],
)
def test_a_folder_that_names_another_home_is_a_copy(manifest: str, text: str) -> None:
    found = view({f"tools/{manifest}": text, "tools/a.py": "", "b.py": ""}, key="github.com/owner/name")
    assert (found.place("tools/a.py"), found.python) == (Place.VENDORED, ["b.py"])


@pytest.mark.parametrize(
    ("texts", "where"),
    [
        ({"external/pear/LICENSE": "Copyright (c) 2020 Ines Stranger"}, Place.VENDORED),
        ({"external/pear/LICENSE": "Apache License, Version 2.0"}, Place.VENDORED),
        ({"external/pear/setup.py": "setup(url='https://github.com/stranger/tool')"}, Place.VENDORED),
        ({"external/pear/LICENSE": "Copyright (c) 2021 Olga Owner"}, Place.PRODUCT),
        ({"external/plum/LICENSE": "Copyright (c) 2020 Ines Stranger"}, Place.PRODUCT),
        ({}, Place.PRODUCT),
    ],
)
def test_a_folder_of_external_code_is_a_copy_where_a_licence_or_a_manifest_says_so(
    texts: dict[str, str], where: Place
) -> None:
    held = {"LICENSE": "Copyright (c) 2021 Olga Owner", "external/pear/a.py": "", **texts}
    assert view(held, key="github.com/owner/name").place("external/pear/a.py") is where


@pytest.mark.parametrize("home", ["owner/other", "stranger/name", "owner/name"])
def test_a_folder_of_the_same_owner_or_name_is_no_copy(home: str) -> None:
    found = view({"tools/setup.py": f"setup(url='https://github.com/{home}')"}, key="github.com/owner/name")
    assert found.place("tools/setup.py") is Place.PRODUCT


def test_the_cells_of_a_notebook_are_its_code() -> None:
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", "b"]},
        {"cell_type": "markdown", "source": "text"},
        {"cell_type": "code", "source": "c"},
        {"cell_type": "code"},
        "broken",
    ]
    assert notebook_cells(json.dumps({"cells": cells})) == ["a = 1\nb", "c", ""]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cells": 3}', "[" * 100_000])
def test_what_is_no_notebook_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        notebook_cells(text)


def test_by_kind_gives_every_node_that_says_something() -> None:
    source = Path(ast.__file__).read_text("utf-8") + "\nmatch x:\n    case [A(b=1), *rest] if c: global d\n"
    tree = ast.parse(source)
    silent = (
        ast.Name,
        ast.Pass,
        ast.Break,
        ast.Continue,
        ast.expr_context,
        ast.operator,
        ast.unaryop,
        ast.boolop,
        ast.cmpop,
    )
    expected: dict[type[ast.AST], list[ast.AST]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, silent):
            expected.setdefault(type(node), []).append(node)
    assert by_kind(tree) == expected


def test_lines_are_found_by_their_beginning_only_where_the_pattern_means_lines() -> None:
    seen = view({"CHANGELOG.md": "# Changes\n\n## 1.1\n\n## 1.0\n"})
    assert list(seen.found_lines("CHANGELOG.md", re.compile(r"^## ", re.M))) == [(3, "## 1.1"), (5, "## 1.0")]
    with pytest.raises(ValueError, match=r"compile it with re\.M"):
        list(seen.found_lines("CHANGELOG.md", re.compile(r"^## ")))
