"""What a job description's words say: skills named in prose, how often each archetype and domain is spoken of."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from sourcing.records import Archetype, Specialisation
from sourcing.skills import catalogue

# Words that tell what somebody is to do. Each is a pattern on whole words; what stands in a title counts more.
ARCHETYPE_WORDS: Mapping[Archetype, tuple[str, ...]] = {
    Archetype.RESEARCHER: (
        r"research(er|ers|es|ing)?", r"scientists?", r"scientific", r"experiment(s|al|ation|ing)?", r"ablations?", r"hypothes[ei]s",
        r"papers?", r"publish(ed|ing)?", r"publications?", r"reproduc(e|es|ing|tion)", r"replicat(e|ing)", r"benchmark(s|ing)?",
        r"baselines?", r"novel", r"architectures", r"training objectives?", r"loss functions?", r"pre-?train(ed|ing)?", r"checkpoints?",
        r"state[- ]of[- ]the[- ]art", r"offline evaluation", r"evaluation protocol", r"statistical(ly)?", r"error analysis", r"sweeps?",
        r"prototyp(e|es|ing)", r"ideas?", r"investigat(e|es|ing)", r"explor(e|es|ing)", r"theor(y|etical)", r"conferences?",
    ),
    Archetype.DEVELOPER: (
        r"develop(er|ers|ing)?", r"software", r"engineering discipline", r"apis?", r"rest", r"endpoints?", r"back-?end", r"services?",
        r"unit tests?", r"integration tests?", r"tests", r"type hints?", r"packag(e|es|ing)", r"librar(y|ies)", r"releases?",
        r"backward compatib(le|ility)", r"latency", r"throughput", r"customers?", r"products?", r"features?", r"ships?", r"shipping",
        r"maintain(ed|able|ing)?", r"refactor(ing)?", r"command[- ]line", r"sdk", r"code reviews?", r"clean code", r"integrat(e|es|ing|ion)",
        r"documentation", r"inference code", r"users?", r"production(i[sz](e|ing))?", r"microservices?", r"applications?", r"deliver(y|ing)?",
    ),
    Archetype.OPERATOR: (
        r"ml ?ops", r"dev ?ops", r"sre", r"platforms?", r"operat(e|es|ing|or|ors|ions)", r"monitor(s|ing)?", r"drift", r"alert(s|ing)?",
        r"on[- ]call", r"incidents?", r"infrastructure", r"orchestrat(e|ion)", r"registr(y|ies)", r"feature stores?", r"deployments?",
        r"rollbacks?", r"rollouts?", r"retrain(ing)?", r"governance", r"observability", r"dashboards?", r"reliab(le|ility)", r"uptime",
        r"kubernetes", r"helm", r"terraform", r"kubeflow", r"airflow", r"prometheus", r"grafana", r"ci/?cd", r"clusters?", r"runbooks?",
        r"data quality", r"versioning", r"healthy", r"cost(s)?", r"scal(e|ing|able)", r"cloud", r"pipelines?",
    ),
}  # fmt: skip
DOMAIN_WORDS: Mapping[str, tuple[str, ...]] = {
    Specialisation.NLP: (
        r"nlp", r"natural language", r"language models?", r"llms?", r"gpt", r"bert", r"transformers?", r"token(s|i[sz]ers?|i[sz]ation)",
        r"prompts?", r"rag", r"retrieval[- ]augmented", r"chat(bots?)?", r"conversational", r"dialogue", r"text", r"documents?",
        r"translation", r"summari[sz]ation", r"question answering", r"semantic search", r"embeddings", r"vector (databases?|stores?)",
        r"named entit(y|ies)", r"sentiment", r"fine-?tun(e|ing)", r"hugging ?face", r"speech", r"lora", r"peft",
    ),
    Specialisation.VISION: (
        r"computer vision", r"vision", r"images?", r"video", r"cameras?", r"pixels?", r"object detection", r"segmentation", r"ocr",
        r"cnns?", r"convolution(al)?", r"opencv", r"yolo\w*", r"faces?", r"face recognition", r"medical imaging", r"lidar", r"3d", r"visual",
        r"pose", r"tracking of objects", r"inspection", r"detectors?",
    ),
    Specialisation.MLOPS: (
        r"ml ?ops", r"ml platform", r"machine learning platform", r"feature stores?", r"model registr(y|ies)", r"experiment tracking",
        r"drift", r"retrain(ing)?", r"model monitoring", r"monitor(ing)? (of )?models?", r"kubeflow", r"mlflow", r"airflow", r"serving",
        r"model versioning", r"data versioning", r"ci/?cd for models", r"data quality", r"governance", r"kubernetes", r"helm", r"terraform",
        r"orchestration", r"infrastructure as code",
    ),
    Specialisation.RECSYS: (
        r"recommend(er|ers|ation|ations|ing)?", r"collaborative filtering", r"matrix factori[sz]ation", r"ranking", r"personali[sz](e|ed|ation)",
        r"click[- ]through", r"ctr", r"implicit feedback", r"session[- ]based", r"candidate generation", r"two[- ]tower", r"a/b tests?",
        r"learning to rank", r"feeds?", r"items?",
    ),
    Specialisation.RL: (
        r"reinforcement( learning)?", r"rl", r"polic(y|ies)", r"policy gradients?", r"rewards?", r"reward shaping", r"q-?learning", r"ppo", r"dqn",
        r"actor[- ]critic", r"simulat(or|ors|ion|ions)", r"gym(nasium)?", r"mujoco", r"bandits?", r"robot(s|ics)?", r"control", r"offline rl",
        r"multi-?agent", r"imitation", r"environments?",
    ),
}  # fmt: skip
_SHORT = 2  # characters of a name up to which its exact case and a list around it are needed


class Mention(NamedTuple):
    """One skill named in a text: its canonical name, the words, where they begin."""

    skill: str
    words: str
    start: int


def spoken(
    text: str, words: tuple[str, ...], *, unless: Callable[[str, int, int], bool] | None = None
) -> dict[str, int]:
    """How often a text says each of `words`, by what it says in lower case; `unless` tells which places do not count."""
    found: dict[str, int] = {}
    for match in _pattern(words).finditer(text):
        if unless and unless(text, match.start(), match.end()):
            continue
        said = match.group(0).lower()
        found[said] = found.get(said, 0) + 1
    return found


def amount(words: Mapping[str, int]) -> float:
    """How much counted words say: many different ones more than one often."""
    return sum(1.0 + 0.5 * math.log(count) for count in words.values())


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    listed = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(listed)})(?![\w/]|-\w)", re.I)


def mentions(text: str) -> Iterator[Mention]:
    """The skills that prose names by any of their names, in order; where names overlap the longest counts.

    Names of one or two letters ("R", "Go") count only in their own case between commas and the like.
    """
    pattern, names = _names()
    for match in pattern.finditer(text):
        words = match.group(0)
        skill = names.get(_key(words)) or names.get(_key(words).removesuffix("s"))
        if skill and (len(words) > _SHORT or _is_listed(text, match)):
            yield Mention(skill, words, match.start())


def _is_listed(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1]
    is_written = match.group(0) in _written()
    return is_written and (before in (",", "/", "(", ":", "") or after in (",", "/", ")", ""))


def _key(words: str) -> str:
    return re.sub(r"[\s_-]+", " ", words.lower())


@lru_cache(maxsize=1)
def _written() -> frozenset[str]:
    """The short names as they are written."""
    every = (name for skill in catalogue().values() for name in (skill.name, *skill.aliases))
    return frozenset(name for name in every if len(name) <= _SHORT)


# Words of everyday English that are names of skills or of their aliases elsewhere.
_PLAIN_WORDS = (
    "echo chi fiber express spring modal cog games media commerce energy security agents go education prophet logging gin aim comet"
    " neptune ray beam argo hive trading physics attention calculus documentation logistics sanic bottle falcon hydra sacred"
    " agriculture legal haystack"
)
_PLAIN = frozenset(_PLAIN_WORDS.split())


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    for skill in catalogue().values():
        for name in (skill.name, *skill.aliases):
            names.setdefault(_key(name), skill.name)
    listed = sorted(names, key=lambda name: (-len(name), name))
    parts = [_written_as(name) for name in listed]
    return re.compile(rf"(?<![\w.@/-])(?:{'|'.join(parts)})(?![\w@]|-\w|\.\w)"), names


def _written_as(name: str) -> str:
    """The pattern of one name: any case but for plain words, which count with a capital; any separator; an `s` behind it."""
    body = r"[\s_-]+".join(re.escape(part) for part in name.split(" "))
    if name in _PLAIN:
        return re.escape(name.capitalize())
    return rf"(?i:{body}s?)" if len(name) > _SHORT else rf"(?i:{body})"
