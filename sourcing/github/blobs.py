"""Chosen files' contents into the landing, each blob once: over GraphQL where it is text, over REST where it is not quite."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourcing.choice import MAX_BYTES, choose
from sourcing.errors import GitHubError, Paused
from sourcing.git.source import ChosenText
from sourcing.github.client import Client
from sourcing.github.packing import Packer, Piece, Sizes, quoted
from sourcing.github.trees import At, Tree
from sourcing.landing import Landing, git_name
from sourcing.records import Held


@dataclass(frozen=True, kw_only=True, slots=True)
class _Blob:
    name: str
    at: At
    size: int


def hold_texts(
    client: Client,
    trees: Iterable[tuple[At, Tree]],
    *,
    landing: Landing,
    most: int,
    prefer: Mapping[str, Sequence[str]],
    sizes: Sizes,
) -> dict[str, list[ChosenText] | None]:
    """The chosen files of each repository (by node id), their blobs in the landing; `most` files a repository.

    `prefer` has paths that are worth reading for the people's sake. None where GitHub did not answer for one of the files.
    A blob that is held is not asked for again, whichever repository brought it.
    """
    chosen: dict[str, list[ChosenText]] = {}
    missing: dict[str, _Blob] = {}
    for at, tree in trees:
        chosen[at.node_id] = []
        for entry in choose(tree.entries, most=most, prefer=prefer.get(at.node_id, ())):
            size = tree.sizes.get(entry.path, 0)
            held = Held.TOO_LARGE if size > MAX_BYTES else Held.HELD
            chosen[at.node_id].append(ChosenText(path=entry.path, blob=entry.blob, held=held))
            if held is Held.HELD and entry.blob not in missing and not landing.has_blob(entry.blob):
                missing[entry.blob] = _Blob(name=entry.blob, at=at, size=size)
    outcome = _bring(client, missing, landing=landing, sizes=sizes)
    return {key: _settled(texts, outcome) for key, texts in chosen.items()}


def _settled(texts: list[ChosenText], outcome: Mapping[str, Held | None]) -> list[ChosenText] | None:
    """The texts with what became of their blobs; None where one of them is still open."""
    settled = []
    for text in texts:
        held = outcome.get(text.blob, text.held) if text.held is Held.HELD else text.held
        if held is None:
            return None
        settled.append(ChosenText(path=text.path, blob=text.blob, held=held))
    return settled


def _bring(client: Client, missing: Mapping[str, _Blob], *, landing: Landing, sizes: Sizes) -> dict[str, Held | None]:
    """What became of each blob that was not held; None where GitHub did not answer."""
    outcome: dict[str, Held | None] = {}
    packer = Packer(client=client, name="blobs", fragments=("blob",), sizes=sizes)
    ordered = sorted(missing.values(), key=lambda blob: (blob.at.slug, blob.name))
    for answer in packer.ask(_piece(blob) for blob in ordered):
        blob = missing[answer.piece.key]
        content = (answer.data or {}).get("object") or {}
        data = _text_of(content, name=blob.name)
        if content.get("isBinary"):
            outcome[blob.name] = Held.BINARY
            continue
        if data is None:
            try:
                data = _over_rest(client, blob)
            except Paused:
                raise
            except GitHubError:
                outcome[blob.name] = None
                continue
        outcome[blob.name] = Held.ABSENT if data is None else Held.HELD
        if data is not None:
            landing.put_blob(blob.name, data)
    return outcome


def _piece(blob: _Blob) -> Piece:
    inside = f"object(oid: {quoted(blob.name)}) {{ ...Content }}"
    body = f"node(id: {quoted(blob.at.node_id)}) {{ ... on Repository {{ {inside} }} }}"
    return Piece(key=blob.name, body=body, weight=blob.size + 200)


def _text_of(content: Mapping[str, Any], *, name: str) -> bytes | None:
    """The bytes of a text answer where they are exactly the blob's, None where only REST can tell them."""
    text = content.get("text")
    if text is None or content.get("isTruncated"):
        return None
    data = str(text).encode("utf-8", "surrogatepass")
    return data if git_name(data, like=name) == name else None


def _over_rest(client: Client, blob: _Blob) -> bytes | None:
    """The blob's bytes, None where GitHub has not got it or its answer is not the blob."""
    taken: list[bytes] = []

    def take(document: Any, _: Any) -> None:
        taken.append(base64.b64decode(document.get("content") or ""))

    client.get("blob", f"/repos/{blob.at.slug}/git/blobs/{blob.name}", take=take, remember=False)
    return next((data for data in taken if git_name(data, like=blob.name) == blob.name), None)
