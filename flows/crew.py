"""Who does the work of a run: this process, or processes of Dask here or on other machines.

Dask is asked below a step, not by Prefect's own runner for it: that one starts a Prefect task in every worker, which then must reach Prefect's
server and have its key; that server answers this machine alone. Workers get an order and answer with ids.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sourcing.errors import EnvironmentFault

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

Part = TypeVar("Part")
Came = TypeVar("Came")
_AHEAD = 2  # parts in hand or in line for each worker
_PATIENCE = 60  # seconds for a first worker


class Crew:
    """The workers that the setting `dask` names, started or met when there is first something to do. Errors: EnvironmentFault.

    `patience` are the seconds that a first worker may take.
    """

    def __init__(self, dask: str | None = None, *, scratch: Path = Path(), patience: float = _PATIENCE) -> None:
        self._dask, self._scratch, self._patience = dask, scratch, patience
        self._open = ExitStack()
        self._client: Client | None = None

    @property
    def is_here(self) -> bool:
        """Whether this process does all of the work."""
        return self._dask is None

    def map(self, work: Callable[[Part], Came], parts: Iterable[Part]) -> Iterator[Came]:
        """What came of each part, in order; a part is taken when a worker will soon be free for it.

        A part whose worker is killed is given to another. Errors: those of the work, EnvironmentFault.
        """
        waiting: deque[Future[Came]] = deque()
        most = 0
        for part in parts:
            client = self._met()
            most = most or _AHEAD * max(1, sum(client.nthreads().values()))
            waiting.append(client.submit(work, part, pure=False))
            if len(waiting) >= most:
                yield _came(waiting.popleft())
        while waiting:
            yield _came(waiting.popleft())

    def start(self) -> int:
        """How many workers there are, started or met now."""
        return len(self._met().nthreads())

    def close(self) -> None:
        """Ends what was started here; workers elsewhere are let go."""
        self._open.close()
        self._client = None

    def _met(self) -> Client:
        if self._client is None:
            try:
                self._client = self._started()
            except ImportError as cause:
                raise EnvironmentFault(
                    "the setting `dask` needs a library that is not here", remedy="install the extra `scale`"
                ) from cause
            except (OSError, TimeoutError) as cause:
                raise EnvironmentFault(
                    f"no worker at {self._dask} within {self._patience:g} s",
                    remedy="start the scheduler and a worker first",
                ) from cause
        return self._client

    def _started(self) -> Client:
        from distributed import Client

        where = str(self._dask)
        if where.startswith("local:"):
            cluster = _workers_here(int(where.removeprefix("local:")), self._scratch / "dask")
            client = Client(self._open.enter_context(cluster))
        else:
            client = Client(where, timeout=self._patience)
        self._open.enter_context(client)
        client.wait_for_workers(1, timeout=self._patience)
        return client


def _workers_here(count: int, scratch: Path) -> LocalCluster:
    """Workers on this machine. Nobody reads Dask's profile of them, for which it would look at their work a hundred times a second."""
    from dask import config
    from distributed import LocalCluster, Security

    with config.set({"distributed.worker.profile.enabled": False}):
        return LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            security=Security.temporary(),  # another user of this machine could have code run by them otherwise
            silence_logs=logging.CRITICAL,
            local_directory=str(scratch),
        )


def _came(future: Future[Came]) -> Came:
    """What came of one part, forgotten by the workers. Errors: those of the work, EnvironmentFault where workers died of it."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        return future.result()
    except (KilledWorker, FutureCancelledError) as cause:
        raise EnvironmentFault(
            f"workers ended while they worked: {cause}", remedy="give them more memory, then run the same command again"
        ) from cause
    finally:
        future.release()
