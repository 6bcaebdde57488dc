"""The command that loads documents, how it tells how far it is, and what a loaded graph lacks."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dealgraph.bulk.loading import Loaded
from dealservice.app import create_app
from dealservice.cli import run
from dealservice.gauge import Gauge
from dealservice.settings import Settings


def test_the_command_loads_and_then_finds_nothing_changed(
    deals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["load", str(deals), "--store", str(tmp_path), "--workers", "1"]
    assert run(arguments) == 0
    first = capsys.readouterr()
    assert first.out.startswith("Loaded version ")
    assert "Validating the documents" in first.err
    assert run(arguments) == 0
    assert capsys.readouterr().out.startswith("Nothing changed since version ")
    assert run(["ask", "rights-of", "holder=company-1", "--store", str(tmp_path), "--format", "csv"]) == 0
    assert "of first refusal" in capsys.readouterr().out


def test_a_loaded_graph_is_exported_as_quads_and_in_no_other_form(
    loaded: Loaded, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    store = str(loaded.version.folder.parents[1])
    assert run(["export", "--format", "nq", "--store", store]) == 0
    assert capsysbinary.readouterr().out == loaded.version.quads.read_bytes()
    assert run(["export", "--format", "ttl", "--store", store]) == 2
    assert b"[download-unknown]" in capsysbinary.readouterr().err


def test_the_service_tells_which_downloads_a_loaded_graph_has(loaded: Loaded) -> None:
    client = create_app(Settings(store=str(loaded.version.folder.parents[1]))).test_client()
    with client.get("/graph.nq") as sent:
        assert sent.data == loaded.version.quads.read_bytes()
    refused = client.get("/graph.rdf", headers={"Accept": "application/json"})
    assert refused.status_code == 404
    assert refused.json is not None
    assert refused.json["code"] == "download-unknown"
    offered = [line for line in client.get("/").text.splitlines() if 'href="/graph.' in line]
    assert len(offered) == 1
    assert "/graph.nq" in offered[0]


def test_documents_are_not_loaded_into_another_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["load", "x.nq", "--store", "https://example.org/sparql"]) == 2
    assert "into a folder" in capsys.readouterr().err


@pytest.mark.parametrize(("is_terminal", "lines"), [(True, 5), (False, 2)])
def test_a_log_gets_a_line_now_and_then_and_a_terminal_a_bar(*, is_terminal: bool, lines: int) -> None:
    written: list[str] = []
    times = iter([0.0, 4.0, 8.0, 12.0, 16.0])
    gauge = Gauge(written.append, is_terminal=is_terminal, clock=lambda: next(times))
    for done in (0, 25, 50, 75, 100):
        gauge("sort", done * 1000, 100_000)
    assert len(written) == lines
    assert ("[####" in written[-1]) == is_terminal
    assert "thousand/s" in written[-1]


def test_each_step_begins_with_a_line_of_its_own() -> None:
    written: list[str] = []
    gauge = Gauge(written.append, is_terminal=False, clock=lambda: 1.0)
    for step in ("judge", "judge", "sort", "load", "agree"):
        gauge(step, 0, 0)
    assert [line.split()[0] for line in written] == ["Validating", "Sorting", "Filling", "Comparing"]


def test_help_names_what_is_read() -> None:
    from dealservice.cli import commands

    assert "documents of RDF" in CliRunner().invoke(commands, ["load", "--help"]).output
