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


def test_tags_deeper_than_browsers_nest_are_passed_over() -> None:
    page = soup("<i>first</i>" + "<div><b>x</b>" * 2 * MOST_DEPTH + "<i>last</i>")
    assert [tag.get_text() for tag in page.find_all("i")] == ["first"]
    assert abs(len(page.find_all("b")) - MOST_DEPTH) < 10
    assert page.get_text().count("x") == 2 * MOST_DEPTH and page.get_text().endswith("last")


def test_closing_tags_of_nothing_hide_no_depth() -> None:
    page = soup("<div><u.x t=1>x</a></p>" * 5_000)
    assert max(len(list(tag.parents)) for tag in page.find_all()) <= MOST_DEPTH + 1
