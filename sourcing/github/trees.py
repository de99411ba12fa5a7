"""All files of many repositories at one commit each: nested trees over GraphQL, REST where those are too much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sourcing.errors import GitHubError, Paused
from sourcing.github.answers import files
from sourcing.github.client import Client
from sourcing.github.packing import Packer, Piece, Sizes, quoted
from sourcing.records import FileEntry

FOLDER = "040000"
TRIES = 3  # before REST is asked instead
MOST_FOLDERS = 40  # of one repository to ask for one by one; where there are more, its whole tree is one REST request


@dataclass(kw_only=True)
class Tree:
    """The files of a commit in path order, with their sizes in bytes; `is_broken` where a part could not be read."""

    sizes: dict[str, int] = field(default_factory=dict)
    entries: list[FileEntry] = field(default_factory=list)
    is_broken: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class At:
    """One commit of one repository."""

    node_id: str
    slug: str
    commit: str


def read_trees(client: Client, wanted: Iterable[At], *, sizes: Sizes) -> Iterator[tuple[At, Tree | str, bool]]:
    """The tree of each commit, or the reason why there is none and whether that is final; in no particular order."""
    by_key = {at.node_id: at for at in wanted}
    found: dict[str, Tree] = {}
    folders: dict[str, list[tuple[str, str]]] = defaultdict(list)
    packer = Packer(client=client, name="trees", fragments=("tree",), sizes=sizes, tries=TRIES)
    for answer in packer.ask(_piece(at) for at in by_key.values()):
        at = by_key[answer.piece.key]
        data = (answer.data or {}).get("object")
        if data is None and answer.is_final:
            yield at, answer.reason or "the commit is not there any more", True
            continue
        tree = found[at.node_id] = Tree()
        if data:
            _add(tree, data["tree"]["entries"], above="", folders=folders[at.node_id])
        else:
            _add_rest(client, tree, at.slug, oid=at.commit, above="")
    _deeper(client, by_key, found, folders, sizes=sizes)
    for key, tree in found.items():
        tree.entries.sort(key=lambda entry: entry.path)
        if tree.is_broken:
            yield by_key[key], "GitHub did not answer what files there are", False
        else:
            yield by_key[key], tree, True


def _piece(at: At) -> Piece:
    return Piece(key=at.node_id, body=within(at, "tree { ...Files }"), weight=30_000)


def within(at: At, selection: str) -> str:
    """The field that selects something of one commit of one repository."""
    commit = f"object(oid: {quoted(at.commit)}) {{ ... on Commit {{ {selection} }} }}"
    return f"node(id: {quoted(at.node_id)}) {{ ... on Repository {{ {commit} }} }}"


def _add(tree: Tree, entries: Any, *, above: str, folders: list[tuple[str, str]]) -> None:
    """Takes in an answer's files; the folders it does not reach are noted, path and tree id."""
    for entry, size in files(entries, above=above):
        if entry.mode == FOLDER:
            folders.append((entry.path, entry.blob))
        else:
            tree.entries.append(entry)
            tree.sizes[entry.path] = size


def _deeper(
    client: Client,
    wanted: Mapping[str, At],
    found: Mapping[str, Tree],
    folders: dict[str, list[tuple[str, str]]],
    *,
    sizes: Sizes,
) -> None:
    """Brings the folders below the fourth level, level by level, until none is left; many at once over REST."""
    packer = Packer(
        client=client, name="subtrees", fragments=("tree",), sizes=Sizes(now=sizes.now, most=40), tries=TRIES
    )
    while any(folders.values()):
        pieces: dict[str, tuple[str, str, str]] = {}
        for key in sorted(folders):
            if len(folders[key]) > MOST_FOLDERS:
                tree = found[key]
                tree.entries.clear()
                _add_rest(client, tree, wanted[key].slug, oid=wanted[key].commit, above="")
            else:
                pieces |= {f"{key} {path}": (key, path, oid) for path, oid in folders[key]}
        folders = defaultdict(list)
        for answer in packer.ask(_folder_piece(name, *pieces[name]) for name in pieces):
            key, path, oid = pieces[answer.piece.key]
            data = (answer.data or {}).get("object")
            if data:
                _add(found[key], data["entries"], above=f"{path}/", folders=folders[key])
            else:
                _add_rest(client, found[key], wanted[key].slug, oid=oid, above=f"{path}/")


def _folder_piece(name: str, key: str, _path: str, oid: str) -> Piece:
    inside = f"object(oid: {quoted(oid)}) {{ ...Files }}"
    return Piece(key=name, body=f"node(id: {quoted(key)}) {{ ... on Repository {{ {inside} }} }}", weight=15_000)


def _add_rest(client: Client, tree: Tree, slug: str, *, oid: str, above: str) -> None:
    """Takes in a whole tree over REST; where GitHub cuts it off, folder by folder."""
    found = _rest_rows(client, slug, oid, deep=True)
    rows, is_cut = found or ([], False)
    if is_cut:
        found = _rest_rows(client, slug, oid, deep=False)
        rows, _ = found or ([], True)
    tree.is_broken = tree.is_broken or found is None
    for path, mode, kind, name, size in rows:
        if kind != "tree":
            tree.entries.append(FileEntry(f"{above}{path}", mode, name))
            tree.sizes[f"{above}{path}"] = size
        elif is_cut:
            _add_rest(client, tree, slug, oid=name, above=f"{above}{path}/")


def _rest_rows(client: Client, slug: str, oid: str, *, deep: bool) -> tuple[list[list[Any]], bool] | None:
    """Path, mode, type, id and size of each entry, and whether GitHub cut them off; None where it does not tell."""
    path, parameters = f"/repos/{slug}/git/trees/{oid}", {"recursive": 1} if deep else None
    try:
        found = client.get("tree", path, parameters=parameters, take=_rows, remember=False)
    except Paused:
        raise
    except GitHubError:
        return None
    return (found[0], found[1]) if found else None


def _rows(document: Any, _headers: Mapping[str, str]) -> tuple[list[list[Any]], bool]:
    rows = document.get("tree") or []
    listed = [[row["path"], row["mode"], row["type"], row["sha"], row.get("size") or 0] for row in rows]
    return listed, bool(document.get("truncated"))
