"""What gives people away in what is stored: accounts, handles as words, full names; found, and taken out of rows and texts."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from sourcing.handles import account_of
from sourcing.keyed import folded, folded_name, keyed_handle

ERASED = "[erased]"
_TOKEN = re.compile(r"(?<![^\W_])[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_ACCOUNT = re.compile(r"[a-z]+:[^\s/]")
_PLAIN = re.compile(r"[\w\u0300-\u036f-]+")  # an accent may stand by itself behind its letter
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_MENTION = re.compile(r"(?:(?<!\w)@|\b(?P<host>github|gitlab|huggingface)(?:\.com/|\.co/|:))(?P<handle>[\w-]+)", re.I)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_MOST_WORDS = 5  # of a name that is looked for
# What names other people, repositories and batches is never rewritten: it would be somebody else's.
_AS_IT_IS = frozenset(
    {"account", "a", "b", "to", "of", "repository", "batch_id", "blob", "commit", "id", "page", "key", "name"}
    | {"display_name"}
)
_HANDLES = ("login", "value")  # fields in which a login stands alone, the second where people are looked for by it
_GONE = object()


def is_telling(handle: str) -> bool:
    """Whether a handle alone, as a word in a text, means its owner: not where it may be a word of the language, such as `data`."""
    return len(handle) > 7 or (len(handle) > 4 and bool(re.search(r"[\d_-]", handle)))


def words_of(accounts: Iterable[str]) -> set[str]:
    """The telling handles of accounts, in lower case."""
    handles = {(site, handle.lower()) for site, _, handle in (one.partition(":") for one in accounts)}
    return {handle for site, handle in handles if site not in ("github-id", "web", "met") and is_telling(handle)}


def longest_part(folded: str) -> str:
    """The longest word of a folded name, the first of several."""
    return max(folded.split(), key=len)


@lru_cache(maxsize=100_000)
def folded_word(word: str) -> str:
    """A word without case and accents, its letters alone."""
    return "".join(char for char in unicodedata.normalize("NFKD", word).casefold() if char.isalpha())


class Traces:
    """Some people, known by what a subclass says is theirs. A handle that is a plain word counts only as `@word` or in an address."""

    salt: bytes = b""

    def __init__(self) -> None:
        self._judged: dict[str, bool] = {}

    def __contains__(self, account: str) -> bool:
        raise NotImplementedError

    def is_word(self, word: str) -> bool:
        """Whether a word in lower case is a telling handle of theirs."""
        raise NotImplementedError

    def is_name(self, folded: str) -> bool:
        """Whether a folded full name is theirs."""
        raise NotImplementedError

    def is_part(self, word: str) -> bool:
        """Whether a word, as it is written, may be the longest of one of their names."""
        raise NotImplementedError

    def are_apart(self, a: str, b: str) -> bool:  # noqa: ARG002 - what a human decided is known to a subclass alone
        """Whether a human said that two accounts are those of two people."""
        return False

    def owns(self, repository: str) -> bool:
        """Whether the owner named in `host/owner/name` is one of their accounts, of GitHub or of that host.

        A namesake on another host is taken for the person: leaving out too much harms nobody who asked.
        """
        host, *path = repository.split("/")
        site = host.split(":")[0].split(".")[-2:][0]
        return len(path) > 1 and any(f"{where}:{path[0]}" in self for where in ("github", site))

    def is_address(self, url: str) -> bool:
        """Whether a text is the address of one of their accounts, or of a repository of theirs."""
        account = account_of(url) if "://" in url else None
        return ("://" in url and (account is not None and account.key in self)) or self.owns(url.partition("://")[2])

    def redact(self, text: str) -> str:
        """The text without what gives them away."""
        found = sorted(self._spans(text), reverse=True)
        for start, end in found:
            text = text[:start] + ERASED + text[end:]
        return text

    def is_in(self, content: str) -> bool:
        """Whether anything in a long text gives them away, addresses of mail included."""
        return next(self._spans(content), None) is not None or self.has_mail(content)

    def has_mail(self, content: str) -> bool:
        """Whether one of their addresses of mail stands in a long text: known by its keyed hash."""
        return "@" in content and any(
            f"git:{keyed_handle(self.salt, one)}" in self for one in set(_ADDRESS.findall(content))
        )

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they are named; no two of the places overlap."""
        if not any(map(self._is_worth_a_look, set(_PLAIN.findall(text)))):
            return
        last = 0
        for start, end in sorted([*self._words(text), *self._mentions(text), *self._names(text)]):
            if start >= last:
                yield start, end
                last = end

    def _is_worth_a_look(self, word: str) -> bool:
        """Whether a text that has this word may name them; each word is judged once."""
        known = self._judged.get(word)
        if known is None:
            low = word.lower()
            ends = [low, *(low[: one.start()] for one in re.finditer(r"[-_]", low))]
            sites = (f"{site}:{low}" in self for site in ("github", "gitlab", "huggingface"))
            known = any(map(self.is_word, ends)) or any(sites) or any(map(self.is_part, re.split(r"[\d_-]+", word)))
            self._judged[word] = known
        return known

    def _words(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _TOKEN.finditer(text):
            token, end = match[0].lower(), len(match[0])
            while end > 4:  # GitHub itself names branches `handle-patch-1`
                if self.is_word(token[:end]):
                    yield match.start(), match.start() + end
                    break
                end = max(token.rfind("-", 0, end), token.rfind("_", 0, end))

    def _mentions(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _MENTION.finditer(text):
            if f"{(match['host'] or 'github').lower()}:{match['handle'].lower()}" in self:
                yield match.start("handle"), match.end("handle")

    def _names(self, text: str) -> Iterator[tuple[int, int]]:
        words = list(_WORD.finditer(text))
        parts = [place for place, word in enumerate(words) if self.is_part(word[0])]
        for first in sorted({one for part in parts for one in range(max(0, part - _MOST_WORDS + 1), part + 1)}):
            end = self._name_from(text, words[first : first + _MOST_WORDS])
            if end:
                yield words[first].start(), end

    def _name_from(self, text: str, words: list[re.Match[str]]) -> int | None:
        """Where the longest of their names ends that begins with the first of these words."""
        found = None
        for before, word in pairwise(words):
            if len(text[before.end() : word.start()].strip(".'’- \t")) or word.start() - before.end() > 3:
                break
            folded = folded_name(text[words[0].start() : word.end()])
            if folded and self.is_name(folded):
                found = word.end()
        return found


class Named(Traces):
    """People known by what is theirs in the clear: while they are erased, and no longer."""

    def __init__(
        self, accounts: Iterable[str], *, names: Iterable[str] = (), ids: Iterable[str] = (), salt: bytes
    ) -> None:
        super().__init__()
        self.accounts = frozenset(account.lower() for account in accounts)
        self.names, self.ids = frozenset(names), frozenset(ids)
        self.words = frozenset(words_of(self.accounts)) | self.ids
        self.salt = salt
        self._folded = frozenset(filter(None, map(folded_name, self.names)))
        self._parts = frozenset(map(longest_part, self._folded))
        self.handles = frozenset(one.partition(":")[2] for one in self.accounts if not one.startswith("github-id:"))

    def __contains__(self, account: str) -> bool:
        return account.lower() in self.accounts

    def is_word(self, word: str) -> bool:
        """Whether a word is one of the handles."""
        return word in self.words

    def is_name(self, folded: str) -> bool:
        """Whether a name is one of the names."""
        return folded in self._folded

    def is_part(self, word: str) -> bool:
        """Whether a word is the longest of one of the names."""
        return folded_word(word) in self._parts

    def is_in(self, content: str) -> bool:
        """The same, after a quicker look at what most texts fail."""
        return super().is_in(content) if self.may_be_in(content) else self.has_mail(content)

    def may_be_in(self, content: str) -> bool:
        """Whether it is worth a closer look: a handle or the longest word of a name stands somewhere in it."""
        plain = folded(content)
        return any(one in plain for one in self.needles)

    @cached_property
    def needles(self) -> list[str]:
        """What stands, folded, wherever they are named: handles (a plain word with what is before it), ids, longest words of names."""
        plain = {handle for handle in self.handles if not is_telling(handle)}
        named = {f"{before}{handle}" for handle in plain for before in "@/:\"'"}
        return sorted({*(self.handles - plain), *named, *self.ids, *self._parts})

    @cached_property
    def pattern(self) -> str:
        """The same as a regular expression for ASCII texts in lower case."""
        words = (f"(?:^|[^a-z]){one}(?:[^a-z]|$)" for one in sorted(self._parts) if one.isascii())
        return "|".join([*words, *(re.escape(one) for one in self.needles if one not in self._parts)])


class Along(Traces):
    """Some people, and accounts besides that turned out to be theirs."""

    def __init__(self, people: Traces, accounts: Iterable[str]) -> None:
        super().__init__()
        self._people, self.salt = people, people.salt
        self._accounts = frozenset(account.lower() for account in accounts)

    def __contains__(self, account: str) -> bool:
        return account.lower() in self._accounts or account in self._people

    def is_word(self, word: str) -> bool:
        """Whether a word is a handle by which the people are known in texts."""
        return self._people.is_word(word)

    def is_name(self, folded: str) -> bool:
        """Whether a name is one by which they are known."""
        return self._people.is_name(folded)

    def is_part(self, word: str) -> bool:
        """Whether a word may be the longest of such a name."""
        return self._people.is_part(word)


def joined_to(people: Traces, links: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The accounts that links join to those of people, each with the accounts of theirs; nobody whom a human set apart."""
    beside: dict[str, set[str]] = defaultdict(set)
    for a, b in links:
        beside[a].add(b)
        beside[b].add(a)
    found: dict[str, set[str]] = {}
    for root in sorted(account for account in beside if account in people):
        group, line = {root}, [root]
        for account in line:
            for other in sorted(beside[account] - group):
                if not any(people.are_apart(other, one) for one in group):
                    group.add(other)
                    line.append(other)
        for account in group:
            if account not in people:
                found.setdefault(account, set()).add(root)
    return found


def cleaned(row: Any, people: Traces) -> Any | None:
    """A stored row (JSON) without what it says of people; None where it is about one of them.

    Of a list what is theirs goes and the rest stays; a text of others loses the words that name them.
    """
    if isinstance(row, list):  # a tuple of fixed places
        return [people.redact(one) if isinstance(one, str) else one for one in row]
    found = _cleaned(row, people, field="")
    return None if found is _GONE else found


def _cleaned(value: Any, people: Traces, *, field: str) -> Any:
    if isinstance(value, str):
        return _text(value, people, field=field)
    if isinstance(value, list):
        left = [one for one in value if not (isinstance(one, str) and people.is_address(one))]
        kept = [_cleaned(one, people, field=field) for one in left]
        return [one for one in kept if one is not _GONE]
    if isinstance(value, dict):
        made = {name: _cleaned(one, people, field=name) for name, one in value.items()}
        return _GONE if any(one is _GONE for one in made.values()) else made
    return value


def _text(value: str, people: Traces, *, field: str) -> Any:
    if (_ACCOUNT.match(value) and value in people) or (field in _HANDLES and f"github:{value}" in people):
        return _GONE
    if field == "slug" and people.owns(f"github.com/{value}"):
        return _GONE
    is_anothers = field in _AS_IT_IS and not (field == "key" and people.owns(value))
    return value if is_anothers else people.redact(value)
