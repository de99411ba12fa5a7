"""What comes out of an archive is what went in, or nothing; a name that leads elsewhere is refused."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.archive import check, pack, unpack
from sourcing.errors import ArchiveError, HomeError, UsageError


def packed(folder: Path) -> Path:
    for name, text in (("one", b"1" * 3_000), ("a/two", b""), ("a/three", bytes(range(256)))):
        (folder / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "from" / name).write_bytes(text)
    files = ((path.relative_to(folder / "from").as_posix(), path) for path in sorted((folder / "from").rglob("*")))
    pack(folder / "archive", (one for one in files if one[1].is_file()), told={"made_by": "a test"})
    return folder / "archive"


def test_it_comes_out_as_it_went_in(tmp_path: Path) -> None:
    path = packed(tmp_path)
    assert unpack(path, tmp_path / "to").told == {"made_by": "a test"}
    went, came = (
        {one.relative_to(root): one.read_bytes() for one in root.rglob("*") if one.is_file()}
        for root in (tmp_path / "from", tmp_path / "to")
    )
    assert went == came and len(came) == 3
    assert path.stat().st_mode & 0o077 == 0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return packed(tmp_path_factory.mktemp("whole")).read_bytes()


@given(st.data())
def test_no_byte_can_be_changed_or_lost_unseen(
    whole: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """But for those that nothing is read from: padding, and what a tar says of owners and times."""
    path = tmp_path_factory.getbasetemp() / "harmed"
    place = data.draw(st.integers(0, len(whole) - 1))
    is_cut = data.draw(st.booleans())
    path.write_bytes(
        whole[:place]
        if is_cut
        else whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    )
    try:
        found = check(path)
    except ArchiveError:
        return
    assert found.sha256.keys() == {"one", "a/two", "a/three"}


@pytest.mark.parametrize("name", ["../outside", "/outside", "more", "a/../../outside"])
def test_what_its_list_does_not_name_is_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path)
    with tarfile.open(path, "a") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(ArchiveError, match="take another backup"):
        unpack(path, tmp_path / "to")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE])
@pytest.mark.parametrize("name", ["link", "../link"])
def test_what_is_no_file_below_is_refused_even_where_the_list_names_it(tmp_path: Path, kind: bytes, name: str) -> None:
    path = tmp_path / "archive"
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/hostname"
        tar.addfile(member)
        listed = f'{{"told": {{}}, "sha256": {{"{name}": ""}}}}'.encode()
        last = tarfile.TarInfo("manifest.json")
        last.size = len(listed)
        tar.addfile(last, io.BytesIO(listed))
    with pytest.raises(ArchiveError):
        unpack(path, tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_nothing_is_written_over_and_nothing_half_is_left(tmp_path: Path) -> None:
    path = packed(tmp_path)
    with pytest.raises(UsageError, match="exists already"):
        pack(path, [], told={})
    with pytest.raises(HomeError):
        pack(tmp_path / "other", [("one", tmp_path / "from/one"), ("none", tmp_path / "from/none")], told={})
    assert {one.name for one in tmp_path.iterdir()} == {"from", "archive"}
    with pytest.raises(UsageError, match="is no file"):
        check(tmp_path / "none")
