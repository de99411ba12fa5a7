"""SQL is split into statements: what defines or transforms tables is told, words in comments and strings are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.evidence.sql import is_dump, statements

TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "CREATE TABLE ",
                "pears",
                " (",
                ")",
                ";",
                "'",
                '"',
                "`",
                "$$",
                "--",
                "\n",
                "/*",
                "*/",
                "{{",
                "}}",
                "{%",
                " OVER (",
                "PARTITION BY a",
                " SELECT ",
                " FROM ",
                "MERGE INTO ",
                " USING ",
                "INSERT INTO ",
                "[",
                "]",
                ".",
            ]
        ),
        max_size=30,
    ).map("".join),
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CREATE TABLE pears (id int)", [("creates table", "pears", 0)]),
        ("\n-- x\ncreate or replace view north.ripe as select 1;", [("creates view", "north.ripe", 2)]),
        ('CREATE TABLE IF NOT EXISTS "a"."b" (id int);', [("creates table", "a.b", 0)]),
        ("CREATE TABLE {{ target }} AS SELECT 1", [("creates table", "<variable>", 0)]),
        ("MERGE INTO pears p USING picked q ON p.id = q.id", [("merges into", "pears", 0)]),
        ("INSERT INTO total SELECT sum(x) FROM pears", [("fills", "total", 0)]),
        ("SELECT a,\n rank() OVER (ORDER BY a) FROM pears", [("ranks", "", 1)]),
        ("DELETE FROM pears;\nCREATE TABLE x (id int)", [("creates table", "x", 1)]),
        ("SELECT 'CREATE TABLE x (id int)' FROM pears", []),
        ("/* CREATE TABLE x (id int) */ SELECT 1", []),
        ("CREATE FUNCTION f() AS $$ CREATE TABLE x (id int); $$", []),
        ("CREATE TABLE is a statement", []),
        ("SELECT a pear over (the phone) from home", []),
        ("INSERT INTO pears VALUES (1)", []),
        ("", []),
    ],
)
def test_what_statements_do(text: str, told: list[tuple[str, str, int]]) -> None:
    assert [tuple(found) for found in statements(text)] == told


def test_a_dump_is_told_from_what_people_write() -> None:
    assert is_dump("--\n-- PostgreSQL database dump\n--\n")
    assert not is_dump("-- tables\nCREATE TABLE x (id int);")


@given(TEXTS)
def test_every_statement_begins_within_the_text(text: str) -> None:
    for found in statements(text):
        assert 0 <= found.offset <= text.count("\n")
