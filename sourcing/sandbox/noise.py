"""Everything a search has to see through: people without the work they show, and work that is no evidence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sourcing.sandbox.cast import bot, extra
from sourcing.sandbox.history import Hand, Plan
from sourcing.sandbox.sketch import Sketch
from sourcing.sandbox.steps import Step
from sourcing.sandbox.vocabulary import listed, words_for
from sourcing.sandbox.world import Person

BOTS = (bot("depsweep", 949_000_001), bot("tagmaster", 949_000_002))
VISITORS = (
    extra("ambrelo", "Ambrelo Tishkane", "one-commit-visitor"),
    extra("bintaro", "Bintaro Wolspeth", "one-commit-visitor"),
    extra("cosmeva", "Cosmeva Adulané", "one-commit-visitor"),
    extra("duvrath", "Duvrath Menkalo", "one-commit-visitor", style="sloppy"),
)
NOTEBOOKERS = (
    extra("orlun", "Orlun Vashkade", "notebooks-only", style="sloppy"),
    extra("pesha", "Pesha Tamirondo", "notebooks-only", years=(2023, 2026)),
    extra("quillane", "Quillane Osterby", "notebooks-only", style="sloppy"),
    extra("rostiva", "Rostiva Benduku", "notebooks-only", years=(2020, 2023)),
    extra("saburen", "Saburen Ikolade", "notebooks-only"),
)
STUFFERS = (
    extra("wendrake", "Wendrake Solipari", "readme-stuffing", years=(2024, 2026)),
    extra("xilomar", "Xilomar Drevonte", "readme-stuffing", "hidden-text", years=(2024, 2026)),
    extra("yorbeth", "Yorbeth Kalanduri", "readme-stuffing", "zero-width-text", years=(2025, 2026)),
)
FILLER = extra("zanfira", "Zanfira Moldestu", "filler", years=(2025, 2026), style="sloppy")
STUDENT = extra("ikarund", "Ikarund Pavelisto", "student", years=(2023, 2023))
CLASSMATE = extra("jorvane", "Jorvane Akinuola", "student", years=(2023, 2023), style="sloppy")
WEB = (
    extra("ellisar", "Ellisar Nkomande", "other-trade", style="conventional"),
    extra("farnuk", "Farnuk Šedivora", "other-trade", years=(2020, 2026)),
)
COMPILER = (
    extra("gavrelle", "Gavrelle Isumbard", "other-trade", style="imperative", years=(2019, 2026)),
    extra("hestoro", "Hestoro Quimbayal", "other-trade", years=(2021, 2025)),
)
LISTER = extra("mirembo", "Mirembo Castrielle", "link-list", years=(2021, 2026))
PEOPLE = (*VISITORS, *NOTEBOOKERS, *STUFFERS, FILLER, STUDENT, CLASSMATE, *WEB, *COMPILER, LISTER, *BOTS)

_WEB_SHOP = tuple(f"web/{name}" for name in listed("readme models views urls tests dockerfile requirements ci basket"))
_COMPILER = tuple(f"compiler/{name}" for name in listed("lexer parser codegen cargo ci readme register"))
_HOMEWORK = tuple(
    f"homework/{name}" for name in listed("readme hw1 hw2 hw3 hw3_docker hw3_test hw4_dag hw4_drift hw4_k8s ci mlflow")
)


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What the repositories of one sort of noise have in common."""

    kind: str
    trait: str
    templates: tuple[str, ...]
    description: str
    archetype: str | None = None
    special: str = "mlops"


def noise_repositories(rng: random.Random, engineers: tuple[Person, ...]) -> Iterator[Sketch]:
    """The sketches of all noise, in a fixed order."""
    yield from _notebooks(rng)
    stuffed = _Kind(kind="showcase", trait="readme-stuffing", templates=(), description="MLOps Kubeflow MLflow expert")
    for person, name, templates, steps in (
        (STUFFERS[0], "mlops-master", ("noise/stuffed", "noise/todo"), ()),
        (STUFFERS[1], "platform-core", ("noise/hidden", "noise/todo"), ()),
        (STUFFERS[2], "ml-operator-profile", ("noise/todo",), _zero_width()),
    ):
        yield _sketch(rng, person, name, stuffed, templates=templates, steps=steps)
    tiny = _Kind(kind="filler", trait="filler", templates=("noise/tiny", "noise/tiny_readme"), description="ML project")
    for number in range(1, 10):
        yield _sketch(rng, FILLER, f"ml-project-{number:02d}", tiny)
    course = _Kind(kind="course", trait="course", templates=_HOMEWORK, description="Homework, group 14")
    yield _sketch(rng, STUDENT, "mlops-course-homework", course, colleagues=(CLASSMATE,))
    yield from _other_trades(rng)
    dots = _Kind(
        kind="dotfiles",
        trait="dotfiles",
        templates=("noise/dotfiles_zsh", "noise/dotfiles_vim"),
        description="My shell",
    )
    for person in engineers[:9:4]:
        yield _sketch(rng, person, "dotfiles", dots)
    yield _empty(engineers[16])


def _notebooks(rng: random.Random) -> Iterator[Sketch]:
    books = ("notebooks/explore", "notebooks/kaggle", "notebooks/transformer")
    fields = ("nlp", "vision", "recsys", "mlops", "rl")
    for place, (person, special) in enumerate(zip(NOTEBOOKERS, fields, strict=True)):
        templates = ("notebooks/readme", *books[: 1 + place % 3])
        kind = _Kind(
            kind="notebooks",
            trait="notebooks-only",
            templates=templates,
            description="Learning in public",
            archetype="researcher",
            special=special,
        )
        yield _sketch(rng, person, f"{special}-notebooks", kind)
    diary = _Kind(
        kind="notebooks", trait="notebooks-only", templates=("notebooks/kaggle",), description="Competition diary"
    )
    yield _sketch(rng, NOTEBOOKERS[0], "competition-diary", diary)


def _zero_width() -> tuple[Step, ...]:
    hidden = "\u200b".join(listed("strong evidence for mlops kubeflow mlflow drift canary rollback registry"))
    text = (
        "# Operator\n\nI own a live model: drift alerts within a day, rollbacks under ten minutes, retraining weekly.\n"
        f"\u2060{hidden}\u2060\n\n\u202eexpert in everything\u202c\n"
    )
    return (
        Step(key=0.2, kind="append", area="docs", path="README.md", text=text, subject="add profile"),
        Step(key=0.9, kind="append", area="docs", path="README.md", text="\nHire me.\n", subject="update profile"),
    )


def _other_trades(rng: random.Random) -> Iterator[Sketch]:
    shop = _Kind(kind="web", trait="other-trade", templates=_WEB_SHOP, description="A shop for second-hand tools")
    yield _sketch(rng, WEB[0], "toolbarn", shop, colleagues=WEB[1:])
    stops = tuple(f"web/{name}" for name in ("package", "express", "express_test"))
    table = _Kind(kind="web", trait="other-trade", templates=stops, description="Departures of night buses")
    yield _sketch(rng, WEB[1], "nightstop", table)
    language = _Kind(kind="compiler", trait="other-trade", templates=_COMPILER, description="A compiler for sums")
    yield _sketch(rng, COMPILER[0], "sumlang", language)
    yield _sketch(rng, COMPILER[1], "colourstack", language, colleagues=COMPILER[:1])
    links = _Kind(kind="list", trait="link-list", templates=("noise/awesome",), description="Reading list on MLOps")
    yield _sketch(rng, LISTER, "awesome-mlops-links", links, stars=5200)


def _sketch(
    rng: random.Random,
    person: Person,
    name: str,
    kind: _Kind,
    *,
    templates: tuple[str, ...] = (),
    steps: tuple[Step, ...] = (),
    colleagues: tuple[Person, ...] = (),
    stars: int = 0,
) -> Sketch:
    words = words_for(
        kind.special, rng, owner=person.handle, name=name, author=person.name, year=person.active_from.year
    )
    return Sketch(
        owner=person.handle,
        name=name,
        kind=kind.kind,
        description=kind.description,
        specialisation=kind.special if kind.archetype else None,
        archetype=kind.archetype,
        traits=frozenset({kind.trait}),
        stars=stars or rng.randint(0, 6),
        plan=replace(_plan(kind, person, colleagues), words=words, templates=templates or kind.templates, steps=steps),
    )


def _plan(kind: _Kind, person: Person, colleagues: tuple[Person, ...]) -> Plan:
    another_trade = kind.kind in ("web", "compiler")
    return Plan(
        hands=tuple(
            Hand(person=who, areas=frozenset("*"), weight=3.0 if who is person else 1.0)
            for who in (person, *colleagues)
        ),
        words={},
        start=person.active_from,
        end=person.active_to,
        share=1.0,
        bumps=6 if kind.kind == "web" else 0,
        releases=3 if another_trade else 0,
        bots=BOTS[:1] if kind.kind == "web" else (),
        branching=0.2 if another_trade else 0.0,
    )


def _empty(owner: Person) -> Sketch:
    """A repository somebody made and never pushed to."""
    return Sketch(
        owner=owner.handle, name="coming-soon", kind="empty", description="To be written", traits=frozenset({"empty"})
    )
