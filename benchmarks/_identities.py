"""Invented identities, of many origins and scripts, and swaps of what makes them up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

NAMES = [
    "Ilse Waldbaum",
    "Bo Smitters",
    "Nkechi Okonjo-Whitfield",
    "Марфа Иванова",
    "김민서",
    "王小明",
    "Đorđe Łaskić",
    "Aoife O'Brannigan",
    "José María Peñalosa",
    "Ngọc Ánh Trần",
    "Þórdís Hrafnsdóttir",
    "Oluwaseun Adébáyọ̀",
    "Priya Raghunathan",
    "יעל ברנשטיין",
    "فاطمة الزهراء",
    "Ananya চট্টোপাধ্যায়",
    "Mehmet Yıldızoğlu",
    "Jean-Luc Desrochers",
    "Li Wu",
    "Kahurangi Ngāwhare",
    "Søren Kjærgaard",
    "Mary-Ann van der Velde",
    "สมชาย ใจดี",
    "Γεωργία Παπαδάκη",
    "D'Andre Washingtonne",
    "Xóchitl Tlaxcalteca",
    "Tariq ibn Rashidullah",
    "Wanjiru Kamauthi",
    "Zsófia Kőszeghy",
    "Hokuto Fujimorita",
]
HANDLES = "iwald, bosm1tters, nk-okonjo, marfa_i, xqz, minseo-dev, wangxm99, d0rdelas, Aoife-OB, jmpenalosa, k4hu, tariqir, zkoszeg, wkamau, hokutof"
PRONOUNS = ("She", "He", "They", "Xe")
SCHOOLS = [
    "MIT",
    "Stanford University",
    "University of Nairobi",
    "Indian Institute of Technology",
    "ETH Zürich",
    "Technische Universität Brelau",
    "Universidad de Costamar",
    "Millbrook College",
    "École Lumineuse",
    "東海大学",
]
EMPLOYERS = [
    "Google",
    "Millworks Labs",
    "Orchard Analytics GmbH",
    "Acme Corp",
    "Tencent",
    "Initrode",
    "Vandelay Holdings",
    "Brightwater Bank",
    "株式会社ミル",
    "Siemens",
]
PLACES = [
    "Lisbon",
    "Lagos",
    "São Paulo",
    "New Delhi",
    "Kenya",
    "Ho Chi Minh City",
    "Texas",
    "Kyiv",
    "Reykjavík",
    "Chengdu",
]
ZONES = (-480, -180, 0, 60, 330, 540, 765)  # minutes from UTC
ATTRIBUTES = ("name", "handle", "pronoun", "school", "employer", "place", "zone", "since", "followers", "photo")


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who somebody is; nothing of it says what they built."""

    name: str
    handle: str
    pronoun: str
    school: str
    employer: str
    place: str
    zone: int
    since: int  # year of the account
    followers: int
    photo: str

    @property
    def first(self) -> str:
        """The name by which others call them."""
        return self.name.split()[0]


def drawn(count: int, *, seed: int) -> list[Identity]:
    """So many identities, by seed; handles are unique."""
    rng = random.Random(seed)
    handles = HANDLES.split(", ")
    return [
        Identity(
            name=rng.choice(NAMES),
            handle=f"{rng.choice(handles)}{rng.choice(('', '-', '_'))}{'xyz'[seed % 3]}{number}",
            pronoun=rng.choice(PRONOUNS),
            school=rng.choice(SCHOOLS),
            employer=rng.choice(EMPLOYERS),
            place=rng.choice(PLACES),
            zone=rng.choice(ZONES),
            since=rng.randint(2008, 2026),
            followers=rng.randint(0, 90_000),
            photo=f"{rng.getrandbits(64):x}",
        )
        for number in range(count)
    ]


def swapped(people: Sequence[Identity], others: Sequence[Identity], *attributes: str) -> list[Identity]:
    """The same people with these attributes of the others."""
    return [
        replace(one, **{name: getattr(other, name) for name in attributes})
        for one, other in zip(people, others, strict=True)
    ]
