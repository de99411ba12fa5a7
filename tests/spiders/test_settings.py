"""What is in force in a real crawl, held against what TRUST.md promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.spiders.house import House, child

_PROMISED = {
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_MAXSIZE": 4 * 1024 * 1024,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DOWNLOAD_TIMEOUT": 20.0,
    "DOWNLOAD_DELAY": 3.0,  # the policy's 1.5 s at a pace of 2
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DEPTH_LIMIT": 1,
    "REDIRECT_MAX_TIMES": 3,
    "RETRY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": False,
    "JOBDIR": None,
}


@pytest.fixture(scope="module")
def effective(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    house = House(folder=tmp_path_factory.mktemp("effective"), route=None, order={"pace": 2.0})
    done = child("tests.spiders.effective", stdin=house.document())
    assert done.err == ""
    return done.told


@pytest.mark.parametrize("name", _PROMISED)
def test_a_setting_is_in_force(effective: dict[str, Any], name: str) -> None:
    assert effective["settings"].get(name) == _PROMISED[name]


def test_the_middlewares_are_these_and_no_others(effective: dict[str, Any]) -> None:
    assert effective["middlewares"] == [
        "Borders",
        "DefaultHeadersMiddleware",
        "DownloadTimeoutMiddleware",
        "DownloaderStats",
        "HttpAuthMiddleware",
        "RedirectMiddleware",
        "Robots",
        "Unpacking",
        "UserAgentMiddleware",
    ]


def test_nothing_listens_and_nothing_keeps(effective: dict[str, Any]) -> None:
    names = " ".join(effective["extensions"]).lower()
    assert not any(one in names for one in ("telnet", "remote", "feed", "memory", "state", "mail", "cache"))


def test_only_the_web_is_asked_through_our_own_gate(effective: dict[str, Any]) -> None:
    assert effective["schemes"] == ["http", "https"] and effective["handlers"] == ["RoutedHandler"]
    assert effective["repeats"] is False  # Twisted asks again by itself on a connection that was kept


def test_who_asks_says_who_it_is_and_whom_to_tell(effective: dict[str, Any]) -> None:
    agent = effective["settings"]["USER_AGENT"]
    assert agent.startswith("sourcing/") and "privacy@example.org" in agent
    assert effective["settings"]["ROBOTSTXT_USER_AGENT"] == "sourcing"


def test_no_order_lets_an_answer_take_longer(tmp_path: Path) -> None:
    done = child("spiders", stdin=House(folder=tmp_path, route=None, order={"site": "devto", "seconds": 21}).document())
    assert done.code == 2 and "seconds" in done.err
