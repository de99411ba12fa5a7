"""Ten thousand pages of fourteen sites in foul weather, a site's process killed five times: no page is lost, no limit broken; `make chaos`.

CHAOS_SEED chooses the weather, CHAOS_PEOPLE how many people there are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from sourcing.frontier import Item, State
from sourcing.sandbox.web.serve import Web, serving
from spiders.order import kind_of
from spiders.site import Page, Site
from spiders.sites import catalogue
from tests.chaos.weather import Sky, accounts, crowd
from tests.spiders.house import House, environment

PEOPLE = int(os.environ.get("CHAOS_PEOPLE", "2000"))
SEED = int(os.environ.get("CHAOS_SEED", "0"))
PACE = 0.005
KILLED = ("gitlab", "devto", "huggingface", "hackernews", "codeberg")  # each once, in mid-run
ROUNDS = 12
SECRET = "canary-0-to-be-seen-nowhere"


@dataclass(kw_only=True)
class Running:
    """One site's runs: `memory` in MB by second, `windows` requests that the server counted in each window of the quota."""

    site: Site
    house: House
    web: Web
    sky: Sky
    runs: int = 0
    kills: int = 0
    memory: list[float] = field(default_factory=list)
    windows: list[int] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)

    def to_its_end(self) -> None:
        """Runs until nothing is to do, or as often as may be."""
        begun = 0
        while self.runs < ROUNDS and self.house.frontier.counts(kind_of(self.site.name)).get(State.TODO):
            stopped = self.once()
            asked = len(self.sky.times[self.site.name])
            if stopped and "quota" in stopped:
                self.windows.append(asked - begun)
                begun = asked
                with self.house.frontier.database.begin() as at:  # the window is over
                    at.execute(text("DELETE FROM site_usage WHERE site = :site"), {"site": self.site.name})
        self.windows.append(len(self.sky.times[self.site.name]) - begun)

    def once(self) -> str | None:
        """Why one process stopped; None where it came to its end, or was killed."""
        self.runs += 1
        order = self.house.document(
            site=self.site.name, owner=self.site.name, secrets=dict.fromkeys(self.site.policy.needs, SECRET)
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "spiders"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        assert process.stdin
        process.stdin.write(order)
        process.stdin.close()
        process.stdin = None
        watcher = threading.Thread(target=self._watch, args=(process,))
        watcher.start()
        out, err = process.communicate(timeout=600)
        watcher.join()
        self.house.frontier.release(by=self.site.name)
        self.outputs += [out.decode(), err.decode()]
        stopped: str | None = json.loads(out)["stopped"] if out else None
        return stopped

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Takes the memory of a process four times a second, and kills it where it is to be killed."""
        asked = len(self.sky.times[self.site.name])
        while process.poll() is None:
            is_due = self.site.name in KILLED and not self.kills
            if is_due and len(self.sky.times[self.site.name]) > asked + 100:
                process.kill()
                self.kills += 1
            try:
                status = Path(f"/proc/{process.pid}/status").read_text()
                self.memory.append(int(status.partition("VmRSS:")[2].split()[0]) / 1024)
            except (OSError, IndexError, ValueError):
                pass
            time.sleep(0.05 if is_due else 0.25)


@pytest.mark.chaos
def test_ten_thousand_pages_in_foul_weather_and_five_kills(tmp_path: Path) -> None:
    known = catalogue()
    hosts = {host: name for name, site in known.items() for host in site.policy.hosts}
    pretalx: set[str] = set()
    sky = Sky(site_of=lambda host: hosts.get(host) or ("pretalx" if host in pretalx else "web"), seed=SEED)
    with serving(crowd(PEOPLE), fault=sky.fault) as web:
        house = House(folder=tmp_path, route=web.url, order={"pace": PACE, "patience": 3_600, "seconds": 1.5})
        pages: dict[str, list[Page]] = {name: [] for name in known}
        for account in accounts(web.community):
            if account.site in known:
                pages[account.site] += known[account.site].pages(account)
        pretalx |= {page.url.split("/")[2] for page in pages["pretalx"]}
        for name, first in pages.items():
            house.want_pages(first, site=name)
        wanted = {item.key for item in house.frontier.items()}
        runs = [Running(site=known[name], house=house, web=web, sky=sky) for name, first in pages.items() if first]
        begun = time.monotonic()
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(Running.to_its_end, runs))
        _report(runs, house, seconds=time.monotonic() - begun)
    items = house.frontier.items()
    assert len(items) >= 10_000 and len(runs) >= 12
    assert sum(one.kills for one in runs) == len(KILLED)
    assert wanted <= {item.key for item in items}
    assert _lost(items, house) == []
    assert sky.broken == []
    for one in runs:
        assert_limits(one, sky)
        assert not any(SECRET in said for said in one.outputs)
    assert len(sky.met) > 10


def _lost(items: list[Item], house: House) -> list[tuple[str, str, str | None]]:
    """The pages of which nobody can say what came of them: neither landed, nor refused or failed with a reason, nor to do."""
    landed = {row.page for row in house.read()}
    return [
        (item.key, item.state, item.last_result)
        for item in items
        if not (
            (item.state is State.DONE and item.last_result == "held" and item.key in landed and item.batch_id)
            or (item.state is State.DONE and (item.last_result or "").startswith("refused: "))
            or (item.state is State.FAILED and item.last_result)
            or item.state is State.TODO
        )
    ]


def assert_limits(one: Running, sky: Sky) -> None:
    """No window had more requests than the quota, and twenty requests in a row took as long as their pauses do."""
    policy, times = one.site.policy, sky.times[one.site.name]
    if policy.quota:
        assert max(one.windows) <= policy.quota[0], (one.site.name, one.windows)
    pause = policy.seconds * PACE
    spans = [later - earlier for earlier, later in zip(times, times[20:], strict=False)]
    assert min(spans, default=60) >= 0.9 * 19 * pause, (one.site.name, min(spans), pause)


def _report(runs: list[Running], house: House, *, seconds: float) -> None:
    came = Counter(
        (item.last_result or "").partition(":")[0] if item.state is State.DONE else item.state.value
        for item in house.frontier.items()
    )
    asked = sum(len(one.sky.times[one.site.name]) for one in runs)
    print(f"\n{sum(came.values())} pages of {len(runs)} sites, {asked} requests, {seconds:.0f} s: {dict(came)}")
    print(f"weather: {dict(runs[0].sky.met)}")
    for one in runs:
        steady = one.memory[len(one.memory) // 4 :]
        late = steady[len(steady) // 2 :]
        print(
            f"{one.site.name}: {one.runs} runs, {one.kills} kills, {len(one.sky.times[one.site.name])} requests, "
            f"windows {one.windows if one.site.policy.quota else 'none'}, "
            f"peak {max(one.memory, default=0):.0f} MB, late half at most {max(late, default=0):.0f} MB"
        )
