"""A warehouse whose write-ahead log cannot be replayed: the log is set aside, said loudly, and what has landed is loaded again."""

from __future__ import annotations

from flows.extract import extract_batch, newest_batches
from flows.house import House
from flows.rank import load_all, publish_all
from sourcing.errors import ReplayError
from warehouse.aside import set_log_aside


def replay(house: House) -> None:
    """Brings what a killed process wrote last into the warehouse, or does without it. Errors: WarehouseError, LandingError, HomeError."""
    try:
        with house.warehouse():
            pass  # to open it replays its log
    except ReplayError as cause:
        kept = set_log_aside(house.home.warehouse)
        house.progress.note(f"WARNING: {cause.message}")
        house.progress.note(f"WARNING: that log is set aside as {kept}; what has landed is loaded again")
        _load_again(house, kept.name)
        house.progress.note(
            "WARNING: what was decided, noted or asked for in the command that was killed has to be given again; "
            "`sourcing audit show` has the acts that are held, and `sourcing rank ROLE` ranks again"
        )


def _load_again(house: House, log: str) -> None:
    pairs = [pair for batch in newest_batches(house) for pair in extract_batch(house, batch)]
    load_all(house, pairs)
    with house.warehouse() as warehouse, warehouse.transaction():
        house.note(warehouse, "log set aside", log=log)
    publish_all(house)
