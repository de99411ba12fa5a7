"""Draws inputs: seeds that are cut, spliced, blown up and sown with what parsers choke on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

_WORD = re.compile(rb"[\w.-]{2,40}|[^\w\s]{1,3}")
_NUMBER = re.compile(rb"\d+")
ODD = [
    b"\0", b"\r", b"\r\n", b"\n", b"\x0b", b"\x0c", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80",
    b"\xf0\x9f\xa6\x8a", b"\xe2\x80\x8b", b"\xe2\x80\xae", b"\xcc\x81", b"\xc4\xb0", b"\xef\xac\x81", b"\xff", b"\\ud800", b"\\u0000",
    b"&#xD800;", b"&#x0;", b"&#99999999999;", b"&amp;", b"%00", b"%ff", b"%2e%2e/", b"\\", b"\\\n", b"'", b'"', b"'''", b'"""', b"`", b"```",
    b"(", b")", b"[", b"]", b"{", b"}", b"<", b">", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [", b"</", b"<a href='", b"<div>",
    b"#", b"//", b"/*", b"*/", b"--", b"---\n", b"...\n", b"- ", b"? ", b": ", b":", b"::", b"=", b"==", b"=>", b"->", b"|", b"||", b"&", b"&&",
    b"&a ", b"*a", b"<<: *a\n", b"!!python/object:x", b"!!float ", b"|2\n", b">-\n", b"%YAML 9.9\n", b"{{", b"}}", b"{%", b"${{ ", b"${", b"$(",
    b"@", b"@app.get('/", b"~", b"^", b"$", b"%", b"+", b",", b";", b".", b"..", b"/", b" ", b"\t", b"\xc2\xa0", b"\xe3\x80\x80",
    b"None", b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"-1", b"0", b"0x", b"1_0", b"9" * 40, b"9" * 5_000, b"0." + b"9" * 400,
    b"2026-11-03", b"0000-00-00", b"9999-12-31T23:59:59+99:99", b"10000-01-01", b"Fri, 31 Feb 99999 25:61:61 GMT", b"1970-01-01T00:00:00Z",
    b"RUN <<EOF\n", b"EOF\n", b"FROM a AS b\n", b"ONBUILD ", b"--mount=type=bind ", b"[tool.x]\n", b"[[a]]\n", b"a.b.c = 1\n", b"a = [\n",
    b"def f(", b"class A(", b"import ", b"from . import *\n", b"lambda: ", b"f'{", b"yield ", b"async ", b"if x:\n ", b"else:\n", b"match x:\n case ",
    b"SELECT ", b"SELECT * FROM (", b"WITH RECURSIVE a AS (", b"https://", b"http://a.example/", b"https://[::1", b"https://x:99999999/",
    b"https://github.com/a/b", b"mailto:a@b.example", b"javascript:", b"a@b.example ", b"%s%n", b"../", b"x" * 300, b"# ", b"=====\n", b"~~~~\n",
    b"1. ", b"* ", b"> ", b"| a | b |\n|---|---|\n", b"![a](", b"[a]: ", b"[a](", b".. a::\n", b"{\"a\":", b"[1,", b"{\"cells\":[", b"=cmd|' /C'!A0",
    b"sep=,\n", b"github:a", b"Co-authored-by: a <", b"Retry-After: ", b"a" * 64,
]  # fmt: skip
_PAIRS = [
    (b"(", b")"), (b"[", b"]"), (b"{", b"}"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b"<div class='h-card'>", b"</div>"), (b"> ", b""),
    (b"- ", b""), (b"f(", b")"), (b"[x for x in ", b"]"), (b"not ", b""), (b"-", b""), (b"${", b"}"), (b"$(", b")"), (b"{{", b"}}"), (b"/*", b"*/"),
    (b"if x:\n", b""), (b"lambda: ", b""), (b"a.", b""), (b"a=", b""), (b"&a [", b"]"), (b"SELECT (", b")"), (b"CASE WHEN ", b" END"),
    (b"a: {", b"}"), (b"!", b""), (b"<!--", b"-->"), (b"**", b"**"), (b"`", b"`"), (b'"', b'"'), (b"[a](", b")"), (b"(?", b")"), (b"@a\n", b""),
]  # fmt: skip
_NUMBERS = [b"0", b"-1", b"9" * 20, b"9" * 400, b"9" * 5_000, b"1e400", b"00", b"0.1"]
_BREAKS = [b"\r", b"\r\n", b"\n\n", b"\x0b", b"\x0c", b"\xe2\x80\xa8", b"\\\n", b" "]
_SIZES = [10, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]


def vocabulary(seeds: Sequence[bytes]) -> list[bytes]:
    """The words and marks of seeds, those that most of them have first."""
    counts: dict[bytes, int] = {}
    for seed in seeds:
        for word in set(_WORD.findall(seed[:20_000])):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))[:400]


def bases(seeds: Sequence[bytes], words: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Inputs to start from: seeds, words and marks in a row, nested documents, any text."""
    token = st.sampled_from([*words, *ODD])
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(token.map(lambda word: word.decode("latin-1")), inner, max_size=4)
        ),
        max_leaves=12,
    )
    return st.one_of(
        st.sampled_from(seeds),
        st.sampled_from(seeds),
        st.lists(token, max_size=15).map(b"".join),
        values.map(lambda value: json.dumps(value).encode()),
        st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Sower:
    """Changes inputs in one to six places, in ways that are drawn by chance; `most` is how long they grow."""

    chance: Random
    seeds: Sequence[bytes]
    words: Sequence[bytes]
    most: int

    def changed(self, data: bytes) -> bytes:
        """The input with some changes."""
        changes: list[Callable[[bytes], bytes]] = [
            self._insert, self._insert, self._replace, self._replace, self._delete, self._splice, self._flip, self._number,
            self._repeat, self._repeat, self._nest, self._breaks,
        ]  # fmt: skip
        for _ in range(self.chance.choice((1, 1, 2, 2, 3, 4, 6))):
            data = self.chance.choice(changes)(data)[: self.most]
        return data

    def _token(self) -> bytes:
        return self.chance.choice(ODD if not self.words or self.chance.random() < 0.5 else self.words)

    def _place(self, data: bytes) -> int:
        """Somewhere in an input: anywhere, or where a line begins or ends."""
        at, kind = self.chance.randint(0, len(data)), self.chance.random()
        if kind < 0.25:
            return data.rfind(b"\n", 0, at) + 1
        return max(at, data.find(b"\n", at)) if kind < 0.5 else at

    def _span(self, data: bytes) -> tuple[int, int]:
        first = self._place(data)
        return first, min(len(data), first + self.chance.choice((1, 4, 20, 100, 1_000, len(data))))

    def _insert(self, data: bytes) -> bytes:
        at = self._place(data)
        return data[:at] + self._token() + data[at:]

    def _replace(self, data: bytes) -> bytes:
        first, last = self._span(data)
        return data[:first] + self._token() + data[last:]

    def _delete(self, data: bytes) -> bytes:
        first, last = self._span(data)
        return data[:first] + data[last:]

    def _splice(self, data: bytes) -> bytes:
        other = self.chance.choice(self.seeds)
        (first, last), at = self._span(other), self._place(data)
        return data[:at] + other[first:last] + data[at:]

    def _flip(self, data: bytes) -> bytes:
        at = self._place(data)
        return data[:at] + self.chance.randbytes(1) + data[at + 1 :]

    def _number(self, data: bytes) -> bytes:
        found = _NUMBER.search(data, self._place(data))
        large = self.chance.choice(_NUMBERS)
        return data[: found.start()] + large + data[found.end() :] if found else data + large

    def _repeat(self, data: bytes) -> bytes:
        """A few tokens, or a span, many times over."""
        first, last = self._span(data)
        part = (
            data[first:last]
            if self.chance.random() < 0.5
            else b"".join(self._token() for _ in range(self.chance.randint(1, 3)))
        )
        part, at = part or b"\n", self._place(data)
        return data[:at] + part * max(1, self.chance.choice(_SIZES) // len(part)) + data[at:]

    def _nest(self, data: bytes) -> bytes:
        (before, after), (first, last) = self.chance.choice(_PAIRS), self._span(data)
        depth = self.chance.choice((10, 90, 150, 500, 1_100, 5_000, 50_000, 200_000))
        closing = after * depth if self.chance.random() < 0.5 else b""
        return data[:first] + before * depth + data[first:last] + closing + data[last:]

    def _breaks(self, data: bytes) -> bytes:
        return data.replace(b"\n", self.chance.choice(_BREAKS))
