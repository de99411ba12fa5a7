"""The people of the invented world. Every name, handle and address is made up."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sourcing.sandbox.vocabulary import listed
from sourcing.sandbox.world import ARCHETYPES, SPECIALISATIONS, Person

_GIVEN = listed(
    "Tavike Linorae Mirjaleen Keshu Amarint Odwen Sunetra Belkiro Yaruna Ferox Nandivo Ilsabe Chidero Runavik Zohane "
    "Emberto Kaliska Weneda Pashto Ivorne Lumeka Darjun Séveline Hakuri Torvald Anoushi Bram Quetzin Ngaire Olvido "
    "Shirin Vasko Ayomi Jorund Marisel Tendeko Ximora Łucjana Ødger Çelina Rhosyn Kibwen Parvel Nerisa Godwyn Sanoja "
    "Ulvira Isandro Yevka Bashiro"
)
_FAMILY = listed(
    "Okonmere Vashtani Duvonsk Amarwal Thistlebrook Nakamiro Ferreloux Abimbura Skjeldal Raghuneth Monteluz Kowarczyn "
    "Oyelaran Brandeluk Zemlyanko Hautakoru Quispealta Tanuwidja Mbekiso Lindqvara Pereirinho Achterdam Wirasena "
    "Karimovel Dlaminesi O'Farrowen Szentkira Bhattarel Yamadori Castelmaur Ndiayedo Halvorset Rostamiel Vukasić "
    "Guðnadal Tembolani Arslanwood Mukherjol Senanayo Delacruzón Eriksvoll Park-Osei Hoangtran Adeyinkah Blomquira "
    "Salvatoru Petrossyn Chukwudel Ishigawara Morvanec"
)
# Three write their names in other scripts; the handle is what Latin letters make of it.
_SCRIPTS = {9: ("Велмира Остоянка", "velmira"), 22: ("ナミカ・トウセン", "namika"), 37: ("ميرالة سندوان", "mirala")}
_OFFSETS = ("+0000", "+0100", "+0200", "+0330", "+0530", "+0900", "-0300", "-0500", "-0800", "+1200", "+0800", "+0300")
_FOLDED = str.maketrans("łøçéćðóŁØÇ'", "locecdoLOC-")
_DORMANT = (1, 8, 12)  # cells whose second person has written nothing for years
# Who sits at this place of its cell: how much there is to find.
GRADES = (3, 2, 1)


def engineers(rng: random.Random) -> tuple[Person, ...]:
    """Three people for each of the fifteen cells: one strong, one solid, one with little to show; in cell order."""
    given, family = list(_GIVEN), list(_FAMILY)
    rng.shuffle(given)
    rng.shuffle(family)
    cells = [(archetype, special) for archetype in ARCHETYPES for special in SPECIALISATIONS]
    people = []
    for cell, (archetype, special) in enumerate(cells):
        for seat, grade in enumerate(GRADES):
            place = cell * len(GRADES) + seat
            name = f"{given[place]} {family[place]}"
            handle = f"{given[place].translate(_FOLDED).lower()}-sbx"
            if place in _SCRIPTS:
                name, handle = _SCRIPTS[place][0], f"{_SCRIPTS[place][1]}-sbx"
            people.append(_engineer(rng, name, handle, cell=(archetype, special), grade=grade, place=place))
    return tuple(people)


def _engineer(rng: random.Random, name: str, handle: str, *, cell: tuple[str, str], grade: int, place: int) -> Person:
    first = date({3: 2019, 2: 2020, 1: 2023}[grade] + rng.randint(0, 2), rng.randint(1, 12), rng.randint(1, 28))
    last = date(2026, rng.randint(7, 10), rng.randint(1, 20))
    traits = set()
    if grade == 1:
        last = min(last, first + timedelta(days=rng.randint(300, 700)))
    elif grade == 2 and place // len(GRADES) in _DORMANT:
        traits.add("dormant")
        last = max(date(2023, 3, 1), first + timedelta(days=300))
    styles = {
        3: ("conventional", "imperative", "ticket"),
        2: ("conventional", "imperative", "plain", "ticket", "sloppy"),
    }
    traits.add(f"{rng.choice(styles.get(grade, ('plain', 'sloppy')))}-commits")
    emails = _emails(rng, handle, place)
    if len(emails) > 1:
        traits.add("two-addresses")
    return Person(
        handle=handle,
        name=name,
        emails=emails,
        kind="engineer",
        archetype=cell[0],
        specialisation=cell[1],
        grade=grade,
        traits=frozenset(traits),
        utc_offset=rng.choice(_OFFSETS),
        active_from=first,
        active_to=last,
    )


def _emails(rng: random.Random, handle: str, place: int) -> tuple[str, ...]:
    """One or two addresses: a mailbox of one's own, one at work, or the forge's with or without the account's id."""
    number = 900_000_000 + rng.randint(0, 99_999_999)
    local = handle.removesuffix("-sbx")
    own = f"{local}@{rng.choice(('post', 'mail', 'brief', 'correo'))}.example"
    work = f"{local}@{rng.choice(('lab', 'works', 'team'))}.example.org"
    hidden = f"{number}+{handle}@users.noreply.github.com"
    kinds = ((own,), (hidden,), (work, hidden), (own, work), (f"{handle}@users.noreply.github.com",), (own,))
    return kinds[place % len(kinds)]


def extra(
    handle: str,
    name: str,
    *traits: str,
    years: tuple[int, int] = (2021, 2026),
    style: str = "plain",
    grade: int = 0,
) -> Person:
    """Somebody beside the cells: noise, a trap, another trade; with a grade, a developer of model platforms."""
    return Person(
        handle=f"{handle}-sbx",
        name=name,
        emails=(f"{handle}@brief.example",),
        kind="engineer",
        archetype="developer" if grade else None,
        specialisation="mlops" if grade else None,
        grade=grade,
        traits=frozenset((*traits, f"{style}-commits")),
        utc_offset=_OFFSETS[len(handle + name) % len(_OFFSETS)],
        active_from=date(years[0], 2, 3),
        active_to=date(years[1], 9, 20),
    )


def bot(handle: str, number: int) -> Person:
    """A machine account, named as machine accounts are: `[bot]`, with an address nobody reads."""
    return Person(
        handle=f"{handle}-sbx[bot]",
        name=f"{handle}-sbx[bot]",
        emails=(f"{number}+{handle}-sbx[bot]@users.noreply.github.com",),
        kind="bot",
        archetype=None,
        specialisation=None,
        grade=0,
        traits=frozenset({"bot"}),
        utc_offset="+0000",
        active_from=date(2019, 1, 1),
        active_to=date(2026, 10, 31),
    )
