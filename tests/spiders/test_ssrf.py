"""Addresses that lead inside: in every spelling, by link, by redirect, by robots.txt and by a name server that changes its mind."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from twisted.names import dns

from tests.spiders.house import House
from tests.spiders.internet import PUBLIC
from tests.spiders.loopback import Heard, Loopback, loopback, reply

PAGE = reply(b"<html><head><title>kept</title></head></html>", headers={"content-type": "text/html"})
PLAIN = (
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.31.255.1", "192.168.1.1", "169.254.169.254"),
    *("100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
)
SPELT = (
    *("2130706433", "0x7f000001", "0x7F.0.0.1", "0177.0.0.1", "017700000001", "0x7f.0.0.01", "127.1", "127.0x1"),
    *("0", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "127.0.0.1.", "2130706433."),
    *("１２７.0.0.1", "127。0。0。1", "①②⑦.⓪.⓪.①", "127%2e0%2e0%2e1", "localhost", "LOCALHOST.", "ⓛocalhost"),
    *("localhost.localdomain", "a.localhost", "metadata.google.internal", "instance-data", "kubernetes.default.svc"),
)
V6 = (
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::7f00:1]", "[fe80::1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[fe80::1%25lo]"),
    *("[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]"),
)
INSIDE = (*PLAIN, *SPELT, *V6)
NAMED = {"metadata.google.internal": "169.254.169.254", "instance-data": "169.254.169.254"}


@dataclass(kw_only=True)
class Outside:
    """The servers of one run, and what came of its pages."""

    house: House
    public: Loopback
    canary: Loopback
    looked_up: Counter[str] = field(default_factory=Counter)


def address_of(name: str, number: int) -> str:
    """Where a name leads when it is looked up for the nth time."""
    label = name.partition(".")[0]
    if label.startswith("inside"):
        return PLAIN[int(label.removeprefix("inside"))]
    if label.startswith("turns"):
        return PUBLIC if number == 0 else PLAIN[int(label.removeprefix("turns"))]
    if name.endswith(".example"):
        return PUBLIC
    return NAMED.get(name, "127.0.0.1")


@contextmanager
def name_server(looked_up: Counter[str]) -> Iterator[int]:
    """The port on loopback at which names are told, each answer good for no time at all."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))

        def serve() -> None:
            while (packet := udp.recvfrom(512))[0]:
                question = dns.Message()
                question.fromStr(packet[0])
                name = question.queries[0].name.name.decode().lower()
                record: Any = dns.Record_A(address_of(name.rstrip("."), looked_up[name]), ttl=0)  # type: ignore[no-untyped-call]
                looked_up[name] += 1
                question.answer = 1
                question.answers = [dns.RRHeader(question.queries[0].name.name, payload=record, ttl=0)]
                udp.sendto(question.toStr(), packet[1])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield udp.getsockname()[1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", udp.getsockname())
        thread.join()


def robots(heard: Heard) -> Iterator[bytes]:
    """robots.txt of an honest name: it lies elsewhere where the name says so."""
    label = heard.headers["host"].partition(".")[0]
    where = label.removeprefix("robots")
    is_elsewhere = label.startswith("robots") and where.isdecimal()
    yield moved(f"http://{INSIDE[int(where)]}/robots.txt") if is_elsewhere else reply(status=404)


def moved(target: str) -> bytes:
    return reply(status=302, headers={"location": target.encode("utf-8").decode("latin-1")})


ASKED = {
    "link": [f"http://{host}/latest" for host in INSIDE],
    "redirect": [f"http://to.example/{place}" for place in range(len(INSIDE))],
    "robots.txt": [f"http://robots{place}.example/page" for place in range(len(INSIDE))],
    "name": [f"http://inside{place}.example/page" for place in range(len(PLAIN))],
    "rebinding": [f"http://turns{place}.example/page" for place in range(len(PLAIN))],
}


@contextmanager
def outside(folder: Path, *, away: tuple[str, ...] = (), ways: Iterable[str] = ASKED) -> Iterator[Outside]:
    """One run of the real process over the addresses of these ways in."""
    says: dict[str, Any] = {"robots.txt": robots, "page": PAGE}
    says |= {str(place): moved(f"http://{host}/latest") for place, host in enumerate(INSIDE)}
    looked_up: Counter[str] = Counter()
    with loopback(says) as public, loopback() as canary, name_server(looked_up) as names:
        ports = {name: int(one.url.rpartition(":")[2]) for name, one in (("public", public), ("canary", canary))}
        policy = {"door": "pages", "names": names, "away": list(away), **ports}
        house = House(folder=folder, route=None)
        house.command = lambda: [sys.executable, "-m", "tests.spiders.internet", json.dumps(policy)]  # type: ignore[method-assign]
        house.want([*(url for way in ways for url in ASKED[way]), "http://honest.example/page"])
        done = house.run()
        assert done.err == "" and house.left() == 0
        yield Outside(house=house, public=public, canary=canary, looked_up=looked_up)


@pytest.mark.parametrize("away", [(), ("borders",)], ids=["as it is", "were the guard alone"])
def test_nothing_inside_is_connected(tmp_path: Path, away: tuple[str, ...]) -> None:
    with outside(tmp_path, away=away) as ran:
        assert ran.canary.heard == []
        results = ran.house.results()
        assert results.pop("honest.example/page") == "done held"
        assert {url: told for url, told in results.items() if not told.startswith(("done refused", "failed"))} == {}
        assert ran.looked_up["turns0.example"] == 2 and ran.looked_up["inside0.example"] >= 1
        asked = Counter(one.headers["host"] for one in ran.public.heard)
        assert asked["robots0.example"] == asked["turns0.example"] == 1 and asked["to.example"] > len(INSIDE)


def test_the_canary_would_sing(tmp_path: Path) -> None:
    """Without borders and guard each way leads inside, so the case above can fail."""
    with outside(tmp_path, away=("borders", "guard"), ways=("link", "name", "rebinding")) as ran:
        hosts = Counter(one.headers["host"] for one in ran.canary.heard)
        assert len(hosts) > 40 and hosts["inside3.example"] and hosts["turns3.example"]
