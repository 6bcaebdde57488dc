"""SPARQL 1.1 Query Results JSON Format, CSV and TSV Formats, and Query Results XML Format: the W3C's tests by name.

Numbers stand in the one form that the engine keeps of each value.
"""

import csv
import io
import json
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from w3c.conftest import CORNERS, EX, RESULTS

ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(!isBlank(?o)) } ORDER BY ?s ?p"
UNNAMED = "SELECT ?s ?o ?again WHERE { ?s ?p ?o BIND(?o AS ?again) FILTER(isBlank(?o)) }"
OPTIONAL = (
    f"SELECT ?s ?o ?more {{ ?s ?p ?o OPTIONAL {{ ?o ?q ?more }} FILTER(?s IN (<{EX}s1>, <{EX}s2>)) }} ORDER BY ?s"
)
YES, NO = f"ASK {{ <{EX}s1> ?p ?o }}", f"ASK {{ <{EX}none> ?p ?o }}"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}


def csv_text(*rows):
    return "".join(f"{row}\r\n" for row in rows).replace("$", EX)


def tsv_text(*rows):
    return "".join(f"{row}\n" for row in rows).replace(" | ", "\t").replace("$", EX)


def iri(name):
    return {"type": "uri", "value": EX + name}


def literal(value, **more):
    return {"type": "literal", "value": value, **more}


def rows(columns, *bindings):
    return {"head": {"vars": columns}, "results": {"bindings": list(bindings)}}


CASES = {
    "csv01": (
        ALL,
        RESULTS,
        csv_text(
            "s,p,o", "$o1,$q,more", "$s1,$p1,$o1", "$s2,$p2,two", "$s3,$p3,drei", "$s4,$p4,4", "$s5,$p5,5.5"
        ),
    ),
    "tsv01": (
        ALL,
        RESULTS,
        tsv_text(
            "?s | ?p | ?o",
            '<$o1> | <$q> | "more"',
            "<$s1> | <$p1> | <$o1>",
            '<$s2> | <$p2> | "two"',
            '<$s3> | <$p3> | "drei"@de',
            "<$s4> | <$p4> | 4",
            "<$s5> | <$p5> | 5.5",
        ),
    ),
    "csv02": (OPTIONAL, RESULTS, csv_text("s,o,more", "$s1,$o1,more", "$s2,two,")),
    "tsv02": (OPTIONAL, RESULTS, tsv_text("?s | ?o | ?more", '<$s1> | <$o1> | "more"', '<$s2> | "two" | ')),
    "csv03": (
        ALL.replace("?s ?p ?o WHERE", "?s ?o WHERE"),
        CORNERS,
        csv_text(
            "s,o", "$s1,1", "$s2,2.2", "$s3,-3", '$s4,"4,4"', '$s5,"5,5"', "$s6,6000000", '$s7,"7, ""seven"""',
            '$s8,"8\t\n\\"', "$s9,true",
        ),
    ),
    "tsv03": (
        ALL.replace("?s ?p ?o WHERE", "?s ?o WHERE"),
        CORNERS,
        tsv_text(
            "?s | ?o",
            "<$s1> | 1",
            "<$s2> | 2.2",
            "<$s3> | -3",
            '<$s4> | "4,4"^^<$decimal-comma>',
            '<$s5> | "5,5"@de',
            f'<$s6> | "6000000"^^<{XSD}double>',
            '<$s7> | "7, \\"seven\\""',
            '<$s8> | "8\\t\\n\\\\"',
            "<$s9> | true",
        ),
    ),
    "jsonres01": (
        ALL,
        RESULTS,
        rows(
            ["s", "p", "o"],
            {"s": iri("o1"), "p": iri("q"), "o": literal("more")},
            {"s": iri("s1"), "p": iri("p1"), "o": iri("o1")},
            {"s": iri("s2"), "p": iri("p2"), "o": literal("two")},
            {"s": iri("s3"), "p": iri("p3"), "o": literal("drei", **{"xml:lang": "de"})},
            {"s": iri("s4"), "p": iri("p4"), "o": literal("4", datatype=f"{XSD}integer")},
            {"s": iri("s5"), "p": iri("p5"), "o": literal("5.5", datatype=f"{XSD}decimal")},
        ),
    ),
    "jsonres02": (
        OPTIONAL,
        RESULTS,
        rows(
            ["s", "o", "more"],
            {"s": iri("s1"), "o": iri("o1"), "more": literal("more")},
            {"s": iri("s2"), "o": literal("two")},
        ),
    ),
    "jsonres03": (YES, RESULTS, {"head": {}, "boolean": True}),
    "jsonres04": (NO, RESULTS, {"head": {}, "boolean": False}),
}  # fmt: skip


def fetch(server, query, graph, form):
    address = f"/sparql?query={quote(query)}&default-graph-uri={quote(graph)}"
    reply = server.send("GET", address, headers={"Accept": TYPES[form]})
    assert reply.status == 200, reply.body
    assert reply.headers.get_content_type() == TYPES[form]
    return reply.body.decode()


@pytest.mark.parametrize("name", CASES)
def test_result_format(server, name):
    query, graph, expected = CASES[name]
    form = "json" if name.startswith("json") else name[:3]
    found = fetch(server, query, graph, form)
    assert (json.loads(found) if form == "json" else found) == expected


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("json")])
def test_xml_says_the_same_as_json(server, name):
    query, graph, expected = CASES[name]
    root = ET.fromstring(fetch(server, query, graph, "xml"))  # noqa: S314 - our own words
    assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    if "boolean" in expected:
        assert root.findtext("{*}boolean") == str(expected["boolean"]).lower()
        return
    assert [v.get("name") for v in root.iterfind("{*}head/{*}variable")] == expected["head"]["vars"]
    assert [row_of(result) for result in root.iterfind("{*}results/{*}result")] == expected["results"]["bindings"]


def row_of(result):
    return {binding.get("name"): term_of(binding[0]) for binding in result}


def term_of(element):
    kind = element.tag.rpartition("}")[2]
    language = element.get("{http://www.w3.org/XML/1998/namespace}lang")
    more = {"xml:lang": language, "datatype": element.get("datatype")}
    return {"type": kind, "value": element.text} | {name: value for name, value in more.items() if value}


@pytest.mark.parametrize("form", TYPES)
def test_a_blank_node_is_the_same_within_an_answer(server, form):
    found = fetch(server, UNNAMED, RESULTS, form)
    if form == "json":
        (row,) = json.loads(found)["results"]["bindings"]
        terms = row["o"], row["again"]
        assert terms[0]["type"] == "bnode"
    elif form == "xml":
        (row,) = ET.fromstring(found).iterfind(".//{*}result")  # noqa: S314 - our own words
        terms = row_of(row)["o"], row_of(row)["again"]
        assert terms[0]["type"] == "bnode"
    else:
        _, row = csv.reader(io.StringIO(found), delimiter="," if form == "csv" else "\t")
        terms = row[1], row[2]
        assert terms[0].startswith("_:")
    assert terms[0] == terms[1]
