"""The article's graph, from notes to a published version."""

import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

from dealgraph import names, versions
from dealgraph.answer import Question, Table
from dealgraph.build import STEPS, Inputs, build
from dealgraph.check import check
from dealgraph.names import deal
from dealgraph.places import data_folder
from dealgraph.problems import CheckFailed, NotesProblem, PassageMismatch, UsageProblem

DOWNLOADS = ("graph.nq", "graph.ttl", "graph.trig", "graph.jsonld", "graph.rdf", "graph.owl", "ontology.ttl")


def count(store, text: str) -> int:
    answer = store.ask(Question(names.prologue() + text))
    assert isinstance(answer, Table)
    return len(list(answer))


@pytest.fixture
def notes(tmp_path) -> Path:
    """A copy of the notes that a test may spoil."""
    folder = tmp_path / "notes"
    shutil.copytree(data_folder("notes"), folder)
    return folder


def spoil(notes: Path, old: str, new: str) -> None:
    file = notes / "article.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_graph_holds_all_claims_and_reading_issues_of_the_article(store):
    assert count(store, "SELECT ?c { ?c a deal:Claim ; deal:statedIn id:article }") == 49
    assert (
        count(
            store, "SELECT DISTINCT ?i { GRAPH <https://w3id.org/dealgraph/graph/article> { ?i a deal:ReadingIssue } }"
        )
        == 22
    )


@pytest.mark.parametrize("kind", ["NormativePosition", "Condition", "Event", "Agreement"])
def test_a_claim_speaks_for_each_thing_of_weight(store, kind):
    everything = count(store, f"SELECT DISTINCT ?x {{ ?x a deal:{kind} }}")
    supported = count(store, f"SELECT DISTINCT ?x {{ ?x a deal:{kind} . ?c a deal:Claim ; deal:claimAbout ?x }}")
    assert supported == everything > 4


def test_each_source_has_a_graph_of_its_own(store):
    text = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    answer = store.ask(Question(text))
    graphs = {names.local(row[0].value) for row in answer}
    assert graphs == {"article", "context-dates", "ontology", "inferred"}


def test_the_same_notes_give_the_same_bytes(built, tmp_path):
    again = build(Inputs(), tmp_path / "again")
    assert again.version.name == built.version.name
    for name in (*DOWNLOADS, versions.MANIFEST):
        assert (again.version.folder / name).read_bytes() == (built.version.folder / name).read_bytes(), name


def test_nothing_is_done_where_nothing_changed(built_store):
    steps: list[str] = []
    outcome = build(Inputs(), built_store, progress=steps.append)
    assert (outcome.changed, steps) == (False, [])
    assert build(Inputs(), built_store, force=True, progress=steps.append).changed is False
    assert steps == list(STEPS)


def test_every_download_holds_the_same_data(built):
    folder = built.version.folder

    def triples(name: str, form: RdfFormat) -> set[str]:
        return {str(q.triple) for q in parse(path=str(folder / name), format=form) if "_:" not in str(q.triple)}

    turtle = triples("graph.ttl", RdfFormat.TURTLE)
    assert turtle == triples("graph.jsonld", RdfFormat.JSON_LD) == triples("graph.rdf", RdfFormat.RDF_XML)
    quads = triples("graph.nq", RdfFormat.N_QUADS)
    assert quads == triples("graph.trig", RdfFormat.TRIG)
    header = {line for line in turtle if f"<{names.GRAPH}data>" in line}
    assert turtle - header <= quads
    merged = triples("graph.owl", RdfFormat.RDF_XML)
    assert turtle - header <= merged
    assert not [line for line in merged if names.IMPORTS.value in line]


def test_the_passages_are_where_the_notes_say(built_store, article):
    passages = build(Inputs(article=article), built_store).passages
    assert passages >= 15


def test_each_passage_that_differs_is_named(built_store, article, tmp_path):
    changed = tmp_path / "article.txt"
    changed.write_text(article.read_text(encoding="utf-8").replace("OpenAI", "Openai", 3), encoding="utf-8")
    before = versions.current(built_store)
    with pytest.raises(PassageMismatch) as caught:
        build(Inputs(article=changed), built_store)
    assert {"0.1", "1.1", "2.1"} <= {finding.subject for finding in caught.value.findings}
    assert all(finding.place for finding in caught.value.findings)
    assert versions.current(built_store) == before


@pytest.mark.parametrize("content", [b"", b"short", "täxt".encode("latin-1")])
def test_a_text_that_is_no_article_is_refused(built_store, tmp_path, content):
    file = tmp_path / "other.txt"
    file.write_bytes(content)
    with pytest.raises((PassageMismatch, UsageProblem)):
        build(Inputs(article=file), built_store)


def runs_of_words(text):
    """Give the places of eight words in a row; runs of single letters, as in an alphabet, are no text."""
    words = re.findall(r"[a-z0-9$]+", text.lower())
    runs = (tuple(words[i : i + 8]) for i in range(len(words) - 7))
    return {run for run in runs if max(map(len, run)) > 1}


@pytest.fixture(scope="session")
def own_files():
    """List the files of the project that people write."""
    root = Path(__file__).resolve().parents[2]
    folders = ("graph", "service", "ontology", "queries", "docs", "tests", "bench")
    kinds = {
        ".py",
        ".md",
        ".yaml",
        ".ttl",
        ".rq",
        ".ru",
        ".json",
        ".html",
        ".css",
        ".js",
        ".mjs",
        ".xml",
        ".sh",
        ".txt",
        ".csv",
    }
    found = [f for name in folders for f in (root / name).rglob("*") if f.suffix in kinds]
    return [root / "README.md", *(f for f in found if not {"node_modules", "packed"} & set(f.parts))]


def test_the_repository_holds_no_sentence_of_the_article(article, own_files):
    sentences = runs_of_words(article.read_text(encoding="utf-8"))
    for file in own_files:
        repeated = runs_of_words(file.read_text(encoding="utf-8")) & sentences
        assert not repeated, f"{file.name}: {' '.join(min(repeated))}"


def test_the_repository_holds_no_sentence_of_a_contract(shared, own_files):
    """Hold eight words in a row, as for the article; lawyers share such runs where a licence disclaims warranties."""
    texts = sorted((shared / "cuad" / "full_contract_txt").glob("*.txt"))
    if not texts:
        pytest.skip("the contracts are absent from the folder that DEALGRAPH_SHARED names")
    usual = runs_of_words((own_files[0].parent / "LICENSE").read_text(encoding="utf-8"))
    own = {run: file.name for file in own_files for run in runs_of_words(file.read_text(encoding="utf-8")) - usual}
    for text in texts:
        repeated = runs_of_words(text.read_text(encoding="utf-8")) & own.keys()
        assert not repeated, f"{own[min(repeated)]}: {' '.join(min(repeated))}, as in {text.name}"


def test_a_violation_stops_the_build_and_leaves_the_version_before(notes, built_store):
    before = versions.current(built_store)
    spoil(notes, "basis: narrative", "cue: x")
    with pytest.raises(CheckFailed) as caught:
        build(Inputs(notes=(notes,)), built_store)
    finding = caught.value.findings[0]
    assert finding.place is not None
    assert finding.place.file == "article.yaml"
    assert "basis" in finding.what
    assert versions.current(built_store) == before


def test_a_broken_note_leaves_the_version_before(notes, built_store):
    before = versions.current(built_store)
    spoil(notes, "basis: narrative", "basis: hearsay")
    with pytest.raises(NotesProblem, match=r"article\.yaml:\d+: There is no concept “hearsay”"):
        build(Inputs(notes=(notes,)), built_store)
    assert versions.current(built_store) == before


def test_a_source_that_nobody_describes_cannot_be_included(built_store):
    with pytest.raises(UsageProblem, match="No notes describe"):
        build(Inputs(include=frozenset({"artikel"})), built_store, force=True)


def test_a_folder_without_notes_is_refused(tmp_path):
    with pytest.raises(UsageProblem, match="no notes"):
        build(Inputs(notes=(tmp_path,)), tmp_path / "store")


def test_the_shapes_hold_on_the_downloads_too(built):
    quads = [*parse(path=str(built.version.quads), format=RdfFormat.N_QUADS)]
    assert check(quads, data_folder("ontology") / "shapes").conforms


def test_every_term_that_the_program_names_exists_in_the_ontology(built):
    store = Store()
    store.bulk_load(path=str(built.version.quads), format=RdfFormat.N_QUADS)
    root = Path(__file__).resolve().parents[2]
    for file in [*(root / "graph").rglob("*.py"), *(root / "service").rglob("*.py")]:
        for name in re.findall(r"\bdeal\(\"(\w+)\"\)", file.read_text(encoding="utf-8")):
            assert any(store.quads_for_pattern(deal(name), names.TYPE, None)), f"{file.name}: deal:{name}"
