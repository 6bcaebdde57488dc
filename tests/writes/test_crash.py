"""A writer that is killed at any moment loses nothing that was acknowledged, and leaves nothing half done.

Twenty kills in a normal run; two hundred with DEALGRAPH_LONG=1.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from itertools import pairwise

from pyoxigraph import RdfFormat, parse

from dealgraph import changelog, versions
from dealgraph.changelog import history

KILLS = 200 if os.environ.get("DEALGRAPH_LONG") == "1" else 20
PUBLISHING_SECONDS = 0.015
"""About so long a version is made durable, logged and pointed at: the moment that matters most."""
WRITER = """
import os, sys
from pathlib import Path
from dealgraph.changes import Editor, Policy
folder, ontology, first = sys.argv[1:]
editor = Editor(Path(folder), "writer", Policy(ontology=Path(ontology)))
number = int(first)
while True:
    editor.update('''
        DELETE { <urn:last> <urn:is> ?n }
        INSERT { GRAPH <urn:all> { <urn:n> <urn:is> %d, _:b } <urn:last> <urn:is> %d }
        WHERE { OPTIONAL { <urn:last> <urn:is> ?n } }
    ''' % (number, number))
    os.write(1, f"{number}\\n".encode())
    number += 1
"""


def numbers(folder):
    """What the current version holds: every number written, and the one that it says was the last."""
    every, last = set(), set()
    for quad in parse(path=str(versions.current(folder).quads), format=RdfFormat.N_QUADS):
        if quad.predicate.value == "urn:is" and str(quad.object).startswith('"'):
            (last if quad.subject.value == "urn:last" else every).add(int(quad.object.value))
    return every, last


def test_nothing_acknowledged_is_lost_and_nothing_is_half_visible(folder, ontology):
    chance = random.Random(8)  # noqa: S311 - no secret
    number, unacknowledged, logged_only = 0, 0, 0
    for attempt in range(KILLS):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, folder, ontology, str(number)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        if attempt % 4:
            wait_for_publication(folder)
            time.sleep(chance.uniform(0, PUBLISHING_SECONDS))
        else:
            time.sleep(chance.uniform(0, 0.6))
        writer.send_signal(signal.SIGKILL)
        acknowledged = [int(line) for line in (first + writer.communicate()[0]).splitlines()]
        done = max(acknowledged)
        every, last = numbers(folder)
        assert every in (set(range(done + 1)), set(range(done + 2))), "a number is missing or was made up"
        assert last == {max(every)}
        insist_on_consistency(folder)
        unacknowledged += len(every) > done + 1
        logged_only += (folder / changelog.LOG).read_bytes().count(b"\n") > len(history(folder))
        number = len(every)
    print(f"{KILLS} kills, {number} updates; {unacknowledged} killed when done and not yet acknowledged, "
          f"{logged_only} when logged and not yet done")  # fmt: skip


def wait_for_publication(folder):
    """Wait until a version is about to be published."""
    end = time.monotonic() + 10
    while time.monotonic() < end and not any((folder / "versions").glob(f".new-*/{versions.MANIFEST}")):
        pass


def insist_on_consistency(folder):
    version = versions.current(folder)
    assert json.loads((version.folder / versions.MANIFEST).read_text())["kept"] is not None
    names = {"graph.nq", "graph.trig", "graph.ttl", "graph.jsonld", "graph.rdf", "graph.owl", "ontology.ttl"}
    assert names <= {file.name for file in version.folder.iterdir()}
    found = history(folder)
    assert not found or found[-1].version == version.name
    assert all(after.previous == before.version for before, after in pairwise(found))
    complete = (folder / changelog.LOG).read_bytes().rpartition(b"\n")[0] if (folder / changelog.LOG).exists() else b""
    assert all(json.loads(line)["at"] for line in complete.splitlines())


def test_what_a_killed_writer_left_is_swept_up(folder, editor):
    (folder / "versions" / ".new-left").mkdir()
    (folder / "versions" / ".new-left" / "graph.nq").write_bytes(b"half")
    (folder / ".current-left").write_text("half")
    editor.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    assert not [file for file in folder.rglob("*") if file.name.startswith((".new-", ".current-"))]


def test_the_process_of_a_change_ends_by_itself_when_its_parent_is_killed(folder, ontology):
    code = f"""if True:
        from pathlib import Path
        from dealgraph.changes import Editor, Policy
        policy = Policy(seconds=2.0, ontology=Path({str(ontology)!r}))
        join = " . ".join(f"?s{{n}} ?p{{n}} ?o{{n}}" for n in range(12))
        print("begin", flush=True)
        Editor(Path({str(folder)!r}), "x", policy).update(f"INSERT {{{{ ?s0 <urn:p> ?o9 }}}} WHERE {{{{ {{join}} }}}}")
    """
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"begin\n"
    time.sleep(1.0)
    parent.kill()
    parent.communicate()
    end = time.monotonic() + 10.0
    while left(parent.pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not left(parent.pid)


def left(session):
    """List the processes of a session that still run."""
    listed = subprocess.run(["ps", "-o", "pid=,stat=", "-s", str(session)], capture_output=True, text=True, check=False)
    return [line for line in listed.stdout.splitlines() if " Z" not in line]
