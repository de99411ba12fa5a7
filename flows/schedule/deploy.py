"""The jobs of a timetable as Prefect deployments: served from this machine, or written down for a team's own server."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flows.schedule.jobs import Job
from flows.search import take_site_secrets
from flows.server import Server, server
from sourcing.errors import EnvironmentFault
from sourcing.home import Home
from sourcing.settings import Settings, take_token

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, StateType
    from prefect.runner import Runner

TAG = "sourcing"


def serve(settings: Settings, jobs: Sequence[Job], *, port: int, say: Callable[[Server, bool], None]) -> None:
    """Serves the jobs one at a time until Ctrl-C or SIGTERM. Errors: EnvironmentFault.

    Says where its page is once it answers, and whether the block that is to be told is there. The credentials are handed to
    the runs, which take them at once, and never to Prefect's server.
    """
    home = Home(settings.home)
    home.prepare()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends it as Ctrl-C does, and its server with it
    token = take_token()
    secrets = {**take_site_secrets(), **({"GITHUB_TOKEN": token.get_secret_value()} if token else {})}
    with suppress(KeyboardInterrupt), server(home, seconds=settings.prefect_seconds, port=port, has_pages=True) as at:
        os.environ.update({**secrets, "SOURCING_HOME": str(home.root)})
        _serve(jobs, settings.schedule.notify, lambda is_told: say(at, is_told))


def _serve(jobs: Sequence[Job], notify: str | None, say: Callable[[bool], None]) -> None:
    from httpx import HTTPError
    from prefect.client.orchestration import get_client
    from prefect.runner import Runner

    runner = Runner(name=TAG, limit=1, pause_on_shutdown=False)
    try:
        with get_client(sync_client=True) as client:
            settle(client)
            keep_only(client, jobs)
            for job in jobs:
                made = runner.add_deployment(_deployment(job))
                catch_up(client, made, job)
            say(notify is None or has_block(client, notify))
    except HTTPError as cause:
        raise EnvironmentFault(
            f"Prefect's server did not take the schedule: {cause}", remedy="run again, or look at it on its page"
        ) from cause
    asyncio.run(_run(runner))


async def _run(runner: Runner) -> None:
    """Runs what is due until Ctrl-C or SIGTERM, which come to the same, also where a shell has Ctrl-C ignored."""
    work = asyncio.create_task(runner.start())

    def end(*_: object) -> None:
        work.get_loop().call_soon_threadsafe(work.cancel)

    runner.handle_sigterm = end  # type: ignore[method-assign]
    with suppress(asyncio.CancelledError):
        await work


def _deployment(job: Job) -> Any:
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.schedule import nightly

    return getattr(nightly, job.flow).to_deployment(
        name=job.name,
        schedule=Cron(job.cron, timezone=job.timezone, slug=job.name),
        parameters=job.parameters,
        description=job.says,
        tags=[TAG],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def has_block(client: SyncPrefectClient, notify: str) -> bool:
    """Whether the block of the setting `notify` was made."""
    from prefect.exceptions import ObjectNotFound

    kind, _, name = notify.partition("/")
    try:
        client.read_block_document_by_name(name, kind)
    except ObjectNotFound:
        return False
    return True


def settle(client: SyncPrefectClient) -> None:
    """Puts in order what a killed schedule left; to be called while nothing runs.

    Runs that were open are told to have crashed, what they held is free again, and those that are late go: `catch_up` makes
    up for them.
    """
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    from flows.schedule.turn import PREFIX

    for run in _runs(client, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING):
        client.set_flow_run_state(run.id, Crashed(message="its process was ended"), force=True)
    for run in _runs(client, StateType.SCHEDULED):
        client.delete_flow_run(run.id)
    for limit in client.read_global_concurrency_limits(limit=200):
        if limit.name.startswith(PREFIX):
            client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))


def _runs(client: SyncPrefectClient, *states: StateType, of: Any = None) -> list[FlowRun]:
    """The runs in these states that were due by now, of one deployment or of all, the last first; at most 200."""
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterDeploymentId,
        FlowRunFilterExpectedStartTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.sorting import FlowRunSort

    asked = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[of]) if of else None,
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[*states])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": datetime.now(UTC)}),
    )
    return client.read_flow_runs(flow_run_filter=asked, sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=200)


def keep_only(client: SyncPrefectClient, jobs: Sequence[Job]) -> None:
    """Takes away the deployments of an earlier timetable that this one has no more."""
    wanted = {job.name for job in jobs}
    for one in client.read_deployments(limit=200):
        if TAG in one.tags and one.name not in wanted:
            client.delete_deployment(one.id)


def catch_up(client: SyncPrefectClient, deployment: Any, job: Job) -> bool:
    """Whether the job was due while nothing was served, and is now run once for however often that was."""
    from prefect.client.schemas.objects import StateType

    ended = _runs(client, StateType.COMPLETED, StateType.FAILED, StateType.CANCELLED, of=deployment)
    since = ended[0].expected_start_time if ended else client.read_deployment(deployment).created
    if since is None or job.next(since, times=1)[0] > datetime.now(UTC):
        return False
    client.create_flow_run_from_deployment(deployment, name=f"{job.name}, caught up")
    return True
