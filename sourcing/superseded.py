"""What of a landing nothing needs any more: batches that a later visit supersedes, and blobs that no batch names."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sourcing.community import PageRead
from sourcing.errors import writing
from sourcing.extract import extracted
from sourcing.git.source import ChosenText
from sourcing.landing import Landing, Manifest

_GONE = ".tmp-gone-"  # as a half-written batch is called, so that what a killed removal leaves goes with those


def superseded(landing: Landing, *, needed: Collection[str]) -> list[Manifest]:
    """The batches that may go, oldest first.

    What stays is `needed`, the newest visit of everything that is read, what the signals of now found in a batch that stays, and what
    one that stays was derived from. Errors: LandingError.
    """
    held = landing.manifests()
    kept = {*needed, *_newest(held), *_newest_of_pages(landing, held)}
    kept |= {one.parent for one in held if one.batch_id in kept and one.parent}
    kept |= {
        found.batch_id
        for one in held
        if one.batch_id in kept and (found := extracted(one, landing=landing)) is not None
    }
    return [one for one in held if one.batch_id not in kept]


def _newest(held: Iterable[Manifest]) -> Iterator[str]:
    """The newest visits of each source to each repository and account: several where they are of one moment."""
    visits: dict[tuple[str, str], list[Manifest]] = {}
    for one in held:
        if one.parent is None and "page" not in one.rows:
            visits.setdefault((one.kind, one.repository), []).append(one)
    for each in visits.values():
        yield from (one.batch_id for one in each if one.fetched_at == each[-1].fetched_at)


def _newest_of_pages(landing: Landing, held: Iterable[Manifest]) -> Iterator[str]:
    """The batches with the newest visit of any page, and with the newest one that found it changed."""
    newest: dict[tuple[str, bool], tuple[datetime, set[str]]] = {}
    for one in (one for one in held if "page" in one.rows):
        for page in landing.read(one.batch_id, "page", PageRead):
            for key in {(page.page, True), (page.page, page.is_unchanged)}:
                visit, batches = newest.get(key, (page.visit, set()))
                if page.visit >= visit:
                    newest[key] = (page.visit, batches | {one.batch_id} if page.visit == visit else {one.batch_id})
    for _, batches in newest.values():
        yield from batches


def remove(landing: Landing, batches: Iterable[str]) -> None:
    """Takes batches out, each whole or not at all. Errors: HomeError."""
    with writing(landing.root):
        for one in batches:
            gone = landing.batches / f"{_GONE}{one}"
            (landing.batches / one).rename(gone)
            shutil.rmtree(gone)


def unnamed_blobs(landing: Landing, *, without: Collection[str] = ()) -> list[Path]:
    """The files of the blobs that no batch names but for those `without`. Nobody may collect meanwhile. Errors: LandingError."""
    named = {
        text.blob
        for one in landing.manifests()
        if "text" in one.rows and one.batch_id not in without
        for text in landing.read(one.batch_id, "text", ChosenText)
    }
    return sorted(path for path in landing.blobs.glob("??/[!.]*") if path.parent.name + path.name not in named)
