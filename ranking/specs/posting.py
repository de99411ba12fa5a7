"""A job description read into a role spec, by rules and by the sentence encoder: no language model, nothing invented.

Every skill keeps the words it came from. What a text asks for, what it would welcome and what the work is, its own headings
tell (`sections`, `wanted`); the archetype and the specialisation by the words for the work, those of the title counting
more, and by how near the text is to one sentence each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ranking.domain import SENTENCES, softmax
from ranking.encoder import Vector
from ranking.specs import asked, sections
from ranking.specs.asked import Said
from ranking.specs.sections import Sentence, Zone
from ranking.specs.waived import is_waived
from ranking.specs.wanted import MOST_MUST, MOST_NICE, Asked, wanted
from ranking.texts.wording import ARCHETYPE_WORDS, DOMAIN_WORDS, amount, spoken
from sourcing.errors import RoleError
from sourcing.records import Archetype, Specialisation

MOST_OUTCOMES = 5
FEW_SENTENCES = 3  # of a text that need not say what of it must be there
MOST_TEXT = 20_000  # characters of a job description
TITLE_COUNTS = 3.0  # times what the body does
NEARNESS = 0.08  # temperature of similarities to the sentences of archetypes and specialisations
LEAST_DOMAIN = 0.45  # probability from which a text names one specialisation; below it any will do
FAILURES: Mapping[Archetype, str] = {
    Archetype.RESEARCHER: "weak research-to-model fit",
    Archetype.DEVELOPER: "slow model-to-production",
    Archetype.OPERATOR: "silent decay in production",
}
WORK: Mapping[Archetype, str] = {
    Archetype.RESEARCHER: "research on models: experiments, ablation studies, new architectures and training objectives, offline evaluation against "
    "baselines, code for papers",
    Archetype.DEVELOPER: "software development around models: training pipelines, inference services, APIs, tests, packaging, releases, "
    "integration into products",
    Archetype.OPERATOR: "operation of models and platforms: infrastructure, orchestration, monitoring, drift detection, alerts, deployment, "
    "retraining, being on call",
}
_OWNS = re.compile(r"\bown(s|ing|ership)?\b|\bresponsib", re.I)
_MARKUP = re.compile(r"[#*_`>]+")


class Encodes(Protocol):
    """What reads a text's meaning: the unit vector of each text."""

    def encode(self, texts: Sequence[str]) -> Mapping[str, Vector]:
        """The vectors by text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """What a job description says. Probabilities sum to 1; `told` are the words each archetype was told by.

    `moved` are must-haves beyond the most that a role should have, which became nice-to-haves; `left_out` found no room; `is_sorted` is
    False where a text of several sentences does not say what must be there.
    """

    title: str
    mission: str
    owns: str
    outcomes: tuple[str, ...]
    skills: tuple[Asked, ...]
    moved: tuple[Asked, ...]
    left_out: tuple[Asked, ...]
    is_sorted: bool
    archetypes: Mapping[Archetype, float]
    specialisations: Mapping[Specialisation, float]
    told: Mapping[Archetype, tuple[str, ...]]
    time_zones: tuple[Said, ...]
    places: tuple[Said, ...]
    languages: tuple[Said, ...]
    level: Said | None
    text: str

    @property
    def archetype(self) -> Archetype:
        """The most probable archetype."""
        return max(Archetype, key=lambda one: self.archetypes[one])

    @property
    def specialisation(self) -> Specialisation:
        """The most probable specialisation, `any` where none stands out."""
        return max(Specialisation, key=lambda one: self.specialisations.get(one, 0.0))


def read(text: str, *, encoder: Encodes) -> Posting:
    """What a job description of a page or a line says. Errors: RoleError where it names nothing to look for."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")[:MOST_TEXT]
    if len(" ".join(_MARKUP.sub("", line) for line in text.split("\n")).split()) < 2:
        raise RoleError("the job description is empty", remedy="give a text of at least a few words")
    title, start = _title(text)
    sentences = sections.sentences(text, start=start)
    skills = wanted(text, sentences)
    if not skills.skills:
        raise RoleError(
            "the job description names no skill that is known",
            remedy="name what must be there, for example `Python, PyTorch, Docker`; `sourcing role skills` lists what is known",
        )
    archetypes, told = _archetypes(title, text, encoder)
    mission, outcomes, owns = _work(sentences)
    return Posting(
        title=title,
        mission=mission or f"{title}: {', '.join(one.skill for one in skills.skills[:5])}",
        owns=owns,
        outcomes=outcomes,
        skills=skills.skills,
        moved=skills.moved,
        left_out=skills.left_out,
        is_sorted=skills.has_musts or len(sentences) <= FEW_SENTENCES,
        archetypes=archetypes,
        specialisations=_specialisations(title, text, encoder),
        told=told,
        time_zones=asked.zones(text),
        places=asked.places(text),
        languages=asked.languages(text),
        level=asked.scope(title, text),
        text=text,
    )


def _title(text: str) -> tuple[str, int]:
    """The title, and where the text behind it begins: the first line up to a colon or a full stop where it is not short."""
    begin, line = next(
        (match.start(), match.group())
        for match in re.finditer(r"[^\n]+", text)
        if _MARKUP.sub("", match.group()).strip()
    )
    first, behind = _MARKUP.sub("", line).strip(), begin + len(line)
    head, mark, _ = first.partition(":")
    if mark and 1 <= len(head.split()) <= 8:
        return head.strip(), begin + line.index(":") + 1
    if len(first.split()) <= 10:
        return first.rstrip("."), begin if sections.names_a_section(first) else behind
    named = re.match(
        r"(?:we are (?:hiring|looking for)|looking for|wanted|seeking)\s+(?:an?\s+)?(.{3,60}?)(?:\s+(?:to|who|with|for|that)\b|[,.])",
        first,
        re.I,
    )
    return (named.group(1) if named else " ".join(first.split()[:6])), begin


def _work(sentences: Sequence[Sentence]) -> tuple[str, tuple[str, ...], str]:
    """Mission, outcomes and what is owned: sentences that tell of the work, none that asks for something."""
    told = [one for one in sentences if one.zone in (Zone.WORK, Zone.ABOUT) and len(one.text.split()) >= 4]
    if not told:
        return "", (), ""
    mission = min(told, key=lambda one: (one.zone is not Zone.ABOUT and one is not told[0], one.start))
    rest = [one for one in told if one is not mission]
    work = [one for one in rest if one.zone is Zone.WORK]
    outcomes = work if len(work) > 1 else rest
    owns = next((one.text for one in rest if _OWNS.search(one.text)), "")
    return mission.text, tuple(one.text for one in outcomes[:MOST_OUTCOMES]), owns


def _archetypes(
    title: str, text: str, encoder: Encodes
) -> tuple[dict[Archetype, float], dict[Archetype, tuple[str, ...]]]:
    told: dict[Archetype, tuple[str, ...]] = {}
    counted: dict[Archetype, float] = {}
    for archetype, words in ARCHETYPE_WORDS.items():
        body, head = spoken(text, words, unless=is_waived), spoken(title, words)
        counted[archetype] = amount(body) + TITLE_COUNTS * len(head)
        told[archetype] = tuple(sorted(body, key=lambda word: (-body[word], word)))
    near = _near(text, {str(one): sentence for one, sentence in WORK.items()}, encoder)
    total = sum(counted.values()) + 1.0
    odds = {one: (counted[one] / total + 1 / 3 / total) * (0.5 + near[str(one)]) for one in Archetype}
    whole = sum(odds.values())
    return {one: round(value / whole, 4) for one, value in odds.items()}, told


def _specialisations(title: str, text: str, encoder: Encodes) -> dict[Specialisation, float]:
    """The probability of each specialisation; `any` has what is left where the text speaks of none, or of several alike."""
    counted = {
        name: amount(spoken(text, words, unless=is_waived)) + TITLE_COUNTS * len(spoken(title, words))
        for name, words in DOMAIN_WORDS.items()
    }
    near = _near(text, {name: SENTENCES[name] for name in (*DOMAIN_WORDS, "general")}, encoder)
    total = sum(counted.values())
    weight = total / (total + 2.0)
    odds = {
        Specialisation(name): weight * (counted[name] / total if total else 0.0) * (0.5 + near[name])
        for name in DOMAIN_WORDS
    }
    whole = sum(odds.values()) + (1.0 - weight)
    shares = {name: value / whole for name, value in odds.items()}
    strongest = max(shares.values())
    left = 1.0 - sum(shares.values())
    if strongest < LEAST_DOMAIN:
        left = max(left, strongest + 0.05)
    scale = (1.0 - left) / (sum(shares.values()) or 1.0)
    return {**{name: round(share * scale, 4) for name, share in shares.items()}, Specialisation.ANY: round(left, 4)}


def _near(text: str, sentences: Mapping[str, str], encoder: Encodes) -> dict[str, float]:
    """How near a text is to each sentence, as probabilities; of a long text the mean over its parts."""
    parts = [*_parts(text)]
    vectors = encoder.encode([*parts, *sentences.values()])
    found = dict.fromkeys(sentences, 0.0)
    for part in parts:
        near = {name: float(vectors[part] @ vectors[sentence]) / NEARNESS for name, sentence in sentences.items()}
        for name, chance in softmax(near).items():
            found[name] += chance / len(parts)
    return found


def _parts(text: str, *, words: int = 120) -> Iterator[str]:
    every = _MARKUP.sub("", text).split()
    yield from (" ".join(every[start : start + words]) for start in range(0, len(every), words))


def draft(posting: Posting, *, name: str) -> str:
    """The role spec of a job description as TOML, with the words each skill came from, ready to be edited."""
    chances = ", ".join(f"{one} {posting.archetypes[one]:.0%}" for one in Archetype)
    domains = ", ".join(
        f"{one} {share:.0%}"
        for one, share in sorted(posting.specialisations.items(), key=lambda pair: (-pair[1], pair[0]))
        if share >= 0.05
    )
    lines = [
        f"name = {_quoted(name)}",
        f"title = {_quoted(posting.title)}",
        f"mission = {_quoted(posting.mission)}",
        f"archetype = {_quoted(posting.archetype)}  # {chances}",
        f"specialisation = {_quoted(posting.specialisation)}  # {domains}",
        *(f"level = {_quoted(one.value)}  # {_comment(one.words)}" for one in (posting.level,) if one),
        f"prevents = {_quoted(FAILURES[posting.archetype])}",
        f"owns = {_quoted(posting.owns)}",
        *_list("outcomes", [(outcome, "") for outcome in posting.outcomes]),
        *_list("must_have", [(one.skill, _origin(one)) for one in posting.skills if one.is_must]),
        *_list("nice_to_have", [(one.skill, _origin(one)) for one in posting.skills if not one.is_must]),
        *(f"# {_comment(sentence)}" for sentence in remarks(posting)),
        f"posting = {_quoted(posting.text.strip())}",
    ]
    conditions = {"time_zones": posting.time_zones, "places": posting.places, "languages": posting.languages}
    rows = [line for key, said in conditions.items() if said for line in _list(key, said)]
    lines += ["", "[eligibility]", *rows] if rows else []
    return "\n".join(lines) + "\n"


def _origin(one: Asked) -> str:
    """The words a skill came from where they are others, and what would do as well."""
    words = "" if one.words.lower() == one.skill.lower() else one.words
    return "; ".join(part for part in (words, one.note) if part)


def remarks(posting: Posting) -> list[str]:
    """Where the skills are not as the text has them, or it does not say how, and what to do about it."""
    said = []
    if not posting.is_sorted:
        said.append(
            "no heading or sentence that is known says what must be there, so what is named first is asked for: sort must_have and nice_to_have"
        )
    if posting.moved:
        names = ", ".join(one.skill for one in posting.moved)
        said.append(
            f"more than {MOST_MUST} must-haves, the last became nice-to-haves: {names}; exchange them where these matter more"
        )
    if posting.left_out:
        names = ", ".join(one.skill for one in posting.left_out)
        said.append(f"left out beyond {MOST_NICE} nice-to-haves: {names}; write into nice_to_have what matters")
    return said


def _list(key: str, items: Sequence[tuple[str, str]]) -> list[str]:
    """A list of strings, one a line, each with the words it came from where they are others."""
    rows = [
        f"  {_quoted(item)},{f'  # {_comment(words)}' if words and words.lower() != item.lower() else ''}"
        for item, words in items
    ]
    return [f"{key} = [", *rows, "]"]


def _comment(words: str) -> str:
    """Words on one line; TOML allows no control character in a comment."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
