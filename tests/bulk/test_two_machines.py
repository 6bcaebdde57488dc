"""Several machines in front of one graph: what one of them has answered, another may confirm."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dealgraph.bulk.loading import Loaded

ASK = """
import json, sys
from dealservice.app import create_app
from dealservice.settings import Settings

client = create_app(Settings(store=sys.argv[1])).test_client()
found = {}
for address in json.loads(sys.argv[2]):
    reply = client.get(address, headers={"Accept": "text/turtle, application/sparql-results+json;q=0.9"})
    found[address] = [reply.status_code, reply.headers.get("ETag")]
print(json.dumps(found))
"""
EVERYTHING = "/sparql?query=CONSTRUCT%20WHERE%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
ADDRESSES = [
    "/sparql?query=SELECT%20%2A%20%7B%20%3Fs%20a%20%3Fkind%20%7D",
    "/sparql?query=SELECT%20%3Fs%20%7B%20%3Fs%20%3Chttp%3A//www.w3.org/2002/07/owl%23onProperty%3E%20%3Fo%20%7D",
    EVERYTHING,
    "/queries/agreements.json",
    "/ont.ttl",
]


def etags(store: Path, seed: int) -> dict[str, tuple[int, str]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-c", ASK, str(store), json.dumps(ADDRESSES)]
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("size", ["small", "large"])
def test_two_processes_give_every_answer_the_same_strong_etag(size: str, built_store: Path, loaded: Loaded) -> None:
    store = built_store if size == "small" else loaded.version.folder.parents[1]
    first, second = etags(store, 1), etags(store, 2)
    assert all(status == 200 and etag.startswith('"') for status, etag in first.values()), first
    assert first == second
