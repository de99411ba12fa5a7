"""The same calls as a Prefect flow: runs and batches to be seen, nothing that correctness hangs on.

Prefect reads its settings when it is imported, so it is imported here, after the home is known. It is told numbers of
batches and counts, never a path, a name or an address, for parameters and results lie in its database.
"""

from __future__ import annotations

import os
from dataclasses import replace

from flows.artifacts import leave_artifacts
from flows.digest import Digest, digest_of
from flows.house import House
from flows.pipeline import Pipeline, Report
from flows.server import server
from sourcing.errors import EnvironmentFault
from warehouse.connection import open_published


def run_with_prefect(pipeline: Pipeline) -> Report:
    """The report of a run made as the Prefect flow `sourcing`. Errors: those of the steps, and EnvironmentFault."""
    with server(pipeline.house.home, seconds=pipeline.house.settings.prefect_seconds):
        os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"  # what fails is told by us, in a line
        from httpx import HTTPError
        from prefect import flow

        is_done = False

        @flow(name="sourcing", log_prints=False, persist_result=False)
        def sourcing() -> None:
            nonlocal is_done
            walk(pipeline)
            is_done = True
            if pipeline.role:
                leave(pipeline.house, pipeline.role.spec.name, pipeline.report)

        try:
            sourcing()
        except HTTPError as cause:
            if not is_done:
                raise EnvironmentFault(
                    f"Prefect's server ended in the middle of the run ({cause})",
                    remedy="the same command goes on where this one was; --without-prefect does without a server",
                ) from cause
            pipeline.house.progress.note(f"Prefect's server ended: the run is done, but not on its page ({cause})")
    return pipeline.report


def leave(house: House, role: str, report: Report) -> Digest:
    """What a run came to, left on Prefect's page as well; to be called within a Prefect flow."""
    with open_published(house.home.published) as published:
        digest = digest_of(
            published, role, report, today=house.clock.date(), has_names=house.settings.schedule.digest_names
        )
        leave_artifacts(published, replace(digest, names={}))
    return digest


def walk(pipeline: Pipeline) -> Report:
    """The report of a run, each step of which is a Prefect task; to be called within a flow."""
    from prefect import task

    discover = task(name="discover", persist_result=False)(pipeline.discover)
    collect = task(name="collect", persist_result=False)(pipeline.collect)
    seek = task(name="seek", persist_result=False)(pipeline.seek)
    visit = task(name="visit", persist_result=False)(pipeline.visit)
    extract = task(name="extract", persist_result=False)(pipeline.extract)
    load = task(name="load", persist_result=False)(pipeline.load)
    follow = task(name="follow", persist_result=False)(pipeline.follow)
    rank = task(name="rank", persist_result=False)(pipeline.rank)
    publish = task(name="publish", persist_result=False)(pipeline.publish)

    def finish(*, follows: bool) -> None:
        for batch in range(pipeline.gather()):
            extract(batch)
        load()
        if follows:
            follow()
        rank()
        publish()

    for batch in range(discover()):
        collect(batch)
    if pipeline.crawl:
        seek()
        while visit():
            if pipeline.are_first_names_due():
                finish(follows=False)
    finish(follows=bool(pipeline.visited))
    return pipeline.report
