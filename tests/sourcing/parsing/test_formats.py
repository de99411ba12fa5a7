"""Configuration files as data: what anchors stand for, where scalars stand, and what is refused."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sourcing.parsing.formats import MAX_COPIED, MAX_DEPTH, Placed, line_at, yaml_documents

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12)
)


def test_aliases_and_merge_keys_are_followed() -> None:
    text = "base: &base {image: slim, script: [one]}\njob:\n  <<: *base\n  script: [two]\nagain: *base\n"
    assert yaml_documents(text) == [
        {
            "base": {"image": "slim", "script": ["one"]},
            "job": {"image": "slim", "script": ["two"]},
            "again": {"image": "slim", "script": ["one"]},
        }
    ]


def test_of_several_merged_mappings_the_first_wins() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc: {<<: [*a, *b], y: 3}\n"
    assert yaml_documents(text)[0]["c"] == {"x": "1", "y": "3", "z": "2"}


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        BOMB.replace("x", "[]"),
        "&a [*a, *a]\n",
        "a: *nothing\n",
        "a: &a [x]\n---\nb: *a\n",
        "? [a]\n: b\n",
        "a: {{ template }}\n",
        "a: [\n",
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "x" * 300_000,
    ],
)
def test_what_could_cost_much_or_means_nothing_is_refused(text: str) -> None:
    assert yaml_documents(text) == []


@pytest.mark.parametrize(
    "text", [BOMB, "[" * 150_000, "{a: " * 49_000, "- " * 99_000, "&a " * 60_000, "a: *a\n" * 30_000]
)
def test_a_hostile_text_stays_cheap(text: str) -> None:
    began = time.process_time()
    yaml_documents(text)
    assert time.process_time() - began < 2


def test_aliases_may_stand_for_some_thousands_of_nodes_and_no_more() -> None:
    base = f"base: &b [{', '.join(['x'] * 99)}]\n"  # 100 nodes
    few, many = MAX_COPIED // 100, MAX_COPIED // 100 + 1
    assert len(yaml_documents(base + "".join(f"k{n}: *b\n" for n in range(few)))[0]) == few + 1
    assert yaml_documents(base + "".join(f"k{n}: *b\n" for n in range(many))) == []


def test_scalars_know_their_lines() -> None:
    text = "# head\nname: tests\njobs:\n  one:\n    run: |\n      pytest\n      ruff check\n"
    (value,) = yaml_documents(text)
    run = value["jobs"]["one"]["run"]
    assert (value["name"].line, run.line, run.is_block, run) == (2, 5, True, "pytest\nruff check\n")
    assert [line_at(value["jobs"]), line_at([]), line_at({}, 7), line_at([[value["name"]]])] == [4, 1, 7, 2]
    assert isinstance(run, Placed)


@given(
    st.recursive(
        st.text(alphabet="abc", min_size=1, max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="abc", min_size=1), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_what_was_written_is_read(value: object) -> None:
    assert yaml_documents(yaml.safe_dump(value)) == [value]
