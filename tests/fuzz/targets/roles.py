"""What describes a role: role files, job descriptions, weights, places and time zones in people's own words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import resources

import numpy as np

from ranking.conditions import location
from ranking.encoder import Vector
from ranking.role import parse_role
from ranking.specs import lint, posting
from ranking.texts import redaction, text
from ranking.weights import parse_weights
from tests.fuzz.target import Target
from tests.ranking.specs.test_posting import PLATFORM

_PLACES = [b"Riga, Latvia", b"Berlin / remote (UTC+2)", "São Paulo 🇧🇷".encode(), b"SF Bay Area, CA | NYC"]


def targets() -> Iterator[Target]:
    """One for each reader."""
    yield Target(name="roles/role", run=_role, seeds=_roles)
    yield Target(name="roles/posting", run=_posting, seeds=lambda: [PLATFORM.encode()])
    yield Target(name="roles/weights", run=_weights, seeds=lambda: [b'version = "a"\n'])
    yield Target(name="roles/location", run=_location, seeds=lambda: _PLACES, most=20_000)
    yield Target(name="roles/words", run=_words, seeds=lambda: [PLATFORM.encode(), *_PLACES], most=200_000)


def _roles() -> list[bytes]:
    folder = resources.files("ranking").joinpath("roles")
    return [file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")]


def _role(data: bytes) -> None:
    spec = parse_role(data.decode("utf-8", "replace"), where="mill.toml").spec
    lint.objections(spec, today=date(2026, 11, 1))


class _Hashed:
    """A stand-in for the model: any text has a vector."""

    def encode(self, texts: Sequence[str]) -> Mapping[str, Vector]:
        """The vectors by text."""
        made = {
            one: np.frombuffer(hashlib.sha512(one.encode("utf-8", "replace")).digest() * 6, dtype=np.uint8)
            for one in texts
        }
        return {one: (vector / np.linalg.norm(vector)).astype(np.float32) for one, vector in made.items()}


def _posting(data: bytes) -> None:
    """A job description whose draft must be a role that can be read."""
    made = posting.draft(posting.read(data.decode("utf-8", "replace"), encoder=_Hashed()), name="mill")
    parse_role(made, where="mill.toml")


def _weights(data: bytes) -> None:
    parse_weights(data.decode("utf-8", "replace"), where="weights.toml")


def _location(data: bytes) -> None:
    location.read(data.decode("utf-8", "replace"))


def _words(data: bytes) -> None:
    words = data.decode("utf-8", "replace")
    redaction.redacted(words)
    text.tokens(words)
    text.without_echo(words, frozenset({"python"}))
    text.words_of_path(words)
