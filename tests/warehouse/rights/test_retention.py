"""Who has expired is neither ranked nor published, and coming again renews nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sourcing.sandbox.world import NOW
from tests.warehouse.house import RETENTION, Hand, Home, collected, fill, naive, repository, written
from warehouse.connection import Warehouse
from warehouse.profiles import profiles
from warehouse.published.publish import publish

EARLY = Hand(name="Henrike Mastenbroek", email="henrike@post.example")
LATE = Hand(name="Wolfram Zuiderent", email="wolfram@post.example")
ENDS = NOW + timedelta(days=RETENTION)


def _visits(root: Path) -> Home:
    """One repository read today with Henrike alone in it, and sixty days later with Wolfram too."""
    steps = written(EARLY, "Build the dyke", "Raise the dyke")
    first = collected(root, [repository(root / "first", "works/dyke", steps)], at=NOW)
    more = [*steps, *written(LATE, "Plant the grass", folder="grass")]
    second = collected(root, [repository(root / "second", "works/dyke", more)], at=NOW + timedelta(days=60))
    return Home(root=root, landing=second.landing, pairs=(*first.pairs, *second.pairs))


def test_a_later_visit_does_not_renew(empty: Warehouse, tmp_path: Path) -> None:
    home = _visits(tmp_path)
    fill(empty, home, home.pairs[:1])
    fill(empty, home, home.pairs[1:])
    fill(empty, home)
    ends: dict[str, datetime] = dict(empty.rows("SELECT display_name, expires_at FROM person"))
    assert ends == {EARLY.name: naive(ENDS), LATE.name: naive(ENDS + timedelta(days=60))}


def test_the_expired_are_not_ranked_and_not_published(empty: Warehouse, tmp_path: Path) -> None:
    fill(empty, _visits(tmp_path))
    path = tmp_path / "published" / "shortlists.duckdb"
    for moment, left in ((ENDS - timedelta(seconds=1), {EARLY.name, LATE.name}), (ENDS, {LATE.name})):
        ids: dict[str, str] = dict(empty.rows("SELECT person_id, display_name FROM person"))
        assert {ids[one.person_id] for one in profiles(empty, now=moment)} == left
        assert publish(empty, path, now=moment) == len(left)
        held = path.read_bytes()
        assert {name for name in (EARLY.name, LATE.name) if name.encode() in held} == left


def test_when_everybody_has_expired_the_file_is_empty_and_sound(empty: Warehouse, tmp_path: Path) -> None:
    fill(empty, _visits(tmp_path))
    end = ENDS + timedelta(days=60)
    assert profiles(empty, now=end) == []
    assert publish(empty, tmp_path / "p" / "s.duckdb", now=end) == 0
    held = (tmp_path / "p" / "s.duckdb").read_bytes()
    assert b"works/dyke" not in held and LATE.name.encode() not in held
