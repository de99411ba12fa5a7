"""Where a spider may go: by address, by what a name resolves to, by every library, and what a port that it may not reach looks like."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from spiders.failures import Fate, fate_of
from spiders.guard import Forbidden, is_public, reason_against
from spiders.middlewares import Borders
from tests.spiders.house import House, child
from tests.spiders.loopback import JSON, loopback, reply
from tests.spiders.probe import site_of

PUBLIC = ("8.8.8.8", "93.184.215.14", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1")
NOT_PUBLIC = (
    *(
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
    ),
    *(
        "192.0.0.9",
        "192.0.0.192",
        "192.88.99.1",
        "::ffff:192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
    ),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::ffff:0:7f00:1", "::127.0.0.1", "::a00:1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
    *("2001:0:4136:e378:8000:63bf:80ff:fffe", "2001::7f00:1", "5f00::1"),
    *(
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "",
        " 8.8.8.8",
        "a.example",
    ),
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not(address: str) -> None:
    assert not is_public(address)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["::ffff:0:0", "64:ff9b::", "2002::"]))
def test_a_hidden_address_counts_as_itself(number: int, prefix: str) -> None:
    shift = 80 if prefix == "2002::" else 0
    hidden = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | number << shift)
    assert is_public(str(hidden)) == is_public(str(ipaddress.IPv4Address(number)))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (("8.8.8.8", 80), None),
        (("2001:4860:4860::8888", 443, 0, 0), None),
        (("8.8.8.8", 8080), "port 8080 is not the web's"),
        (("8.8.8.8", 25), "port 25 is not the web's"),
        (("127.0.0.1", 80), "127.0.0.1 is no public address"),
        (("127.0.0.1", 5000), None),
        (("127.0.0.1", 5001), "127.0.0.1 is no public address"),
        (("::ffff:127.0.0.1", 5000, 0, 0), "::ffff:127.0.0.1 is no public address"),
        ("/var/run/a.sock", None),
        (None, None),
    ],
)
def test_addresses_of_sockets(address: object, reason: str | None) -> None:
    assert reason_against(address, frozenset({("127.0.0.1", 5000)})) == reason


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/"),
        *(
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::7f00:1]/",
        ),
        *(
            "http://[64:ff9b::7f00:1]/",
            "http://169.254.169.254/latest",
            "http://10.1/",
            "http://localhost/",
            "http://intern/",
        ),
        *(
            "http://127.0.0.1./",
            "http://１２７.0.0.1/",
            "http://127。0。0。1/",
            "http://①②⑦.0.0.1/",
            "http://LOCALHOST/",
        ),
        *(
            "http://a.example:22/",
            "http://a.example:8080/",
            "http://a.example:99999/",
            "http://u:p@a.example/",
            "http://u@a.example/",
        ),
        *("ftp://a.example/", "file:///etc/passwd", "data:text/html,a", "gopher://a.example/", "javascript:0"),
        *(
            "https://github.com/ada",
            "https://www.GitHub.com/ada",
            "https://github.com./ada",
            "https://uk.linkedin.com/in/a",
        ),
        *("https://old.reddit.com/", "https://git.sr.ht/~a", "https://x.com/a", "http://[::1", "http:///a"),
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    borders = Borders(site_of({}))
    try:
        asked = Request(url).url
    except ValueError:
        asked = url
    assert borders.reason_against(asked) and borders.reason_against(url)


@pytest.mark.parametrize(
    "url",
    ["https://a.example/", "http://a.example:80/", "https://8.8.8.8/", "https://notgithub.com/a", "https://ax.com/"],
)
def test_addresses_that_are_asked(url: str) -> None:
    assert Borders(site_of({})).reason_against(url) is None


def test_of_a_site_only_its_own_hosts_are_asked() -> None:
    borders = Borders(site_of({"hosts": ["a.example"]}))
    asked = [
        f"https://{host}/" for host in ("a.example", "b.a.example", "ba.example", "a.example.b.example", "example")
    ]
    assert [borders.reason_against(url) is None for url in asked] == [True, True, False, False, False]


def test_no_library_gets_out() -> None:
    with loopback({"a.example/1": reply(b"{}", headers=JSON)}) as server:
        came = child("tests.spiders.cage", server.url.rpartition(":")[2]).told
    made = [name for name, told in came.items() if told == "made"]
    assert made == ["socket allowed", "requests allowed"]
    refused = ("no public address", "not the web's", "Permission denied")
    assert all(any(word in told for word in refused) for name, told in came.items() if name not in made), came


def test_a_failure_of_the_guard_is_known_by_its_number_not_by_its_text() -> None:
    assert fate_of(Forbidden("10.0.0.1 is no public address")) == (Fate.REFUSED, "its address is no public one")
    for text in ("13: no", "Permission denied", "10.0.0.1 is no public address", "maxsize"):
        assert fate_of(OSError(113, text))[0] is Fate.AGAIN
        assert fate_of(RuntimeError(text)) == (Fate.AGAIN, "RuntimeError")


@pytest.mark.parametrize(("door", "address"), [("api", "127.0.0.1"), ("pages", "169.254.169.254")])
def test_a_public_looking_name_that_leads_to_a_private_address_is_not_reached(
    tmp_path: Path, door: str, address: str
) -> None:
    house = House(folder=tmp_path, route=None, policy={"resolver": address, "door": door})
    house.want(["http://rebound.example/", "https://tls.rebound.example/", "http://rebound.example/again"])
    done = house.run()
    why = "robots.txt: its address is no public one" if door == "pages" else "its address is no public one"
    assert set(house.results().values()) == {f"done refused: {why}"} and done.err == ""
