"""What an operator does to a running service fails no request: another version, and a stop."""

import json
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest
from hostile.conftest import start

from dealgraph import versions

pytestmark = pytest.mark.alone
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
VERSIONS = 5


@pytest.fixture
def running(built_store, tmp_path):
    """Serve a copy of the graph that may be published anew."""
    store = tmp_path / "store"
    shutil.copytree(built_store, store)
    server, process = start(store)
    yield server, process, store
    if process.poll() is None:
        process.terminate()
    process.wait(20)


def publish(store, number):
    """Publish the graph with one statement more."""
    before = versions.current(store)
    text = before.quads.read_bytes() + b"<urn:v> <urn:number> %d <urn:versions> .\n" % number
    text = text.replace(b"> %d <urn" % number, b'> "%d" <urn' % number)
    with versions.writing(store):
        versions.publish(store, f"more{number}", {versions.QUADS: text}, dict(before.manifest))


def numbers(body):
    return len(json.loads(body)["results"]["bindings"])


def test_another_version_fails_no_request(running):
    server, _, store = running
    replies, seen, over = [], [], threading.Event()

    def ask(name):
        count = 0
        while not over.is_set():
            count += 1
            fresh = "" if count % 2 else f" # {name} {count}"
            status, body, _ = server.ask(f"SELECT ?n {{ GRAPH <urn:versions> {{ <urn:v> <urn:number> ?n }} }}{fresh}")
            replies.append(status)
            if status == 200 and fresh:
                seen.append((name, numbers(body)))

    clients = [threading.Thread(target=ask, args=(name,)) for name in range(4)]
    for client in clients:
        client.start()
    try:
        for number in range(VERSIONS):
            publish(store, number)
            end = time.monotonic() + 20
            while (not seen or seen[-1][1] <= number) and time.monotonic() < end:
                time.sleep(0.02)
    finally:
        over.set()
        for client in clients:
            client.join()
    assert set(replies) == {200}
    assert {found for _, found in seen} == set(range(VERSIONS + 1))
    for name in range(4):
        found = [number for who, number in seen if who == name]
        assert found == sorted(found), "a client was sent back to an earlier version"


def is_there(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_stop_answers_what_was_begun_and_leaves_no_process(running):
    server, process, _ = running
    replies = []
    client = threading.Thread(target=lambda: replies.append(server.ask(LONG)))
    client.start()
    time.sleep(0.5)
    everybody = server.processes()
    os.kill(server.process, signal.SIGTERM)
    client.join()
    assert replies[0][0] == 503
    assert json.loads(replies[0][1])["code"] == "query-deadline"
    assert process.wait(20) == 0
    end = time.monotonic() + 10
    while any(map(is_there, everybody)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [one for one in everybody if is_there(one)]
