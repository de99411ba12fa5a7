"""A batch as one file: its tables, the texts that they name, and the manifest last, so that a file cut short is no batch.

The name of a parcel follows from what is in it: of two parcels with one name either will do, and a batch that was written anew has another.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import IO

from sourcing.errors import LandingError, writing
from sourcing.git.source import ChosenText
from sourcing.landing import Landing, sync_folder

_MANIFEST = "manifest.json"
_MEMBER = re.compile(r"blobs/(?P<blob>[0-9a-f]{40,64})|(?P<file>[a-z_]+\.jsonl\.gz|manifest\.json)")


def parcel_name(landing: Landing, batch: str) -> str:
    """Where the parcel of a batch lies among parcels. Errors: LandingError."""
    digest = hashlib.sha256((landing.batches / batch / _MANIFEST).read_bytes())
    for blob in _blobs(landing, batch):
        digest.update(blob.encode())
    return f"{batch}/{digest.hexdigest()[:16]}.tar"


def batch_in(name: str) -> str:
    """The batch of which a parcel is."""
    return name.rpartition("/")[0]


def _blobs(landing: Landing, batch: str) -> list[str]:
    """The ids of the blobs that a batch names and that are here, in order."""
    if "text" not in landing.manifest(batch).rows:
        return []
    named = {text.blob for text in landing.read(batch, "text", ChosenText)}
    return sorted(blob for blob in named if landing.blob_file(blob).is_file())


def pack(landing: Landing, batch: str, *, into: Path) -> None:
    """Writes the parcel of a batch; its bytes depend on the batch alone. Errors: LandingError, HomeError."""
    folder = landing.batches / batch
    files = {f"blobs/{blob}": landing.blob_file(blob) for blob in _blobs(landing, batch)}
    files |= {f"{table}.jsonl.gz": landing.table(batch, table) for table in sorted(landing.manifest(batch).rows)}
    with writing(into), tarfile.open(into, "w") as tar:
        for name, path in (files | {_MANIFEST: folder / _MANIFEST}).items():
            member = tarfile.TarInfo(name)  # nobody's, of no time
            member.size, member.mode = path.stat().st_size, 0o600
            with path.open("rb") as file:
                tar.addfile(member, file)


def unpack(parcel: Path, *, into: Landing, batch: str) -> None:
    """Puts the batch of a parcel into a landing, whole; one that is there stays as it is. Errors: LandingError, HomeError."""
    if into.has(batch):
        return
    with writing(into.root):
        into.batches.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tmp-", dir=into.batches) as staging:
            fresh = Path(staging) / batch
            fresh.mkdir(mode=0o700)
            try:
                with tarfile.open(parcel, "r:") as tar:
                    _take(tar, fresh, landing=into)
            except (tarfile.TarError, zlib.error, ValueError) as cause:
                raise _damaged(batch, str(cause)) from cause
            if not (fresh / _MANIFEST).is_file():
                raise _damaged(batch, "it has no manifest")
            place = into.batches / batch
            shutil.rmtree(place, ignore_errors=True)  # without a manifest it is no batch
            fresh.rename(place)
        sync_folder(into.batches)


def _take(tar: tarfile.TarFile, fresh: Path, *, landing: Landing) -> None:
    """Puts blobs where blobs lie and files into the folder of the batch. Errors: ValueError where something else is in it."""
    for member in tar:
        known, file = _MEMBER.fullmatch(member.name), tar.extractfile(member)
        if known is None or file is None:
            raise ValueError(f"it holds {member.name!r}")
        if known["blob"]:
            landing.put_blob(known["blob"], zlib.decompress(file.read()))
        else:
            _copy(file, fresh / known["file"])


def _copy(file: IO[bytes], path: Path) -> None:
    with path.open("wb") as copy:
        while part := file.read(io.DEFAULT_BUFFER_SIZE * 16):
            copy.write(part)


def _damaged(batch: str, why: str) -> LandingError:
    return LandingError(
        f"the parcel of {batch} in the shared landing is damaged: {why}", remedy="remove it there and collect again"
    )
