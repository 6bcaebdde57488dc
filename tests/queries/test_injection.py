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
        if part.name == "ToMultiSet" and "res" in part:
            return "data", sorted({str(name) for row in part["res"] for name in row})
        return part.name, [(name, shape(value)) for name, value in sorted(part.items()) if name != "_vars"]
    if isinstance(part, list | tuple):
        return [shape(one) for one in part]
    return str(part) if not isinstance(part, set | frozenset) else sorted(map(str, part))


def algebra(text):
    return shape(translateQuery(parseQuery(text)).algebra)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), word=HOSTILE)
def test_no_value_changes_more_of_the_algebra_than_terms(lookup, place, word):
    query, parameter = place
    words = {p.name: [p.example] for p in query.parameters if p.required or p.name == parameter.name}
    try:
        bound = bind(query, words | {parameter.name: [word]}, lookup).text
    except ParameterProblem:
        return
    assert algebra(bound) == algebra(bind(query, words, lookup).text)


@pytest.mark.parametrize("name", ["find"])
def test_a_word_of_a_search_is_data(lookup, name):
    query = CATALOG[name]
    (parameter,) = [p for p in query.parameters if p.required]
    expected = algebra(bind(query, {parameter.name: ["right"]}, lookup).text)
    for word in ('" } SERVICE <http://x> { #', "} UNION { ?x ?y ?z", "\\u0022", '"""', "'); DROP ALL #"):
        assert algebra(bind(query, {parameter.name: [word]}, lookup).text) == expected
