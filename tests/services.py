"""Servers of others on loopback: object storage that speaks S3, PostgreSQL as Debian has it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy

BUCKET = "landing-of-tests"


def _found(name: str) -> str | None:
    places = (f"/usr/lib/postgresql/{version}/bin" for version in range(18, 12, -1))
    return shutil.which(name, path=os.pathsep.join([*places, os.environ["PATH"]]))


needs_postgres = pytest.mark.skipif(
    not _found("initdb"), reason="needs PostgreSQL: apt-get install --no-install-recommends postgresql"
)


@contextmanager
def storage() -> Iterator[dict[str, str]]:
    """What the environment must hold so that s3://landing-of-tests is an empty bucket of a server in this process."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        environment = {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        client = boto3.client(
            "s3",
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
            region_name="us-east-1",
        )
        client.create_bucket(Bucket=BUCKET)
        yield environment
    finally:
        server.stop()


@contextmanager
def postgres() -> Iterator[str]:
    """The SQLAlchemy URL of an empty database; its server, which refuses to run as root, ends with the block."""
    user = "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="postgres-", dir="/tmp") as name:
        if user:
            shutil.chown(name, user)
        initdb, server = str(_found("initdb")), str(_found("postgres"))
        words = ("-D", f"{name}/data", "-U", "sourcing", "-A", "trust", "--no-sync", "-E", "UTF8")
        subprocess.run([initdb, *words], user=user, cwd="/", check=True, capture_output=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={name}", "fsync=off")
        options = [word for one in settings for word in ("-c", one)]
        with Path("/dev/null").open("wb") as nowhere:
            process = subprocess.Popen(
                [server, "-D", f"{name}/data", *options], user=user, cwd="/", stdout=nowhere, stderr=nowhere
            )
        try:
            url = f"postgresql+psycopg://sourcing@127.0.0.1:{port}/postgres"
            _wait_for(url)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(url: str) -> None:
    engine = sqlalchemy.create_engine(url)
    for _ in range(200):
        try:
            with engine.connect():
                break
        except sqlalchemy.exc.OperationalError:
            time.sleep(0.05)
    engine.dispose()
