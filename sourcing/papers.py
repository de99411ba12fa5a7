"""One key for one paper, whichever site tells of it, so that a person's papers are counted once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

_DOI = re.compile(r"(?<![\w.])(10\.\d{4,9}/[^\s\"'<>@?#]{1,200})")
_ARXIV = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|[.:])([a-z-]{2,20}(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})", re.I)


def key_of(addresses: Iterable[str], *, otherwise: str) -> str:
    """`doi.org/10…` by the first DOI among addresses, `arxiv.org/abs/…` where only arXiv has the paper, else what is given."""
    preprint = None
    for address in addresses:
        text = unquote(address[:500])
        on_arxiv = _ARXIV.search(text)
        if on_arxiv:
            preprint = preprint or f"arxiv.org/abs/{on_arxiv.group(1)}"
            continue
        doi = _DOI.search(text)
        if doi:
            return f"doi.org/{doi.group(1).lower().rstrip('.,;)')}"
    return preprint or otherwise
