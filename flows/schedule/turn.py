"""A scheduled run's turn: it waits for the writer's lock and for the token, and steps aside for a later one that is due."""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.concurrency.sync import concurrency
from prefect.runtime import deployment, flow_run
from pydantic import SecretStr

from flows.house import House
from flows.opening import when_free
from flows.progress import Progress
from sourcing.errors import LockedError, SourceError, SourcingError
from sourcing.home import Home
from sourcing.settings import Settings

PREFIX = "sourcing-"  # of the names of our concurrency limits


class Stopped(Exception):
    """A run that ended early, in words that Prefect may keep: no account, no name."""


@contextmanager
def telling() -> Iterator[None]:
    """A block whose failures reach Prefect in words it may keep, and this process's log in full. Errors: Stopped."""
    with ExitStack() as stack:
        stack.push(_retell)
        yield


def _retell(_kind: type[BaseException] | None, failure: BaseException | None, _trace: object) -> bool:
    if not isinstance(failure, Exception):
        return False
    is_ours = isinstance(failure, SourcingError)
    traceback.print_exception(failure, limit=0 if is_ours else None, chain=not is_ours, file=sys.stderr)
    is_plain = is_ours and not isinstance(failure, SourceError)
    raise Stopped(str(failure) if is_plain else f"{type(failure).__name__}; the log of the run says more") from None


def later_one() -> datetime | None:
    """When a later run of the same deployment was due that still waits: it does what this one would. None where there is none."""
    if deployment.id is None:
        return None
    mine = flow_run.scheduled_start_time
    asked = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment.id]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate(
            {"after_": mine, "before_": datetime.now(UTC)}
        ),
    )
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(flow_run_filter=asked, limit=200)
    due = [run.expected_start_time for run in found if run.auto_scheduled and run.expected_start_time]
    return max((at for at in due if at > mine), default=None)


@contextmanager
def turn(settings: Settings, *, token: SecretStr | None = None, progress: Progress) -> Iterator[House]:
    """The home, once nobody else writes it or asks with the same token. Errors: LockedError after `wait_minutes`, HomeError."""
    home = Home(settings.home)
    home.prepare()
    names = [_limit("home", home.salt(settings.salt)), *([_limit("token", _bytes(token))] if token else [])]
    with get_client(sync_client=True) as client:
        for name in names:
            client.upsert_global_concurrency_limit_by_name(name, 1)
    seconds = 60.0 * settings.schedule.wait_minutes
    with ExitStack() as stack:
        try:
            stack.enter_context(concurrency(names, timeout_seconds=seconds or 1, raise_on_lease_renewal_failure=False))
        except TimeoutError as cause:
            raise LockedError(
                f"another run held this home or its token for {settings.schedule.wait_minutes} minutes",
                remedy="look at it on Prefect's page, or give schedule.wait_minutes more",
            ) from cause
        yield stack.enter_context(when_free(settings, progress=progress, seconds=seconds))


def _limit(what: str, secret: bytes) -> str:
    """The name of a limit that tells nothing of what it stands for."""
    return f"{PREFIX}{what}-{hashlib.sha256(b'limit' + secret).hexdigest()[:12]}"


def _bytes(token: SecretStr) -> bytes:
    return token.get_secret_value().encode()
