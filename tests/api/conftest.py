"""The questions of this checkout over the graph that is built from it, as an application and as a real server."""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from ports import free_port

from dealgraph import tokens
from dealservice.app import create_app
from dealservice.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "queries" / "golden"


@pytest.fixture(scope="session")
def app(built_store):
    return create_app(Settings(store=str(built_store), cache_bytes=0))


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(scope="session")
def golden():
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(GOLDEN.glob("*.json"))]


@contextmanager
def running(store, log, **variables):
    """Run the real program on a free port, and give its address."""
    port = free_port()
    environment = os.environ | {"DEALGRAPH_STORE": str(store)} | variables
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--workers", "1"]
    with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process:
        try:
            for _ in range(600):
                connection = HTTPConnection("127.0.0.1", port, timeout=5)
                try:
                    connection.request("GET", "/health/ready")
                    if connection.getresponse().status == 200:
                        break
                except (OSError, HTTPException):
                    assert process.poll() is None, log.read_text()
                finally:
                    connection.close()
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(15)


@pytest.fixture(scope="session")
def service(built_store, tmp_path_factory):
    """Run a service that only reads."""
    with running(built_store, tmp_path_factory.mktemp("service") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def open_service(built_store, tmp_path_factory):
    """Run a service that takes changes, over a graph of its own; give its address, its log and a token."""
    folder = tmp_path_factory.mktemp("open")
    store = folder / "store"
    shutil.copytree(built_store, store)
    token = tokens.create(store, "tester", tokens.SCOPES)
    with running(store, folder / "log", DEALGRAPH_WRITES="on") as url:
        yield url, folder / "log", token
