"""Trees, their rows, blobs, tags and blame over GraphQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sourcing.sandbox.forge.blame import Lines, blame
from sourcing.sandbox.forge.contents import Content, content
from sourcing.sandbox.forge.graph.asking import Fields, Info, attribute, constant, estate
from sourcing.sandbox.forge.graph.errors import Typed
from sourcing.sandbox.forge.graph.gitobjects import GitCommit, GitThing, git_object, object_fields
from sourcing.sandbox.forge.graph.pages import Page, page
from sourcing.sandbox.forge.graph.requests import in_order
from sourcing.sandbox.forge.graph.words import word
from sourcing.sandbox.forge.holdings import Repo
from sourcing.sandbox.forge.languages import is_generated, language_of
from sourcing.sandbox.forge.objects import Entry, Signed, shown, signed
from sourcing.sandbox.forge.pulls import pulls_in


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row of a tree and its path from where the tree was asked for."""

    repo: Repo
    entry: Entry
    path: str


def _entries(tree: GitThing, _info: Info) -> list[Row]:
    rows = tree.repo.store.tree(tree.oid) or ()
    return [Row(tree.repo, entry, tree.above + entry.name) for entry in rows]


def _size(row: Row, _info: Info) -> int:
    kind, size = row.repo.store.objects.get(row.entry.oid, ("", 0))
    return size if kind == "blob" else 0


def _object(row: Row, _info: Info) -> GitCommit | GitThing | None:
    return git_object(row.repo, row.entry.oid, above=f"{row.path}/")


def _line_count(row: Row, _info: Info) -> int | None:
    held = row.repo.store.read(row.entry.oid) if row.entry.kind == "blob" else None
    return len(held[1].splitlines()) if held else None


def _extension(row: Row, _info: Info) -> str:
    name = row.entry.name
    return f".{name.rpartition('.')[2]}" if "." in name and row.entry.kind == "blob" else ""


def _submodule(row: Row, _info: Info) -> dict[str, Any] | None:
    if row.entry.kind != "commit":
        return None
    where = f"{row.repo.url}/{row.entry.name}.git"
    return {"name": row.path, "path": row.path, "gitUrl": where, "subprojectCommitOid": row.entry.oid}


def _content(blob: GitThing) -> Content:
    held = blob.repo.store.read(blob.oid)
    return content(held[1] if held else b"")


def _text(blob: GitThing, info: Info) -> str | None:
    info.context.texts.append((tuple(info.path.as_list()), blob.oid))
    return _content(blob).text


def _file(commit: GitCommit, _info: Info, *, path: str) -> Row | None:
    found = commit.repo.store.entry(commit.made.tree, path)
    return Row(commit.repo, found[0], path.strip("/")) if found else None


def _blame(commit: GitCommit, _info: Info, *, path: str) -> dict[str, Any]:
    ranges = blame(commit.repo.store, commit.made, path)
    if ranges is None:
        raise Typed("NOT_FOUND", f"Could not resolve file for path '{path}'.")
    return {"ranges": [(commit.repo, lines) for lines in ranges]}


def _range(name: str) -> Any:
    def resolve(source: tuple[Repo, Lines], _info: Info) -> Any:
        return getattr(source[1], name)

    return resolve


def _tag(name: str) -> Any:
    """The resolver of one part of a tag object."""

    def resolve(tag: GitThing, _info: Info) -> Any:
        held = tag.repo.store.read(tag.oid)
        head, _, message = (held[1] if held else b"").partition(b"\n\n")
        lines = dict(line.partition(b" ")[::2] for line in head.split(b"\n"))
        if name == "message":
            return shown(message).strip()
        return _tagger(lines.get(b"tagger", b"")) if name == "tagger" else shown(lines.get(b"tag", b""))

    return resolve


def _tagger(line: bytes) -> Signed:
    name, _, rest = line.partition(b" <")
    email, _, date = rest.partition(b"> ")
    return signed(name, email, date)


def _associated(commit: GitCommit, info: Info, **given: Any) -> Page:
    pulls = [pull for pull in pulls_in(estate(info), commit.repo) if commit.made in (*pull.commits, pull.merge)]
    return page(info, in_order(pulls, given), given)


FIELDS: dict[str, Fields] = {
    "Commit": {"file": _file, "blame": _blame, "associatedPullRequests": _associated},
    "Tree": object_fields("T") | {"entries": _entries},
    "Blob": object_fields("B")
    | {
        "byteSize": attribute("size"),
        "isBinary": lambda blob, _info: _content(blob).is_binary,
        "isTruncated": lambda blob, _info: _content(blob).is_truncated,
        "text": _text,
    },
    "Tag": object_fields("TA")
    | {
        "name": _tag("tag"),
        "message": _tag("message"),
        "tagger": _tag("tagger"),
        "target": lambda tag, _info: git_object(tag.repo, tag.repo.store.peeled(tag.oid)),
    },
    "TreeEntry": {
        "name": lambda row, _info: row.entry.name,
        "path": attribute("path"),
        "type": lambda row, _info: row.entry.kind,
        "mode": lambda row, _info: int(row.entry.mode, 8),
        "oid": lambda row, _info: row.entry.oid,
        "size": _size,
        "extension": _extension,
        "isGenerated": lambda row, _info: is_generated(row.path),
        "language": lambda row, _info: word("Language", language_of(row.path)),
        "lineCount": _line_count,
        "object": _object,
        "repository": attribute("repo"),
        "submodule": _submodule,
    },
    "Submodule": {"branch": constant(None)},
    "BlameRange": {
        "age": _range("age"),
        "startingLine": _range("first"),
        "endingLine": _range("last"),
        "commit": lambda source, _info: GitCommit(source[0], source[1].commit),
    },
}
