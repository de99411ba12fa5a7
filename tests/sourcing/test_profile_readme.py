"""The README of a GitHub profile: whose addresses count, and which skills it names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.profile_readme import claims, links_in, without_generated

_README = """# Hi, I'm Ada - aka [Ada Probe][videos]

[![Follow](https://img.shields.io/twitter/follow/ada_probe?logo=x)](https://twitter.com/intent/follow?original_referer=x&screen_name=ada_probe)
[![Website](https://img.shields.io/website?label=ada.example&url=https%3A%2F%2Fada.example)](https://ada.example)

I train models with **PyTorch** at [Probe Works](https://probe-works.example) and read [a post](https://news.example/2026/a-post).

[![in](./in-light.svg)](https://linkedin.com/in/Ada-Probe#gh-light-mode-only)
[![in](./in-dark.svg)](https://linkedin.com/in/ada-probe#gh-dark-mode-only)
<a href='https://huggingface.co/ada-probe'><img alt="models" src="https://img.example/hf.svg" width="20"/></a>
<a href="https://notes.example/" rel="me">scribbles</a> · <a href="mailto:ada@probe.example">mail</a>
Blog: [Thoughts](https://thoughts.example)
<!-- [old](https://gitlab.com/old-ada) -->
<!--START_SECTION:activity-->
1. Starred [ben](https://dev.to/ben-probe) with TensorFlow
<!--END_SECTION:activity-->
```
https://gitlab.com/in-code
```
<a href="https://www.buymeacoffee.com/ada"><img src="https://cdn.example/b.png" alt="coffee"></a>
![Kubernetes](https://img.shields.io/badge/Kubernetes-326CE5.svg?logo=kubernetes)
![](https://img.shields.io/badge/-Scikit--learn-F7931E) ![](https://skillicons.dev/icons?theme=dark&i=docker,nosuchthing)

[videos]: https://www.youtube.com/@adaprobe
[unused]: https://gitlab.com/unused-ada
"""


def test_the_owners_places_are_found_each_once() -> None:
    assert links_in(_README) == [
        "https://www.youtube.com/@adaprobe",
        "https://x.com/ada_probe",
        "https://ada.example",
        "https://linkedin.com/in/Ada-Probe",
        "https://huggingface.co/ada-probe",
        "https://notes.example/",
        "https://thoughts.example",
    ]


def test_skills_are_named_by_prose_pictures_and_badges() -> None:
    assert claims(_README) == ("PyTorch", "Kubernetes", "scikit-learn", "Docker")


def test_a_copied_template_names_its_maker() -> None:
    readme = (
        "![stats](https://github-readme-stats.vercel.app/api?username=Ben-Probe&show_icons=true)\n"
        "[in](https://linkedin.com/in/ben-probe) [models](https://huggingface.co/ada-probe) "
        "[![x](https://streak-stats.demolab.com/?user=ada)](https://github.com/ben-probe/cards) [Ben](https://github.com/ben-probe)"
    )
    assert links_in(readme, login="ada") == ["https://huggingface.co/ada-probe"]
    assert links_in(readme) == ["https://linkedin.com/in/ben-probe", "https://huggingface.co/ada-probe"]


@pytest.mark.parametrize(
    ("block", "kept"),
    [
        ("a<!--START_SECTION:waka-->x<!--END_SECTION:waka-->b", "a\nb"),
        ("a<!-- BLOG-POST-LIST:START -->x<!-- BLOG-POST-LIST:END -->b", "a\nb"),
        ("a<!-- writing starts -->x <!-- count starts -->y<!-- count ends --><!-- writing ends -->b", "a\nb"),
        ("a<!-- BEGIN CARDS -->x<!-- END CARDS -->b", "a\nb"),
        ("a<!--START_SECTION:waka-->x", "a<!--START_SECTION:waka-->x"),
        ("<!-- prettier-ignore-start -->x<!-- prettier-ignore-end -->",) * 2,
    ],
)
def test_what_machines_write_is_cut(block: str, kept: str) -> None:
    assert without_generated(block) == kept


@pytest.mark.parametrize(
    ("readme", "expected"),
    [
        ("Find me at [ada.example](https://www.ada.example/).", ["https://www.ada.example/"]),
        ("🌐 https://ada.example", ["https://ada.example"]),
        ("I work on https://probe-works.example", []),
        ("Read my [blog post](https://probe-works.example/blog)", []),
        ("Read [how I write a blog](https://probe-works.example/2026/05/how)", []),
        (
            "[Follow](https://www.linkedin.com/comm/mynetwork/discovery-see-all?followMember=ada-probe)",
            ["https://www.linkedin.com/in/ada-probe"],
        ),
        ("![](https://img.shields.io/twitter/follow/ada_probe?style=social)", ["https://x.com/ada_probe"]),
        ("[a](https://[bad) <a>b</a> <a href>c</a>", []),
        ("", []),
    ],
)
def test_a_page_counts_where_it_is_called_the_owners(readme: str, expected: list[str]) -> None:
    assert links_in(readme) == expected


@pytest.mark.parametrize(
    "part", ["<a ", "<a>", "[", "[x](", "![", "<!--", " ", "```", "![](?user=", '<a href="https://a.example">blog</a>']
)
def test_a_hostile_readme_costs_little(part: str) -> None:
    readme, began = (part * 200_000)[:200_000], time.monotonic()
    links_in(readme, login="ada")
    claims(readme)
    assert time.monotonic() - began < 5


@given(st.text(alphabet="<>a![]()=\"' \n/:.-@?&me`~\x00\ud800", max_size=300))
def test_any_text_is_read(readme: str) -> None:
    links_in(readme, login="ada")
    assert claims(readme) == ()
