"""Dockerfiles read by their format: continuations, comments, here-documents, arguments, stages, hostile texts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.parsing.dockerfile import instructions, stages

TEXT = """\
# syntax=docker/dockerfile:1
ARG BASE=python:3.12
ARG OTHER
FROM --platform=linux/amd64 ${BASE}-slim AS Build
RUN apt-get update \\
    # why
    && apt-get install -y gcc

COPY --from=ghcr.io/maple/tools --chown=1:1 /bin/x /bin/x
RUN <<EOF
FROM nowhere
pip install .
EOF
FROM ${OTHER:-scratch}
COPY . /app
HEALTHCHECK CMD curl -f http://localhost
CMD ["uvicorn", "app:app"]
"""


def test_instructions_know_their_flags_values_and_lines() -> None:
    found = instructions(TEXT)
    assert [(each.name, each.line) for each in found] == [
        ("ARG", 2), ("ARG", 3), ("FROM", 4), ("RUN", 5), ("COPY", 9), ("RUN", 10), ("FROM", 14), ("COPY", 15),
        ("HEALTHCHECK", 16), ("CMD", 17),
    ]  # fmt: skip
    assert found[3].value.split() == ["apt-get", "update", "&&", "apt-get", "install", "-y", "gcc"]
    assert (found[4].flag("from"), found[4].flag("chown"), found[4].flag("x")) == ("ghcr.io/maple/tools", "1:1", "")
    assert found[5].document == "FROM nowhere\npip install ."
    assert found[-1].words() == ("uvicorn", "app:app")


def test_stages_have_names_and_bases_with_arguments_filled_in() -> None:
    assert [(stage.base, stage.name, stage.line, len(stage.instructions)) for stage in stages(TEXT)] == [
        ("python:3.12-slim", "build", 4, 3),
        ("scratch", "", 14, 3),
    ]


def test_an_escape_of_its_own() -> None:
    assert [each.value.split() for each in instructions("# escape=`\nFROM a\nRUN dir `\n c:\\\n")] == [
        ["a"],
        ["dir", "c:\\"],
    ]


@pytest.mark.parametrize("text", ["", "# to be written\n", "COPY . .\n", "hello: world\n", "FROM\n"])
def test_without_a_from_there_is_no_stage(text: str) -> None:
    assert stages(text) == []


def test_a_here_document_that_is_never_closed_hides_nothing() -> None:
    assert [each.name for each in instructions("FROM a\nRUN cat <<EOF\nCOPY . .\n")] == ["FROM", "RUN", "COPY"]


@pytest.mark.parametrize(
    "text",
    ["RUN " + "a" * 900_000, "RUN a \\\n" * 120_000, "RUN <<A <<B <<C\n" * 60_000, "FROM " + "-" * 500_000, "FROM a\nCMD " + "[" * 300_000,
     "RUN --a " * 100_000, "FROM a\n" * 100_000, "# \\\n" * 200_000, "FROM " + "${A:-" * 50_000],
)  # fmt: skip
def test_a_hostile_text_stays_cheap(text: str) -> None:
    began = time.process_time()
    for stage in stages(text):
        for each in stage.instructions:
            each.words()
    assert time.process_time() - began < 2


@given(st.text(alphabet="FROM RUNCOPY<E\\\n#$-{}[]\"'a=", max_size=300))
def test_any_text_is_read(text: str) -> None:
    lines = [each.line for each in instructions(text)]
    assert lines == sorted(set(lines))
    assert all(1 <= line <= len(text.splitlines()) for line in lines)
