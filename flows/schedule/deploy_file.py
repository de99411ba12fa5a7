"""prefect.yaml: the jobs of a timetable for workers of a team's own Prefect server."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from flows.schedule.jobs import Job
from sourcing.home import Home
from sourcing.whole_file import write_whole

POOL = "sourcing"
_HEAD = "# Made by `sourcing schedule --write` from [schedule] in sourcing.toml: change it there, and write it anew.\n"


def write_deployments(path: Path, jobs: Sequence[Job], *, home: Home) -> None:
    """Writes prefect.yaml for workers that have this folder at the same place. Errors: HomeError."""
    told = deployments(jobs, folder=Path.cwd(), home=home)
    write_whole(path, (_HEAD + yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)).encode())


def deployments(jobs: Sequence[Job], *, folder: Path, home: Home) -> dict[str, Any]:
    """What prefect.yaml says: a worker goes to the folder of sourcing.toml, and runs each flow by its module."""
    return {
        "name": POOL,
        "prefect-version": version("prefect"),
        "pull": [{"prefect.deployments.steps.set_working_directory": {"directory": str(folder)}}],
        "deployments": [
            {
                "name": job.name,
                "description": job.says,
                "tags": ["sourcing"],
                "entrypoint": f"flows.schedule.nightly.{job.flow}",
                "parameters": job.parameters,
                "schedules": [{"cron": job.cron, "timezone": job.timezone, "slug": job.name}],
                "work_pool": {"name": POOL, "job_variables": {"env": {"SOURCING_HOME": str(home.root)}}},
            }
            for job in jobs
        ],
    }
