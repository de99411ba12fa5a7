"""The flows that a schedule runs, each in a process of its own on this machine or where a team's worker is.

Prefect keeps their parameters: roles and numbers, nothing else.
"""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Callable
from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow
from prefect.states import Completed
from pydantic import AfterValidator, Field
from rich.console import Console

from flows.engine import leave, walk
from flows.legal.sign_off import check_signed
from flows.log import JsonLog, Logged, log_as_json
from flows.options import ROLES
from flows.progress import Lines, Progress
from flows.rank import publish_all
from flows.rights.erase import expire
from flows.schedule.jobs import COMPACT, PUBLISH, RETENTION, SEARCH, role_names
from flows.schedule.notify import send
from flows.schedule.turn import later_one, telling, turn
from flows.search import Search, take_site_secrets
from flows.search import search as search_for
from flows.upkeep.compact import KEEP, make_small
from ranking.role import find_role
from sourcing.settings import load_settings, take_token
from warehouse.rights.retention import due

_KNOWN = role_names(load_settings())
_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


def _known(role: str) -> str:
    """A role by its name alone, never a path."""
    if role not in _KNOWN:
        raise ValueError(f"there is no role {role!r}; known: {', '.join(_KNOWN)}")
    return role


RoleName = Annotated[
    str, AfterValidator(_known), Field(description="Whom to look for.", json_schema_extra={"enum": [*_KNOWN]})
]
Budget = Annotated[
    int, Field(ge=1, description="Points and requests that GitHub may be asked for; none: all there are.")
]
Depth = Annotated[int, Field(ge=0, description="Read the repositories of the first N people whole, over Git.")]
Sites = Annotated[bool, Field(description="Whether to follow people to the community sites they name.")]


def tell_failure(_: Flow[Any, Any], run: FlowRun, state: State[Any]) -> None:
    """Sends out that a run failed, or that its process ended."""
    says = (state.message or "").removeprefix("Flow run encountered an exception: ")
    send(
        load_settings().schedule.notify,
        f"sourcing: {run.name} {(state.name or state.type.value).lower()}",
        f"{says}\nWhat was held before is untouched; the next run goes on where this one stopped.",
        progress=_voice(),
    )


def _voice() -> Progress:
    settings = load_settings()
    if settings.log_format == "json":
        log_as_json("schedule", home=settings.home)
    return Logged(sys.stderr) if isinstance(sys.stderr, JsonLog) else Lines(Console(stderr=True))


def _end_with_parent() -> None:
    """Asks the system to end this run when the schedule that started it is killed, so that nothing of it goes on."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_WITH_PARENT, signal.SIGTERM)


def _unless_later(work: Callable[[], None]) -> State[Any] | None:
    """Does the work, or leaves it to a later run of the same that is due already: a night slept through is not done twice."""
    _end_with_parent()
    with telling():
        if later := later_one():
            return Completed(name="Skipped", message=f"the run due at {later:%Y-%m-%d %H:%M} UTC does its work")
        work()
    return None


def _search(role: str, *, budget: int | None, depth: int, sites: bool) -> None:
    settings, token, secrets, progress = load_settings(), take_token(), take_site_secrets(), _voice()
    spec = find_role(role, folder=ROLES)
    asked = Search(role=spec, token=token, secrets=secrets, budget=budget, depth=depth, sites=sites)
    with turn(settings, token=token, progress=progress) as house:
        with house.warehouse() as warehouse:
            check_signed(warehouse, settings)
        report = search_for(house, asked, execute=walk)
        digest = leave(house, spec.spec.name, report)
    send(settings.schedule.notify, digest.subject, digest.body, progress=progress)


def _retention() -> None:
    with turn(load_settings(), progress=_voice()) as house:
        with house.warehouse() as warehouse:
            whom = due(warehouse, now=house.clock)
        expire(house, whom)


def _compact() -> None:
    with turn(load_settings(), progress=_voice()) as house:
        make_small(house, keep=KEEP)


def _publish() -> None:
    with turn(load_settings(), progress=_voice()) as house:
        publish_all(house)


_HOW: dict[str, Any] = {
    "persist_result": False,
    "log_prints": False,
    "on_failure": [tell_failure],
    "on_crashed": [tell_failure],
}


@flow(name=SEARCH, flow_run_name="search for {role}", **_HOW)
def search(role: RoleName, budget: Budget | None = None, depth: Depth = 0, sites: Sites = True) -> State[Any] | None:
    """Finds, reads and ranks people for a role, updates the shared file, and sends its digest out."""
    return _unless_later(lambda: _search(role, budget=budget, depth=depth, sites=sites))


@flow(name=RETENTION, flow_run_name=RETENTION, **_HOW)
def retention() -> State[Any] | None:
    """Erases everybody whose time is over or who was not told in time."""
    return _unless_later(_retention)


@flow(name=COMPACT, flow_run_name=COMPACT, **_HOW)
def compact() -> State[Any] | None:
    """Drops former shortlists and what only they need, and writes the databases anew."""
    return _unless_later(_compact)


@flow(name=PUBLISH, flow_run_name=PUBLISH, **_HOW)
def publish() -> State[Any] | None:
    """Updates the shared file."""
    return _unless_later(_publish)
