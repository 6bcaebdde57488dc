"""Answers written in their forms."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from dealgraph.answer import Question, Table, Triples, Truth
from dealgraph.catalog import Column
from dealgraph.names import XSD
from dealgraph.problems import Problem, QueryProblem
from dealgraph.stores.embedded import EmbeddedStore
from dealservice.answers import Writing, answer, write
from dealservice.forms import (
    CSV,
    GRAPH,
    HTML,
    JSON,
    JSONLD,
    MARKDOWN,
    NDJSON,
    RDFXML,
    TRUTH,
    TSV,
    TURTLE,
    XML,
    forms_for,
)
from dealservice.markup import MAX_ROWS

ROWS = [
    (NamedNode("https://w3id.org/dealgraph/id/acme"), Literal("plain")),
    (NamedNode("http://example.org/ü?a=1&b=2"), Literal("quote \" comma , apostrophe '")),
    (BlankNode("b1"), Literal("tab\t, line\n, return\r, backslash \\")),
    (Literal("Hallo <b>", language="de"), Literal("5", datatype=NamedNode(f"{XSD}integer"))),
    (Literal("1.5", datatype=NamedNode(f"{XSD}decimal")), Literal("true", datatype=NamedNode(f"{XSD}boolean"))),
    (Literal("abc", datatype=NamedNode(f"{XSD}integer")), Literal("1e6", datatype=NamedNode(f"{XSD}double"))),
    (Literal("P1D", datatype=NamedNode(f"{XSD}duration")), None),
    (None, Literal("-7", datatype=NamedNode(f"{XSD}integer"))),
    (None, None),
    (Literal(""), Literal("😀 é")),
    (Triple(NamedNode("http://a"), NamedNode("http://b"), Literal("c")), Literal("x")),
]
COLUMNS = (Column("a", "any", "First", many=True), Column("b", "any", "Second"))


def native(columns=("a", "b"), rows=ROWS):
    """Make the engine's own result of the same rows."""
    body = write(Table(columns, rows), Writing(JSON))
    return parse_query_results(body, QueryResultsFormat.JSON)


def written(form, rows=ROWS, **how):
    return write(Table(("a", "b"), rows), Writing(form, **how))


def test_our_json_reads_back_as_the_same_rows():
    assert [tuple(row) for row in native()] == ROWS


@pytest.mark.parametrize(
    ("form", "engine"),
    [(CSV, QueryResultsFormat.CSV), (TSV, QueryResultsFormat.TSV), (JSON, QueryResultsFormat.JSON)],
)
def test_our_writers_write_what_the_engine_writes(form, engine):
    assert written(form) == native().serialize(format=engine)


def test_our_xml_reads_back_as_the_same_rows():
    body = written(XML)
    ET.fromstring(body)  # noqa: S314 - our own words
    assert [tuple(row) for row in parse_query_results(body, QueryResultsFormat.XML)] == ROWS


def test_a_carriage_return_survives_the_engine_s_xml():
    body = write(Table(("a", "b"), native()), Writing(XML))
    assert b"\r" not in body
    assert "return\r," in ET.fromstring(body).findtext(".//{*}result[3]//{*}literal")  # noqa: S314


@pytest.mark.parametrize("text", ["\x01", "\x1f", "\ufffe"])
def test_xml_refuses_what_it_cannot_hold(text):
    with pytest.raises(Problem) as caught:
        written(XML, [(Literal(text), None)])
    assert caught.value.code == "form-unfit"


def test_csv_can_be_guarded_against_formulas():
    rows = [(Literal("=1+1"), Literal("-5", datatype=NamedNode(f"{XSD}integer"))), (Literal("@x"), Literal("+x"))]
    assert written(CSV, rows) == b"a,b\r\n=1+1,-5\r\n@x,+x\r\n"
    assert written(CSV, rows, safe=True) == b"a,b\r\n'=1+1,-5\r\n'@x,'+x\r\n"


def test_csv_can_be_read_by_any_reader():
    rows = list(csv.reader(io.StringIO(written(CSV).decode(), newline="")))
    assert rows[0] == ["a", "b"]
    assert rows[2] == ["http://example.org/ü?a=1&b=2", "quote \" comma , apostrophe '"]
    assert rows[3][1] == "tab\t, line\n, return\r, backslash \\"


def test_a_single_empty_cell_is_an_empty_line():
    assert write(Table(("a",), [(None,), (Literal("x"),)]), Writing(CSV)) == b"a\r\n\r\nx\r\n"


def test_json_lines_hold_plain_values():
    lines = [json.loads(line) for line in written(NDJSON).splitlines()]
    assert lines[0] == {"a": "https://w3id.org/dealgraph/id/acme", "b": "plain"}
    assert lines[3] == {"a": "Hallo <b>", "b": 5}
    assert lines[4] == {"a": 1.5, "b": True}
    assert lines[5] == {"a": "abc", "b": 1e6}
    assert lines[8] == {"a": None, "b": None}


@pytest.mark.parametrize("number", ["INF", "NaN", "-INF"])
def test_json_lines_write_as_text_what_json_has_no_number_for(number):
    body = written(NDJSON, [(Literal(number, datatype=NamedNode(f"{XSD}double")), None)])
    assert json.loads(body)["a"] == number


@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV, NDJSON, MARKDOWN, HTML])
def test_several_values_in_a_cell_stand_once_each_and_in_order(form):
    body = written(form, [(Literal("pear; apple; pear"), None)], columns=COLUMNS).decode()
    assert "apple; pear" in body
    assert "pear; apple" not in body


def test_markdown_keeps_its_columns_whatever_the_cells_hold():
    lines = (
        written(MARKDOWN, [(Literal("a|b\nc"), NamedNode("https://w3id.org/dealgraph/id/acme"))]).decode().split("\n")
    )
    assert lines[:2] == ["| a | b |", "| --- | --- |"]
    assert lines[2] == r"| a\|b c | [id:acme](https://w3id.org/dealgraph/id/acme) |"


def test_html_escapes_everything():
    body = written(HTML, [(Literal("<script>alert(1)</script>"), NamedNode("javascript:alert(1)"))]).decode()
    assert "<script" not in body
    assert "href" not in body


def test_html_links_our_own_nodes_to_this_service():
    assert '<a href="/deals/id/acme">id:acme</a>' in written(HTML, root="/deals").decode()


def test_html_shows_one_link_for_a_node_and_its_label():
    table = Table(("x", "xLabel"), [(NamedNode("https://w3id.org/dealgraph/id/acme"), Literal("Acme & Sons"))])
    columns = (Column("x", "iri", "Holder"), Column("xLabel", "string", "Label"))
    body = write(table, Writing(HTML, columns)).decode()
    assert '<a href="/id/acme">Acme &amp; Sons</a>' in body
    assert body.count("<th") == 1 + body.count("<thead")


def test_html_says_where_it_cuts():
    rows = [(Literal(str(number)), None) for number in range(MAX_ROWS + 1)]
    body = written(HTML, rows).decode()
    assert body.count("<tr>") == MAX_ROWS + 1
    assert "The first 1,000 rows" in body


@pytest.mark.parametrize(
    ("form", "body"),
    [
        (JSON, b'{"head":{},"boolean":true}'),
        (CSV, b"true"),
        (TSV, b"true"),
        (NDJSON, b'{"boolean":true}\n'),
        (MARKDOWN, b"true"),
        (HTML, b'<p class="truth">Yes</p>'),
    ],
)
def test_a_truth_is_written(form, body):
    assert write(Truth(value=True), Writing(form)) == body


def test_a_truth_is_written_in_every_form_offered():
    assert all(write(Truth(value=False), Writing(form)) for form in forms_for(TRUTH))


GRAPH_TEXT = """
@prefix id: <https://w3id.org/dealgraph/id/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
id:acme a <http://example.org/Company> ; rdfs:label "Acme"@en, "plain" ; <http://example.org/n> 5, 1.5, true ;
  <http://example.org/part> [ rdfs:label "part" ] ; <http://example.org/see> id:globex .
"""


def triples(text=GRAPH_TEXT):
    return [Triple(q.subject, q.predicate, q.object) for q in parse(text, RdfFormat.TURTLE)]


@pytest.mark.parametrize("form", [form for form in forms_for(GRAPH) if form != HTML], ids=lambda form: form.name)
def test_a_graph_reads_back_in_every_form(form):
    given = triples()
    body = write(Triples(given), Writing(form))
    engine = RdfFormat.TURTLE if form.name == "n3" else RdfFormat.from_media_type(form.media_type)
    found = {Triple(q.subject, q.predicate, q.object) for q in parse(body, engine)}

    def unnamed(graph):
        return sorted(str(tuple("_" if isinstance(p, BlankNode) else p for p in t)) for t in graph)

    assert unnamed(found) == unnamed(given)


def test_turtle_and_json_ld_use_our_prefixes():
    assert b"@prefix id: <https://w3id.org/dealgraph/id/>" in write(Triples(triples()), Writing(TURTLE))
    document = json.loads(write(Triples(triples()), Writing(JSONLD)))
    assert document["@context"]["id"] == "https://w3id.org/dealgraph/id/"
    assert "skos" not in document["@context"]
    assert "id:acme" in {node["@id"] for node in document["@graph"]}


def test_an_iri_that_looks_like_one_of_our_short_ones_stays_what_it_is():
    given = triples("<https://w3id.org/dealgraph/id/a> <http://example.org/see> <id:a> .")
    found = parse(write(Triples(given), Writing(JSONLD)), RdfFormat.JSON_LD)
    assert [Triple(q.subject, q.predicate, q.object) for q in found] == given


@pytest.mark.parametrize(
    "text",
    ["<http://a> <http://b/1> 1 .", '<http://a> <http://b/p> "\\u0001" .'],
)
def test_rdf_xml_refuses_what_it_cannot_hold(text):
    with pytest.raises(Problem) as caught:
        write(Triples(triples(text)), Writing(RDFXML))
    assert caught.value.code == "form-unfit"


def test_a_failure_while_rows_are_read_is_a_problem():
    def rows():
        yield (Literal("a"), None)
        raise RuntimeError("out of luck")

    with pytest.raises(QueryProblem, match="out of luck"):
        written(CSV, rows())


def test_one_function_answers_a_question_in_a_form():
    store = EmbeddedStore(Store(), "v")
    assert answer(store, Question("SELECT (1 AS ?x) {}"), Writing(CSV)) == b"x\r\n1\r\n"


def test_people_see_a_day_in_words():
    moments = [
        Literal(t, datatype=NamedNode(f"{XSD}dateTime")) for t in ("2030-01-01T00:00:00Z", "2030-12-31T23:59:59Z")
    ]
    page = written(HTML, [tuple(moments)]).decode()
    assert '<td><time datetime="2030-01-01T00:00:00Z">1 January 2030</time></td>' in page
    assert '<td><time datetime="2030-12-31T23:59:59Z">31 December 2030</time></td>' in page
    assert "| 1 January 2030 | 31 December 2030 |" in written(MARKDOWN, [tuple(moments)]).decode()
    assert written(CSV, [tuple(moments)]) == b"a,b\r\n2030-01-01T00:00:00Z,2030-12-31T23:59:59Z\r\n"
