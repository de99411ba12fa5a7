"""The outline of documents: sections, prose, code and directives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.parsing.outline import Section, outline

MARKDOWN = """---
title: hidden
---
![badge](https://example.org/a.svg) [words count](https://example.org)

# First *title*

Some prose here.
<!-- never
shown -->

```bash
# not a title
pip install x
```

Second
------

| a | table | row |

    indented code

<h2 align="center">Third</h2>
::: package.module
```{eval-rst}
.. autoclass:: X
```
"""
RST = """=====
Title
=====

Some prose here::

    code one

.. code-block:: python
   :linenos:

   code two

.. autoclass:: X
   :members:

.. note::

   spoken words

Part
----
.. a comment that is hidden
"""


def test_markdown_is_read() -> None:
    assert outline(MARKDOWN.splitlines(), is_rst=False) == [
        Section(1, "", 2, "", ()),
        Section(6, "First title", 3, "# not a title\npip install x", ()),
        Section(17, "Second", 0, "indented code", ()),
        Section(24, "Third", 0, "", (":::", "autoclass")),
    ]


def test_restructured_text_is_read() -> None:
    assert outline(RST.splitlines(), is_rst=True) == [
        Section(1, "", 0, "", ()),
        Section(2, "Title", 5, "code one\ncode two", ("code-block", "autoclass", "note")),
        Section(21, "Part", 0, "", ()),
    ]


@given(st.text(alphabet="#=-`~<>!h1[]():.* \n\tab{}|", max_size=300), st.booleans())
def test_any_text_has_sections_within_its_lines(text: str, is_rst: bool) -> None:
    lines = text.splitlines()
    found = outline(lines, is_rst=is_rst)
    assert found[0].line == 1
    assert all(1 <= section.line <= max(1, len(lines)) for section in found)


@pytest.mark.parametrize("piece", ["![", "](", "<", "<h1>", "{", "`", "#", "http://", "[a](b"])
def test_a_hostile_line_is_bounded(piece: str) -> None:
    lines = [piece * (2_000 // len(piece))] * 20
    assert all(1 <= section.line <= len(lines) for section in outline(lines, is_rst=False))
