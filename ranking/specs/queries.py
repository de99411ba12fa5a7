"""What a role is called elsewhere, and the strings that find its people in other tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ranking.role import RoleSpec
from sourcing.records import Archetype, Specialisation
from sourcing.skills import canonical, catalogue

# Titles that hide the same work; skills decide, not titles.
TITLES: Mapping[Archetype, tuple[str, ...]] = {
    Archetype.RESEARCHER: (
        "Applied Scientist",
        "Research Scientist",
        "Research Engineer",
        "Machine Learning Researcher",
        "Data Scientist",
    ),
    Archetype.DEVELOPER: (
        "Machine Learning Engineer",
        "AI Engineer",
        "Software Engineer, Machine Learning",
        "Research Engineer",
        "Data Scientist",
    ),
    Archetype.OPERATOR: (
        "MLOps Engineer",
        "ML Platform Engineer",
        "Machine Learning Infrastructure Engineer",
        "DevOps Engineer",
        "Data Engineer",
    ),
}
DOMAIN_TITLES: Mapping[Specialisation, tuple[str, ...]] = {
    Specialisation.NLP: ("NLP Engineer", "LLM Engineer", "Conversational AI Engineer"),
    Specialisation.VISION: ("Computer Vision Engineer", "Perception Engineer"),
    Specialisation.MLOPS: ("ML Platform Engineer", "Model Serving Engineer"),
    Specialisation.RECSYS: ("Recommender Systems Engineer", "Search and Ranking Engineer", "Personalization Engineer"),
    Specialisation.RL: ("Reinforcement Learning Engineer", "Simulation Engineer", "Robotics Learning Engineer"),
}
MOST_NICE, MOST_NAMES = 5, 3


class Queries(NamedTuple):
    """Titles that hide the same work; a Boolean string for search engines and networks; one for GitHub's search of people."""

    titles: tuple[str, ...]
    boolean: str
    github: str


def queries(role: RoleSpec) -> Queries:
    """The strings of a role. Each must-have is any of its names; of the nice-to-haves one is enough; other titles are left open."""
    titles = tuple(dict.fromkeys((*DOMAIN_TITLES.get(role.specialisation, ()), *TITLES[role.archetype])))
    must = " AND ".join(_any(_names(skill)) for skill in role.must_have)
    nice = [name for skill in role.nice_to_have[:MOST_NICE] for name in _names(skill)[:1]]
    boolean = f"{_any(titles)} AND {must}" + (f" AND {_any(nice)}" if nice else "")
    languages = [skill for skill in role.must_have if (known := catalogue().get(skill)) and known.languages]
    words = [
        *([f"language:{languages[0]}"] if languages else []),
        *(_quoted(skill) for skill in role.must_have if skill not in languages),
    ][:4]
    return Queries(titles, boolean, " ".join([*words, "type:user"]))


def _names(skill: str) -> list[str]:
    known = catalogue().get(canonical(skill) or "")
    return [skill, *(known.aliases if known else ())][:MOST_NAMES]


def _any(names: tuple[str, ...] | list[str]) -> str:
    quoted = [_quoted(name) for name in names]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def _quoted(name: str) -> str:
    return f'"{name}"' if not name.isalnum() else name
