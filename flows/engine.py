"""The same calls as a Prefect flow: runs and batches to be seen, nothing that correctness hangs on.

Prefect reads its settings when it is imported, so it is imported here, after the home is known. It is told numbers of
batches and counts, never a path, a name or an address, for parameters and results lie in its database.
"""

from __future__ import annotations

from collections.abc import Callable

from flows.artifacts import tell_changes
from flows.pipeline import Pipeline, Report
from flows.server import server


def run_with_prefect(pipeline: Pipeline) -> Report:
    """The report of a run made as the Prefect flow `sourcing`. Errors: those of the steps, and EnvironmentFault."""
    with server(pipeline.house.home, seconds=pipeline.house.settings.prefect_seconds):
        from prefect import flow

        flow(name="sourcing", log_prints=False, persist_result=False)(walk(pipeline))()
    return pipeline.report


def walk(pipeline: Pipeline) -> Callable[[], None]:
    """A run's steps as Prefect tasks, to be called within a flow."""
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

    def sourcing() -> None:
        for batch in range(discover()):
            collect(batch)
        if pipeline.crawl:
            seek()
            while visit():
                if pipeline.are_first_names_due():
                    finish(follows=False)
        finish(follows=bool(pipeline.visited))
        if pipeline.role:
            tell_changes(pipeline.house.home, pipeline.role.spec.name)

    def finish(*, follows: bool) -> None:
        for batch in range(pipeline.gather()):
            extract(batch)
        load()
        if follows:
            follow()
        rank()
        publish()

    return sourcing
