"""An S3 server on loopback for tests: SeaweedFS, from its package, in a folder of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from contextlib import contextmanager
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from relto.adapters.objects.s3 import S3Place

ACCESS, SECRET = "relto-test", "relto-test-secret"


def program():
    found = Path(sysconfig.get_path("scripts"), "weed")
    return str(found) if found.exists() else shutil.which("weed")


def _free_port():
    """A port that is free, as is the one 10,000 above it, which the server takes too."""
    for _ in range(100):
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            if port < 55_000:
                try:
                    other.bind(("127.0.0.1", port + 10_000))
                except OSError:
                    continue
                return port
    raise AssertionError("no free port")


@contextmanager
def running(folder):
    """Runs the server; gives where its bucket is."""
    config = folder / "s3.json"
    actions = ["Admin", "Read", "Write", "List"]
    config.write_text(
        json.dumps({"identities": [{"name": "t", "credentials": [{"accessKey": ACCESS, "secretKey": SECRET}], "actions": actions}]}),
        encoding="utf-8",
    )
    ports = {name: _free_port() for name in ("master", "volume", "filer", "s3")}
    data = folder / "data"
    data.mkdir()
    command = [program(), "server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", f"-s3.config={config}", "-volume.max=8"]
    command += [f"-{name}.port={port}" for name, port in ports.items()]
    command += ["-master.volumeSizeLimitMB=64", "-volume.minFreeSpace=1"]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0"]  # catalogues at ports of their own, of which there would be one for all servers
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, env={**os.environ, "HOME": str(folder)})
    try:
        place = S3Place(f"http://127.0.0.1:{ports['s3']}", "relto", "us-east-1", ACCESS, SECRET)
        _wait(place, process, folder / "log")
        yield place
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # what it holds goes with its folder; told to end, it takes its time
        process.wait()


def _wait(place, process, log):
    client = boto3.client(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region,
        aws_access_key_id=ACCESS,
        aws_secret_access_key=SECRET,
        config=Config(connect_timeout=2, read_timeout=10, retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
    )
    for _ in range(240):
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            client.create_bucket(Bucket=place.bucket)
            client.put_object(Bucket=place.bucket, Key="ready", Body=b"1")
        except (ClientError, BotoCoreError):
            time.sleep(0.25)
            continue
        return
    raise AssertionError(log.read_text(errors="replace")[-2000:])
