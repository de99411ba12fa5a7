"""Headings are lines, labels speak for their paragraph, markers for their own words; plain words turn nothing."""

from __future__ import annotations

import time

import pytest

from ranking.specs.sections import OF_LANGUAGES, Sentence, Zone, names_a_section, sentences

PAGE = """**About us**
Mill & Co runs a search for spare parts.

## What you will do
- Keep latency at a minimum with Triton, whose requirements are ours
- Improve the registry, which is required by every team

What you bring:

*Technical*
* 5+ years of Python, ideally with FastAPI
Languages
* Fluent English

BONUS
1. Spark, and you have given talks
2. Kafka

We offer a bonus and a bicycle.
You will sit at a lake.
Location: Riga, hybrid.
"""


def zones(text: str) -> dict[str, str]:
    return {one.text: str(one.zone) for one in sentences(text)}


def test_each_sentence_is_of_its_section_and_headings_are_none() -> None:
    assert zones(PAGE) == {
        "Mill & Co runs a search for spare parts.": "about",
        "Keep latency at a minimum with Triton, whose requirements are ours": "work",
        "Improve the registry, which is required by every team": "work",
        "5+ years of Python, ideally with FastAPI": "must",
        "Fluent English": "must",
        "Spark, and you have given talks": "nice",
        "Kafka": "nice",
        "We offer a bonus and a bicycle.": "offer",
        "You will sit at a lake.": "work",
        "Location: Riga, hybrid.": "offer",
    }
    assert all(one.text.split()[0] in PAGE[one.start : one.end] for one in sentences(PAGE))


@pytest.mark.parametrize(
    ("heading", "zone"),
    [
        ("# Minimum qualifications", "must"),
        ("### Preferred qualifications", "nice"),
        ("**Who you are:**", "must"),
        ("Nice to have", "nice"),
        ("NICE-TO-HAVES", "nice"),
        ("Key responsibilities", "work"),
        ("In this role you will:", "work"),
        ("You have", "must"),
        ("You will", "work"),
        ("Your profile", "must"),
        ("Requirements\n------------", "must"),
        ("What we offer", "offer"),
        ("About the team", "about"),
    ],
)
def test_a_heading_says_what_its_section_is_for(heading: str, zone: str) -> None:
    assert zones(f"Keeper\n\n{heading}\n\nPython and Docker in the mill\n")["Python and Docker in the mill"] == zone


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [(kind, phrase) for kind in Zone for words in OF_LANGUAGES[kind].values() for phrase in words],
)
def test_a_heading_of_another_language_says_it_too(kind: Zone, phrase: str) -> None:
    text = f"Keeper\n\n{phrase.capitalize()}\n\nPython and Docker in the mill\n"
    assert zones(text)["Python and Docker in the mill"] == kind


@pytest.mark.parametrize(
    "headings",
    [
        ("Über uns", "Deine Aufgaben", "Was du mitbringst", "Das wäre wünschenswert", "Was wir bieten"),
        ("Qui sommes-nous ?", "Vos missions :", "Le profil recherché", "Les atouts", "Ce que nous offrons"),
        ("Sobre nosotros", "Tus funciones", "Qué buscamos", "Se valorará", "Lo que ofrecemos"),
        ("Chi siamo", "Cosa farai", "Competenze richieste", "Titolo preferenziale", "Cosa offriamo"),
        ("Over ons", "Wat ga je doen?", "Dit breng je mee", "Mooi meegenomen", "Wat bieden wij"),
        ("Quem somos", "O que você vai fazer", "O que procuramos", "Diferenciais", "O que oferecemos"),
    ],
)
def test_a_page_in_another_language(headings: tuple[str, ...]) -> None:
    text = "\n\n".join(f"{heading}\nSentence {n} below" for n, heading in enumerate(headings))
    assert [*zones(text).values()] == ["about", "work", "must", "nice", "offer"]


def test_a_heading_that_is_not_known_ends_a_section_unless_it_is_deeper_or_sorts() -> None:
    text = "## Requirements\n### In the mill\n- Python\n## Machine learning\n- PyTorch\n## Our mill\n- Rust\n"
    assert zones(text) == {"Python": "must", "PyTorch": "must", "Rust": "about"}


def test_a_label_speaks_for_its_paragraph() -> None:
    text = "Must have: Python. Docker too. Good to have: Spark,\nRedis.\n\nThe mill stands at a river."
    assert zones(text) == {
        "Must have: Python.": "must",
        "Docker too.": "must",
        "Good to have: Spark,": "nice",
        "Redis.": "nice",
        "The mill stands at a river.": "about",
    }


@pytest.mark.parametrize(
    ("sentence", "asked", "welcome"),
    [
        ("Python is required, Go is a plus", "Python", "Go"),
        ("Docker is required and Kubernetes is a plus", "Docker", "Kubernetes"),
        ("Experience with Kubernetes, Terraform is a plus.", "Kubernetes", "Terraform"),
        ("Experience with Docker; Helm or Terraform are a plus", "Docker", "Helm"),
        ("You know Docker (required), Helm (nice to have), SQL", "SQL", "Helm"),
        ("You must know the cloud (ideally AWS), Docker", "Docker", "AWS"),
        ("We expect Python, preferably with FastAPI", "Python", "FastAPI"),
        ("We seek somebody who knows OpenCV, CUDA being an advantage", "OpenCV", "CUDA"),
    ],
)
def test_a_marker_speaks_for_its_own_words(sentence: str, asked: str, welcome: str) -> None:
    before, told, after = sentences(f"The mill turns.\n{sentence}\nThe river flows.")
    place = told.start + sentence.index(asked), told.start + sentence.index(welcome)
    assert [told.zone_at(one) for one in place] == [Zone.MUST, Zone.NICE]
    assert (before.zone, after.zone) == (Zone.ABOUT, Zone.ABOUT)


@pytest.mark.parametrize(
    ("sentence", "asked", "welcome"),
    [
        ("Python, idealerweise mit FastAPI", "Python", "FastAPI"),
        ("Kenntnisse in Docker; Helm und Terraform sind von Vorteil", "Docker", "Helm"),
        ("Maîtrise de Docker, Helm serait un plus", "Docker", "Helm"),
    ],
)
def test_a_marker_in_another_language(sentence: str, asked: str, welcome: str) -> None:
    (told,) = sentences(f"Profil\n- {sentence}")
    place = told.start + told.text.index(asked), told.start + told.text.index(welcome)
    assert [told.zone_at(one) for one in place] == [Zone.MUST, Zone.NICE]


@pytest.mark.parametrize(
    "told", ["Rust is nice to have.", "Kubernetes, Helm or Terraform are a plus", "Ideally you know Rust"]
)
def test_a_sentence_that_only_welcomes(told: str) -> None:
    assert zones(told) == {told: "nice"}


def test_a_wrapped_line_is_one_sentence() -> None:
    text = "- You keep the mill of the whole valley turning\n  by day and by night\n- Docker\nyou grind"
    assert list(zones(text)) == [
        "You keep the mill of the whole valley turning by day and by night",
        "Docker",
        "you grind",
    ]


def test_a_sentence_of_a_title_is_no_section() -> None:
    assert names_a_section("What you bring") and names_a_section("## Requirements:")
    assert not any(map(names_a_section, ("Experience with Docker", "You have PyTorch", "Keeper of the mill", "")))


def test_no_text_is_no_sentence() -> None:
    assert sentences("") == () == sentences("\n---\n***\n") and sentences("a b", start=2) == (
        Sentence("b", 2, 3, Zone.ABOUT, ()),
    )


@pytest.mark.parametrize(
    "unit",
    ["a", "A. ", "- ", "* ", "\n", "a\n", "# a\n", "**a**\n", "is a plus ", "(a plus) ", "ideally (", "is required, a plus, ", "=\n",
     "Must have: ", "Requirements\n", " ", "_", "no bullet but a long line that wraps and wraps\n"],
)  # fmt: skip
def test_two_hundred_thousand_characters_are_parted(unit: str) -> None:
    """Each pattern looks at a character a bounded number of times: with a quadratic one this test would not end."""
    begun = time.process_time()
    sentences(unit * (200_000 // len(unit)))
    assert time.process_time() - begun < 20
