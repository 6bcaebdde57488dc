"""Each canned query is portable SPARQL 1.1, says what it declares, and asks with the values that its head names."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from dealgraph import names
from dealgraph.answer import Question, Table
from dealgraph.binding import bind
from dealgraph.query_file import read_catalog
from dealgraph.sparql_text import tokens

QUERIES = list(read_catalog([Path(__file__).resolve().parents[2] / "queries"]))
OURS = ("deal", "voc", "id")
FORBIDDEN = ("EXISTS", "SERVICE", "GRAPH", "FROM", "REDUCED", "DESCRIBE", "LANG", "LANGMATCHES")
TEXTS = {"string", "claim", "passage"}
OVERVIEWS = {"reading-issue-counts", "documents", "speakers", "kinds", "concepts"}
TRIPLE = ["subject", "predicate", "object"]
# What changes with the claims that count; the rest of a row does not.
EVIDENCE = {"level", "levelLabel", "claims", "passages", "bases", "basis", "basisLabel", "alsoFrom", "issues"}
EVIDENCE |= {"stated", "reported", "suggested", "rumoured", "relayed"}

pytestmark = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


def body(query):
    lines = query.file.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#+"))


def gives_rows(query):
    if query.form != "SELECT":
        pytest.skip("its answer has no rows")


def words(query):
    return [token for token in tokens(body(query)) if token.kind == "word"]


def required(query):
    return {p.name: [p.example] for p in query.parameters if p.required}


def test_what_engines_do_differently_or_slowly_is_not_used(query):
    assert {token.text.upper() for token in words(query)} & set(FORBIDDEN) == set()
    assert "gyear" not in body(query).lower()


def test_the_order_of_the_rows_is_fixed(query):
    gives_rows(query)
    assert re.search(r"^ORDER BY ", body(query), re.MULTILINE)
    assert "LIMIT" not in body(query)


def test_a_group_of_nothing_gives_no_row(query):
    # Of an empty group rdflib makes a row without values; the condition is on an aggregate, never on an alias.
    text = body(query)
    groups = re.findall(r"GROUP BY [^\n]+\n +HAVING \(COUNT\(\*\) > 0\)\n", text)
    assert len(groups) == text.count("GROUP BY") == text.count("HAVING")


def test_what_is_taken_away_shares_a_variable_with_the_rest(query):
    # A MINUS that shares none takes nothing away (SPARQL 1.1 Query Language, section 8.3.3).
    found = list(tokens(body(query)))
    for start in (place for place, token in enumerate(found) if token.text.upper() == "MINUS"):
        depth, end = 0, start + 1
        while end == start + 1 or depth:
            depth += {"{": 1, "}": -1}.get(found[end].text, 0)
            end += 1
        inner = {token.text for token in found[start:end] if token.text.startswith("?")}
        outer = {token.text for token in (*found[:start], *found[end:]) if token.text.startswith("?")}
        assert inner & outer, f"the MINUS at token {start}"


def test_each_prefix_is_declared_so_that_the_body_stands_alone(query):
    used = {token.text.partition(":")[0] for token in words(query) if ":" in token.text}
    declared = re.findall(r"^PREFIX (\w+): <([^>]+)>$", body(query), re.MULTILINE)
    assert used == {prefix for prefix, _ in declared}
    assert all(names.PREFIXES[prefix] == iri for prefix, iri in declared)


def test_each_name_of_ours_is_known_to_the_ontology_or_the_graph(query, store):
    for token in words(query):
        prefix, colon, rest = token.text.partition(":")
        if colon and rest and prefix in OURS:
            node = NamedNode(names.PREFIXES[prefix] + rest)
            answer = store.ask(Question(f"ASK {{ {node} a ?class }}"))
            assert answer.value, f"{token.text} is not known"


def test_the_body_asks_with_the_defaults_of_its_head(query, lookup):
    """What is pasted into an editor answers as the service does where nothing is given."""
    assert _data(query.text) == _data(bind(query, required(query), lookup).text)


def _data(text):
    """Read the terms of each block `VALUES ?name { ... }`."""
    blocks = re.findall(r"VALUES \?(\w+) (\{ [^}]* \})", text)
    return [
        (name, {solution[0] for solution in Store().query(f"{names.prologue()} SELECT ?x {{ VALUES ?x {data} }}")})
        for name, data in blocks
    ]


def test_people_can_read_the_head(query):
    assert query.question.endswith("?")
    assert query.description.endswith(".")
    assert re.fullmatch(r"[A-Z].*[^.?]", query.title)
    for parameter in query.parameters:
        assert parameter.label != parameter.name, parameter.name
        assert parameter.description.endswith("."), parameter.name
        assert parameter.example, parameter.name
    assert all(column.label != column.name for column in query.columns)
    assert max(len(line) for line in query.file.read_text(encoding="utf-8").splitlines()) <= 120


def test_every_answer_says_where_it_stands(query):
    """Claims and passages, or the source and the sentence itself; only the overviews merely count."""
    gives_rows(query)
    columns = {column.name for column in query.columns}
    one_claim, one_sentence = {"number", "passages"}, {"source", "sentence", "start", "end"}
    assert (
        any(place <= columns for place in ({"claims", "passages"}, one_claim, one_sentence)) or query.name in OVERVIEWS
    )


def test_the_columns_come_as_declared(query, store, lookup):
    gives_rows(query)
    answer = store.ask(bind(query, required(query), lookup))
    assert isinstance(answer, Table)
    assert answer.columns == tuple(column.name for column in query.columns)
    rows = list(answer)
    assert rows
    for row in rows:
        for column, cell in zip(query.columns, row, strict=True):
            assert cell is None or _fits(column, cell), column.name


def _fits(column, cell):
    if column.type in {"iri", "concept"}:
        return isinstance(cell, NamedNode)
    accepted = {"string", "langString"} if column.type in TEXTS else {column.type}
    return isinstance(cell, Literal) and names.local(cell.datatype.value) in accepted


def test_a_label_stands_beside_what_it_names(query):
    listed = [column.name for column in query.columns]
    for place, name in enumerate(listed):
        if name.endswith("Label"):
            assert listed[place - 1] == name.removesuffix("Label")


def test_both_engines_agree_on_every_cell(query, ask_embedded, ask_rdflib):
    ours, theirs = ask_embedded(query, required(query)), ask_rdflib(query, required(query))
    assert ours.columns == theirs.columns
    assert Counter(ours.rows) == Counter(theirs.rows)


def test_all_examples_together_give_an_answer(query, ask_embedded):
    assert ask_embedded(query, {p.name: [p.example] for p in query.parameters}).rows


def test_each_example_narrows_the_answer_and_leaves_something(query, ask_embedded):
    """A parameter that is not given restricts nothing; one that is given restricts and nothing else."""
    columns = [column.name for column in query.columns if column.name not in EVIDENCE] or TRIPLE
    whole = ask_embedded(query, required(query)).of(columns)
    for parameter in query.parameters:
        if parameter.required:
            continue
        some = ask_embedded(query, required(query) | {parameter.name: [parameter.example]}).of(columns)
        assert some, parameter.name
        assert some <= whole, parameter.name
