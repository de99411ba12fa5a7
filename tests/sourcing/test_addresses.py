"""What addresses, papers and XML documents are read as, beside the cases of single sites."""

from __future__ import annotations

import pytest

from sourcing import wire
from sourcing.community import LinkKind
from sourcing.errors import Unreadable
from sourcing.papers import key_of
from sourcing.parsing.xmltree import inner, tree
from sourcing.records import Account

_ADA = Account(site="hackernews", handle="ada")


def test_of_a_link_its_target_is_read_not_the_text_that_a_site_cuts() -> None:
    markup = '<a href="https:&#x2F;&#x2F;github.com&#x2F;ada-probe">https:&#x2F;&#x2F;github.com&#x2F;ad...</a> https://b.example.'
    assert wire.targets(markup) == ["https://github.com/ada-probe", "https://b.example"]
    assert wire.targets(None) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Code: https://github.com/Ada/probe.git.", "https://github.com/Ada/probe"),
        ("at github.com/ada/probe/tree/main", "https://github.com/ada/probe"),
        ("https://www.GitLab.com/ada/probe", "https://gitlab.com/ada/probe"),
        ("https://github.com/topics/nlp, then codeberg.org/ada/probe", "https://codeberg.org/ada/probe"),
        ("https://github.com/ada", None),
        ("https://notgithub.com/ada/probe", None),
        (None, None),
    ],
)
def test_the_repository_that_a_text_names(text: object, expected: str | None) -> None:
    assert wire.repository(text) == expected


@pytest.mark.parametrize(
    "address",
    ["https://ada.example/?to=ada@probe.example", "https://ada.example/?to=ada%40probe.example", "", "no address"],
)
def test_no_link_holds_an_email_address(address: str) -> None:
    assert wire.links(_ADA, [address], kind=LinkKind.TEXT, seen_at="https://c.example") == ()


@pytest.mark.parametrize("value", ["https://<b>", 'https://a.example/"x', "https://a b", "https://ada@probe.example/"])
def test_what_is_no_address(value: str) -> None:
    assert wire.web_address(value) == ""


@pytest.mark.parametrize(
    ("addresses", "key"),
    [
        (["https://doi.org/10.48550/arXiv.2401.00001", "https://doi.org/10.1234/A.5"], "doi.org/10.1234/a.5"),
        (["https://arxiv.org/pdf/2401.00001v3.pdf"], "arxiv.org/abs/2401.00001"),
        (["https://doi.org/10.48550/arxiv.math/0309136"], "arxiv.org/abs/math/0309136"),
        (["10.1234%2FA.5"], "doi.org/10.1234/a.5"),
        (["https://ada.example/paper.pdf", ""], "own/key"),
    ],
)
def test_one_key_for_one_paper(addresses: list[str], key: str) -> None:
    assert key_of(addresses, otherwise="own/key") == key


def test_markup_and_numbered_characters_are_read() -> None:
    root = tree('<?xml version="1.0" encoding="US-ASCII"?><a:r xmlns:a="x"><t>O(<i>n</i>) &#233;&amp;\n b</t></a:r>')
    assert root.tag == "r" and inner(root, "t") == "O(n) é& b" and inner(root, "t", "none") == ""


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://probe.example/x">%b;]><a/>',
        '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
        "<a>&undeclared;</a>",
        "<a>" * 100 + "</a>" * 100,
        "<r>" + "<a/>" * 300_001 + "</r>",
        "<a>&#0;</a>",
        "<a",
    ],
    ids=["entity", "parameter", "attributes", "undeclared", "deep", "large", "null", "broken"],
)
def test_hostile_xml_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        tree(text)
