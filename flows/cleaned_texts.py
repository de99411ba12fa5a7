"""The cleaned texts of everybody ranked, kept from night to night: what the last command that ranked read, and no more."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from pathlib import Path

from ranking.texts.recall import cleaned_by, remembering
from ranking.texts.text import read_all
from sourcing.errors import writing
from sourcing.profiles import Profile
from sourcing.suppression import Suppressed
from sourcing.whole_file import write_whole

_DAMAGED = (OSError, EOFError, zlib.error, ValueError)


class CleanedTexts(MutableMapping[str, str]):
    """A file of texts by the digest of what they were made from, read on first need; may be deleted.

    What people asked to be left alone wrote is not to outlive them here: the file is of use only while nobody else is left out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left_out = ""
        self._held: dict[str, str] | None = None
        self._asked: dict[str, str] = {}
        self._is_new = False

    def open(self, left_out: Suppressed) -> None:
        """Takes in what was kept while these were left out; nothing where others are by now."""
        made_from = _made_from(left_out)
        if self._held is None or made_from != self._left_out:
            self._held, self._left_out, self._asked = self._read(made_from), made_from, {}

    def _read(self, made_from: str) -> dict[str, str]:
        try:
            with gzip.open(self._path) as file:
                return dict(json.load(file)) if _head(file) == made_from else {}
        except _DAMAGED:
            return {}

    def keep_only(self, left_out: Suppressed, people: Callable[[], Iterable[Profile]]) -> None:
        """Where others are left out by now, removes all that is not read of these `people` as they are known today. Errors: HomeError.

        What names somebody who is erased follows from a text or from a list of names that is another today. The old file goes
        before the new one is written, so that nothing outlives anybody if it never comes to that.
        """
        was, now = self._head(), _made_from(left_out)
        if was == now:
            return
        kept = self._read(was) if was.startswith(f"{cleaned_by()} ") else {}
        with writing(self._path):
            self._path.unlink(missing_ok=True)
        if kept:
            self._held, self._left_out, self._asked, self._is_new = kept, now, {}, True
            with remembering(self):
                for person in people():
                    for work in person.work:
                        read_all(work)
            self.close()

    def _head(self) -> str:
        try:
            with gzip.open(self._path) as file:
                return _head(file)
        except _DAMAGED:
            return ""

    def close(self) -> None:
        """Keeps what was read or put in since it was opened, and nothing else. Errors: HomeError."""
        if self._is_new or len(self._asked) != len(self._held or ()):
            told = f"{self._left_out}\n{json.dumps(self._asked)}"
            write_whole(self._path, gzip.compress(told.encode(), 1, mtime=0))
        self._held, self._is_new = dict(self._asked), False

    def __getitem__(self, key: str) -> str:
        text = (self._held or {})[key]
        self._asked[key] = text
        return text

    def __setitem__(self, key: str, text: str) -> None:
        self._held = {} if self._held is None else self._held
        self._held[key], self._is_new = text, True

    def __delitem__(self, key: str) -> None:
        raise TypeError("a text is never removed alone")

    def __iter__(self) -> Iterator[str]:
        return iter(self._held or ())

    def __len__(self) -> int:
        return len(self._held or ())


def _head(file: gzip.GzipFile) -> str:
    """The first line: what the texts below it follow from."""
    return file.readline().decode().rstrip("\n")


def _made_from(left_out: Suppressed) -> str:
    return f"{cleaned_by()} {hashlib.sha256(' '.join(sorted(left_out.hashes)).encode()).hexdigest()[:20]}"
