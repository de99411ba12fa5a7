"""What a text says it can do without: one test of negation for the skills that are read and for the words that are objected to."""

from __future__ import annotations

import re

_FAR = 80  # characters on each side that are looked at: a negation says nothing of words further off
_GAP = r"(?:(?!\b(?:than|but|however|only)\b|\bto (?!(?:know|have|be|hold|use)\b)|, (?:we|you|they|it)\b)[^.;:!?\n]){0,60}$"
_NEED = r"(?:require|need|expect|have to|look for|looking for|ask for|asking for|care about|want|necessarily)"
_BEFORE = re.compile(
    rf"(?:\b(?:less about|rather than|instead of|regardless of|no need (?:for|of|to)|need(?: not|n['’]t))\b|"
    rf"(?:\bnot|n['’]t) (?!only|just)(?:\w{{1,20}} )?{_NEED}\w{{0,3}}\b|"
    rf"\bno (?:prior |previous |formal |earlier )?(?:experience|knowledge|background|degree|familiarity|expertise)\b){_GAP}|"
    r"\bwithout (?:any |an? |the |prior |deep |using |knowing )?$",
    re.I,
)
_NO = re.compile(r"\bno (?:[\w-]{1,20} ){0,4}$", re.I)
_BARE_NO = re.compile(r"\bno (?:formal )?$", re.I)
_YET = re.compile(r"\s(?:yet|so far|as of now)\b", re.I)
_NEEDED = re.compile(r"[\w\s,/+#-]{0,40}\b(?:required|needed|necessary|expected|mandatory|asked for)\b", re.I)
_NOT_NEEDED = re.compile(
    r"(?:\s(?:experience|knowledge|skills?|degrees?|background))?(?:,?\s(?:and|or)\s[\w+#/-]{1,30}){0,2},?\s"
    r"(?:(?:is |are )?not|isn['’]t|aren['’]t)\s(?:\w{1,15}ly )?(?:an? )?"
    r"(?:required|needed|necessary|expected|mandatory|essential|must|requirement|asked for)\b",
    re.I,
)
_BUT_WELCOME = re.compile(
    r"\b(?:but|though)\b[^.;:!?\n]{0,50}\b(?:plus|welcome|bonus|advantage|nice|helpful|helps)\b", re.I
)
_END = re.compile(r"[.;:!?](?=\s|$)|\n")


def is_waived(text: str, start: int, end: int) -> bool:
    """Whether the words of a text from `start` to `end` are said not to be asked for, by what stands around them in their sentence.

    What is not needed but welcome is not waived.
    """
    before = _END.split(text[max(0, start - _FAR) : start])[-1]
    after = _END.split(text[end : end + _FAR], maxsplit=1)[0]
    if _BUT_WELCOME.search(after):
        return False
    return bool(
        _BEFORE.search(before)
        or _NOT_NEEDED.match(after)
        or (_NO.search(before) and _NEEDED.match(after))
        or (_BARE_NO.search(before) and not _YET.match(after))
    )
