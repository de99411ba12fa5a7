"""What of Terraform is code."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.parsing.hcl import code_of


@pytest.mark.parametrize(
    "text",
    [
        '/*\nresource "a" "b" {\n*/\n',
        '# resource "a" "b" {\n',
        '// resource "a" "b" {\n',
        'x = 1 # resource "a" "b" {\n',
        'x = <<EOT\nresource "a" "b" {\nEOT\n',
        'x = <<-EOT\n  resource "a" "b" {\n  EOT\n',
        'x = <<EOT\nresource "a" "b" {\n',
        '/* resource "a" "b" {\n',
    ],
)
def test_a_comment_and_a_text_are_no_code(text: str) -> None:
    assert "resource" not in code_of(text)


@pytest.mark.parametrize(
    "before",
    [
        'x = "arn:aws:s3:::pears/*"',
        'x = "a # b"',
        'x = "http://pears.example"',
        'x = "\\"/*"',
        'x = "${join("/*", ["}"])}/*"',
        'x = "%{ if true }/*%{ endif }"',
        'x = "broken /*',
        "# /*",
        "/* a */",
        'x = <<EOT\n"/*\nEOT',
        "x = <<EOT\n# EOT\nEOT",
    ],
)
def test_what_follows_is_code_and_on_its_line(before: str) -> None:
    code = code_of(f'{before}\nresource "a" "b" {{\n')
    assert code.splitlines()[before.count("\n") + 1] == 'resource "a" "b" {'


@given(st.text(alphabet='ab"#/*\\<-{}$%\nEOT\r\x0b\u2028 ', max_size=80))
def test_a_text_keeps_its_length_and_its_lines(text: str) -> None:
    code = code_of(text)
    assert [len(line) for line in code.splitlines()] == [len(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    "part", ['"${', '"${x', '"%{', "/*", "<<A\n", "<<A\nA\n", '"', "{", "}", "\\", "#", "//", "*/ ", " "]
)
def test_a_long_text_takes_no_long_time(part: str) -> None:
    started = time.process_time()
    code_of(part * (200_000 // len(part)))
    assert time.process_time() - started < 4  # seconds; it takes some hundredths
