"""What artifacts are evidence of: one row for each, worth what others' use of it says, each further one of a kind half as much.

Tags and numbers on community sites are set by their owners or by anybody, so an artifact alone is worth little, many are worth no more
than two, and of a number only its order of magnitude counts. The skills that tags state are shown beside it, none is taken for proven.
A competition's tier finds people; it is no operator's evidence.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sourcing.community import Artifact, ArtifactKind
from sourcing.records import Archetype, Evidence

ALONE = 0.1  # what an artifact is worth that nobody is known to use
UNMEASURED = 0.2  # and one of a kind whose use its site does not count
_USED = 1.5  # orders of magnitude of use at which it is worth 63 % of the rest
_FURTHER = 0.5
_HOLLOW = frozenset({"placeholder", "yanked"})  # published, and taken back or never filled
_USE = ("downloads", "citations", "score", "reactions", "likes")  # the first that a site tells decides


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactSignal:
    """A question that artifacts answer: as `sourcing.evidence.signal.Signal` asks of repositories."""

    question: str
    unit: str
    kinds: Mapping[str, str]
    why: Mapping[Archetype, str]


SIGNALS: Mapping[str, ArtifactSignal] = {
    "models": ArtifactSignal(
        question="Which trained models did they publish?",
        unit="models, weighed by use",
        kinds={
            "documented": "a model whose card states what it was trained on and how it was evaluated",
            "published": "a model without both",
        },
        why={
            Archetype.RESEARCHER: "A model with training data and evaluation stated can be checked by others.",
            Archetype.DEVELOPER: "A published model was packaged for others to load.",
        },
    ),
    "datasets": ArtifactSignal(
        question="Which datasets did they publish?",
        unit="datasets, weighed by use",
        kinds={"published": "a dataset"},
        why={Archetype.RESEARCHER: "Who publishes data has met its problems before the model did."},
    ),
    "apps": ArtifactSignal(
        question="Which running demonstrations did they publish?",
        unit="applications, weighed by use",
        kinds={"published": "a hosted application"},
        why={Archetype.DEVELOPER: "A demonstration that runs is a model somebody else can try."},
    ),
    "released_packages": ArtifactSignal(
        question="Which packages do they own or maintain on an index?",
        unit="packages, weighed by use",
        kinds={"released": "a package"},
        why={Archetype.DEVELOPER: "A released package has users, versions and promises to keep."},
    ),
    "papers": ArtifactSignal(
        question="Which papers did they write?",
        unit="papers, weighed by citations",
        kinds={"with_code": "a paper that names its code", "paper": "a paper"},
        why={Archetype.RESEARCHER: "A paper with its code linked is a result that can be run."},
    ),
    "answers": ArtifactSignal(
        question="What do they answer in public?",
        unit="tags, weighed by score",
        kinds={"answers": "answers under one tag"},
        why={
            Archetype.DEVELOPER: "Answers that others voted for explain the tool to those who use it.",
            Archetype.OPERATOR: "Answers that others voted for come from having met the failure.",
        },
    ),
    "articles": ArtifactSignal(
        question="What do they write in public?",
        unit="articles, weighed by reactions",
        kinds={"article": "an article"},
        why={
            Archetype.DEVELOPER: "Who writes it down can hand it over.",
            Archetype.OPERATOR: "Who writes it down can hand it over.",
        },
    ),
    "talks": ArtifactSignal(
        question="Which talks did they give?",
        unit="talks",
        kinds={"talk": "a talk that a conference accepted"},
        why=dict.fromkeys(Archetype, "A programme committee took this work for worth an hour of others."),
    ),
    "hackathons": ArtifactSignal(
        question="What did they build at hackathons?",
        unit="projects, weighed by likes",
        kinds={"project": "a project"},
        why={Archetype.DEVELOPER: "Built in days and shown to strangers."},
    ),
    "competitions": ArtifactSignal(
        question="What did they reach in competitions?",
        unit="tiers",
        kinds={"tier": "a tier, as the competitions' own record has it"},
        why={Archetype.RESEARCHER: "Ranked by a hidden test set, which nobody can talk to."},
    ),
}
_SIGNAL_OF = {
    ArtifactKind.MODEL: "models",
    ArtifactKind.DATASET: "datasets",
    ArtifactKind.APP: "apps",
    ArtifactKind.PACKAGE: "released_packages",
    ArtifactKind.PAPER: "papers",
    ArtifactKind.ANSWERS: "answers",
    ArtifactKind.ARTICLE: "articles",
    ArtifactKind.TALK: "talks",
    ArtifactKind.PROJECT: "hackathons",
    ArtifactKind.COMPETITION: "competitions",
}  # a repository on another forge is shown, and read over Git where somebody asks for it: no evidence by itself


def evidence_of(artifacts: Iterable[Artifact]) -> list[tuple[Artifact, Evidence]]:
    """Artifacts with the row of evidence each gives, by account and signal the most used first, ties by key."""
    groups: dict[tuple[str, str], list[Artifact]] = defaultdict(list)
    for one in artifacts:
        if one.kind in _SIGNAL_OF and not _HOLLOW.intersection(one.states):
            groups[one.account.key, _SIGNAL_OF[one.kind]].append(one)
    found = []
    for (_, signal), listed in sorted(groups.items()):
        ordered = sorted(listed, key=lambda one: (-worth(one), one.key))
        found += [(one, _row(one, signal, place=place)) for place, one in enumerate(ordered)]
    return found


def worth(artifact: Artifact) -> float:
    """What one artifact is worth by itself, 0..1: little where nobody uses it, by the order of magnitude of its use else."""
    used = next((artifact.measures[name] for name in _USE if name in artifact.measures), None)
    if used is None:
        return UNMEASURED
    return ALONE + (1.0 - ALONE) * (1.0 - math.exp(-math.log10(1 + used) / _USED))


def _row(one: Artifact, signal: str, *, place: int) -> Evidence:
    value = round(worth(one), 4)
    return Evidence(
        signal=signal,
        kind=_kind(one),
        account=one.account,
        value=value,
        own_value=round(value * _FURTHER**place, 4),
        unit=SIGNALS[signal].unit,
        path=None,
        line=None,
        commit="",
        link=one.link,
        observed_at=one.changed_at or one.made_at,
        authored_share=1.0,
        detail=_detail(one),
        skills=(),  # what tags state is a claim
    )


def _kind(one: Artifact) -> str:
    if one.kind is ArtifactKind.MODEL:
        return "documented" if {"training", "evaluation"} <= set(one.states) else "published"
    if one.kind is ArtifactKind.PAPER:
        return "with_code" if one.code else "paper"
    return next(iter(SIGNALS[_SIGNAL_OF[one.kind]].kinds))


def _detail(one: Artifact) -> str:
    """A short plain phrase: what it is, what its site counts, what its card states."""
    said = [f"{one.kind} {one.title[:80]}"]
    said += [f"{value:,} {name}" for name, value in one.measures.items() if value]
    if one.states:
        said.append(f"states {' and '.join(one.states)}")
    return ", ".join(said)
