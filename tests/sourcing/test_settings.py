"""The settings from file and environment, and the home with its salt."""

from __future__ import annotations

import multiprocessing
import os
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sourcing.errors import HomeError, SettingsError, SourcingError
from sourcing.home import Home
from sourcing.settings import FILE, Settings, load_settings

PURPOSE = """
[purpose]
employer = "Probe Works"
contact = "people@probe.example"
purpose = "hiring"
legal_basis = "legitimate interest"
regions = ["EU"]
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and an environment without settings of ours."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SOURCING_")]:
        monkeypatch.delenv(name)
    return tmp_path


def refused(text: str | bytes) -> str:
    Path(FILE).write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


def test_without_a_file_every_setting_has_its_default() -> None:
    found = load_settings()
    assert (found.home, found.threads, found.salt, found.purpose) == (Path(".sourcing"), 1, None, None)


def test_arguments_beat_the_environment_and_that_beats_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(FILE).write_text("threads = 2\nretention_days = 20\ngit_megabytes = 200\n")
    monkeypatch.setenv("SOURCING_THREADS", "3")
    monkeypatch.setenv("SOURCING_RETENTION_DAYS", "30")
    found = load_settings(threads=4, home=None)
    assert (found.threads, found.retention_days, found.git_megabytes) == (4, 30, 200)


def test_the_purpose_is_read_and_parts_of_it_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(FILE).write_text(PURPOSE)
    monkeypatch.setenv("SOURCING_PURPOSE__EMPLOYER", "Other Works")
    found = load_settings().purpose
    assert found is not None
    assert (found.employer, found.regions) == ("Other Works", ["EU"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("retension_days = 3", "unknown setting 'retension_days' (nearest: 'retention_days')"),
        ("zzzzzzz = 3", "unknown setting 'zzzzzzz'"),
        (PURPOSE + "employr = 'x'", "unknown setting 'purpose.employr' (nearest: 'purpose.employer')"),
        ("threads = 'many'", "setting 'threads'"),
        ("threads = 0", "setting 'threads'"),
        ("git_seconds = -1", "setting 'git_seconds'"),
        ("clock = 'yesterday'", "setting 'clock'"),
        (PURPOSE.replace('"Probe Works"', '""'), "setting 'purpose.employer'"),
        ("[purpose]\nemployer = 'x'", "setting 'purpose.contact'"),
        ("threads = ", FILE),
        ("threads = 1\nthreads = 2", FILE),
        (b"\xff\xfe", FILE),
    ],
)
def test_a_wrong_file_is_refused_with_the_key_named(text: str | bytes, said: str) -> None:
    message = refused(text)
    assert said in message
    assert FILE in message


def test_a_wrong_variable_is_refused_with_the_key_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCING_THREADS", "many")
    with pytest.raises(SettingsError, match="'threads'"):
        load_settings()


@pytest.mark.parametrize(
    "text",
    [
        "salt = 'hush-hush'",
        "SALT = 'hush-hush'",
        "threads = 1\n\n  \"salt\"='hush-hush'\n",
        PURPOSE.replace("[", "salt='hush-hush'\n[", 1),
    ],
)
def test_a_salt_in_the_file_is_refused_and_not_repeated(text: str) -> None:
    message = refused(text)
    assert "SOURCING_SALT" in message
    assert "hush-hush" not in message


@pytest.mark.parametrize("text", ["# salt = 'x'\n", "model = 'salt'\n", PURPOSE.replace("hiring", "salt [mines]")])
def test_the_word_salt_elsewhere_is_no_salt(text: str) -> None:
    Path(FILE).write_text(text)
    assert load_settings().salt is None


def test_a_mistyped_secret_is_in_no_message_and_in_no_cause() -> None:
    Path(FILE).write_text("github_token = 'hush-hush'\n")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "github_token" in str(caught.value)
    assert "hush-hush" not in f"{caught.value} {caught.value.__cause__}"


def test_the_salt_of_the_environment_is_used_and_not_shown(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCING_SALT", "hush-hush")
    found = load_settings()
    assert Home(here).salt(found.salt) == b"hush-hush"
    assert "hush-hush" not in repr(found)
    assert not (here / "salt").exists()


@pytest.fixture
def far_away() -> Iterator[None]:
    """A machine five hours west of UTC."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "EST5"
    time.tzset()
    yield
    os.environ.pop("TZ")
    os.environ.update({"TZ": before} if before else {})
    time.tzset()


@pytest.mark.parametrize(
    ("clock", "now"),
    [
        ("2024-05-01T10:00:00Z", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01T10:00:00+02:00", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01T10:00:00.999", datetime(2024, 5, 1, 10, tzinfo=UTC)),
    ],
)
def test_the_clock_is_utc_to_the_second_wherever_the_machine_stands(
    clock: str, now: datetime, far_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCING_CLOCK", clock)
    assert load_settings().now() == now


def test_without_a_clock_the_machine_says_the_time() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= Settings().now() <= datetime.now(UTC)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(here: Path) -> Any:
    """A home made ready; the mask of the process is put back afterwards."""
    mask = os.umask(0o022)
    found = Home(here / "deep" / "home")
    found.prepare()
    yield found
    os.umask(mask)


def test_a_home_is_its_owners_alone_and_the_salt_is_made_once(home: Home) -> None:
    first = home.salt(None)
    assert len(first) == 64
    assert home.salt(None) == home.salt(SecretStr("")) == first
    assert (mode(home.root), mode(home.root / "salt")) == (0o700, 0o600)
    assert [path.name for path in home.root.iterdir()] == ["salt"]


def test_two_homes_have_two_salts(here: Path) -> None:
    (here / "one").mkdir()
    (here / "two").mkdir()
    assert Home(here / "one").salt(None) != Home(here / "two").salt(None)


def _salt(root: Path, start: Any, found: Any) -> None:
    start.wait(30)
    found.put(Home(root).salt(None))


def test_processes_that_make_the_salt_at_once_agree(here: Path) -> None:
    context = multiprocessing.get_context("fork")
    start, found = context.Barrier(6), context.Queue()
    makers = [context.Process(target=_salt, args=(here, start, found)) for _ in range(6)]
    for process in makers:
        process.start()
    salts = {found.get(timeout=30) for _ in makers}
    for process in makers:
        process.join()
    assert salts == {(here / "salt").read_bytes()}


def test_the_key_that_all_is_hashed_by_is_used_whatever_is_configured_later(home: Home) -> None:
    first = home.salt(None)
    assert home.check_salt(SecretStr("another")) == "SOURCING_SALT"
    home.keep_mark(first)
    home.keep_mark(b"another")  # once is for good
    assert home.salt(SecretStr("another")) == home.salt(None) == first
    assert "not used" in home.check_salt(SecretStr("another"))
    assert first not in home.mark.read_bytes() and mode(home.mark) == 0o600


def test_by_another_key_nothing_is_done_and_none_is_made_where_something_is_held(home: Home) -> None:
    assert home.check_salt(None).startswith("made") and not (home.root / "salt").exists()
    home.keep_mark(home.salt(SecretStr("hush-hush")))
    for key in (SecretStr("another"), None):
        for asked in (home.salt, home.check_salt):
            with pytest.raises(SourcingError, match="SOURCING_SALT"):
                asked(key)
    assert not (home.root / "salt").exists()
    home.keep_salt("another still")
    with pytest.raises(SettingsError, match="another key than"):
        home.salt(None)
    assert home.salt(SecretStr("hush-hush")) == b"hush-hush"


def test_of_a_home_from_before_the_key_is_asked_for_too(home: Home) -> None:
    home.warehouse.write_bytes(b"rows")
    with pytest.raises(HomeError, match="the key of its hashes is not there"):
        home.salt(None)
    assert home.salt(SecretStr("hush-hush")) == b"hush-hush"


@pytest.mark.parametrize("content", ["", " \n"])
def test_an_empty_salt_is_refused(here: Path, content: str) -> None:
    (here / "salt").write_text(content)
    with pytest.raises(HomeError, match="salt is empty"):
        Home(here).salt(None)


def test_a_file_in_the_place_of_the_home_is_named(here: Path) -> None:
    (here / "home").write_text("x")
    with pytest.raises(HomeError, match="home is not a folder"):
        Home(here / "home").prepare()


@pytest.mark.parametrize(
    "name, value, told",
    [("landing_url", "s3://key:word@bucket/x", "no key in it"), ("landing_url", "/mnt/share", "scheme://"), ("dask", "local:0", "local:N"),
     ("dask", "http://host:1", "tcp://host:port"), ("dask", "tls://host:8786", "set landing_url too")],
)  # fmt: skip
def test_workers_and_shared_storage_are_named_in_full(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as caught:
        load_settings(**{name: value})
    assert "word" not in str(caught.value)
