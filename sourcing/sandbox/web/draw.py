"""Draws who of the invented world is where on the web, what they made there, and whom their accounts name.

People link as people do: some both ways, some one way, a few to the wrong place.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from sourcing.sandbox.web.presence import Community, Made, Presence, stable_number
from sourcing.sandbox.world import Person, World

SITES = (
    "huggingface",
    "web",
    "stackexchange",
    "devto",
    "hackernews",
    "pypi",
    "openalex",
    "dblp",
    "arxiv",
    "orcid",
    "gitlab",
    "codeberg",
    "devpost",
    "sessionize",
    "pretalx",
    "reddit",
)
_LIKELY = {  # how many of the people with something to show are on a site, by archetype where it matters
    "huggingface": {"researcher": 0.8, "developer": 0.6, "operator": 0.3},
    "web": {"researcher": 0.7, "developer": 0.5, "operator": 0.5},
    "stackexchange": {"researcher": 0.2, "developer": 0.5, "operator": 0.4},
    "devto": {"researcher": 0.1, "developer": 0.4, "operator": 0.4},
    "hackernews": {"researcher": 0.2, "developer": 0.4, "operator": 0.3},
    "pypi": {"researcher": 0.2, "developer": 0.6, "operator": 0.3},
    "openalex": {"researcher": 0.8, "developer": 0.1, "operator": 0.0},
    "dblp": {"researcher": 0.7, "developer": 0.1, "operator": 0.0},
    "arxiv": {"researcher": 0.6, "developer": 0.1, "operator": 0.0},
    "orcid": {"researcher": 0.8, "developer": 0.1, "operator": 0.0},
    "gitlab": {"researcher": 0.1, "developer": 0.3, "operator": 0.5},
    "codeberg": {"researcher": 0.1, "developer": 0.2, "operator": 0.2},
    "devpost": {"researcher": 0.1, "developer": 0.3, "operator": 0.1},
    "sessionize": {"researcher": 0.2, "developer": 0.3, "operator": 0.4},
    "pretalx": {"researcher": 0.2, "developer": 0.2, "operator": 0.3},
    "reddit": {"researcher": 0.1, "developer": 0.1, "operator": 0.1},
}
_CAN_LINK = frozenset(
    {
        "huggingface",
        "web",
        "stackexchange",
        "devto",
        "hackernews",
        "gitlab",
        "codeberg",
        "devpost",
        "sessionize",
        "orcid",
        "pretalx",
        "reddit",
    }
)
_NAMED = 0.75  # chance that GitHub or a page names an account
_NAMES_BACK = 0.7  # chance that an account which can names GitHub
_STAR = ("operator", "mlops", 3)  # one person is on every site and links both ways, for the demo to show
_TRADE = {
    "nlp": (("transformers", "text-classification", "nlp", "pytorch"), "a small language model"),
    "vision": (("pytorch", "image-segmentation", "computer-vision", "opencv"), "a segmentation model"),
    "mlops": (("kubernetes", "mlflow", "docker", "prometheus"), "a model platform"),
    "recsys": (("recommender-systems", "pytorch", "ranking", "pandas"), "a recommender"),
    "rl": (("reinforcement-learning", "gymnasium", "pytorch", "stable-baselines3"), "a control policy"),
}


_CODES = "ACDFHJKMRX"  # of pretalx, one for each digit


def community_of(world: World) -> Community:
    """Everybody's accounts: the same for the same world."""
    people = [
        one
        for one in world.people
        if one.kind == "engineer" and one.archetype and one.specialisation and one.grade >= 1
    ]
    drawn = [one for person in people for one in _accounts(person, world)]
    github: dict[str, tuple[str, ...]] = {person.handle: () for person in people}
    named: list[Presence] = []
    for person in people:
        mine = [one for one in drawn if one.person is person]
        told, linked = _linked(person, mine)
        github[person.handle] = told
        named += linked
    return _with_mistakes(named, github, people)


def _accounts(person: Person, world: World) -> Iterator[Presence]:
    rng = random.Random(f"web/{world.seed}/{person.handle}")  # noqa: S311
    is_star = (person.archetype, person.specialisation, person.grade) == _STAR
    word = person.handle.removesuffix("-sbx")
    tags, thing = _TRADE[str(person.specialisation)]
    for site in SITES:
        likely = _LIKELY[site][str(person.archetype)] * (1.0, 0.4, 0.8, 1.0)[person.grade]
        if rng.random() >= likely and not is_star:
            continue
        handle = _handle(site, word, person)
        yield Presence(
            site=site,
            handle=handle,
            person=person,
            bio=f"{person.specialisation}, {thing}. {', '.join(tags[:2])}.",
            location="",
            made=tuple(_made(site, person, tags=tags, thing=thing, rng=rng, world=world)),
            is_private=site == "gitlab" and not is_star and rng.random() < 0.2,
            is_hiring_wish=site == "hackernews" and rng.random() < 0.5,
        )


def _handle(site: str, word: str, person: Person) -> str:
    number = stable_number(f"{site}/{person.handle}")
    digits = f"{number:08d}{stable_number(person.handle):08d}"
    forms = {
        "web": f"{word}.example",
        "stackexchange": f"stackoverflow/{number}",
        "openalex": f"A5{number:09d}",
        "dblp": f"{number % 300}/{number // 300}",
        "arxiv": f"{word.replace('-', '')}_{word[0]}_1",
        "orcid": f"0000-0002-{digits[:4]}-{digits[4:7]}{_orcid_check('00000002' + digits[:7])}",
    }
    if site == "pretalx":
        return f"pretalx.example/sandboxcon/{''.join(_CODES[int(digit)] for digit in digits[2:8])}"
    return forms.get(site, word)


def _orcid_check(digits: str) -> str:
    """The last character of an ORCID id (ISO 7064, mod 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


_KINDS = {
    "huggingface": ("model", "model", "dataset", "app"),
    "stackexchange": ("answers", "answers", "answers"),
    "devto": ("article", "article"),
    "pypi": ("package",),
    "openalex": ("paper", "paper"),
    "dblp": ("paper", "paper"),
    "arxiv": ("paper",),
    "orcid": ("paper",),
    "gitlab": ("repository",),
    "codeberg": ("repository",),
    "devpost": ("project",),
    "sessionize": ("talk",),
    "pretalx": ("talk",),
}


def _made(
    site: str, person: Person, *, tags: tuple[str, ...], thing: str, rng: random.Random, world: World
) -> Iterable[Made]:
    own = [one.slug for one in world.repositories if one.owner == person.handle and one.kind not in ("fork", "course")]
    for place, kind in enumerate(_KINDS.get(site, ())):
        if person.grade == 1 and place:
            return
        tag = tags[place % len(tags)]
        first = person.active_from + timedelta(days=rng.randint(60, 500))
        made_on = min(first, person.active_to)
        name = tag if kind == "answers" else f"{person.handle.removesuffix('-sbx')}-{person.specialisation}-{place + 1}"
        if kind == "package" and own:
            name = own[0].partition("/")[2]
        yield Made(
            kind=kind,
            name=name,
            title=f"{thing.capitalize()} in practice, part {place + 1}",
            tags=tags if kind != "answers" else (tag,),
            made_on=made_on,
            changed_on=max(made_on, person.active_to - timedelta(days=rng.randint(0, 90))),
            numbers=_numbers(kind, person, rng),
            states=("training", "evaluation")[: person.grade - 1] if kind == "model" else (),
            code=f"https://github.com/{own[0]}" if own and kind in ("paper", "package", "article", "app") else None,
        )


def _numbers(kind: str, person: Person, rng: random.Random) -> dict[str, int]:
    scale = (0, 5, 80, 900)[person.grade]
    names = {
        "model": ("downloads", "likes"),
        "dataset": ("downloads", "likes"),
        "app": ("likes",),
        "answers": ("score", "answers"),
        "article": ("reactions",),
        "package": ("releases",),
        "paper": ("citations",),
        "repository": ("stars",),
        "project": ("likes",),
    }
    return {name: rng.randint(1, max(2, scale)) for name in names.get(kind, ())}


def _linked(person: Person, mine: list[Presence]) -> tuple[tuple[str, ...], list[Presence]]:
    """What the person's GitHub profile names, and the accounts with what each of them names."""
    rng = random.Random(f"links/{person.handle}")  # noqa: S311
    is_star = (person.archetype, person.specialisation, person.grade) == _STAR
    github = f"https://github.com/{person.handle}"
    first = sorted(mine, key=lambda one: one.site not in _CAN_LINK) if is_star else mine  # GitHub has room for six
    told = tuple(one.url for one in first if is_star or rng.random() < _NAMED)[:6]
    pages = [one for one in mine if one.site == "web"]
    linked = []
    for one in mine:
        links: list[str] = []
        if one.site in _CAN_LINK and (is_star or rng.random() < _NAMES_BACK):
            links.append(github)
        if one.site == "web":
            links += [other.url for other in mine if other.site != "web" and (is_star or rng.random() < _NAMED)]
        elif one.site in _CAN_LINK and pages and rng.random() < 0.5:
            links.append(pages[0].url)
        linked.append(replace(one, links=tuple(links)))
    return told, linked


def _with_mistakes(named: list[Presence], github: dict[str, tuple[str, ...]], people: list[Person]) -> Community:
    """The same with what goes wrong on the web: an account claimed by two, a link to a stranger, a page of a whole group."""
    rng = random.Random("mistakes")  # noqa: S311
    faces = [one for one in named if one.site == "huggingface" and one.person.grade > 1]
    if len(faces) >= 4:
        claimed, stranger = faces[0], faces[1]
        others = [one for one in people if one not in (claimed.person, stranger.person)]
        thief, careless = rng.sample(others, 2)
        github[thief.handle] += (claimed.url,)  # two profiles name one account
        pages = [place for place, one in enumerate(named) if one.site == "web" and one.person is careless]
        for place in pages:
            named[place] = replace(named[place], links=(*named[place].links, stranger.url))
        github[careless.handle] += (stranger.url,)
    hub, members = "lab.example", tuple(one.handle for one in people[:3])
    for handle in members:
        github[handle] += (f"https://{hub}/",)  # the page of their group, which names them all
    return Community(presences=tuple(named), github=github, hubs={hub: members})
