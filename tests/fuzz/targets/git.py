"""What git prints and what lies in repositories: the log, blobs, lists and addresses of repositories."""

from __future__ import annotations

from collections.abc import Iterator

from sourcing.git import address
from sourcing.git.command import complaint
from sourcing.git.history import History
from sourcing.git.identity import Identities, shown_name
from sourcing.git.log import parse_log
from sourcing.git.snapshot import decode
from tests.fuzz.target import Target, files

_A, _B, _C, _D, _NONE = (letter * 40 for letter in (b"a", b"b", b"c", b"d", b"0"))
_BODY = b"Body of it\n\nCo-authored-by: Ben <ben@mail.example>\nReviewed-by: Cem <cem@mail.example>\n"
_LOG = b"\0".join(
    (
        *(_A, _B, b"1790000000", b"Ada", b"ada@mail.example", b"Add the mill", _BODY, b""),
        *(b"\n:100644 100644 " + _C + b" " + _D + b" M", b"src/a.py"),
        *(b":100644 100644 " + _C + b" " + _C + b" R100", b"old.py", b"new.py"),
        *(_B, b"", b"1780000000", b"Ben", b"ben@mail.example", b"Begin", b"", b""),
        *(b"\n:000000 100644 " + _NONE + b" " + _C + b" A", b"src/a.py", b""),
    )
)
_URLS = [
    b"https://git.example/mill/mill.git",
    b"git@git.example:mill/mill.git",
    b"ssh://git@git.example:22/mill",
    b"file:///tmp/a",
]
_COMPLAINT = b"warning: a\nfatal: unable to access 'https://ada:pass@git.example/mill/': no\n"


def targets() -> Iterator[Target]:
    """The log with what is summed from it, blobs, addresses, and what git complains of."""
    yield Target(name="git/log", run=_log, seeds=lambda: [_LOG], most=400_000)
    yield Target(name="git/blob", run=decode, seeds=lambda: files("**/*.case"), most=4_000_000)
    yield Target(name="git/address", run=_address, seeds=lambda: _URLS, most=100_000)
    yield Target(name="git/complaint", run=complaint, seeds=lambda: [_COMPLAINT])


def _log(data: bytes) -> None:
    """The log in two pieces, as a pipe may cut it."""
    middle = len(data) // 2
    identities, history = Identities(b"a salt for tests"), History()
    history.add(parse_log([data[:middle], data[middle:]], identities=identities))
    history.contributions(paths=frozenset({"src/a.py", "new.py"}))


def _address(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    address.web_address(text)
    address.printable(text)
    shown_name(text)
