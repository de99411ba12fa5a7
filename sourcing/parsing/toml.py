"""Reads TOML that anyone may have written, in bounded time: whatever is wrong with it is one kind of error."""

from __future__ import annotations

import re
import tomllib
from typing import Any

# A key of thousands of parts costs Python's reader the square of them. Possessive: no run of parts is tried twice.
_LONG_KEY = re.compile(r"""(?<![\w."'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}""")


def read_toml(text: str) -> dict[str, Any]:
    """The root table of a TOML text. Errors: TOMLDecodeError, also for what is nested too deeply, and for keys and numbers too long."""
    if _LONG_KEY.search(text):
        raise tomllib.TOMLDecodeError("A key of too many parts (at line 1, column 1)")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except (RecursionError, ValueError) as cause:
        raise tomllib.TOMLDecodeError("Nested too deeply, or a number too long (at line 1, column 1)") from cause
