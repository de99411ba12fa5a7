"""Where a role's people may be found, and the words by which their work is told from other work."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from sourcing.records import Specialisation
from sourcing.skills import canonical, catalogue, plain


class Discovery(BaseModel):
    """A role's own discovery plan. `repositories` are `owner/name`, `users` GitHub user searches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisations: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


TOPICS: dict[str, tuple[str, ...]] = {
    Specialisation.NLP: ("nlp", "natural-language-processing", "large-language-models", "text-classification"),
    Specialisation.VISION: ("computer-vision", "object-detection", "image-segmentation", "image-classification"),
    Specialisation.MLOPS: ("mlops", "model-serving", "ml-pipeline", "model-monitoring"),
    Specialisation.RECSYS: ("recommender-system", "recommendation-system", "collaborative-filtering"),
    Specialisation.RL: ("reinforcement-learning", "deep-reinforcement-learning", "gymnasium"),
}
_TOO_COMMON = frozenset({"python", "py", "git", "c", "r", "go", "java", "sql", "linux"})  # say nothing of a domain


def topics_for(specialisation: str) -> tuple[str, ...]:
    """The topics under which a specialisation's repositories are found; none for `any` and `other`."""
    return TOPICS.get(specialisation, ())


def terms_for(skills: tuple[str, ...], specialisation: str) -> frozenset[str]:
    """The words of a role that a topic, name or description may hold: skills with their aliases, and the topics."""
    words = [*topics_for(specialisation)]
    for name in skills:
        known = catalogue().get(canonical(name) or "")
        words += [name, *(known.aliases if known else ())]
    return frozenset(term for term in map(plain, words) if term and term not in _TOO_COMMON)
