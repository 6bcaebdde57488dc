"""Loading documents: the same graph as a build draws, known documents known again, faults told, nothing half done."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from dealgraph import names, versions
from dealgraph.build import Inputs, build
from dealgraph.bulk.loading import Loaded, load
from dealgraph.bulk.reading import Reader
from dealgraph.bulk.reports import FILE
from dealgraph.bulk.runs import Runs
from dealgraph.changelog import history
from dealgraph.changes import Editor
from dealgraph.infer import infer, read_rules
from dealgraph.names import deal, thing
from dealgraph.places import data_folder
from dealgraph.problems import CheckFailed, StoreProblem, UsageProblem
from dealgraph.quads import ontology_quads

IN_SMALL_STEPS = """
import sys, pathlib
from dealgraph.bulk import labour, loading
labour.BATCH_LINES = 300
loading.load([pathlib.Path(sys.argv[1])], pathlib.Path(sys.argv[2]), workers=1)
"""


def quads_in(file: Path) -> list[Quad]:
    return list(parse(path=str(file), format=RdfFormat.N_QUADS))


def quads_of(loaded: Loaded) -> list[Quad]:
    return quads_in(loaded.version.quads)


def change(file: Path, into: Path, old: str, new: str, count: int = -1) -> Path:
    into.write_text(file.read_text(encoding="utf-8").replace(old, new, count), encoding="utf-8")
    return into


def test_a_loaded_graph_states_and_infers_what_all_documents_do_together(deals: Path, loaded: Loaded) -> None:
    stated = [*quads_in(deals), *ontology_quads(data_folder("ontology"))]
    whole = [*stated, *infer(stated, read_rules(data_folder("ontology")))]
    assert {quad.triple for quad in quads_of(loaded)} == {quad.triple for quad in whole}
    assert set(stated) <= set(quads_of(loaded))


def test_the_deals_conform_and_draw_no_remarks(loaded: Loaded) -> None:
    assert loaded.changed
    assert loaded.remarked == 0
    assert loaded.judged == loaded.documents > 10


def test_quads_are_counted_and_stand_once_in_order(loaded: Loaded) -> None:
    lines = loaded.version.quads.read_bytes().splitlines()
    assert lines == sorted(set(lines))
    assert sum(loaded.version.manifest["quads"].values()) == len(lines)


def test_the_same_documents_load_to_the_same_version_from_any_form_and_in_any_order(
    deals: Path, loaded: Loaded, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    by_graph: dict[NamedNode, list[Quad]] = {}
    for quad in quads_in(deals):
        by_graph.setdefault(quad.graph_name, []).append(quad)  # type: ignore[arg-type]
    for number, (graph, quads) in enumerate(reversed(by_graph.items())):
        if number % 2:
            serialize([q.triple for q in quads], str(folder / f"{names.local(graph.value)}.ttl"), RdfFormat.TURTLE)
        else:
            serialize(quads, str(folder / f"{number}.trig"), RdfFormat.TRIG)
    again = load([folder], tmp_path / "store", workers=1)
    assert again.version.name == loaded.version.name


def test_only_a_changed_document_is_validated_again(deals: Path, tmp_path: Path) -> None:
    file = change(deals, tmp_path / "deals.nq", "Capacity 7", "Capacity seven")
    first = load([file], tmp_path / "store", workers=1)
    same = load([file], tmp_path / "store", workers=1)
    assert (same.changed, same.judged, same.version.name) == (False, 0, first.version.name)
    change(file, file, '"Capacity seven"', '"Capacity 7"')
    third = load([file], tmp_path / "store", workers=1)
    assert (third.changed, third.judged) == (True, 1)
    log = history(tmp_path / "store")
    assert [(c.kind, c.added, c.removed) for c in log][1:] == [("load", 1, 1)]


def test_a_violation_names_the_document_things_as_they_are_called_and_nothing_is_published(
    deals: Path, tmp_path: Path
) -> None:
    line = next(q for q in quads_in(deals) if q.predicate == deal("heldBy") and q.subject == thing("right-3"))
    wrong = change(deals, tmp_path / "wrong.nq", f"{line} .\n", "")
    with pytest.raises(CheckFailed) as caught:
        load([wrong], tmp_path / "store", workers=1)
    said = " ".join(map(str, caught.value.findings))
    assert "id:right-3)" in said
    assert "in-document" not in said
    assert not (tmp_path / "store" / "current").exists()
    assert list((tmp_path / "store" / "versions").iterdir()) == []


def test_a_document_lends_nothing_to_another_when_it_is_validated(deals: Path, tmp_path: Path) -> None:
    """What only another document calls an agent is none here, though both are judged in one batch."""
    lines = deals.read_text(encoding="utf-8").splitlines(keepends=True)
    type_line = next(line for line in lines if "ont/Company>" in line and "graph/deal-2>" in line)
    wrong = tmp_path / "wrong.nq"
    wrong.write_text("".join(line for line in lines if line != type_line), encoding="utf-8")
    with pytest.raises(CheckFailed):
        load([wrong], tmp_path / "store", workers=1)


def test_documents_that_contradict_each_other_on_a_company_are_found(deals: Path, tmp_path: Path) -> None:
    one, other = '"Cedar Works 2"@en', '"Cedar Works Two"@en'
    wrong = change(deals, tmp_path / "wrong.nq", one, other, 1)
    with pytest.raises(CheckFailed) as caught:
        load([wrong], tmp_path / "store", workers=1)
    assert "two in the same language" in str(caught.value.findings[0])


def test_documents_may_share_nothing_but_agents(deals: Path, tmp_path: Path) -> None:
    wrong = change(deals, tmp_path / "wrong.nq", "asset-2>", "asset-1>")
    with pytest.raises(UsageProblem) as caught:
        load([wrong], tmp_path / "store", workers=1)
    assert caught.value.code == "documents-overlap"


def test_what_follows_from_two_documents_together_is_inferred(deals: Path, tmp_path: Path) -> None:
    """“Supersedes” is transitive, and two documents state one step each."""
    supersedes, rights = deal("supersedes"), [thing(f"right-{number}") for number in (1, 2, 3)]
    lines = deals.read_text(encoding="utf-8").splitlines(keepends=True)
    for number in (1, 2):
        first = next(at for at, line in enumerate(lines) if f"graph/deal-{number}>" in line)
        graph = names.source_graph(f"deal-{number}")
        lines.insert(first, f"{Quad(rights[number - 1], supersedes, rights[number], graph)} .\n")
    file = tmp_path / "deals.nq"
    file.write_text("".join(lines), encoding="utf-8")
    found = {quad.triple for quad in quads_of(load([file], tmp_path / "store", workers=1))}
    assert Triple(rights[0], supersedes, rights[2]) in found
    assert Triple(rights[2], deal("supersededBy"), rights[0]) in found


@pytest.mark.parametrize(
    ("content", "ending", "code"),
    [("<http://a> <http://b> .", ".nq", "documents-broken"), ("", ".txt", "documents-missing")],
)
def test_what_cannot_be_read_is_told(content: str, ending: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / f"document{ending}"
    file.write_text(content)
    with pytest.raises(UsageProblem) as caught:
        load([file], tmp_path / "store", workers=1)
    assert caught.value.code == code


def test_a_graph_whose_statements_do_not_stand_together_is_refused(deals: Path, tmp_path: Path) -> None:
    lines = deals.read_text(encoding="utf-8").splitlines(keepends=True)
    file = tmp_path / "scattered.nq"
    file.write_text("".join([*lines[1:], lines[0]]), encoding="utf-8")
    with pytest.raises(UsageProblem) as caught:
        load([file], tmp_path / "store", workers=1)
    assert caught.value.code == "documents-scattered"


def test_blank_nodes_of_different_documents_stay_different_and_are_named_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text('<http://a> <http://b> [ <http://c> "d" ] .')
    files = sorted(tmp_path.glob("*.ttl"))
    first, second = [*Reader(files)]
    nodes = [
        {word for line in found.lines for word in line.split() if word.startswith(b"_:")} for found in (first, second)
    ]
    assert len(nodes[0] | nodes[1]) == 2
    assert [d.digest for d in Reader(files)] == [first.digest, second.digest]


def test_a_load_that_was_killed_goes_on_from_what_it_had_found(deals: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    script = (
        "import sys, pathlib, dealgraph.bulk.labour as l; l.BATCH_LINES = 300; from dealgraph.bulk.loading import load"
    )
    script += f"; load([pathlib.Path({str(deals)!r})], pathlib.Path({str(store)!r}), workers=1)"
    process = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    end = time.monotonic() + 60
    while time.monotonic() < end and kept(store) < 3:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    known = kept(store)
    assert known >= 3
    assert not (store / "current").exists()
    loaded = load([deals], store, workers=1)
    assert loaded.judged == loaded.documents - known
    assert [f.name for f in (store / "versions").iterdir()] == [loaded.version.name]


def kept(store: Path) -> int:
    try:
        with sqlite3.connect(f"file:{store / FILE}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT COUNT(*) FROM found").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_a_damaged_file_of_reports_is_told(deals: Path, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(StoreProblem, match="cannot be read"):
        load([deals], tmp_path, workers=1)


def test_a_loaded_graph_is_not_changed_in_part(loaded: Loaded) -> None:
    editor = Editor(loaded.version.folder.parents[1], "somebody")
    with pytest.raises(UsageProblem) as caught:
        editor.update("INSERT DATA { <http://a> <http://b> <http://c> }")
    assert caught.value.code == "graph-loaded"


def test_a_build_takes_the_place_of_a_loaded_graph(loaded: Loaded, built_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(loaded.version.folder.parents[1], store)
    outcome = build(Inputs(), store)
    assert versions.current(store).name == outcome.version.name == versions.current(built_store).name


def test_lines_are_sorted_beyond_what_fits_into_a_run(tmp_path: Path) -> None:
    runs = Runs(tmp_path, size=4)
    for number in (9, 3, 7, 3, 1, 9, 5, 5, 2, 8, 1):
        runs.add([f"{number}\n".encode()])
    assert [int(line) for line in runs] == [1, 2, 3, 5, 7, 8, 9]
    assert [int(line) for line in runs] == [1, 2, 3, 5, 7, 8, 9]
    runs.remove()
    assert list(tmp_path.iterdir()) == []
