"""What a text does without, told by the words around it in its own sentence."""

from __future__ import annotations

import pytest

from ranking.specs.waived import is_waived


def waived(text: str, words: str) -> bool:
    start = text.index(words)
    return is_waived(text, start, start + len(words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("You don't need a PhD", "PhD"),
        ("You don’t need a PhD", "PhD"),
        ("You need not have a PhD", "PhD"),
        ("No PhD, no problem", "PhD"),
        ("A PhD is not necessary", "PhD"),
        ("PhD or MSc not required", "PhD"),
        ("no experience with Kubernetes required", "Kubernetes"),
        ("no experience with Kubernetes, Helm or Terraform", "Helm"),
        ("No prior Kubernetes knowledge needed", "Kubernetes"),
        ("You do not have to know Kubernetes, but you know Docker", "Kubernetes"),
        ("PyTorch is required, Kubernetes isn't needed", "Kubernetes"),
        ("We ask for Python; there is no need to know Rust", "Rust"),
        ("We care less about REST APIs than about PyTorch", "REST APIs"),
        ("We are not looking for rock stars", "rock stars"),
    ],
)
def test_what_is_not_asked_for(text: str, words: str) -> None:
    assert waived(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a PhD helps", "PhD"),
        ("You do not have to know Kubernetes, but you know Docker", "Docker"),
        ("We care less about REST APIs than about PyTorch", "PyTorch"),
        ("PyTorch is required, Kubernetes isn't needed", "PyTorch"),
        ("Kubernetes is not required but a plus", "Kubernetes"),
        ("You will not need supervision to deploy on Kubernetes", "Kubernetes"),
        ("We don't look for titles, we look for Python", "Python"),
        ("You ship without supervision, in Python", "Python"),
        ("not only Python but Go", "Python"),
        ("We have no CI/CD yet", "CI/CD"),
        ("No degree is needed. Python is required", "Python"),
        ("No degree: Python is", "Python"),
    ],
)
def test_what_is(text: str, words: str) -> None:
    assert not waived(text, words)


@pytest.mark.parametrize("unit", ["no ", "not need ", "a", "and ", " ", ","])
def test_only_what_is_near_is_looked_at(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    for start in range(0, 200_000, 100):
        near = max(0, start - 80)
        assert is_waived(text, start, start + 5) is is_waived(text[near : start + 85], start - near, start - near + 5)
