"""Whether what people declare of themselves meets a role's conditions: yes, no or unknown. No part of any score.

Only declarations are read, and only for a role that asks. What is not declared or not understood is unknown, and unknown
excludes nobody.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, field_validator

from ranking.conditions import time_zones
from ranking.conditions.gazetteer import Place, gazetteer
from ranking.conditions.location import Reading, read
from sourcing.profiles import Checked, Declared
from sourcing.records import Eligible

FAR_LARGER = 3.0  # times the people of all others of its name, from which a city is the one that is meant
FAR_LARGER_AREA = 10.0  # the same of countries and regions, none of which is obscure
LARGE_CITY = 100_000  # people of a city that is not overlooked beside an area of its name
NEAR_KM, FAR_KM = 30.0, 100.0  # from the middle of a city: within it, and no more near it
_KNOWN = """
    Afrikaans Albanian Amharic Arabic Armenian Azerbaijani Basque Belarusian Bengali Bosnian Bulgarian Burmese Cantonese
    Catalan Chinese Croatian Czech Danish Dutch English Estonian Finnish French Galician Georgian German Greek Gujarati
    Hebrew Hindi Hungarian Icelandic Indonesian Irish Italian Japanese Kannada Kazakh Khmer Korean Lao Latvian Lithuanian
    Luxembourgish Macedonian Malay Malayalam Maltese Mandarin Marathi Mongolian Nepali Norwegian Persian Polish Portuguese
    Punjabi Romanian Russian Serbian Sinhala Slovak Slovenian Somali Spanish Swahili Swedish Tagalog Tamil Telugu Thai
    Turkish Ukrainian Urdu Uzbek Vietnamese Welsh
"""
LANGUAGES = tuple(_KNOWN.split())


class Eligibility(BaseModel):
    """Conditions that people declare themselves; unknown never excludes.

    `time_zones`: any of them will do, each an IANA name ("Europe/Berlin": the same clock) or a window of offsets
    ("UTC-1..UTC+3"). `places`: any of them will do, each a country, region or city. `languages`: each is wanted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_zones: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether there is any condition."""
        return bool(self.time_zones or self.places or self.languages)

    @field_validator("time_zones")
    @classmethod
    def _zones(cls, written: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(time_zones.normal(one) for one in written))

    @field_validator("places")
    @classmethod
    def _places(cls, written: tuple[str, ...]) -> tuple[str, ...]:
        for one in written:
            meant(one)
        return tuple(dict.fromkeys(written))

    @field_validator("languages")
    @classmethod
    def _languages(cls, written: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_language(one) for one in written))


def meant(written: str) -> Place:
    """The place that a role asks for. Errors: ValueError where it is unknown, with the nearest, or more than one."""
    found = read(written)
    if len(found.places) != 1 or not found.is_whole:
        near = difflib.get_close_matches(written, gazetteer().words, n=1, cutoff=0.6)
        hint = f"nearest: {near[0]!r}" if near else "name a country, a region or a city"
        raise ValueError(f"unknown place {written!r} ({hint})")
    main, *others = sorted(found.places[0], key=lambda one: (-one.people, one.name))
    if not is_meant(main, others):
        names = [gazetteer().letters(one) if one.name == written else one.name for one in (main, *others[:2])]
        raise ValueError(f"place {written!r} is more than one: write {' or '.join(map(repr, names))}")
    return main


def _language(written: str) -> str:
    known = {name.casefold(): name for name in LANGUAGES}
    wanted = written.strip().casefold()
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.8)
    if near or not wanted:
        raise ValueError(f"unknown language {written!r}" + (f" (nearest: {known[near[0]]!r})" if near else ""))
    return written.strip()


def check(
    people: Iterable[str], asked: Eligibility, *, declared: Mapping[str, Declared], year: int
) -> Iterator[Checked]:
    """Each condition of a role for each person, in the order given; daylight saving is that of `year`."""
    wanted = [meant(one) for one in asked.places]
    nothing = Declared(person_id="", locations=())
    for person in people:
        said = declared.get(person, nothing)
        if asked.time_zones:
            answer, why = _of_places(
                said.locations,
                lambda place: time_zones.fits(place.zones, asked.time_zones, year=year),
                lambda place: time_zones.clocks(place.zones, year=year),
            )
            yield Checked(
                person_id=person, condition=f"time zone: {' or '.join(asked.time_zones)}", answer=answer, says=why
            )
        if wanted:
            answer, why = _of_places(said.locations, lambda place: _lies_in(place, wanted), lambda _: "")
            yield Checked(person_id=person, condition=f"place: {' or '.join(asked.places)}", answer=answer, says=why)
        for language in asked.languages:
            answer, why = _spoken(said.languages, language)
            yield Checked(person_id=person, condition=f"language: {language}", answer=answer, says=why)


def _spoken(declared: Sequence[str], language: str) -> tuple[Eligible, str]:
    """Yes where the language is declared; who declares others may speak it too."""
    if language in declared:
        return Eligible.YES, f"declares {language}"
    return Eligible.UNKNOWN, f"declares {', '.join(declared)}" if declared else "declares no language"


def _of_places(
    locations: Sequence[str], judge: Callable[[Place], Eligible], say: Callable[[Place], str]
) -> tuple[Eligible, str]:
    """What all the places that somebody declares agree on, and the words it rests on.

    Beside what was not understood a no is unknown.
    """
    if not locations:
        return Eligible.UNKNOWN, "declares no place"
    readings = [read(one) for one in locations]
    answers = {_of_name(meanings, judge) for one in readings for meanings in one.places}
    if Eligible.NO in answers and not all(one.is_whole and one.places for one in readings):
        answers.add(Eligible.UNKNOWN)
    answer = answers.pop() if len(answers) == 1 else Eligible.UNKNOWN
    return answer, "; ".join(_words(text, reading, say) for text, reading in zip(locations, readings, strict=True))


def _words(text: str, reading: Reading, say: Callable[[Place], str]) -> str:
    """`says “Berlin / Kyiv”: Berlin, Germany (UTC+1, in summer UTC+2); Kyiv …`; which place a name means, or that it is open."""
    told = []
    for meanings in reading.places:
        main = max(meanings, key=lambda one: (one.people, one.name))
        more = f" ({said})" if (said := say(main)) else ""
        others = [one for one in meanings if one is not main]
        other = max(others, key=lambda one: (one.people, one.name), default=None)
        told.append(f"{main.name}{more}" + (f", or {other.name}" if other and not is_meant(main, others) else ""))
    return f"says “{text}”: {' and '.join(told) or 'no place that is known'}"


def is_meant(main: Place, others: Sequence[Place]) -> bool:
    """Whether a name means this place although there are others: all of its kind, and far smaller together."""
    far = FAR_LARGER if main.is_city else FAR_LARGER_AREA
    is_apart = any(one.is_city is not main.is_city and one.people >= LARGE_CITY for one in others)
    return not is_apart and main.people >= far * sum(one.people for one in others)


def _of_name(meanings: Sequence[Place], judge: Callable[[Place], Eligible]) -> Eligible:
    """What holds of a name: of the place that is far larger than the others, else what all of them agree on.

    An area and a large city of the same name are two places, however large the area is.
    """
    areas = [one for one in meanings if not one.is_city]
    cities = [one for one in meanings if one.is_city]
    if areas:
        cities = cities if sum(one.people for one in cities) >= LARGE_CITY else []
    answers = {_weighed(areas, judge, FAR_LARGER_AREA), _weighed(cities, judge, FAR_LARGER)} - {None}
    return answers.pop() or Eligible.UNKNOWN if len(answers) == 1 else Eligible.UNKNOWN


def _weighed(places: Sequence[Place], judge: Callable[[Place], Eligible], far: float) -> Eligible | None:
    """The answer of the places in which far more people live than in those with another; None where there are no places."""
    people = dict.fromkeys(Eligible, 0)
    for place in places:
        people[judge(place)] += max(1, place.people)
    total = sum(people.values())
    most = max(Eligible, key=lambda one: people[one])
    return (most if people[most] >= far * (total - people[most]) else Eligible.UNKNOWN) if places else None


def _lies_in(place: Place, asked: Sequence[Place]) -> Eligible:
    """Whether a place is one of those asked for or lies in one; unknown where it only might."""
    answers = {_is_in(place, one) for one in asked}
    return next((one for one in (Eligible.YES, Eligible.UNKNOWN) if one in answers), Eligible.NO)


def _is_in(place: Place, asked: Place) -> Eligible:
    if not place.countries & asked.countries:
        return Eligible.NO
    if asked.at:
        if place.at:
            away = _kilometres(place.at, asked.at)
            return Eligible.YES if away <= NEAR_KM else Eligible.NO if away > FAR_KM else Eligible.UNKNOWN
        return Eligible.NO if place.region not in (None, asked.region) else Eligible.UNKNOWN
    if asked.region is None:
        return Eligible.YES if place.countries <= asked.countries else Eligible.UNKNOWN
    if place.region is None:
        return Eligible.UNKNOWN
    return Eligible.YES if place.region == asked.region else Eligible.NO


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance of two points given in degrees."""
    (north, east), (far_north, far_east) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = (
        math.sin((far_north - north) / 2) ** 2
        + math.cos(north) * math.cos(far_north) * math.sin((far_east - east) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, half)))
