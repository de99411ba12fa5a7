"""The words that ranking may read: names of people and of repositories taken out before anything else sees them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from ranking.texts.names import spellings, trade
from ranking.texts.recall import recalled
from ranking.texts.redaction import COMPANIES, redacted
from sourcing.profiles import Work
from sourcing.skills import skills_of_package

_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "and",
        "in",
        "for",
        "on",
        "with",
        "is",
        "are",
        "be",
        "you",
        "your",
        "we",
        "our",
        "that",
        "this",
        "as",
        "by",
        "or",
        "from",
        "it",
        "its",
        "at",
        "will",
        "have",
        "has",
        "can",
        "not",
        "no",
        "into",
        "all",
        "any",
        "use",
        "using",
        "used",
        "add",
        "added",
        "adds",
        "fix",
        "fixes",
        "fixed",
        "update",
        "updated",
        "updates",
        "remove",
        "removed",
        "change",
        "changes",
        "merge",
        "branch",
        "pull",
        "request",
        "bump",
    ]
)
_URL = re.compile(r"https?://\S+|\bgit@\S+")
_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w.-]+(?:[:/]\S+)?|(?:^|(?<=\s))@[\w.-]+|"
    r"(?<![\w.+-])(?:[\w-]{1,40}\.){1,4}(?:com|org|net|edu|example|io(?=/)|co(?=/)|dev(?=/)|me(?=/)|ai(?=/)|ac\.uk)\b(?:[:/]\S*)?|"
    r"[\w.+-]{1,40}\s*[\[(]\s*at\s*[\])]\s*[\w-]{1,40}(?:\s*[\[(.]\s*(?:dot)?\s*[\])]?\s*[\w-]{1,20}){1,3}"
)
_ATTRIBUTION = re.compile(
    r"\b(?:from|by) [\w.-]+/\S+|\b(?:from|of) [\w-]+(?:\.[\w-]+)+:\S+|\b[A-Z][a-z]{2,12}(?:-[a-z]{2,12}){0,2}-by: [^\n¶]*"
)
_CAMEL = re.compile(r"([a-z0-9])([A-Z])")
_WORD = re.compile(r"[a-z][a-z0-9+#]+")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)  # Thai, Lao, Burmese, Khmer, kana, Han
_SEPARATORS = {
    " ": r"[\s.,_-]{0,3}",
    "-": r"[\s_-]?",
    "_": r"[\s_-]?",
    ".": r"[\s._-]?",
    "'": "['’]",
    "’": "['’]",
}
STRETCH, REPEATED = 12, 8
OPENING_WORDS = 120
SUBJECT_WORDS = 12  # of a commit subject that count
_BETWEEN = "\n¶\n"  # subjects, so that no name is found across two of them


def masker(words: Iterable[str], *, least: int = 3) -> re.Pattern[str] | None:
    """A pattern that finds any of `words` as whole words, in any case and with any separator; None where there are none.

    What has fewer than `least` letters is no name. In scripts that put no space between words a name is found inside a longer run
    of letters too.
    """
    names = sorted(set(words), key=lambda word: (-len(word), word))
    dense = [rf"{re.escape(name)}(?:['’]s)?" for name in names if _UNSPACED.search(name)]
    spaced: dict[str, list[str]] = {}  # by first letter: a repository may have thousands of people
    for name in names:
        if len(name) >= least and not _UNSPACED.search(name):
            spaced.setdefault(name[0].lower(), []).append(_any_separator(name[1:]))
    begun = "|".join(rf"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in spaced.items())
    whole = [rf"(?<![^\W_])(?:{begun})(?:['’]s)?(?:(?![^\W_])|(?-i:(?=[A-Z][a-z])))"] if spaced else []
    return re.compile("|".join((*whole, *dense)), re.I) if whole or dense else None


def _any_separator(name: str) -> str:
    return "".join(_SEPARATORS.get(char) or re.escape(char) for char in name)


_masker = lru_cache(maxsize=4096)(masker)


def clean(text: str, work: Work) -> str:
    """A text without addresses, mentions, the masked words and the owners of this work, pronouns, places, schools and employers."""
    return _without(text, work, work.owners)


def clean_own(text: str, work: Work) -> str:
    """The same of a text that the person wrote, without their own names."""
    return _without(text, work, work.owners, work.called)


def _without(text: str, work: Work, *people: tuple[str, ...]) -> str:
    if work.is_unredacted:
        return text
    return recalled(("without", text, work.masked, *people), lambda: _cleaned(text, work, *people))


def _cleaned(text: str, work: Work, *people: tuple[str, ...]) -> str:
    text = _ATTRIBUTION.sub(" ", _URL.sub(" ", unicodedata.normalize("NFC", text)))
    return redacted(_ADDRESS.sub(" ", _unnamed(text, work, *people)))


def _unnamed(text: str, work: Work, *people: tuple[str, ...]) -> str:
    for pattern in (_masker(work.masked), *(_masker(spellings(names), least=2) for names in people)):
        text = pattern.sub(" ", text) if pattern else text
    return text


@lru_cache(maxsize=20_000)
def words_of_paths(work: Work) -> str:
    """The words of the touched paths: names are taken out before a path is cut into words, and once more after."""
    paths = _CAMEL.sub(r"\1 \2", clean_own("; ".join(work.paths), work)).split(";")
    words = "; ".join(map(words_of_path, paths))
    if work.is_unredacted:
        return words
    people = work.owners, work.called
    return recalled(("unnamed", words, work.masked, *people), lambda: _unnamed(words, work, *people))


def words_of_path(path: str) -> str:
    """The words in a path."""
    return " ".join(re.findall(r"[A-Za-z]+|\d+", path))


def tokens(text: str) -> list[str]:
    """The stemmed words of a text in order, camel case and underscores split, stop words left out."""
    split = _CAMEL.sub(r"\1 \2", text).lower().replace("_", " ")
    return [stem(word) for word in _WORD.findall(split) if word not in _STOP]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its commonest English endings, never shorter than four letters."""
    for ending in ("ations", "ation", "ings", "ing", "ers", "er", "ies", "es", "s", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)  # the same for every role
def own_tokens(work: Work) -> tuple[str, ...]:
    """The words of what the person wrote there: commit subjects and touched paths."""
    return (*tokens(clean_own(". ".join(work.subjects), work)), *tokens(words_of_paths(work)))


@lru_cache(maxsize=20_000)
def written_tokens(work: Work) -> tuple[str, ...]:
    """The words of what the person wrote there as a score counts them: of each subject the first twelve, of paths all."""
    subjects = clean_own(_BETWEEN.join(work.subjects), work).split("¶")
    said = (word for subject in subjects for word in tokens(subject)[:SUBJECT_WORDS])
    return (*said, *tokens(words_of_paths(work)))


@lru_cache(maxsize=20_000)
def context_tokens(work: Work) -> tuple[str, ...]:
    """The words of what the work stands on: the repository's dependencies."""
    return tuple(tokens(stands_on(work)))


@lru_cache(maxsize=20_000)
def stands_on(work: Work, *, most: int = 100) -> str:
    """The packages that a repository depends on, as far as they say something of the trade: other names may be anybody's."""
    if work.is_unredacted:
        return " ".join(work.dependencies[:most])
    told = map(_of_trade, clean(" ".join(work.dependencies), work).split())
    return " ".join(sorted({name for name in told if name})[:most])


@lru_cache(maxsize=100_000)
def _of_trade(package: str) -> str:
    """The name of a package that the catalogue knows; of any other the words of the trade in it, but no company's."""
    if skills_of_package(package):
        return package
    words = re.split(r"[^a-z0-9]+", package.lower())
    return " ".join(word for word in words if word in trade() and word not in COMPANIES)


def opening(work: Work, *, words: int = OPENING_WORDS, asked: frozenset[str] = frozenset()) -> str:
    """The first words of the README, names masked, what echoes `asked` left out: what the repository says it is."""
    text = clean(work.readme, work)
    return " ".join((without_echo(text, asked) if asked else text).split()[:words])


def read_all(work: Work) -> None:
    """Cleans every text of a work that a shortlist reads: what was cleaned before is asked of memory and stays in it."""
    for read in (written_tokens, stands_on, opening):
        read(work)


def without_echo(text: str, asked: frozenset[str]) -> str:
    """A text without the stretches that merely repeat a role: of twelve telling words in a row, eight or more in `asked`.

    `asked` are tokens. Prose about the same matter shares fewer words with a role than a README written to be found by it.
    """
    words = text.split()
    telling = [(place, token) for place, word in enumerate(words) if (token := tokens(word))]
    echo = [all(one in asked for one in token) for _, token in telling]
    dropped: set[int] = set()
    for start in range(len(telling) - STRETCH + 1):
        if sum(echo[start : start + STRETCH]) >= REPEATED:
            within = [telling[place][0] for place in range(start, start + STRETCH) if echo[place]]
            dropped.update(range(within[0], within[-1] + 1))
    return " ".join(word for place, word in enumerate(words) if place not in dropped)
