"""What a self-declared location names: places, or nothing where it jokes, speaks of another time, or is not understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ranking.conditions.gazetteer import Gazetteer, Place, gazetteer

MOST_TEXT = 200  # characters of a declaration that are read
_OR = re.compile(r"[/|;•·&+→↔]|<?->|\s(?:and|or|und|oder|et|ou|y|e)\s")
_WITHIN = re.compile(r"[,()\[\]]|\s[-–—]\s")
_BEFORE = re.compile(
    r"^(?:(?:currently|now|mostly|based|living|located|residing|working|remotely|in|near|around|close to|outside of|somewhere|the|greater|"
    r"metropolitan|metro|city of|state of|republic of)\s+)+",
    re.I,
)
_BEHIND = re.compile(r"(?:\s+(?:metropolitan|metro|area|region|city|state|based))+$", re.I)
_SAYS_NO_PLACE = re.compile(
    r"(?:100%\s*)?(?:remote(?:ly)?|hybrid|wfh|on-?site|work from home|home office)(?: only| first)?", re.I
)
_OTHER_THAN_NOW = re.compile(
    r"\b(?:not|ex|former|formerly|previously|born|originally|from|soon|moving|moved|relocat\w*|was|anywhere|but|except|between|ehemals|aus)\b",
    re.I,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a declaration names: for each place named, all that the name may mean; `is_whole`: nothing was left over."""

    places: tuple[tuple[Place, ...], ...]
    is_whole: bool


def read(text: str) -> Reading:
    """The places that a text names; none where it speaks of another time, jokes, or is not understood."""
    return _read(text[:MOST_TEXT])


@lru_cache(maxsize=100_000)
def _read(text: str) -> Reading:
    text = _flags(unicodedata.normalize("NFKC", text)).strip()
    known = gazetteer()
    if found := known.named(text):
        return Reading(places=(found,), is_whole=True)
    if _OTHER_THAN_NOW.search(text):
        return Reading(places=(), is_whole=False)
    places: list[tuple[Place, ...]] = []
    is_whole = True
    for one in _OR.split(text):
        if one.strip() and not _SAYS_NO_PLACE.fullmatch(one.strip()):
            named, is_known = _one(known, one)
            places += named
            is_whole = is_whole and is_known
    return Reading(places=tuple(_narrowed(places)), is_whole=is_whole)


def only_zone(declared: Sequence[str]) -> str | None:
    """The IANA time zone of all places that these texts may mean; None where there is more than one, or a text is not understood."""
    readings = [read(text) for text in declared]
    zones = {zone for one in readings for named in one.places for place in named for zone in place.zones}
    return zones.pop() if len(zones) == 1 and all(one.is_whole for one in readings) else None


def _one(known: Gazetteer, text: str) -> tuple[list[tuple[Place, ...]], bool]:
    """The places of a text that names one, from the smallest to the largest; what is not known is a village of a known area."""
    parts = [
        part for raw in _WITHIN.split(text) if (part := raw.strip(" .'\"!?~")) and not _SAYS_NO_PLACE.fullmatch(part)
    ]
    found: list[tuple[Place, ...]] = []
    is_known = True
    for part in parts:
        named = known.named(part, is_beside_others=len(parts) > 1) or known.named(
            _BEHIND.sub("", _BEFORE.sub("", part))
        )
        split = [] if named else known.split(part)
        found += [named] if named else split
        is_known = is_known and bool(named or split)
    has_area = any(not place.is_city for candidates in found for place in candidates)
    return _narrowed(found), is_known or has_area


def _narrowed(named: Sequence[tuple[Place, ...]]) -> list[tuple[Place, ...]]:
    """Names that stand together, each as the meanings that go best with the others; areas that others lie in are left out."""
    fitting = []
    for place, meanings in enumerate(named):
        others = [other for number, other in enumerate(named) if number != place]
        fits = [sum(any(_go_together(one, far) for far in other) for other in others) for one in meanings]
        fitting.append([one for one, count in zip(meanings, fits, strict=True) if count == max(fits)])
    kept = []
    for place, fit in enumerate(fitting):
        inner = [far for other, each in enumerate(fitting) if other != place for far in each]
        left = tuple(one for one in fit if not any(one.holds(far) for far in inner))
        if left and left not in kept:
            kept.append(left)
    return kept


def _go_together(one: Place, other: Place) -> bool:
    return one.holds(other) or other.holds(one)


def _flags(text: str) -> str:
    """A text in which flags stand as the codes of their countries, and other pictures as spaces."""
    text = re.sub(r"[\U0001F1E6-\U0001F1FF]{2}", lambda pair: f", {gazetteer().code(pair.group(0))},", text)
    return "".join(" " if unicodedata.category(letter) in ("So", "Cs", "Cn", "Co") else letter for letter in text)
