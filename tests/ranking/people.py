"""Small invented profiles, and the people of the sandbox world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ranking.encoder import Encoder, Vector
from ranking.role import RoleSpec
from ranking.score import Assessment, assess
from ranking.shortlist import ordered, rank
from ranking.weights import SHIPPED, Weights
from sourcing.profiles import Profile, Proof, Shortlist, Work
from sourcing.settings import MODEL, MODEL_SHA256

TODAY = date(2026, 11, 1)
CHANCES = {
    "nlp": 0.1,
    "vision": 0.1,
    "mlops": 0.5,
    "recsys": 0.1,
    "rl": 0.1,
    "general": 0.05,
    "course": 0.02,
    "none": 0.03,
}


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """The people of the sandbox world, an encoder that remembers, and what they are called (for the tests alone)."""

    people: tuple[Profile, ...]
    names: dict[str, str]
    evidence: dict[str, str]  # evidence id -> person id
    encoder: Encoder
    as_of: date
    store: dict[str, Vector] = field(default_factory=dict)
    _told: dict[str, Shortlist] = field(default_factory=dict)

    def ranked(self, role: RoleSpec, people: tuple[Profile, ...] | None = None) -> Shortlist:
        """The shortlist of these people; that of everybody as they are is made once for each role."""
        if people is not None:
            return rank(people, role, encoder=self.encoder, as_of=self.as_of, manifest={"a": "test"})
        text = role.model_dump_json()
        if text not in self._told:
            self._told[text] = self.ranked(role, self.people)
        return self._told[text]

    def places(self, role: RoleSpec, people: tuple[Profile, ...] | None = None) -> dict[str, int]:
        """Each person's place, without the reasons for it."""
        chosen = self.people if people is None else people
        measured, _ = ordered(chosen, role, encoder=self.encoder, as_of=self.as_of)
        return {one.person.person_id: place for place, one in enumerate(measured, 1)}


def encoder(store: dict[str, Vector] | None = None) -> Encoder:
    return Encoder(MODEL, sha256=MODEL_SHA256, store={} if store is None else store)


def work(**given: Any) -> Work:
    """One person's work in an invented repository."""
    usual: dict[str, Any] = {
        "repository": "git.example/works/mill",
        "commits": 40,
        "share": 0.5,
        "first_at": date(2023, 1, 1),
        "last_at": date(2026, 10, 1),
        "subjects": ("Add the grinding stage", "Measure the flour"),
        "paths": ("mill/grind.py",),
        "readme": "A mill that grinds.",
        "dependencies": ("torch",),
        "place": "product",
        "masked": (),
    }
    return Work(**{**usual, **given})


def proof(number: int = 0, **given: Any) -> Proof:
    """One stored row of evidence."""
    usual: dict[str, Any] = {
        "evidence_id": f"e{number:03}",
        "repository": "git.example/works/mill",
        "signal": "infrastructure",
        "kind": "kubernetes",
        "own_value": 2.0,
        "authored_share": 0.8,
        "observed_at": date(2026, 9, 1),
        "detail": "a Kubernetes manifest",
        "skills": ("Kubernetes",),
    }
    return Proof(**{**usual, **given})


def profile(person_id: str = "p000000000001", **given: Any) -> Profile:
    usual: dict[str, Any] = {"work": (work(),), "proofs": (proof(),), "asked": 16, "unknown": 0}
    return Profile(person_id=person_id, **{**usual, **given})


def role(**given: Any) -> RoleSpec:
    usual: dict[str, Any] = {
        "name": "miller",
        "title": "Miller of models",
        "mission": "Keep the mill grinding day and night.",
        "archetype": "operator",
        "specialisation": "mlops",
        "must_have": ["Kubernetes", "Docker"],
        "nice_to_have": ["Terraform"],
    }
    return RoleSpec.model_validate({**usual, **given})


def assessed(
    person: Profile,
    wanted: RoleSpec | None = None,
    *,
    lexical: float = 0.5,
    words: Mapping[str, int] | None = None,
    weights: Weights = SHIPPED,
) -> Assessment:
    chances = {one.repository: CHANCES for one in person.work}
    return assess(
        person, wanted or role(), lexical=lexical, words=words or {}, chances=chances, as_of=TODAY, weights=weights
    )
