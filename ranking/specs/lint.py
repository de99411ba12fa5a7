"""What is wrong with a role spec: which words, why, and what to write instead. Nothing is changed, nothing is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ranking.role import RoleSpec
from ranking.specs.asked import scope
from ranking.specs.waived import is_waived
from ranking.texts.wording import ARCHETYPE_WORDS, spoken
from sourcing.records import Archetype, Specialisation
from sourcing.skills import canonical

MOST_MUST = 8
MIXED = 0.4  # of the words for work that speak of one archetype: from so many for each of two, the spec mixes them
FEW_WORDS = 6  # words for work from which a mixture can be told


class Objection(NamedTuple):
    """One objection: the key and the words it is about, why, what to write instead."""

    key: str
    words: str
    why: str
    instead: str


# fmt: off
_LABELS = re.compile(
    r"\b(rock ?stars?|ninjas?|gurus?|wizards?|unicorns?|visionar(y|ies)|superstars?|world[- ]class|10x|hackers?|self[- ]starters?|passionate|"
    r"dynamic|go-getters?|thought leaders?|best of the best|A-players?|evangelists?)\b", re.I)
_PRESTIGE = re.compile(
    r"\b(ph\.?d\.?s?|doctorate|top[- ](tier )?(universit(y|ies)|schools?|conferences?)|ivy league|neurips|icml|iclr|cvpr|kaggle (grand)?masters?|"
    r"faang|publications? (is|are) a plus|gpa|prestigious|first[- ]class degree)\b", re.I)
_GENDERED = re.compile(
    r"\b(he|his|him|she|her|hers|guys?|manpower|man[- ]hours?|chairman|salesman|craftsm[ae]n|aggressive(ly)?|dominant|dominate|ruthless|"
    r"fearless|competitive|brotherhood|mankind|middleman)\b", re.I)
_AGED = re.compile(
    r"\b(young|youthful|energetic|digital natives?|recent graduates?|fresh graduates?|mature|seasoned|old[- ]school|"
    r"junior at heart|(under|below|over|above) \d{2} years?( old)?|years? of age)\b", re.I)
_YEARS = re.compile(
    r"(\d{1,2})\s?\+?\s?(?:or more |plus )?years?(?: of)?(?: \w+){0,4}? (?:with|in|of|using|on)\s+"
    r"([A-Z][\w.+#-]*(?: [A-Z][\w.+#-]*)?)")
_ANY_YEARS = re.compile(r"\b\d{1,2}\s?\+?\s?years?\b(?! from)", re.I)
# The year of the first public release.
_BORN = {
    "PyTorch": 2016, "TensorFlow": 2015, "Keras": 2015, "JAX": 2018, "transformers": 2018, "LangChain": 2022, "LlamaIndex": 2022, "vLLM": 2023,
    "Kubernetes": 2014, "Docker": 2013, "MLflow": 2018, "Kubeflow": 2017, "Airflow": 2015, "Prefect": 2018, "Dagster": 2018, "FastAPI": 2018,
    "Feast": 2019, "Ray": 2017, "DVC": 2017, "BentoML": 2019, "Triton": 2018, "ONNX": 2017, "large language models": 2018, "PEFT": 2022,
    "retrieval-augmented generation": 2020, "Terraform": 2014, "dbt": 2016, "Polars": 2020, "DuckDB": 2019, "PyTorch Lightning": 2019,
    "Weights & Biases": 2018, "Evidently": 2020, "LightGBM": 2016, "XGBoost": 2014, "prompt engineering": 2020, "vector databases": 2019,
}
_INSTEAD = {
    "he": "they", "she": "they", "his": "their", "her": "their", "him": "them", "guys": "people", "manpower": "people",
}
# fmt: on


def objections(role: RoleSpec, *, today: date) -> list[Objection]:
    """The objections to a role spec, in the order of its keys; none where it says clearly whom it looks for."""
    return [
        *_archetypes(role),
        *_missing(role),
        *_skills(role),
        *_level(role),
        *(one for key, text in _texts(role) for one in _wording(key, text, role, today)),
    ]


def _texts(role: RoleSpec) -> Iterator[tuple[str, str]]:
    for key in ("title", "mission", "prevents", "owns"):
        yield key, str(getattr(role, key))
    for key in ("outcomes", "must_have", "nice_to_have", "interview"):
        yield from ((key, text) for text in getattr(role, key))
    yield "posting", role.posting


def _archetypes(role: RoleSpec) -> Iterator[Objection]:
    text = " ".join((role.title, role.mission, role.owns, *role.outcomes))
    said = {archetype: spoken(text, words) for archetype, words in ARCHETYPE_WORDS.items()}
    total = sum(len(words) for words in said.values())
    strong = [one for one in Archetype if len(said[one]) >= max(2, MIXED * total)]
    if total >= FEW_WORDS and len(strong) > 1:
        words = ", ".join(f"{one}: {', '.join(sorted(said[one])[:4])}" for one in strong)
        yield Objection(
            "archetype",
            words,
            "one person is asked for the work of several: who shines at one is seldom strong at the other, and nobody fits both",
            f"write one spec for each of {' and '.join(strong)}; `sourcing role advise` says which the team needs first",
        )
    elif total >= FEW_WORDS and strong and strong[0] is not role.archetype:
        yield Objection(
            "archetype",
            str(role.archetype),
            f"the words speak of a {strong[0]} ({', '.join(sorted(said[strong[0]])[:5])})",
            f'archetype = "{strong[0]}", or say what the {role.archetype} does',
        )


def _missing(role: RoleSpec) -> Iterator[Objection]:
    if not role.outcomes:
        why = "nobody can tell in a year whether the hire was right"
        yield Objection(
            "outcomes", "none", why, "three to five results of the first year, each with what can be seen then"
        )
    if not role.owns.strip():
        why = "people who ship want to know what will be theirs"
        yield Objection("owns", "nothing", why, "the part of a live system that this person answers for")
    if not role.prevents.strip():
        why = "a search that does not know which failure it prevents asks for everything"
        yield Objection(
            "prevents", "nothing", why, "the failure this hire prevents, for example `silent decay in production`"
        )
    if not role.interview:
        why = "without a plan every interviewer measures something else"
        yield Objection("interview", "none", why, "one probe for the archetype; `sourcing role kit` proposes some")


def _level(role: RoleSpec) -> Iterator[Objection]:
    said = scope(role.title, "")
    if said and role.level is None:
        why = "every employer counts seniority in another way, and many by years: it says nothing of the work"
        yield Objection("level", said.words, why, f'level = "{said.value}", the scope of work that evidence can show')


def _skills(role: RoleSpec) -> Iterator[Objection]:
    if len(role.must_have) > MOST_MUST:
        why = f"{len(role.must_have)} must-haves: each one sends away people who would learn it in a month"
        yield Objection(
            "must_have",
            ", ".join(role.must_have[MOST_MUST:]),
            why,
            f"keep at most {MOST_MUST}, the rest as nice_to_have",
        )
    unknown = [name for name in (*role.must_have, *role.nice_to_have) if canonical(name) is None]
    if unknown:
        why = "no evidence can show it: it is matched by its words alone"
        yield Objection(
            "must_have", ", ".join(unknown), why, "a skill that work can show; `sourcing role skills` lists them"
        )
    if role.specialisation is Specialisation.OTHER and len(role.must_have) + len(role.nice_to_have) < 3:
        why = "`other` is defined by its skills alone, and there are few"
        yield Objection("specialisation", "other", why, "name three or more skills of the domain")


def _wording(key: str, text: str, role: RoleSpec, today: date) -> Iterator[Objection]:
    for match in _asked(_LABELS, text):
        yield Objection(
            key,
            match.group(0),
            "an empty label: nobody can show it, and it drives good people away",
            "what the person does, in plain words",
        )
    if role.archetype is not Archetype.RESEARCHER:
        for match in _asked(_PRESTIGE, text):
            why = f"prestige says little about whether somebody is a good {role.archetype}, and narrows who applies"
            yield Objection(key, match.group(0), why, "the work that such a person would have shown")
    for match in _GENDERED.finditer(text):
        word = match.group(0)
        yield Objection(
            key,
            word,
            "a word that reads as meant for one gender",
            _INSTEAD.get(word.lower(), "a neutral word for the same"),
        )
    for match in _AGED.finditer(text):
        yield Objection(key, match.group(0), "a word that speaks of age", "what the person must be able to do")
    yield from _years(key, text, today)


def _asked(words: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a text asks for something in such words: "you don't need a PhD" does not."""
    return (match for match in words.finditer(text) if not is_waived(text, match.start(), match.end()))


def _years(key: str, text: str, today: date) -> Iterator[Objection]:
    told: set[str] = set()
    for match in _asked(_YEARS, text):
        years, tool = int(match.group(1)), match.group(2).rstrip(".")
        skill = canonical(tool) or canonical(tool.split(" ")[0])
        born = _BORN.get(skill or "")
        if born and today.year - born < years:
            words = match.group(0).rstrip(".")
            told.add(words)
            why = f"{skill} was first released in {born}: nobody has {years} years of it"
            yield Objection(key, words, why, f"work done with {skill} that ran in production")
    for match in _asked(_ANY_YEARS, text):
        if not any(match.group(0) in words for words in told):
            why = "years count time, not work, and stand for age"
            instead = 'the scope of the work: contributes to, owns, or leads a system; `level = "owns"` asks for it'
            yield Objection(key, match.group(0), why, instead)
