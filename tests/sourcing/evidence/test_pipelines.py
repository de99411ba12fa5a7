"""What build scripts do: commands of shell, deeds of commands, recipes followed, hostile scripts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.evidence.pipelines.deeds import deeds
from sourcing.evidence.pipelines.follow import pipelines
from sourcing.evidence.pipelines.shell import MAX_COMMANDS, commands
from sourcing.evidence.pipelines.tools import by_name
from sourcing.evidence.pipelines.workflows import steps
from sourcing.evidence.reading import View
from tests.signals.support import snapshot

SCRIPT = """\
set -e
# pytest in a comment
FOO=1 BAR="x y" pytest -q tests \\
   --cov
if [ -f x ]; then ruff check . || true; fi
cat <<'EOF' > y
mypy .
EOF
black . && (cd x; go test ./... | tee log) & echo "a # b" # c
tox -e ${{ matrix.env }}
"""


def test_a_script_is_its_simple_commands_with_their_lines() -> None:
    assert [(each.line, each.words, each.is_forgiven) for each in commands(SCRIPT) if each.words[0] != "true"] == [
        (0, ("set", "-e"), False),
        (2, ("pytest", "-q", "tests", "--cov"), False),
        (4, ("[", "-f", "x", "]"), False),
        (4, ("ruff", "check", "."), True),
        (5, ("cat", ">", "y"), False),
        (8, ("black", "."), False),
        (8, ("cd", "x"), False),
        (8, ("go", "test", "./..."), False),
        (8, ("tee", "log"), False),
        (8, ("echo", "a # b"), False),
        (9, ("tox", "-e", "${{matrix.env}}"), False),
    ]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("python3 -m pytest -q", "tests pytest"),
        ("uv run --extra dev --with x pytest tests", "tests pytest"),
        ("coverage run -m pytest", "tests pytest"),
        ('docker run --rm -v $PWD:/x image bash -c "cd x && pytest"', "tests pytest"),
        ("docker compose exec -T web bash /app/scripts/lint.sh", "script app/scripts/lint.sh"),
        ("sudo -E env A=1 tox -e py312", "tox py312"),
        ("$(PYTHON) -m mypy src", "types mypy"),
        ("$(VENV)/bin/ruff check .", "lints ruff"),
        ("$(UV) tool run ruff format", "lints ruff"),
        ("hatch run lint:mypy src", "types mypy"),
        ("hatch run style", "task style"),
        ("make -C docs html", "make -C docs html"),
        ("npm run lint", "npm lint"),
        ("yarn test", "npm test"),
        ("./gradlew build -x test", "builds gradle"),
        ("mvn -B deploy -DskipTests", "publishes mvn"),
        ("docker buildx build --push .", "publishes docker"),
        ("$GITHUB_WORKSPACE/.ci/test.sh", "script .ci/test.sh"),
        ("python -m build", "builds build"),
        ("kubectl apply -f web.yaml", "deploys kubectl"),
        ("pre-commit run --all-files", "hooks"),
        ("Rscript -e 'devtools::test()'", "tests rscript"),
        ("pip install pytest flake8 && echo pytest", ""),
        ("black --version; command -v mypy; git diff --exit-code", ""),
        ("npm ci; go install example.org/tool@latest", ""),
        ('python -c "import pytest"', ""),
    ],
)
def test_what_a_command_does(script: str, said: str) -> None:
    found = [deed for command in commands(script) for deed in deeds(command)]
    assert [f"{deed.what} {deed.tool}".strip() for deed in found] == ([said] if said else [])


@pytest.mark.parametrize(
    "script", ["flake8 --exit-zero .", "ruff check . || true", "flake8 . --select=E9,F63,F7,F82", "flake8 --select E9"]
)
def test_a_command_that_cannot_fail_is_toothless(script: str) -> None:
    first, *_ = [deed for command in commands(script) for deed in deeds(command)]
    assert first.is_toothless


@pytest.mark.parametrize(
    ("name", "what"),
    [
     ("run_unit_tests", "tests"), ("lint-check", "lints"), ("typecheck", "types"),
     ("docs-test", "documents"), ("push-${{matrix.image}}", "publishes"),
     ("install-test-deps", None), ("download_test_data", None), ("contest", None), ("latest", None), ("ci", "tests")],
)  # fmt: skip
def test_what_a_name_says(name: str, what: str | None) -> None:
    assert by_name(name) == what


def test_recipes_that_call_each_other_are_followed_once() -> None:
    many = "".join(f"a{n}: a{n + 1} a{n + 2}\n\tmake a{n + 1} a{n + 2} a{n}\n" for n in range(200))
    view = View(
        snapshot(
            {
                "Makefile": many + "a200:\n\tpytest\n",
                "ci.yml": "",
                ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: make a198}]}}\n",
            }
        )
    )
    (pipeline,) = view.once(pipelines)
    assert [(work.what, work.tool, work.via) for work in pipeline.works] == [("tests", "pytest", "make a198")]


@pytest.mark.parametrize(
    "script",
    ['"' * 20_000, '\\"' * 10_000, '"\\"' * 7_000, "${{" * 7_000, "$(" * 10_000, "`" * 20_001, "<<A " * 5_000, "<<A\n" * 5_000,
     "\\\n" * 10_000, "'" * 19_999, "a;" * 10_000, "sudo " * 5_000, "bash -c 'bash -c x'\n" * 1_000, "docker run x\n" * 5_000, "a/" * 10_000],
)  # fmt: skip
def test_a_hostile_script_stays_cheap(script: str) -> None:
    began = time.process_time()
    found = commands(script)
    for command in found:
        deeds(command)
    assert len(found) <= MAX_COMMANDS
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Jenkinsfile", "sh '" * 100_000),
        ("Jenkinsfile", 'sh "\\"' * 60_000),
        ("Jenkinsfile", "/*" * 200_000),
        ("Jenkinsfile", "sh(a: b, " * 50_000),
        (".gitlab-ci.yml", "a: &a {script: [x, x, x, x, x]}\n" + "".join(f"b{n}: *a\n" for n in range(5_000))),
        (
            ".github/workflows/ci.yml",
            "jobs: {a: {strategy: {matrix: {c: ["
            + "x, " * 9_000
            + "]}}, steps: ["
            + "{run: '${{ matrix.c }}'}," * 2_000
            + "]}}",
        ),
        (".github/workflows/ci.yml", "- run: [\n" * 20_000),
    ],
)
def test_a_hostile_pipeline_stays_cheap(path: str, text: str) -> None:
    view = View(snapshot({path: text}))
    began = time.process_time()
    steps(view, path)
    view.once(pipelines)
    assert time.process_time() - began < 4


@given(st.text(alphabet="abc \n\\\"'`$(){}<>|&;#-=EOF/", max_size=200))
def test_any_script_is_read(script: str) -> None:
    for command in commands(script):
        assert 0 <= command.line <= script.count("\n")
        assert command.words
        deeds(command)
