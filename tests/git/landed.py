"""Collecting for the tests: one call, and what of it has landed."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import TypeVar

from sourcing.git.address import Target
from sourcing.git.source import ChosenText, Head, Limits, collect
from sourcing.landing import Landing, Manifest
from tests.git.support import CLOCK, SALT

Row = TypeVar("Row")


class Landed:
    """A landing in `folder`, and a scratch folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.landing = Landing(folder / "landing")
        self.scratch = folder / "scratch"

    def collect(self, location: str | Path, *, commit: str | None = None, limits: Limits | None = None) -> Manifest:
        """The manifest of the collected repository."""
        return collect(
            Target(location=str(location), commit=commit),
            landing=self.landing,
            salt=SALT,
            clock=CLOCK,
            limits=limits or Limits(seconds=60),
            scratch=self.scratch,
        )

    def rows(self, batch: Manifest, table: str, kind: type[Row]) -> list[Row]:
        """The rows of one table."""
        return list(self.landing.read(batch.batch_id, table, kind))

    def head(self, batch: Manifest) -> Head:
        """The row that says what was read."""
        return self.rows(batch, "head", Head)[0]

    def texts(self, batch: Manifest) -> dict[str, str]:
        """How each chosen path is held."""
        return {text.path: str(text.held) for text in self.rows(batch, "text", ChosenText)}

    def files(self) -> dict[Path, bytes]:
        """Every file of the landing, decompressed; the blobs as they are in git."""
        return {path: _plain(path) for path in self.landing.root.rglob("*") if path.is_file()}


def _plain(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    return zlib.decompress(data) if "blobs" in path.parts else data
