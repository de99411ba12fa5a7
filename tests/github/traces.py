"""Whether a secret left a trace: every file below a folder, as it lies and unpacked."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path


def holding(folder: Path, secret: str) -> list[Path]:
    """The files that hold a secret: in the clear, in UTF-16, gzip- or zlib-compressed."""
    wanted = [secret.encode(), secret.encode("utf-16-le")]
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(one in form for form in _forms(path.read_bytes()) for one in wanted)
    ]


def _forms(data: bytes) -> list[bytes]:
    forms = [data]
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            forms.append(unpack(data))
        except (OSError, EOFError, zlib.error):
            continue
    return forms
