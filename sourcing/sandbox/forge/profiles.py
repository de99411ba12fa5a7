"""What an account says of itself, drawn from what the world knows of it: invented, and the same in every run."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sourcing.sandbox.world import Person

# Invented towns in the countries of each offset.
_TOWNS = {
    "+0000": ("Carrowmere, Ireland", "Vale of Tarn, United Kingdom", "Praia do Lume, Portugal"),
    "+0100": ("Hollerstedt, Germany", "Varnholm, Norway", "Saint-Orlan, France", "Kamionka Nowa, Poland"),
    "+0200": ("Ilvesranta, Finland", "Kapsalos, Greece", "Valea Lupilor, Romania"),
    "+0300": ("Kivuko, Kenya", "Denizkent, Turkey"),
    "+0330": ("Shahrabad, Iran",),
    "+0530": ("Navapur Lake, India", "Kaveripatti, India"),
    "+0800": ("Port Selat, Singapore", "Qinghe New Town, China"),
    "+0900": ("Minamizato, Japan", "Hangang-ri, South Korea"),
    "+1200": ("Otamatea Bay, New Zealand",),
    "-0300": ("Rincão Alto, Brazil", "Villa Almendra, Argentina"),
    "-0500": ("Cedar Narrows, Canada", "Millbrook Ferry, United States", "Puerto Verde, Colombia"),
    "-0800": ("Alder Point, United States", "Coldwater Sound, Canada"),
}
_NOWHERE = ("the night train", "Earth", "wherever the build is green")
_WORKS = ("Saltmarsh Works", "Kite & Anchor Labs", "Brightwater Rail", "self-employed")
_OPENINGS = ("Tea before merge.", "I write things down.", "Opinions my own.", "Long walks, short functions.", "")
_WORK = {
    "nlp": "Language models",
    "vision": "Computer vision",
    "recsys": "Recommenders and ranking",
    "rl": "Reinforcement learning",
    "mlops": "Model platforms",
}
_TRADE = {"researcher": "research", "developer": "engineering", "operator": "in production"}
DECLINES = ("No recruiters, please.", "Keine Headhunter, bitte.")
_NETWORKS = (("MASTODON", "https://social.example/@{0}"), ("GENERIC", "https://hub.example/{0}"))


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The public profile. `social` are provider, name shown and address; `hireable` None: it does not say."""

    bio: str | None = None
    company: str | None = None
    location: str | None = None
    website: str | None = None
    hireable: bool | None = None
    social: tuple[tuple[str, str, str], ...] = ()
    created: datetime
    updated: datetime


def profile_of(person: Person, *, employer: str | None, declines: str | None, links: Sequence[str] = ()) -> Profile:
    """The profile of a person. `employer` is an organisation it belongs to; `declines` replaces what the bio says.

    `links` are the addresses it names as its own: a page of its own as the website, others as social accounts, of which there are five.
    """
    rng = random.Random(f"forge/{person.handle}")  # noqa: S311 - an invented world keeps no secret
    word = person.handle.removesuffix("-sbx")
    company = f"@{employer}" if employer and rng.random() < 0.7 else rng.choice((None, None, *_WORKS))
    location = rng.choice(_TOWNS.get(person.utc_offset, _NOWHERE))
    draw = rng.random()
    social = tuple((kind, f"@{word}", form.format(word)) for kind, form in _NETWORKS if rng.random() < 0.35)
    website = f"https://{word}.example" if rng.random() < 0.35 else None
    website = next((link for link in links if link.endswith(".example/")), website)
    social += tuple(("GENERIC", link, link) for link in links if link != website)
    return Profile(
        bio=declines or _bio(person, rng),
        company=company,
        location=location if draw < 0.8 else rng.choice(_NOWHERE) if draw < 0.9 else None,
        website=website,
        hireable=True if rng.random() < 0.25 else None,
        social=social[:5],
        created=_morning(person, before=rng.randint(30, 900)),
        updated=datetime.combine(person.active_to, time(8, rng.randint(0, 59)), UTC),
    )


def _bio(person: Person, rng: random.Random) -> str | None:
    if "readme-stuffing" in person.traits:
        return "MLOps | Kubernetes | Kubeflow | MLflow | LLM | 10x | open to opportunities"
    opening = rng.choice(_OPENINGS)
    if person.archetype is None or person.specialisation is None:
        return opening or None
    return f"{_WORK[person.specialisation]}, {_TRADE[person.archetype]}. {opening}".strip()


def _morning(person: Person, *, before: int) -> datetime:
    day = person.active_from - timedelta(days=before)
    return datetime.combine(day, time(7, before % 60), UTC)
