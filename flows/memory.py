"""What is remembered of texts from night to night, cleaned texts and vectors, made no more than what the people held are read by."""

from __future__ import annotations

from collections.abc import Iterator

from flows.held_people import WHOLE
from flows.house import House
from ranking.encoder import model_folder, text_hash, weights_hash
from ranking.role import parse_role
from ranking.shortlist import texts_encoded
from ranking.texts.recall import remembering
from sourcing.errors import ModelError, RoleError
from warehouse.accounts.suppress import Suppressed
from warehouse.compact import keep_vectors, roles_ranked
from warehouse.connection import Warehouse
from warehouse.profiles import count_people, each_profile, profiles


def keep_cleaned_texts(house: House, warehouse: Warehouse) -> None:
    """Lets go of the cleaned texts of whoever is to be left alone since they were written. Errors: HomeError."""
    left_alone = Suppressed.of(warehouse, salt=house.salt)
    house.cleaned_texts.keep_only(left_alone, lambda: each_profile(warehouse, now=house.clock))


def keep_needed_vectors(house: House, warehouse: Warehouse) -> None:
    """Lets go of every vector but those that the ranked roles read of the people held; all where that is quicker made anew.

    Errors: HomeError, WarehouseError.
    """
    keep_cleaned_texts(house, warehouse)
    house.cleaned_texts.open(Suppressed.of(warehouse, salt=house.salt))
    try:
        model = weights_hash(model_folder(house.settings.model))
        hashes = {text_hash(text) for text in _read(house, warehouse)}
    except (ModelError, RoleError):  # a role of another version, or a model that went
        model, hashes = "", set[str]()
    keep_vectors(warehouse, hashes, model=model)


def _read(house: House, warehouse: Warehouse) -> Iterator[str]:
    """The texts that rankings encode; none where many people are held or nothing of them is cleaned."""
    if not len(house.cleaned_texts) or count_people(warehouse, now=house.clock) > WHOLE:
        return
    people = profiles(warehouse, now=house.clock)
    with remembering(house.cleaned_texts):
        for role in roles_ranked(warehouse):
            yield from texts_encoded(people, parse_role(role, where="a stored shortlist").spec)
