"""What a person writes is read as a value; no value changes the question beyond its data."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from dealgraph import names
from dealgraph.answer import Table
from dealgraph.binding import bind
from dealgraph.blocks import fill
from dealgraph.catalog import CannedQuery
from dealgraph.lookup import Lookup
from dealgraph.names import deal, thing
from dealgraph.problems import CatalogProblem, ParameterProblem
from dealgraph.query_file import read_catalog, read_query
from dealgraph.sparql_text import tokens
from dealgraph.stores.embedded import EmbeddedStore

HEAD = """\
#+ title: Things
#+ question: Which things fit?
#+ description: Lists things.
#+ audience: developer
#+ parameters:
#+   holder: {type: iri, class: deal:Agent, many: yes}
#+   kind: {type: concept, scheme: voc:colours}
#+   on: {type: date, default: 2030-06}
#+   word: {type: string}
#+   count: {type: integer}
#+   share: {type: decimal}
#+   level: {type: string, choices: [low, high]}
#+ columns:
#+   x: {type: iri, label: Thing}
#+   y: {type: any, label: Value}
"""
BODY = """
SELECT ?x ?y WHERE {
  VALUES ?holder { UNDEF } VALUES ?kind { UNDEF } VALUES ?on { UNDEF } VALUES ?onLast { UNDEF }
  VALUES ?word { "a } b" } VALUES ?count { UNDEF } VALUES ?share { UNDEF } VALUES ?level { UNDEF }
  ?x ?p ?y . # } VALUES ?word { "comment" }
}
"""


@pytest.fixture(scope="module")
def query(tmp_path_factory) -> CannedQuery:
    file = tmp_path_factory.mktemp("queries") / "things.rq"
    file.write_text(HEAD + BODY)
    return read_query(file)


@pytest.fixture(scope="module")
def lookup() -> Lookup:
    store = Store()
    for name, label in (("acme", "Acme"), ("bolt", "Twin"), ("bort", "Twin")):
        store.add(Quad(thing(name), names.TYPE, deal("Agent"), names.INFERRED_GRAPH))
        store.add(Quad(thing(name), names.LABEL, Literal(label, language="en"), names.INFERRED_GRAPH))
    store.add(Quad(names.voc("red"), names.IN_SCHEME, names.voc("colours"), names.ONTOLOGY_GRAPH))
    store.add(Quad(thing("rock"), names.TYPE, deal("Asset"), names.INFERRED_GRAPH))
    return Lookup(EmbeddedStore(store, "v"))


def data_of(text: str, variable: str) -> str:
    found = re.search(rf"VALUES \?{variable} \{{ (.*?) \}}", text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("name", "word", "data"),
    [
        ("holder", "acme", str(thing("acme"))),
        ("holder", "id:acme", str(thing("acme"))),
        ("holder", "<https://w3id.org/dealgraph/id/acme>", str(thing("acme"))),
        ("holder", "https://w3id.org/dealgraph/id/acme", str(thing("acme"))),
        ("holder", "Acme", str(thing("acme"))),
        ("kind", "red", str(names.voc("red"))),
        ("kind", "voc:red", str(names.voc("red"))),
        ("count", "007", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("share", "2.50", '"2.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("level", "low", '"low"'),
        ("on", "2030", '"2030-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'),
        ("on", "2028-02", '"2028-02-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'),
    ],
)
def test_a_word_is_read_as_a_value_of_its_type(query, lookup, name, word, data):
    assert data_of(bind(query, {name: [word]}, lookup).text, name) == data


def test_a_partial_date_has_a_first_and_a_last_second(query, lookup):
    text = bind(query, {"on": ["2028-02"]}, lookup).text
    assert data_of(text, "onLast").startswith('"2028-02-29T23:59:59Z"')


def test_the_default_is_used_where_nothing_is_given(query, lookup):
    assert data_of(bind(query, {"on": [""]}, lookup).text, "on").startswith('"2030-06-01')


def test_several_values_stand_in_one_block(query, lookup):
    text = bind(query, {"holder": ["acme", "bolt"]}, lookup).text
    assert data_of(text, "holder") == f"{thing('acme')} {thing('bolt')}"


@pytest.mark.parametrize(
    ("name", "word", "says"),
    [
        ("holder", "acmee", "Did you mean “acme”"),
        ("holder", "rock", "Nothing here is called “rock”"),
        ("holder", "Twin", "fits 2 things: id:bolt and id:bort"),
        ("holder", "http://example.org/ nothing", "Nothing here is called"),
        ("kind", "acme", "Nothing here is called"),
        ("on", "2030-13", "not a date of the calendar"),
        ("on", "../2030", "not a single date"),
        ("on", "2027-02-29", "2027-02 has no day 29"),
        ("count", "1e3", "not a whole number"),
        ("count", "1; DROP", "not a whole number"),
        ("share", "2,5", "not a number"),
        ("level", "hihg", "Did you mean “high”"),
        ("word", "x" * 2001, "longer than 2000"),
        ("word", "bell\x07", "control characters"),
        ("hodler", "acme", "Did you mean “holder”"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(query, lookup, name, word, says):
    with pytest.raises(ParameterProblem) as caught:
        bind(query, {name: [word]}, lookup)
    assert says in str(caught.value)
    assert [finding.subject for finding in caught.value.findings] == [name]


def test_every_wrong_value_is_named_at_once(query, lookup):
    with pytest.raises(ParameterProblem) as caught:
        bind(query, {"holder": ["no"], "count": ["x"], "other": ["y"], "level": ["low", "high"]}, lookup)
    assert {finding.subject for finding in caught.value.findings} == {"holder", "count", "other", "level"}


def shape_of(text: str) -> list[str]:
    """The tokens of a query without the data of its VALUES blocks."""
    plain = fill(text, {name: [] for name in ("holder", "kind", "on", "onLast", "word", "count", "share", "level")})
    return [token.text for token in tokens(plain)]


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ['"', "\\", "\n", "'''", '"""', "} UNION { ?x ?y ?z", '" } SERVICE <http://x> { #', "<", "?p", "\\u0022"]
    ),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["holder", "kind", "on", "word", "count", "share", "level"]), word=HOSTILE)
def test_no_value_changes_the_question_beyond_its_data(query, lookup, name, word):
    try:
        text = bind(query, {name: [word]}, lookup).text
    except ParameterProblem:
        return
    assert shape_of(text) == shape_of(query.text)
    found = Store().query(text)
    assert [v.value for v in found.variables] == ["x", "y"]


@settings(max_examples=300, deadline=None)
@given(word=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_a_string_arrives_as_it_was_written(word):
    text = fill("SELECT ?w WHERE { VALUES ?w { UNDEF } }", {"w": [Literal(word)]})
    store = EmbeddedStore(Store(), "v")
    answer = store.ask(type("Q", (), {"text": text, "default_graphs": (), "named_graphs": ()})())
    assert isinstance(answer, Table)
    assert list(answer) == [(Literal(word),)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("#+ title: Things\n", "", "needs a sentence for “title”"),
        ("audience: developer", "audience: everybody", "Choose one of: analyst"),
        ("type: integer", "type: number", "Choose one of: iri"),
        ("#+   y: {type: any, label: Value}\n", "", "“y” is selected but not declared"),
        ("required", "required", ""),
        ("many: yes", "many: perhaps", "“many” is yes or no"),
        ("class: deal:Agent", "class: Agent", "not a short IRI of our prefixes"),
        ("choices:", "choises:", "Did you mean “choices”"),
        ("VALUES ?count { UNDEF }", "", "No VALUES block fixes ?count"),
        ("?x ?p ?y", "?x ?p", "not valid SPARQL"),
        ("?x ?p ?y", "SERVICE <http://x> { ?x ?p ?y }", "asks another service"),
        ("SELECT ?x ?y WHERE", "DESCRIBE ?x WHERE", "no SELECT, ASK or CONSTRUCT"),
        ("  count:", "  page:", "means the same for every question"),
        ("  count:", "  a_b:", "not letters and digits"),
        ("default: 2030-06", "default: soon", "The default does not fit"),
        ("choices: [low, high]", "choices: [low, high], example: middle", "not among the choices"),
        ("choices: [low, high]", "pattern: '['", "no regular expression"),
        ("choices: [low, high]", "choices: {query: SELEC}", "no valid SPARQL"),
        ("choices: [low, high]", "choices: {query: 'ASK {}'}", "no SELECT of a value"),
        ("choices: [low, high]", "choices: {sparql: 'ASK {}'}", "There is no key “sparql”"),
        ("audience: developer", "audience: developer\n#+ order: [x]", "not what the body sorts by"),
        ("audience: developer", "audience: developer\n#+ page size: 20", "Pages need an order"),
        ("audience: developer", "audience: developer\n#+ page size: 0", "from 1 to 1,000"),
        ("audience: developer", "audience: developer\n#+ chart: {type: pie}", "Choose one of: bar, span"),
        ("audience: developer", "audience: developer\n#+ chart: {type: bar, label: x, value: z}", "no column “z”"),
        ("?x ?p ?y .", "?x ?p ?y .\n  #? holdr ?x a ?holder .", "Did you mean “holder”"),
        ("?x ?p ?y .", "?x ?p ?y .\n  #? holder ?x a a a .", "not valid SPARQL"),
        ("#+ title", "title", "does not begin with a head"),
        ("#+ title: Things", "#+ title: [Things", "not valid YAML"),
    ],
)
def test_a_wrong_file_is_named_with_line_and_mend(tmp_path, old, new, says):
    file = tmp_path / "things.rq"
    file.write_text((HEAD + BODY).replace(old, new, 1))
    if not says:
        read_query(file)
        return
    with pytest.raises(CatalogProblem) as caught:
        read_query(file)
    assert says in str(caught.value)
    assert "things.rq:" in str(caught.value)


def test_the_line_of_a_fault_is_where_it_stands(tmp_path):
    file = tmp_path / "things.rq"
    text = (HEAD + BODY).replace("?x ?p ?y", "?x ?p", 1)
    file.write_text(text)
    with pytest.raises(CatalogProblem) as caught:
        read_query(file)
    line = next(n for n, line in enumerate(text.split("\n"), 1) if "?x ?p ." in line)
    assert f"things.rq:{line}: " in str(caught.value)
    assert "nothing was built" not in str(caught.value)


def test_all_wrong_files_are_named_at_once(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.rq").write_text(HEAD.replace("title", "titel") + BODY)
    with pytest.raises(CatalogProblem) as caught:
        read_catalog([tmp_path])
    assert "2 files of questions are wrong" in str(caught.value)
    said = "There is no key “titel” here. Did you mean “title”?"
    assert all(f"{name}.rq:1: {said}" in str(caught.value) for name in "ab")


OPTIONAL = """\
#+ title: Things
#+ question: Which things fit?
#+ description: Lists things.
#+ audience: developer
#+ parameters:
#+   kind: {type: string, choices: {query: 'SELECT ?v ?l { VALUES (?v ?l) { ("red" "Red") ("blue" "Blue") } }'}}
#+   holder: {type: iri, class: deal:Agent}
#+ columns:
#+   x: {type: iri, label: Thing}
SELECT ?x WHERE {
  VALUES ?kind { UNDEF }
  ?x a ?c .
  #? holder VALUES ?holder { UNDEF }
  #? holder ?x deal:heldBy ?holder .
}
ORDER BY ?x
"""


def test_an_optional_line_counts_only_if_its_parameter_is_given(tmp_path, lookup):
    file = tmp_path / "things.rq"
    file.write_text(OPTIONAL)
    query = read_query(file)
    assert query.order == ("x",)
    words = [token.text for token in tokens(bind(query, {}, lookup).text)]
    assert "deal:heldBy" not in words
    text = bind(query, {"holder": ["acme"]}, lookup).text
    assert data_of(text, "holder") == str(thing("acme"))
    assert "deal:heldBy" in [token.text for token in tokens(text)]


def test_choices_may_come_from_a_query(tmp_path, lookup):
    file = tmp_path / "things.rq"
    file.write_text(OPTIONAL)
    query = read_query(file)
    assert lookup.choices(query.parameter("kind").choices_query) == [("red", "Red"), ("blue", "Blue")]
    assert data_of(bind(query, {"kind": ["blue"]}, lookup).text, "kind") == '"blue"'
    with pytest.raises(ParameterProblem, match="Did you mean “red”"):
        bind(query, {"kind": ["rad"]}, lookup)


def test_a_choice_may_be_written_as_any_node(tmp_path, lookup):
    file = tmp_path / "things.rq"
    file.write_text(OPTIONAL.replace("class: deal:Agent", "class: deal:Agent, choices: [acme]"))
    query = read_query(file)
    for word in ("acme", "id:acme", "Acme", thing("acme").value):
        assert data_of(bind(query, {"holder": [word]}, lookup).text, "holder") == str(thing("acme"))
    with pytest.raises(ParameterProblem, match=r"“bolt” is not a choice of “holder”.* Choose one of: acme"):
        bind(query, {"holder": ["bolt"]}, lookup)
    with pytest.raises(ParameterProblem, match="id:bolt and id:bort"):
        bind(query, {"holder": ["Twin"]}, lookup)


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(CatalogProblem, match="no folder"):
        read_catalog([Path("nowhere")])


def test_an_undefined_value_restricts_nothing():
    store = Store()
    store.add(Quad(thing("a"), names.TYPE, deal("Agent")))
    text = fill("SELECT ?x WHERE { VALUES ?x { UNDEF } ?x a ?c }", {"x": []})
    assert [tuple(row) for row in store.query(text)] == [(NamedNode(thing("a").value),)]
