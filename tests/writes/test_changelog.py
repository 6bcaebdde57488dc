"""The log tells what took effect, whatever happened to the one who wrote it."""

import json

import pytest

from dealgraph import changelog, versions
from dealgraph.changelog import Change, append, history
from dealgraph.problems import StoreProblem


def change(version, previous, **more):
    return Change(version, previous, changelog.now(), "tester", "update", **more)


@pytest.fixture
def store(tmp_path):
    """A store whose versions say nothing."""
    for name in ("one", "two", "three"):
        with versions.writing(tmp_path):
            versions.publish(tmp_path, name, {versions.QUADS: b""}, {})
    versions.point_at(tmp_path, "one")
    return tmp_path


def take(store, found):
    append(store, found)
    versions.point_at(store, found.version)


def test_lines_are_read_as_they_were_written(store):
    changes = [change("two", "one", added=3, note='"quoted"\nand ä\u2028'), change("three", "two", removed=1)]
    for found in changes:
        take(store, found)
    assert history(store) == changes
    assert len((store / changelog.LOG).read_bytes().splitlines()) == 2


def test_a_store_without_a_log_has_no_history(store):
    assert history(store) == []


def test_a_half_written_line_is_passed_over_and_cut_off(store):
    first, second = change("two", "one"), change("three", "two")
    take(store, first)
    with (store / changelog.LOG).open("ab") as log:
        log.write(b'{"version": "thr')
    assert history(store) == [first]
    take(store, second)
    assert history(store) == [first, second]
    assert all(json.loads(line) for line in (store / changelog.LOG).read_bytes().splitlines())


def test_even_a_half_written_first_line_is_cut_off(store):
    (store / changelog.LOG).write_bytes(b'{"version"')
    assert history(store) == []
    take(store, change("two", "one"))
    assert len(history(store)) == 1


def test_a_line_whose_version_never_counted_is_passed_over_and_taken_back(store):
    append(store, change("two", "one"))
    assert history(store) == []
    take(store, change("three", "one"))
    found = history(store)
    assert [(c.version, c.previous, c.kind) for c in found] == [
        ("two", "one", "update"), ("one", "two", "rollback"), ("three", "one", "update")
    ]  # fmt: skip
    assert "did not take effect" in found[1].note


def test_a_pointer_moved_by_hand_is_noted(store):
    take(store, change("two", "one"))
    versions.point_at(store, "three")
    take(store, change("one", "three"))
    assert [(c.previous, c.version) for c in history(store)] == [("one", "two"), ("two", "three"), ("three", "one")]


def test_a_damaged_line_is_named(store):
    (store / changelog.LOG).write_bytes(b'{"version": "two"}\n')
    with pytest.raises(StoreProblem, match="Line 1"):
        history(store)


def test_a_long_note_is_cut(store):
    take(store, change("two", "one", note="x" * 5000))
    assert history(store)[0].note == "x" * changelog.MAX_NOTE
