"""The command line: what it prints, where, and how it ends."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from dealgraph import __version__
from dealgraph.answer import Table
from dealgraph.catalog import Column
from dealservice.cli import run
from dealservice.terminal import table_text

PROGRAM = [sys.executable, "-m", "dealservice.cli"]
NOTES = """
source: {id: memo, label: A memo, kind: source, source kind: reading-notes, sha256: "%s", character count: 3}
companies:
  initech: {label: Initech}
passages:
  "1.1": {start: 0, end: 3, sha256: "%s"}
claims:
  1.1a: {says: There is Initech., by: initech, basis: narrative, mode: present, about: initech, passage: "1.1"}
"""
NO_DIGEST = "0" * 64


@pytest.fixture
def dealgraph(built_store, monkeypatch, capsys):
    """Run a command on the graph that was built: its exit code, standard output and standard error."""
    monkeypatch.setenv("DEALGRAPH_STORE", str(built_store))

    def command(*words):
        code = run(words)
        return code, *capsys.readouterr()

    return command


def test_the_version_is_told(dealgraph):
    assert dealgraph("--version") == (0, f"dealgraph {__version__}\n", "")


def test_help_names_every_command(dealgraph):
    code, out, _ = dealgraph("--help")
    assert code == 0
    for name in ("build", "check", "serve", "ask", "query", "export"):
        assert f"  {name} " in out


def test_without_a_name_the_questions_are_listed(dealgraph):
    code, out, err = dealgraph("ask")
    assert (code, err) == (0, "")
    assert "  rights-of " in out
    assert "For the lawyer:" in out


def test_a_question_explains_itself(dealgraph):
    code, out, _ = dealgraph("ask", "rights-of", "--help")
    assert code == 0
    assert "Usage: dealgraph ask rights-of holder=microsoft" in out
    assert "holder (iri)" in out


def test_an_answer_is_a_table_with_labels(dealgraph):
    code, out, err = dealgraph("ask", "rights-of", "holder=microsoft")
    assert (code, err) == (0, "")
    assert "│" in out
    assert "w3id.org" not in out


def test_an_answer_can_be_had_in_every_form(dealgraph):
    assert json.loads(dealgraph("ask", "rights-of", "holder=microsoft", "--format", "json")[1])["results"]["bindings"]
    rows = list(csv.DictReader(io.StringIO(dealgraph("ask", "rights-of", "holder=microsoft", "--format", "csv")[1])))
    assert len({row["right"] for row in rows}) == len(rows) > 1
    assert dealgraph("ask", "rights-of", "holder=microsoft", "--format", "md")[1].startswith("| Right |")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["ask", "rights-off"], "query-unknown", "Did you mean “rights-of”"),
        (["ask", "rights-of"], "parameters-invalid", "“holder” is needed"),
        (["ask", "rights-of", "holdr=microsoft"], "parameters-invalid", "Did you mean “holder”?"),
        (["ask", "rights-of", "microsoft"], "usage-invalid", "Write name=value"),
        (["ask", "rights-of", "holder=microsoft", "--format", "cvs"], "form-unknown", "Did you mean “csv”?"),
        (["ask", "rights-of", "holder=microsoft", "--format", "ttl"], "form-unacceptable", "csv"),
        (["ask", "--queries", "no/such/folder"], "catalog-missing", "no/such/folder"),
        (["ask", "rights-of", "--frmat", "csv"], "usage-invalid", "--format"),
        (["query", "no/such/file"], "file-unreadable", "no/such/file"),
        (["export", "--output", "no/such/folder/file"], "file-unwritable", "no/such/folder/file"),
        (["export", "--format", "doc"], "usage-invalid", "ttl"),
        (["build", "--notes", "no/such/notes"], "notes-missing", "no/such/notes"),
        (["build", "--with", "nonsense"], "source-unknown", "nonsense"),
        (["build", "--article", "no/such/article"], "article-unreadable", "no/such/article"),
        (["build", "--alone"], "usage-invalid", "--notes"),
        (["build", "--store", "http://example.org/"], "usage-invalid", "folder"),
        (["serve", "--port", "70000"], "usage-invalid", "70000"),
        (["serve", "--host", "192.0.2.1"], "host-invalid", "192.0.2.1"),
        (["bild"], "usage-invalid", "build"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_ends_with_2_and_says_what_to_do(dealgraph, words, code, said):
    status, out, err = dealgraph(*words)
    assert (status, out) == (2, "")
    assert err.split("dealgraph: ", 1)[1]
    assert said in err
    assert err.endswith(f"[{code}]\n")


def test_a_setting_that_cannot_be_used_is_named(dealgraph, monkeypatch):
    monkeypatch.setenv("DEALGRAPH_PORT", "many")
    assert "DEALGRAPH_PORT=many" in dealgraph("ask")[2]


def ask_sparql(text, store, *words):
    return subprocess.run(
        [*PROGRAM, "query", "-", "--store", store, *words], input=text, capture_output=True, text=True, check=False
    )


def test_a_query_is_read_from_standard_input_and_knows_our_prefixes(built_store):
    done = ask_sparql("SELECT (COUNT(*) AS ?n) WHERE { ?c a deal:Claim }", built_store, "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) > 0


def test_a_query_is_read_from_a_file(dealgraph, tmp_path):
    (tmp_path / "q.rq").write_text("ASK { ?c a deal:Claim }")
    assert dealgraph("query", str(tmp_path / "q.rq")) == (0, "true\n", "")


def test_a_no_is_an_answer_like_another(dealgraph, tmp_path):
    (tmp_path / "q.rq").write_text("ASK { ?c a deal:Nothing }")
    assert dealgraph("query", str(tmp_path / "q.rq")) == (0, "false\n", "")


def test_a_graph_is_printed_as_turtle(dealgraph, tmp_path):
    (tmp_path / "q.rq").write_text("CONSTRUCT WHERE { ?c a deal:Claim } LIMIT 1")
    assert "a deal:Claim" in dealgraph("query", str(tmp_path / "q.rq"))[1]


def test_a_syntax_error_names_the_line_of_the_file(dealgraph, tmp_path):
    (tmp_path / "q.rq").write_text("SELECT *\nWHERE { ?s foo:bar ?o }")
    code, _, err = dealgraph("query", str(tmp_path / "q.rq"))
    assert code == 2
    assert "line 2, column" in err
    assert "^" in err


@pytest.mark.parametrize(
    ("form", "engine"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("trig", RdfFormat.TRIG),
        ("jsonld", RdfFormat.JSON_LD),
        ("rdf", RdfFormat.RDF_XML),
        ("owl", RdfFormat.RDF_XML),
        ("nq", RdfFormat.N_QUADS),
    ],
)
def test_the_graph_is_exported(dealgraph, tmp_path, form, engine):
    file = tmp_path / "deals"
    assert dealgraph("export", "--format", form, "--output", str(file)) == (0, "", "")
    assert len(list(parse(file.read_bytes(), engine))) > 1000
    assert [found.name for found in tmp_path.iterdir()] == ["deals"]


def test_an_export_that_fails_leaves_the_old_file(dealgraph, tmp_path, monkeypatch):
    file = tmp_path / "deals"
    file.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    code, _, err = dealgraph("export", "--output", str(file))
    assert (code, file.read_text()) == (2, "old")
    assert "No space left on device" in err
    assert [found.name for found in tmp_path.iterdir()] == ["deals"]


def test_a_missing_graph_is_built_first_and_told(dealgraph, tmp_path):
    code, out, err = dealgraph("ask", "rights-of", "holder=microsoft", "--store", str(tmp_path / "new"))
    assert code == 0
    assert err.startswith(f"There is no graph in {tmp_path / 'new'} yet; building it.\nReading the notes ...\n")
    assert "│" in out


def test_a_build_tells_its_steps_and_what_it_made(dealgraph, tmp_path):
    code, out, err = dealgraph("build", "--store", str(tmp_path / "new"))
    assert code == 0
    assert out.startswith("Built version ")
    assert len([line for line in err.splitlines() if line.endswith(" ...")]) == 4
    assert dealgraph("build", "--store", str(tmp_path / "new"))[1].startswith("Nothing changed since version ")


def test_a_build_takes_notes_besides_the_built_in(dealgraph, tmp_path):
    (tmp_path / "memo.yaml").write_text(NOTES % (NO_DIGEST, NO_DIGEST))
    code, out, err = dealgraph("build", "--store", str(tmp_path / "new"), "--notes", str(tmp_path / "memo.yaml"))
    assert code == 0, err
    assert "article" in out
    assert "memo" in out


def test_the_notes_are_checked_without_a_trace(dealgraph, tmp_path, monkeypatch):
    monkeypatch.setenv("DEALGRAPH_STORE", str(tmp_path / "never"))
    code, out, _ = dealgraph("check")
    assert code == 0
    assert out.startswith("All is well: ")
    assert not (tmp_path / "never").exists()


def test_a_check_that_finds_violations_ends_with_1(dealgraph, tmp_path):
    (tmp_path / "memo.yaml").write_text((NOTES % (NO_DIGEST, NO_DIGEST)).replace("says: There is Initech., ", ""))
    code, out, err = dealgraph("check", "--notes", str(tmp_path / "memo.yaml"))
    assert (code, out) == (1, "")
    assert "memo.yaml:" in err
    assert err.endswith("[check-failed]\n")


def test_a_check_of_broken_notes_ends_with_2(dealgraph, tmp_path):
    (tmp_path / "memo.yaml").write_text("source: [")
    assert dealgraph("check", "--notes", str(tmp_path / "memo.yaml"))[0] == 2


def test_passages_are_compared_with_the_article(dealgraph, tmp_path, article):
    assert "passages compared" in dealgraph("build", "--store", str(tmp_path / "new"), "--article", str(article))[1]
    (tmp_path / "other").write_text("Something else.")
    code, _, err = dealgraph("build", "--store", str(tmp_path / "new"), "--article", str(tmp_path / "other"))
    assert code == 2
    assert "[passage-mismatch]" in err


def test_an_interruption_ends_with_130(dealgraph, monkeypatch):
    def interrupt(_where, _access):
        raise KeyboardInterrupt

    monkeypatch.setattr("dealservice.cli.open_store", interrupt)
    code, out, err = dealgraph("ask", "rights-of", "holder=microsoft")
    assert (code, out, err.strip()) == (130, "", "dealgraph: interrupted")


def test_a_reader_that_leaves_early_is_no_fault(built_store):
    command = f"{' '.join(PROGRAM)} export --format nq --store {built_store} | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_asking_a_question_imports_nothing_heavy(built_store):
    code = (
        "import sys; from dealservice.cli import run; run(['ask', 'rights-of', 'holder=microsoft']); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    environment = os.environ | {"DEALGRAPH_STORE": str(built_store)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    heavy = {"flask", "werkzeug", "jinja2", "rdflib", "pyshacl", "SPARQLWrapper", "granian", "edtf", "filelock"}
    assert heavy & set(done.stderr.split()) == set()
    assert "│" in done.stdout


def test_columns_that_share_a_heading_are_told_apart():
    columns = [Column("level", "string", "Certainty"), Column("certainty", "string", "Certainty")]
    shown = table_text(Table(("level", "certainty"), [(Literal("stated"), Literal("reported"))]), columns)
    assert "Certainty (level)" in shown
    assert "Certainty (certainty)" in shown
