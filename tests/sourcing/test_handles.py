"""Which account an address names."""

from __future__ import annotations

import pytest

from sourcing.handles import account_of


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://github.com/Ada-Probe", "github:ada-probe"),
        ("https://gist.github.com/ada-probe/0123abcd", "github:ada-probe"),
        ("https://mobile.twitter.com/ada_probe", "x:ada_probe"),
        ("https://www.devpost.com/ada-probe", "devpost:ada-probe"),
        ("https://talks.example/probecon-2026/speaker/XFUR3C/", "pretalx:talks.example/probecon-2026/XFUR3C"),
        ("https://sessionize.com/ada-probe/", "sessionize:ada-probe"),
        ("https://www.instagram.com/ada.probe/", "instagram:ada.probe"),
        ("https://sites.google.com/view/ada", "web:sites.google.com/view/ada"),
        ("https://www.probe.example/~ada/index.html", "web:probe.example/~ada"),
    ],
)
def test_a_profile_names_its_account(url: str, key: str) -> None:
    account = account_of(url)
    assert account and account.key == key


@pytest.mark.parametrize(
    "url",
    [
        "https://docs.github.com/en",
        "https://probe-hack.devpost.com/participants",
        "https://www.youtube.com/watch?v=abc",
        "https://github.com/ada-probe/tool",
        "https://t.co/0123abcd",
        "https://www.buymeacoffee.com/ada-probe",
        "https://img.shields.io/badge/Python-blue",
        "http://localhost:4000",
        "http://127.0.0.1:4000/",
        "http://[::1]/ada",
        "mailto:ada@probe.example",
    ],
)
def test_what_is_no_profile_names_nobody(url: str) -> None:
    assert account_of(url) is None
