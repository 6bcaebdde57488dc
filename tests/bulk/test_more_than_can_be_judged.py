"""A large graph of which more is recorded than one query may answer: what is about all rights says so; one is told."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile.conftest import Server, start

from dealgraph.bulk.loading import load

QUADS = 15_000
NARROW, WIDE = 1_200_000, 64_000_000
"""Bytes that one answer may have: more than the ontology takes, less than all on which standing depends."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load synthetic deals, each in a graph of its own."""
    import synthetic

    folder = tmp_path_factory.mktemp("many")
    deals = folder / "deals.nq"
    deals.write_text("".join(text for _, text in synthetic.documents(QUADS)), encoding="utf-8")
    load([deals], folder / "store", workers=2)
    return folder / "store"


@pytest.fixture(scope="module")
def narrow(store: Path) -> Iterator[Server]:
    yield from served(store, NARROW)


@pytest.fixture(scope="module")
def wide(store: Path) -> Iterator[Server]:
    yield from served(store, WIDE)


def served(store: Path, most: int) -> Iterator[Server]:
    server, process = start(store, DEALGRAPH_MAX_ANSWER_BYTES=str(most), DEALGRAPH_DEADLINE="10")
    yield server
    process.terminate()
    process.wait(20)


@pytest.mark.parametrize("question", ["rights-in-force", "what-ends?event=agi", "diff?from=2024-12-31&to=2025-02-01"])
def test_a_question_about_all_rights_says_that_there_are_too_many(narrow: Server, question: str) -> None:
    name, _, given = question.partition("?")
    status, body, _ = narrow.get(f"/queries/{name}.json?{given}")
    problem = json.loads(body)
    assert (status, problem["code"]) == (413, "standing-too-large")
    assert "why?right=" in problem["hint"]


@pytest.mark.parametrize("name", ["why", "timeline", "levers", "conditions", "sources"])
def test_a_question_about_one_right_is_answered(narrow: Server, wide: Server, name: str) -> None:
    address = f"/queries/{name}.json?right=right-20" + ("&on=2028-01-01" if name != "timeline" else "")
    status, body, _ = narrow.get(address)
    assert status == 200
    found = json.loads(body)
    assert found["results"]["bindings"]
    assert wide.get("/queries/rights-in-force.json")[0] == 200  # now it has read everything
    assert found == json.loads(wide.get(address)[1])


@pytest.mark.parametrize("path", ["/", "/id/right-20", "/id/company-3", "/queries/why", "/find?q=right", "/queries"])
def test_pages_tell_what_they_can(narrow: Server, path: str) -> None:
    status, body, _ = narrow.get(path, Accept="text/html")
    assert status == 200, body[:300]


def test_the_first_page_and_that_of_a_right_say_how_it_stands(narrow: Server, wide: Server) -> None:
    said = b"More is recorded here than can be judged at once"
    assert [said in server.get("/", Accept="text/html")[1] for server in (narrow, wide)] == [True, False]
    pages = [server.get("/id/right-20", Accept="text/html")[1].decode() for server in (narrow, wide)]
    assert all("The proof, step by step" in page for page in pages)


def test_what_names_graphs_is_answered_from_the_disk(wide: Server) -> None:
    status, body, _ = wide.ask("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s a ?kind } }")
    assert status == 200
    assert int(json.loads(body)["results"]["bindings"][0]["n"]["value"]) > 10
