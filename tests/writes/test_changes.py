"""A change makes a version, a line in the log and nothing else; a change that cannot be made changes nothing."""

import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from dealgraph import changelog, names, versions
from dealgraph.build import Inputs, build
from dealgraph.candidate import read_content
from dealgraph.changelog import history
from dealgraph.changes import Editor, Payload, apply_update, kept_versions, read_graph
from dealgraph.places import data_folder
from dealgraph.problems import CheckFailed, QueryProblem, StoreLocked, StoreMissing, UsageProblem

PREFIX = f"PREFIX ex: <http://example.org/> PREFIX g: <{names.GRAPH}> "
ONE = NamedNode(f"{names.GRAPH}one")


def state(folder: Path) -> tuple[str, list[str], list]:
    """Everything that a failed change must leave as it was."""
    files = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.name != ".lock")
    return (folder / "current").read_text(), files, history(folder)


def quads(folder: Path) -> set[str]:
    return set(versions.current(folder).quads.read_text().splitlines())


def test_an_update_makes_a_version_and_a_line_in_the_log(editor, folder):
    before = versions.current(folder)
    change = editor.update(PREFIX + "INSERT DATA { ex:bob a ex:Person ; ex:name 'Bob' }")
    assert versions.current(folder).name == change.version != change.previous == before.name
    assert (change.by, change.kind, change.added, change.removed) == ("tester", "update", 2, 0)
    assert history(folder) == [change]
    default = f"<{names.GRAPH}default>"
    assert f'<http://example.org/bob> <http://example.org/name> "Bob" {default} .' in quads(folder)


def test_inferences_are_drawn_anew(editor, folder):
    def agents():
        return {line.split()[0] for line in quads(folder) if "Agent>" in line}

    editor.update(PREFIX + "INSERT DATA { ex:bob a ex:Person ; ex:name 'Bob' }")
    assert agents() == {"<http://example.org/ann>", "<http://example.org/bob>"}
    editor.update(PREFIX + "DELETE WHERE { ex:bob ?p ?o }")
    assert agents() == {"<http://example.org/ann>"}


def test_what_still_follows_from_others_is_not_deleted(editor, folder):
    editor.update(PREFIX + "INSERT DATA { ex:bob a ex:Person ; ex:name 'Bob' }")
    before = state(folder)
    for more in ("", " ; CREATE GRAPH g:x"):
        with pytest.raises(UsageProblem, match="still follows") as caught:
            editor.update(f"{PREFIX} DELETE DATA {{ ex:bob a ex:Agent }} {more}")
        assert caught.value.code == "graph-protected"
    assert state(folder) == before


def test_what_does_not_conform_is_refused_with_every_violation(editor, folder):
    before = state(folder)
    with pytest.raises(CheckFailed) as caught:
        editor.update(PREFIX + "INSERT DATA { ex:bob a ex:Person . ex:eve a ex:Person }")
    assert [finding.subject for finding in caught.value.findings] == [
        "http://example.org/bob",
        "http://example.org/eve",
    ]
    assert "A person has a name." in caught.value.findings[0].what
    assert "nothing was changed" in caught.value.what
    assert state(folder) == before


def test_the_whole_update_is_judged_not_its_steps(editor):
    text = "INSERT DATA { ex:bob a ex:Person } ; INSERT DATA { ex:bob ex:name 'Bob' }"
    assert editor.update(PREFIX + text).is_new


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CLEAR ALL",
        "CREATE SILENT GRAPH g:one ; DROP GRAPH g:one",
        "INSERT DATA { GRAPH g:one { ex:a ex:p 1 } }",
        "DELETE DATA { ex:a ex:p 9 }",
        "DELETE { GRAPH g:one { ex:a ex:p 1 } } INSERT { GRAPH g:one { ex:a ex:p 1 } } WHERE {}",
        "INSERT { ?s ex:p ?o } WHERE { ?s ex:none ?o }",
    ],
)
def test_what_changes_nothing_makes_no_version(editor, folder, text):
    if "g:one {" in text:
        editor.update(PREFIX + "INSERT DATA { GRAPH g:one { ex:a ex:p 1 } }")
    before = state(folder)
    change = editor.update(PREFIX + text)
    assert (change.is_new, change.version, change.added, change.removed) == (False, change.previous, 0, 0)
    assert state(folder) == before


def test_a_graph_without_statements_exists(editor, folder):
    before = versions.current(folder).name
    assert not read_graph(folder, ONE).exists
    change = editor.update(PREFIX + "CREATE GRAPH g:one")
    assert read_graph(folder, ONE).exists
    assert (change.is_new, change.added, change.removed) == (True, 0, 0)
    assert change.version != before
    assert editor.update(PREFIX + "DROP GRAPH g:one").version == before


def test_the_build_keeps_its_bytes(editor, folder):
    before = read_content(versions.current(folder))
    change = editor.update(PREFIX + "INSERT DATA { GRAPH g:one { ex:a ex:p 1.50, _:x } }")
    after = read_content(versions.current(folder))
    assert (after.own, after.ontology) == (before.own, before.ontology)
    assert '"01"^^' in "".join(quads(folder))
    editor.update(PREFIX + "INSERT DATA { GRAPH g:two { ex:a ex:p 1 } }")
    assert read_graph(folder, ONE).quads.decode() in versions.current(folder).quads.read_text()
    back = editor.update(PREFIX + "DROP GRAPH g:two")
    assert back.version == change.version


def test_a_graph_is_put_posted_and_deleted(editor, folder):
    put = editor.put_graph(ONE, [Payload(b"<a> <http://example.org/p> 1.50, [] .", "text/turtle")])
    assert (put.is_new, put.change.kind, put.change.added) == (True, "graph-put", 2)
    assert f"<{ONE.value}>".encode() in read_graph(folder, ONE).quads
    assert f'<{names.GRAPH}a> <http://example.org/p> "1.50"^^'.encode() in read_graph(folder, ONE).quads
    post = editor.post_graph(ONE, [Payload(b"<a> <http://example.org/p> 2 .", "text/turtle")] * 2)
    assert (post.is_new, post.change.kind, post.change.added, post.change.removed) == (False, "graph-post", 1, 0)
    again = editor.put_graph(ONE, [Payload(b"<a> <http://example.org/p> 3 .", "text/turtle")])
    assert (again.is_new, again.change.added, again.change.removed) == (False, 1, 3)
    assert editor.delete_graph(ONE).change.removed == 1
    assert not read_graph(folder, ONE).exists


def test_the_same_graph_put_twice_is_one_version(editor):
    body = b"<a> <http://example.org/p> [ <http://example.org/q> 01 ], [ <http://example.org/q> 2 ] ."
    first = editor.put_graph(ONE, [Payload(body, "text/turtle")])
    turned = b"<a> <http://example.org/p> [ <http://example.org/q> 2 ], [ <http://example.org/q> 01 ] ."
    assert not editor.put_graph(ONE, [Payload(turned, "text/turtle")]).change.is_new
    other = editor.put_graph(ONE, [Payload(body.replace(b"01", b"1"), "text/turtle")])
    assert other.change.version != first.change.version


@pytest.mark.parametrize("name", ["notes", "ontology", "inferred"])
def test_a_graph_of_the_build_is_neither_put_nor_posted_nor_deleted(editor, folder, name):
    before = state(folder)
    graph = NamedNode(names.GRAPH + name)
    payload = [Payload(b"<a> <http://example.org/p> 1 .", "text/turtle")]
    for attempt in (
        lambda: editor.put_graph(graph, payload),
        lambda: editor.post_graph(graph, payload),
        lambda: editor.delete_graph(graph),
    ):
        with pytest.raises(UsageProblem) as caught:
            attempt()
        assert caught.value.code == "graph-protected"
    assert state(folder) == before


@pytest.mark.parametrize(
    "statement",
    [
        "ex:a <http://example.org/1> 1",
        "ex:a ex:p 'bell \\u0007'",
        "ex:a ex:p <<( ex:a ex:p 1 )>>",
        "ex:a ex:p 'x'@en--ltr",
    ],
)
def test_what_a_download_could_not_hold_is_refused(editor, folder, statement):
    before = state(folder)
    with pytest.raises(UsageProblem) as caught:
        editor.update(PREFIX + f"INSERT DATA {{ {statement} }}")
    assert caught.value.code == "statement-unfit"
    assert caught.value.findings[0].subject == "<http://example.org/a>"
    assert state(folder) == before


def test_every_download_of_a_changed_version_can_be_read(editor, folder):
    editor.update(PREFIX + "INSERT DATA { ex:a ex:p 'line\\r\\nfeed & <b>', _:x ; ex:é 'ä'@de . _:x ex:p 1 }")
    forms = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML}
    for suffix, form in forms.items():
        text = "".join(
            str(q) for q in parse(path=str(versions.current(folder).folder / f"graph.{suffix}"), format=form)
        )
        assert "line\\r\\nfeed" in text, suffix


def test_the_log_goes_on_and_each_line_follows_from_the_one_before(editor, folder):
    for number in range(4):
        editor.update(PREFIX + f"INSERT DATA {{ ex:a ex:p {number} }}")
    found = history(folder)
    assert [change.previous for change in found[1:]] == [change.version for change in found[:-1]]
    assert [change.at for change in found] == sorted(change.at for change in found)
    assert found[-1].version == versions.current(folder).name


def test_one_goes_back_to_a_version_by_the_beginning_of_its_name(editor, folder):
    start = versions.current(folder).name
    changed = editor.update(PREFIX + "INSERT DATA { ex:a ex:p 1 }")
    back = editor.roll_back(start[:6])
    assert (back.version, back.previous, back.kind, back.removed) == (start, changed.version, "rollback", 1)
    assert versions.current(folder).name == start
    assert history(folder) == [changed, back]
    assert not editor.roll_back(start).is_new
    assert editor.update(PREFIX + "INSERT DATA { ex:a ex:p 1 }").version == changed.version


@pytest.mark.parametrize("name", ["", "zz", "../versions"])
def test_one_does_not_go_back_to_what_is_not_there(editor, folder, name):
    before = state(folder)
    with pytest.raises(UsageProblem) as caught:
        editor.roll_back(name)
    assert caught.value.code == "version-unknown"
    assert state(folder) == before


def test_versions_are_kept_for_a_while(editor, folder):
    first = versions.current(folder).name
    for number in range(versions.KEEP):
        editor.update(PREFIX + f"DELETE WHERE {{ ex:a ex:p ?o }} ; INSERT DATA {{ ex:a ex:p {number} }}")
    assert len(kept_versions(folder)) == versions.KEEP
    assert first not in kept_versions(folder)
    assert len(history(folder)) == versions.KEEP


JOIN = " . ".join(f"?s{number} ?p{number} ?o{number}" for number in range(12))
TENFOLD = [f"BIND(CONCAT({', '.join([f'?v{number}'] * 10)}) AS ?v{number + 1})" for number in range(8)]
HOSTILE = {
    "a cross product": f"INSERT {{ ?s0 ex:q ?o11 }} WHERE {{ {JOIN} }}",
    "many negations": "INSERT { } WHERE { FILTER(" + "!" * 100_000 + "true) }",
    "many sums": "INSERT { } WHERE { FILTER(" + "1+" * 100_000 + "1 > 0) }",
    "many unions": "INSERT { } WHERE { {} " + "UNION {} " * 50_000 + "}",
    "many sequences": "INSERT { } WHERE { ?s " + "/".join(["ex:p"] * 100_000) + " ?o }",
    "much memory": f"INSERT {{ ex:a ex:p ?v8 }} WHERE {{ BIND('0123456789' AS ?v0) {' '.join(TENFOLD)} }}",
}


@pytest.mark.alone
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_update_is_ended_in_time_and_changes_nothing(editor, folder, text):
    before = state(folder)
    editor = replace(editor, policy=replace(editor.policy, seconds=3.0, memory=700 << 20))
    start = time.monotonic()
    with pytest.raises(QueryProblem) as caught:
        editor.update(PREFIX + text)
    assert caught.value.code in {"write-deadline", "write-memory", "query-invalid"}
    assert time.monotonic() - start < 3.5
    assert state(folder) == before


def test_an_update_that_is_too_long_is_not_even_looked_at(editor):
    editor = replace(editor, policy=replace(editor.policy, size=100))
    with pytest.raises(UsageProblem) as caught:
        editor.update("INSERT DATA { } #" + "x" * 100)
    assert caught.value.code == "too-long"


def test_a_store_that_was_never_built_takes_no_changes(tmp_path):
    with pytest.raises(StoreMissing):
        Editor(tmp_path / "none", "tester").update("CLEAR ALL")
    assert not (tmp_path / "none").exists()


def test_who_comes_while_another_writes_waits_and_is_then_turned_away(editor, folder, monkeypatch):
    monkeypatch.setattr(versions, "LOCK_SECONDS", 0.2)
    before = state(folder)
    with versions.writing(folder):
        failed: list[Exception] = []

        def attempt() -> None:
            try:
                editor.update(PREFIX + "INSERT DATA { ex:a ex:p 1 }")
            except StoreLocked as problem:
                failed.append(problem)

        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
        assert len(failed) == 1
    assert state(folder) == before


WRITER = """
import sys
from pathlib import Path
from dealgraph import versions
from dealgraph.changes import Editor, Policy
versions.LOCK_SECONDS = 300
folder, ontology, name = sys.argv[1:]
editor = Editor(Path(folder), name, Policy(ontology=Path(ontology)))
for number in range(5):
    editor.update(f"INSERT DATA {{ <http://example.org/{name}> <http://example.org/p> {number} }}")
"""


def test_nothing_of_several_writers_is_lost(folder, ontology):
    command = [sys.executable, "-c", WRITER, folder, ontology]
    writers = [subprocess.Popen([*command, f"w{number}"]) for number in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    found = {line for line in quads(folder) if "example.org/w" in line}
    assert len(found) == 15
    lines = history(folder)
    assert len(lines) == 15
    assert [change.previous for change in lines[1:]] == [change.version for change in lines[:-1]]


def test_a_build_carries_over_what_was_written_and_replaces_its_own(tmp_path, built_store):
    folder = tmp_path / "store"
    shutil.copytree(built_store, folder)
    notes = tmp_path / "notes"
    shutil.copytree(data_folder("notes"), notes)
    written = apply_update(
        folder, PREFIX + "INSERT DATA { GRAPH g:one { ex:a ex:p 01.50, _:x } GRAPH g:two { } }", "me"
    )
    kept = read_graph(folder, ONE).quads
    assert not build(Inputs(), folder).changed
    assert not build(Inputs(), folder, force=True).changed
    file = notes / "article.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("label: Microsoft\n", "label: Microsoft Corporation\n"))
    outcome = build(Inputs(notes=(notes,)), folder)
    assert outcome.changed
    assert read_graph(folder, ONE).quads == kept
    assert outcome.version.manifest["quads"]["written"] == 2
    last = history(folder)[-1]
    assert (last.kind, last.by, last.previous, last.added, last.removed) == ("build", "build", written.version, 1, 1)
    apply_update(folder, PREFIX + "DROP GRAPH g:one", "me")
    assert build(Inputs(), folder).version.manifest["kept"] == []


def test_a_source_takes_the_graph_of_its_name(tmp_path):
    folder = tmp_path / "store"
    build(Inputs(notes=(data_folder("notes") / "article.yaml",)), folder)
    text = "INSERT DATA { GRAPH g:context-dates { ex:a ex:p 1 } GRAPH g:one { ex:a ex:p 1 } }"
    apply_update(folder, PREFIX + text, "me")
    outcome = build(Inputs(), folder)
    assert [graph["graph"] for graph in outcome.version.manifest["kept"]] == [ONE.value]


def test_real_shapes_refuse_a_right_that_nobody_granted(tmp_path, built_store):
    folder = tmp_path / "store"
    shutil.copytree(built_store, folder)
    before = state(folder)
    text = f"INSERT DATA {{ <{names.ID}x> a <{names.DEAL}RightOfFirstRefusal> }}"
    with pytest.raises(CheckFailed) as caught:
        apply_update(folder, text, "me")
    assert any("granted by" in finding.what for finding in caught.value.findings)
    assert state(folder) == before


def test_a_build_by_a_store_with_a_damaged_log_still_works(tmp_path, built_store):
    folder = tmp_path / "store"
    shutil.copytree(built_store, folder)
    (folder / changelog.LOG).write_bytes(b"{}\nrubbish\n{half")
    build(Inputs(), folder, force=True)
    assert apply_update(folder, PREFIX + "INSERT DATA { ex:a ex:p 1 }", "me").is_new
