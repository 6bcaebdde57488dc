"""A reader sees the old version or the new one, never a mixture, whatever happens to the writer."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dealgraph import versions
from dealgraph.problems import StoreLocked, StoreMissing, UsageProblem


def publish(store: Path, name: str, content: bytes = b"") -> versions.Version:
    with versions.writing(store):
        return versions.publish(store, name, {versions.QUADS: content}, {"inputs": name})


def test_the_version_published_last_counts(tmp_path):
    publish(tmp_path, "one", b"1")
    publish(tmp_path, "two", b"2")
    assert versions.current(tmp_path).quads.read_bytes() == b"2"
    assert versions.named(tmp_path, "one").quads.read_bytes() == b"1"


def test_the_pointer_may_go_back(tmp_path):
    publish(tmp_path, "one")
    publish(tmp_path, "two")
    versions.point_at(tmp_path, "one")
    assert versions.current(tmp_path).name == "one"


def test_old_versions_are_removed_but_never_the_one_that_counts(tmp_path):
    for number in range(versions.KEEP + 5):
        publish(tmp_path, f"v{number}")
    kept = {folder.name for folder in (tmp_path / "versions").iterdir()}
    assert len(kept) == versions.KEEP
    assert f"v{versions.KEEP + 4}" in kept


def test_an_empty_folder_holds_no_version(tmp_path):
    with pytest.raises(StoreMissing):
        versions.current(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/version").exists(), reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UsageProblem, match="cannot be written"), versions.writing(tmp_path / "file"):
        pass


def test_a_second_writer_is_turned_away(tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "LOCK_SECONDS", 0.1)
    code = f"""if True:
        import sys, time
        from pathlib import Path
        from dealgraph import versions
        with versions.writing(Path({str(tmp_path)!r})):
            print("held", flush=True)
            time.sleep(30)
    """
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreLocked), versions.writing(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    with versions.writing(tmp_path):
        pass


WRITER = """
import sys, itertools
from pathlib import Path
from dealgraph import versions
store = Path(sys.argv[1])
for number in itertools.count():
    with versions.writing(store):
        content = f"{sys.argv[2]}-{number}".encode()
        files = {name: content for name in ("graph.nq", "graph.ttl")}
        versions.publish(store, content.decode(), files, {"inputs": "x"})
    print(content.decode(), flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_version(tmp_path):
    publish(tmp_path, "first", b"first")
    for attempt in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path, str(attempt)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        acknowledged = writer.stdout.readline().strip()
        time.sleep(0.003 * attempt)
        writer.send_signal(signal.SIGKILL)
        acknowledged = [acknowledged, *writer.communicate()[0].splitlines()][-1]
        version = versions.current(tmp_path)
        assert version.quads.read_bytes() == version.name.encode()
        assert json.loads((version.folder / versions.MANIFEST).read_text())
        assert int(version.name.partition("-")[2] or 0) >= int(acknowledged.partition("-")[2])
