"""Cleaned texts are kept from night to night, of those who are ranked and of nobody else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from flows.cleaned_texts import CleanedTexts
from flows.house import House
from flows.rank import load_all, rank_role
from flows.reproduce import reproduce
from flows.rights.erase import start
from ranking.role import find_role
from ranking.texts.recall import recalled, remembering
from sourcing.profiles import Profile
from sourcing.suppression import Suppressed
from tests.flows.support import ROLE
from tests.flows.test_reproduce import ANNA, BORIS, CARLA, opened
from tests.warehouse.house import Hand, Step, collected, repository, written
from warehouse.accounts.suppress import suppress

NOBODY = Suppressed((), salt=b"")


def _again(text: str) -> str:
    raise AssertionError(f"{text!r} is cleaned once more")


def _kept(home: Path) -> dict[str, str]:
    return _texts(home / "words.json.gz")


def _texts(path: Path) -> dict[str, str]:
    texts: dict[str, str] = json.loads(gzip.decompress(path.read_bytes()).partition(b"\n")[2])
    return texts


def _says(by: Hand, what: str) -> Step:
    return Step(by=by, subject="say what it is", files={"README.md": f"# A work that {what}\n".encode()})


def _vectors(house: House) -> set[str]:
    with house.warehouse() as warehouse:
        return {one for (one,) in warehouse.rows("SELECT text_hash FROM embedding")}


def _nobody() -> list[Profile]:
    raise AssertionError("nobody's texts are read")


def test_a_text_is_cleaned_once_and_what_is_asked_for_no_more_goes(tmp_path: Path) -> None:
    path = tmp_path / "words"
    for texts in (("one", "two"), ("two",)):
        words = CleanedTexts(path)
        words.open(NOBODY)
        with remembering(words):
            assert [recalled((one,), one.upper) for one in texts] == [one.upper() for one in texts]
        words.close()
    held = CleanedTexts(path)
    held.open(NOBODY)
    with remembering(held):
        assert recalled(("two",), lambda: _again("two")) == "TWO"
        with pytest.raises(AssertionError):
            recalled(("one",), lambda: _again("one"))


@pytest.mark.parametrize("damage", [b"", b"no gzip", gzip.compress(b"{", mtime=0)], ids=["empty", "no gzip", "no JSON"])
def test_nothing_is_taken_from_a_damaged_file_or_while_somebody_else_is_left_out(tmp_path: Path, damage: bytes) -> None:
    words = CleanedTexts(tmp_path / "words")
    words.open(NOBODY)
    words["a"] = "b"
    assert words["a"] == "b"
    words.close()
    others = CleanedTexts(tmp_path / "words")
    others.open(Suppressed(("somebody",), salt=b""))
    assert not len(others)
    others.keep_only(NOBODY, _nobody)
    assert (tmp_path / "words").exists()
    others.keep_only(Suppressed(("somebody",), salt=b""), tuple)
    assert not _texts(tmp_path / "words")
    (tmp_path / "words").write_bytes(damage)
    broken = CleanedTexts(tmp_path / "words")
    broken.open(NOBODY)
    assert not len(broken)
    broken.keep_only(NOBODY, _nobody)
    assert not (tmp_path / "words").exists()


def test_after_an_erasure_the_memory_is_what_the_next_ranking_reads(tmp_path: Path) -> None:
    paths = [
        repository(tmp_path, "anna-b/oven", [_says(ANNA, "bakes bread"), *written(ANNA, "add oven", "add heat")]),
        repository(tmp_path, "carla/kiln", [_says(CARLA, "fires clay"), *written(CARLA, "build a kiln", "fire it")]),
        repository(tmp_path, "mill/flour", [*written(BORIS, "grind", "sell"), *written(ANNA, "weigh", folder="scale")]),
    ]
    home = collected(tmp_path / "home", paths)
    role = find_role(ROLE, folder=tmp_path)
    with opened(home.root, clock="2026-11-01") as house:
        load_all(house, home.pairs)
        rank_role(house, role)
        before, encoded = _kept(home.root), _vectors(house)
        start(house, {"github:anna-b"}, kind="erased", reason="asked", actor="Ada Example")
        after, needed = _kept(home.root), _vectors(house)
        rank_role(house, role)
        assert _vectors(house) == needed
    assert _kept(home.root) == after
    assert 0 < len(after.keys() & before) < len(after) < len(before)
    assert len(encoded - needed) == 1 and not needed - encoded


def test_words_of_the_erased_are_gone_when_what_follows_fails(tmp_path: Path) -> None:
    def killed() -> list[Profile]:
        raise KeyboardInterrupt

    words = CleanedTexts(tmp_path / "words")
    words.open(NOBODY)
    words["a"] = "b"
    assert words["a"] == "b"
    words.close()
    with pytest.raises(KeyboardInterrupt):
        words.keep_only(Suppressed(("somebody",), salt=b""), killed)
    assert not (tmp_path / "words").exists()


def test_a_ranking_from_memory_is_the_one_without(tmp_path: Path) -> None:
    paths = [
        repository(tmp_path, "anna-b/oven", written(ANNA, "add oven", "add heat")),
        repository(tmp_path, "mill/flour", written(BORIS, "grind", "sell", folder="deploy")),
    ]
    home = collected(tmp_path / "home", paths)
    role = find_role(ROLE, folder=tmp_path)
    with opened(home.root, clock="2026-11-01") as house:
        load_all(house, home.pairs)
        rank_role(house, role)
    kept = _kept(home.root)
    assert kept and "anna" not in " ".join(kept.values()).lower()
    with opened(home.root, clock="2026-11-02") as house:
        rank_role(house, role)
        assert reproduce(house, ROLE).is_same
        with house.warehouse() as warehouse:
            suppress(warehouse, "github:anna-b", salt=house.salt, reason="asked", now=house.clock)
        rank_role(house, role)
    assert set(_kept(home.root)) < set(kept)
