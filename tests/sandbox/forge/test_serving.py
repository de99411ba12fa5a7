"""A forge serves many at once, ends when it is told to, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sourcing.sandbox.forge import Forge, serving
from sourcing.sandbox.world import World
from tests.sandbox.forge.talking import get, post


def test_threads_get_the_answers_to_their_own_questions(small: Forge) -> None:
    repos = [repo for repo in small.hub.estate.public() if repo.store.head]
    jobs = [(repo.slug, file.entry.oid) for repo in repos for file in repo.store.files[:8]]

    def asked(job: tuple[str, str]) -> bool:
        slug, blob = job
        login = slug.partition("/")[0]
        sha = get(small, f"/repos/{slug}/git/blobs/{blob}").json["sha"]
        user = post(small, f'{{ user(login: "{login}") {{ login }} }}').json["data"]["user"]
        return bool(sha == blob and user["login"] == login)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(asked, jobs))
    assert sorted(one.number for one in small.log) == list(range(1, 2 * len(jobs) + 1))


def test_the_log_tells_every_exchange(small: Forge) -> None:
    get(small, "/users/no?x=1")
    heard = post(small, "{ viewer { login } }")
    first, second = small.log
    assert (first.number, first.kind, first.method, first.path) == (1, "rest", "GET", "/api/v3/users/no?x=1")
    assert (first.status, first.points, first.query, first.weather) == (404, 0, "", "")
    assert (second.kind, second.method, second.path, second.query) == ("graphql", "POST", "/api/graphql", "")
    assert second.bytes == len(heard.body) and second.at >= first.at
    post(small, "query Told { viewer { login } }")
    assert small.log[-1].query == "Told" and small.log[-1].points == 1


def test_it_ends_and_leaves_no_thread_no_process_and_no_copy(crowd: World) -> None:
    before = set(threading.enumerate())
    with serving(crowd) as forge:
        repo = next(repo for repo in forge.hub.estate.public() if repo.store.head)
        forge.hub.push(repo.slug, "x.txt", "x\n", repo.owner.login)
        assert get(forge, f"/repos/{repo.slug}/git/blobs/{repo.store.files[0].entry.oid}").status == 200
        copy = repo.store.path
        readers = list(forge.hub.estate.readers._open.values())
        assert readers and copy is not None and copy.is_dir()
    assert all(process.poll() is not None for process in readers) and not copy.exists()
    assert {thread for thread in set(threading.enumerate()) - before if thread.is_alive()} == set()
    with pytest.raises(OSError):
        get(forge, "/user")


def test_the_command_builds_serves_and_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sourcing.sandbox", str(tmp_path / "world"), "--serve"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        url = re.search(r"REST +(\S+)", said)
        example = re.search(r"example +(.*)", said)
        assert url and example and "invented" in said and "token    sandbox-token" in said
        answer = subprocess.run(["sh", "-c", example[1]], capture_output=True, text=True, check=False)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    if answer.returncode != 127:  # curl is there
        assert '"totalCount"' in answer.stdout
