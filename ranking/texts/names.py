"""The ways a person is written: the whole name in any order, initials, joined up, each part alone; words of the trade stay."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ranking.texts.wording import ARCHETYPE_WORDS, DOMAIN_WORDS
from sourcing.skills import catalogue

_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
MOST_PARTS = 5  # of a name whose parts are combined; what is longer is no name
_WHOLE_LETTERS = str.maketrans("ŁłĐđØøıÐð", "LlDdOoiDd") | {
    ord("ß"): "ss",
    ord("æ"): "ae",
    ord("Æ"): "Ae",
    ord("œ"): "oe",
    ord("þ"): "th",
    ord("Þ"): "Th",
}
_LEAST = 3  # letters of initial and name together
# Words without which no English sentence does. Who is called so is masked by the whole name alone.
_FUNCTION = """
    a am an and are as at be been but by can do did does for from go had has have he her him his how if in is it its may me might my
    no not of on or our out over she so some than that the their them then there these they this to too under up us was we were what
    when where which who will with would you your long good new old open best fast deep just like make more most very young early
    light
"""


@lru_cache(maxsize=20_000)
def spellings(names: tuple[str, ...]) -> tuple[str, ...]:
    """Every way in which people of these names, handles and places are written, in no order that tells anything."""
    return tuple(sorted({way for name in names for way in _ways(unicodedata.normalize("NFC", name))}))


def _ways(name: str) -> Iterator[str]:
    yield from dict.fromkeys((name, folded(name)))
    parts = _PART.findall(_CAMEL.sub(" ", name))
    for part in parts:
        if len(part) > 1 and part.lower() not in _common():
            yield from dict.fromkeys((part, folded(part)))
    if 2 <= len(parts) <= MOST_PARTS:
        first, last = parts[0], parts[-1]
        yield " ".join(parts[::-1])
        yield f"{last} {' '.join(parts[:-1])}"
        for one, other in ((first, last), (last, first)):
            yield f"{one} {other}"
            if len(other) + 1 > _LEAST:
                yield from (f"{one[0]} {other}", f"{other} {one[0]}")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Words that stay where a person is called so: those of the trade and of every sentence."""
    return trade() | frozenset(_FUNCTION.split())


def folded(name: str) -> str:
    """A name as keyboards without accents write it."""
    plain = name.translate(_WHOLE_LETTERS)
    return "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))


@lru_cache(maxsize=1)
def trade() -> frozenset[str]:
    """The single words of skills, of domains and of archetypes: a person may be called so, but a text means the trade.

    Of packages those of one word; parts of longer names are anybody's (`dm-acme`).
    """
    named = (
        name
        for skill in catalogue().values()
        for name in (skill.name, *skill.aliases, *filter(str.isalnum, skill.packages))
    )
    patterns = (pattern for words in (*ARCHETYPE_WORDS.values(), *DOMAIN_WORDS.values()) for pattern in words)
    spoken = (word for pattern in patterns for word in _written(pattern))
    return frozenset(word.lower() for text in (*named, *spoken) for word in re.findall(r"[A-Za-z]{2,}", text))


def _written(pattern: str) -> list[str]:
    """The words that one of the patterns of `wording` stands for: `polic(y|ies)` is no word `ies`."""
    plain = re.sub(r"\[- \]|[- ]\?", " ", pattern).replace("[sz]", "(s|z)").replace(r"\w*", "")
    return _without_choice(re.sub(r"(\w)\?", r"(\1)?", plain))


def _without_choice(pattern: str) -> list[str]:
    choice = re.search(r"\(([^()]*)\)(\??)", pattern)
    if not choice:
        return [pattern]
    ways = (*choice[1].split("|"), *([""] if choice[2] else []))
    return [one for way in ways for one in _without_choice(pattern[: choice.start()] + way + pattern[choice.end() :])]
