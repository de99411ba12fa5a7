"""A landing that machines share: parcels at an fsspec address, and this machine's copy of them as the folder that everything reads.

URL/batches/<batch id>/<digest>.tar   one parcel (sourcing/parcel.py), put there whole
URL/turn                              the word of the command that writes: who works for an earlier one lands nothing more
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sourcing.errors import LandingError
from sourcing.landing import Draft, Landing, Manifest
from sourcing.parcel import batch_in, pack, parcel_name, unpack

_AT_ONCE = 8  # parcels under way
_SLICE = 64  # parcels that wait on this disk for their turn


class SharedLanding(Landing):
    """A landing folder that is level with a shared one whenever the writer begins; `turn` is the writer's word.

    Errors: beside those of a landing, LandingError where the shared one cannot be reached or another command has its turn.
    """

    def __init__(self, root: Path, *, url: str, turn: str = "") -> None:
        super().__init__(root)
        self.turn = turn
        self._store = _Store(url)

    def write(self, draft: Draft) -> Manifest:
        """The manifest of the batch, whole here and then there."""
        is_new = not self.has(draft.batch_id)
        manifest = super().write(draft)
        if is_new:
            self._put([parcel_name(self, draft.batch_id)])
        return manifest

    def bring(self, batches: Collection[str]) -> None:
        """Brings those of some batches that are there and not yet here."""
        missing = [one for one in batches if not self.has(one)]
        self._get([name for one in missing for name in self._store.names(one)[:1]])

    def level(self) -> None:
        """Takes the turn, and brings each side what only the other has."""
        self.turn = secrets.token_hex(8)
        self._store.write_turn(self.turn)
        there: dict[str, str] = {}
        for name in self._store.names():
            there.setdefault(batch_in(name), name)
        here = set(self.names())
        self._get([name for batch, name in there.items() if batch not in here])
        self._put([parcel_name(self, batch) for batch in sorted(here - set(there))])

    def count_there(self) -> int:
        """How many batches lie in the shared one; asked without a turn."""
        return len(set(map(batch_in, self._store.names())))

    def mirror(self) -> None:
        """Makes the shared landing what this folder is: what was written anew is put there, and what is gone here goes."""
        here = {parcel_name(self, batch) for batch in self.names()}
        there = set(self._store.names())
        self._put(sorted(here - there))
        self._store.remove(sorted(there - here))

    def _get(self, names: Sequence[str]) -> None:
        for part, folder, pool in self._slices(names):
            files = [folder / f"{number}" for number in range(len(part))]
            for name, file, _ in zip(part, files, pool.map(self._store.get, part, files), strict=True):
                unpack(file, into=self, batch=batch_in(name))
                file.unlink()

    def _put(self, names: Sequence[str]) -> None:
        for part, folder, pool in self._slices(names):
            files = [folder / f"{number}" for number in range(len(part))]
            for name, file in zip(part, files, strict=True):
                pack(self, batch_in(name), into=file)
            self._check_turn()
            list(pool.map(self._store.put, files, part))

    def _slices(self, names: Sequence[str]) -> Iterator[tuple[Sequence[str], Path, ThreadPoolExecutor]]:
        """The names part by part, each with a folder for its parcels."""
        if names:
            self.batches.mkdir(parents=True, exist_ok=True)
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                for start in range(0, len(names), _SLICE):
                    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=self.batches) as folder:
                        yield names[start : start + _SLICE], Path(folder), pool

    def _check_turn(self) -> None:
        if self._store.turn() != self.turn:
            raise LandingError(
                f"another command has taken over the shared landing {self._store.shown}",
                remedy="let one home alone write to it, one command at a time",
            )


class _Store:
    """Parcels at an address of any file system that fsspec knows; each put appears whole. Errors: LandingError."""

    def __init__(self, url: str) -> None:
        self.shown = url
        with self._failing():
            from fsspec.core import url_to_fs

            # A listing that is remembered would not show what another machine has put there.
            self._files, self._root = url_to_fs(url, use_listings_cache=False)
            self._is_local = "file" in self._files.protocol

    def names(self, batch: str = "") -> list[str]:
        """The names of all parcels, or of those of one batch, in order."""
        place = f"{self._root}/batches"
        with self._failing():
            found = self._files.find(f"{place}/{batch}" if batch else place)
        return sorted(one.removeprefix(f"{place}/") for one in found if one.endswith(".tar"))

    def get(self, name: str, file: Path) -> None:
        """Writes a parcel into a file of this machine."""
        with self._failing():
            self._files.get_file(f"{self._root}/batches/{name}", str(file))

    def put(self, file: Path, name: str) -> None:
        """Puts a parcel there."""
        place = f"{self._root}/batches/{name}"
        with self._failing():
            self._make_folder(place.rpartition("/")[0])
            draft = f"{place}.new" if self._is_local else place  # object storage shows what is whole alone
            self._files.put_file(str(file), draft)
            if draft != place:
                self._files.mv(draft, place)

    def remove(self, names: Sequence[str]) -> None:
        """Takes parcels away."""
        with self._failing():
            for name in names:
                self._files.rm_file(f"{self._root}/batches/{name}")

    def write_turn(self, turn: str) -> None:
        """Says whose turn it is."""
        with self._failing():
            self._make_folder(self._root)
            self._files.pipe_file(f"{self._root}/turn", turn.encode())

    def _make_folder(self, folder: str) -> None:
        if self._is_local:  # object storage has none, and would make a bucket of a misspelt one
            self._files.makedirs(folder, exist_ok=True)

    def turn(self) -> str:
        """Whose turn it is; empty where nobody ever had one."""
        with self._failing():
            try:
                return bytes(self._files.cat_file(f"{self._root}/turn")).decode()
            except FileNotFoundError:
                return ""

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except ImportError as cause:
            raise LandingError(
                f"{self.shown} needs a library: {cause}", remedy="install the extra `scale` of this package"
            ) from cause
        except Exception as cause:  # each file system has errors of its own
            raise LandingError(
                f"the shared landing {self.shown} fails: {cause}",
                remedy="check `landing_url`, the network and the credentials in the environment",
            ) from cause
