"""What a cell meant before a spreadsheet had it: days, ids, words, and values that were kept from running as formulas. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import takewhile

_STARTS = ("=", "+", "-", "@", "\N{MINUS SIGN}")
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")  # controls, zero-width and direction marks, every kind of space
_QUOTES = "'’‘`\"“”"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+\d{1,2}:\d{2}.*)?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[T ]+\d{1,2}:\d{2}.*)?")
_TWO_ORDERS = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ]+\d{1,2}:\d{2}.*)?")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?[ -]+([A-Za-z]{3,9})\.?,?[ -]+(\d{4})")
_MONTH_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[ -]+(\d{1,2})(?:st|nd|rd|th)?,?[ -]+(\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, which take 1900 for a leap year
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PHONE = re.compile(
    r"(?<![\w./-])(?:\+\d[\d ()./-]{6,18}\d|\(?0\d{1,5}\)?[ /-][\d ()/-]{4,14}\d|0\d{8,12}|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4})(?![\w/-])"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+")


def could_run(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula."""
    before = "".join(takewhile(lambda char: unicodedata.category(char) in _UNSEEN, text))
    start = unicodedata.normalize("NFKC", text[len(before) : len(before) + 1])
    return start.startswith(_STARTS) or "\t" in before or "\r" in before


def without_guard(cell: str) -> str:
    """A text without the apostrophe that kept it from running as a formula."""
    return cell[1:] if cell.startswith("'") and could_run(cell[1:]) else cell


def unguarded(cell: str) -> str:
    """The same without surrounding space."""
    return without_guard(cell.strip()).strip()


def bare(cell: str) -> str:
    """A word or a number without surrounding quotes, spaces of any kind and characters that are not shown."""
    is_plain = cell.isascii() and cell.isprintable()
    shown = (
        cell
        if is_plain
        else "".join(char for char in cell if unicodedata.category(char) not in ("Cf", "Cc") or char in "\t\n ")
    )
    return " ".join(shown.split()).strip(_QUOTES + " ")


def identifier(cell: str) -> str:
    """A person id as it was before somebody typed or copied it: lower case, no spaces."""
    return bare(cell).replace(" ", "").lower()


class NoDay(ValueError):
    """A cell that names no day; the message says why."""


def day(cell: str, *, order: str = "") -> date:
    """The day that a cell names. `order` (`dmy`, `mdy`) is how the others of its column are written, where they show it.

    `11/01/2026` could be two days, and is refused without an order; `1.11.2026` is the first of November; a bare number of five digits is
    a spreadsheet's count of days. Errors: NoDay.
    """
    text = bare(cell)
    try:
        return _day(text, order)
    except (ValueError, OverflowError) as cause:
        if isinstance(cause, NoDay):
            raise
        raise NoDay(f"{text[:40]!r} is no day; write it 2026-11-03") from cause


def _day(text: str, order: str) -> date:
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _TWO_ORDERS.fullmatch(text):
        return _of_two(int(found[1]), int(found[2]), int(found[3]), order)
    if found := _SERIAL.fullmatch(text):
        return _EPOCH + timedelta(days=int(found[1]))
    if found := _DAY_NAMED.fullmatch(text):
        return date(int(found[3]), _MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
    if found := _MONTH_NAMED.fullmatch(text):
        return date(int(found[3]), _MONTHS.index(found[1][:3].lower()) + 1, int(found[2]))
    raise ValueError(text)


def _of_two(first: int, second: int, year: int, order: str) -> date:
    """The day of two numbers whose order is not said: where only one is a month, or both are the same, it is told."""
    if first == second or second > 12 or (order == "mdy" and first <= 12):
        return date(year, first, second)
    if first > 12 or order == "dmy":
        return date(year, second, first)
    days = date(year, second, first), date(year, first, second)
    raise NoDay(f"'{first}/{second}/{year}' may be {days[0]} or {days[1]}; write the one that is meant")


def order_of(cells: Iterable[str]) -> str:
    """How a column writes its days: `dmy`, `mdy`, or empty where its cells do not show it, or show both."""
    shown = set()
    for cell in filter(None, cells):
        if found := _TWO_ORDERS.fullmatch(bare(cell)):
            first, second = int(found[1]), int(found[2])
            shown |= {"dmy"} if first > 12 >= second else {"mdy"} if second > 12 >= first else set()
    return shown.pop() if len(shown) == 1 else ""


def way_to_reach(text: str) -> str | None:
    """What in a text reaches a person: an e-mail address or a phone number, in words that name it; None where there is none."""
    if _EMAIL.search(text):
        return "an e-mail address"
    return "a phone number" if _PHONE.search(text) else None
