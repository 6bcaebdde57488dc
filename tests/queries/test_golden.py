"""Every competency question has the answer that a careful reader gives, whichever engine is asked."""

import json
from pathlib import Path

import pytest

GOLDEN = sorted((Path(__file__).parent / "golden").rglob("*.json"))
ENGINES = ["ask_embedded", "ask_rdflib", "ask_oxigraph", "ask_virtuoso"]
KEYS = {"query", "competency", "parameters", "columns", "rows", "because"}


def expected(golden):
    """Make the rows of a golden answer comparable; a list stands for several values in one cell."""
    rows = {tuple(frozenset(cell) if isinstance(cell, list) else cell for cell in row) for row in golden["rows"]}
    assert len(rows) == len(golden["rows"]), "a row stands twice"
    return rows


@pytest.fixture(params=GOLDEN, ids=lambda file: f"{file.parent.name}-{file.stem}")
def golden(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_answer_is_the_expected_one(golden, engine, request, catalog):
    ask = request.getfixturevalue(engine)
    answer = ask(catalog.get(golden["query"]), {name: [word] for name, word in golden["parameters"].items()})
    assert answer.of(golden["columns"]) == expected(golden)


def test_a_golden_answer_is_complete_and_says_why(golden, catalog):
    assert golden.keys() == KEYS
    assert golden["because"]
    assert golden["competency"] is None or golden["competency"] in catalog.get(golden["query"]).competency


@pytest.mark.parametrize("engine", ENGINES)
def test_a_company_without_rights_gets_an_answer_without_rows(engine, request, catalog):
    ask = request.getfixturevalue(engine)
    assert ask(catalog.get("rights-of"), {"holder": ["softbank"]}).rows == ()


def test_every_query_has_a_golden_answer(catalog):
    answered = {json.loads(file.read_text(encoding="utf-8"))["query"] for file in GOLDEN}
    assert {query.name for query in catalog} == answered


def test_every_competency_question_has_a_golden_answer():
    answered = {json.loads(file.read_text(encoding="utf-8"))["competency"] for file in GOLDEN}
    assert answered >= {f"CQ{number:02}" for number in range(1, 41)}
