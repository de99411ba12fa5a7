"""How much of a page is read."""

from __future__ import annotations

import pytest

from spiders.page import MOST_DEPTH, soup


@pytest.mark.parametrize(
    "filling",
    ["<svg><path d='M0 0'/></svg>", "<p>one", "<ul><li>one</ul>", "<script>if (a<b && b<c) x</script>", "<BR>"],
)
def test_a_long_page_is_read_to_its_end(filling: str) -> None:
    page = soup(f"<body>{filling * 2_000}<i>last</i></body>")
    assert [tag.get_text() for tag in page.find_all("i")] == ["last"]


def test_what_lies_deeper_than_browsers_nest_is_not_read() -> None:
    page = soup("<i>first</i>" + "<div><b>x</b>" * 2 * MOST_DEPTH + "<i>last</i>")
    assert [tag.get_text() for tag in page.find_all("i")] == ["first"]
    assert len(page.find_all("b")) == MOST_DEPTH
