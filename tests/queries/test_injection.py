"""No value of any canned query changes more of its algebra than terms; a parser of others tells the algebra."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from queries.conftest import QUERIES
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from dealgraph.binding import bind
from dealgraph.problems import ParameterProblem
from dealgraph.query_file import read_catalog

CATALOG = read_catalog([QUERIES])
PLACES = [(query, parameter) for query in CATALOG for parameter in query.parameters if parameter.example]
HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.sampled_from([
        '"', "\\", "\n", '"""', "} UNION { ?x ?y ?z", '" } SERVICE <http://x> { #', "<urn:x>", "?p", "\\u0022", "UNDEF",
        "microsoft> } ?s ?p ?o { #", "2030-01-01", "12", "1 } LIMIT 0 #", "deal:Right", "') FILTER(false) #", "*", "(x",
    ]),
)  # fmt: skip


def shape(part):
    """Write the algebra of a query without the data of its VALUES blocks."""
    if isinstance(part, CompValue):
        return part.name, [(name, shape(value)) for name, value in sorted(part.items()) if name != "_vars"]
    if isinstance(part, list) and part and all(type(row) is dict for row in part):
        return "data", sorted({str(name) for row in part for name in row})
    if isinstance(part, list | tuple):
        return [shape(one) for one in part]
    return str(part) if not isinstance(part, set | frozenset) else sorted(map(str, part))


def algebra(text):
    return shape(translateQuery(parseQuery(text)).algebra)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), word=HOSTILE)
def test_no_value_changes_more_of_the_algebra_than_terms(lookup, place, word):
    query, parameter = place
    words = {p.name: [p.example] for p in query.parameters if p.required or p.name == parameter.name}
    try:
        bound = bind(query, words | {parameter.name: [word]}, lookup).text
    except ParameterProblem:
        return
    # A blank word counts as none, and then the lines that are optional are left out.
    expected = words if word.strip() else {name: given for name, given in words.items() if name != parameter.name}
    assert algebra(bound) == algebra(bind(query, expected, lookup).text)


@pytest.mark.parametrize("name", ["find"])
def test_a_word_of_a_search_is_data(lookup, name):
    query = CATALOG.get(name)
    (parameter,) = [p for p in query.parameters if p.required]
    expected = algebra(bind(query, {parameter.name: ["right"]}, lookup).text)
    for word in ('" } SERVICE <http://x> { #', "} UNION { ?x ?y ?z", "\\u0022", '"""', "'); DROP ALL #"):
        assert algebra(bind(query, {parameter.name: [word]}, lookup).text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { VALUES ?x { <urn:a> } { ?s ?p ?o } UNION { ?x ?y ?z } ?x ?p ?o }",
        "SELECT * { VALUES ?x { <urn:a> } ?x ?p ?o SERVICE <urn:s> {} }",
        "SELECT * { VALUES ?x { <urn:a> } ?x ?p ?o } LIMIT 0",
    ],
)
def test_what_is_more_than_a_term_would_be_seen(text):
    plain = "SELECT * { VALUES ?x { <urn:a> } ?x ?p ?o }"
    assert algebra(plain) == algebra(plain.replace("<urn:a>", "'b' 3"))
    assert algebra(plain) != algebra(text)
