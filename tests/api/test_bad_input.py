"""What a person writes is at worst refused: at every door, in the same words, and never as part of the question."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout

import pytest
from exemplary import FILES, INQUIRIES, exemplary, needed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, serialize
from pyoxigraph import Store as Engine

from dealgraph import connect, names, versions
from dealgraph.binding import bind
from dealgraph.blocks import fill, with_optional
from dealgraph.lookup import Lookup
from dealgraph.names import deal, thing, voc
from dealgraph.problems import ParameterProblem, Problem
from dealgraph.questions import open_catalog
from dealgraph.sparql_text import tokens
from dealgraph.store import open_store
from dealservice.app import create_app
from dealservice.cli import run
from dealservice.settings import Settings
from dealservice.toolbox import Toolbox

TYPED = """\
#+ title: Every type
#+ question: What is given?
#+ description: Gives nothing back.
#+ audience: developer
#+ parameters:
#+   holder: {type: iri, class: deal:Agent}
#+   colour: {type: concept, scheme: voc:colours, many: yes}
#+   word: {type: string, pattern: '[a-z ]+'}
#+   level: {type: string, choices: [low, high]}
#+   tone: {type: string, choices: {query: 'SELECT ?v { VALUES ?v { "soft" "loud" } }'}}
#+   tongue: {type: language}
#+   on: {type: date}
#+   count: {type: integer}
#+   share: {type: decimal}
#+   sure: {type: boolean}
#+   term: {type: duration}
#+ columns:
#+   x: {type: any, label: Thing}
SELECT ?x WHERE {
  VALUES ?holder { UNDEF } VALUES ?colour { UNDEF } VALUES ?word { UNDEF } VALUES ?level { UNDEF }
  VALUES ?tone { UNDEF } VALUES ?tongue { UNDEF } VALUES ?on { UNDEF } VALUES ?onLast { UNDEF }
  VALUES ?count { UNDEF } VALUES ?share { UNDEF } VALUES ?sure { UNDEF } VALUES ?term { UNDEF }
  ?x a deal:Agent .
}
ORDER BY ?x
"""
LABELS = {
    thing("acme"): "Acme", thing("bolt"): "Twin", thing("bort"): "Twin",
    voc("red"): "red one", voc("rouge"): "of a colour", voc("rose"): "of a colour",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write one question that takes every type, and a small graph in which labels fit two things."""
    where = tmp_path_factory.mktemp("typed")
    (where / "queries").mkdir()
    (where / "queries" / "typed.rq").write_text(TYPED)
    quads = [
        Quad(node, names.LABEL, Literal(label, language="en"), names.INFERRED_GRAPH) for node, label in LABELS.items()
    ]
    for node in LABELS:
        is_agent = node.value.startswith(names.ID)
        member = (names.TYPE, deal("Agent")) if is_agent else (names.IN_SCHEME, voc("colours"))
        quads.append(Quad(node, *member, names.INFERRED_GRAPH))
    with versions.writing(where / "store"):
        versions.publish(where / "store", "v1", {versions.QUADS: serialize(quads, format=RdfFormat.N_QUADS)}, {})
    return where


def at_address(folder):
    app = create_app(Settings(store=str(folder / "store"), queries=(folder / "queries",), cache_bytes=0)).test_client()

    def ask(name, values):
        response = app.get(f"/queries/{name}.json", query_string=values)
        if response.status_code != 200:
            assert 400 <= response.status_code < 500
            problem = json.loads(response.data)
            told = [f"{finding['what']} {finding.get('hint', '')}" for finding in problem.get("findings", ())]
            return " ".join([problem["detail"], *told])
        return ""

    return ask


def in_terminal(folder):
    places = ["--store", str(folder / "store"), "--queries", str(folder / "queries")]

    def ask(name, values):
        words = [f"{key}={word}" for key, given in values.items() for word in given]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = run(["ask", name, *words, *places])
        assert status == (2 if err.getvalue() else 0)
        return err.getvalue()

    return ask


def by_agent(folder):
    toolbox = Toolbox(open_catalog([folder / "queries"]), open_store(str(folder / "store")))
    return asking(toolbox.call)


def from_python(folder):
    connection = connect(folder / "store", queries=[folder / "queries"])
    return asking(lambda name, values: connection.ask(name, **values))


def asking(call):
    def ask(name, values):
        try:
            call(name, values)
        except Problem as problem:
            return str(problem)
        return ""

    return ask


@pytest.fixture(scope="module", params=[at_address, in_terminal, by_agent, from_python], ids=lambda door: door.__name__)
def door(request, folder):
    """Give what asks through a door and says what was wrong; nothing where all was well."""
    return request.param(folder)


WRONG = [
    ("holder", "acmee", "Did you mean “acme”"),
    ("holder", "Twin", "“Twin” fits 2 things: id:bolt and id:bort."),
    ("holder", "red", "Nothing here is called “red”"),
    ("holder", "http://example.org/>", "Nothing here is called"),
    ("holder", "", ""),
    ("colour", "of a colour", "fits 2 things: voc:rose and voc:rouge."),
    ("colour", "acme", "Nothing here is called “acme”"),
    ("word", "ABC", "does not fit the pattern [a-z ]+"),
    ("level", "hihg", "Did you mean “high”?"),
    ("tone", "lod", "Did you mean “loud”?"),
    ("tongue", "english!", "is not a language tag such as en"),
    ("on", "2030-13", "Write a year, a month or a day"),
    ("on", "30.6.2030", "Write a year, a month or a day"),
    ("on", "2030/2031", "Write a year, a month or a day"),
    ("count", "1e3", "is not a whole number"),
    ("count", "9" * 1500, "is not a whole number"),
    ("share", "2,5", "is not a number such as 12.5"),
    ("share", "NaN", "is not a number such as 12.5"),
    ("sure", "perhaps", "is not yes or no"),
    ("term", "30 days", "is not a duration such as P30D"),
]
HARMFUL = ['"', "'", ">", "\\", "a\nb", "} UNION { ?x ?y ?z } #", '" } UNION { ?s ?p ?o', "<", "?x", "\\u0022", "a b"]
FIELDS = ["holder", "colour", "word", "level", "tone", "tongue", "on", "count", "share", "sure", "term"]


@pytest.mark.parametrize(("name", "word", "said"), WRONG, ids=[f"{name}={word[:12]}" for name, word, _ in WRONG])
def test_a_wrong_value_is_refused_with_what_would_be_right(door, name, word, said):
    told = door("typed", {name: [word]})
    assert said in told
    assert bool(said) == bool(told)
    assert not said or name in told


@pytest.mark.parametrize("word", HARMFUL, ids=ascii)
def test_marks_of_sparql_are_no_more_than_words(door, word):
    for name in FIELDS:
        assert name in door("typed", {name: [word]}) or (name, word) == ("word", "a b")


def test_right_values_of_every_type_go_together(door):
    given = {
        "holder": ["Acme"], "colour": ["red", "rose"], "word": ["a b"], "level": ["low"], "tone": ["loud"],
        "tongue": ["en-GB"], "on": ["2030-06"], "count": ["-3"], "share": ["1 000.5"], "sure": ["no"], "term": ["P1Y"],
    }  # fmt: skip
    assert door("typed", given) == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"holder": ["acme", "bolt"]}, "“holder” takes one value, not 2."),
        ({"colour": ["red"] * 101}, "“colour” takes at most 100 values, not 101."),
        ({"word": ["x" * 2001]}, "A value of “word” is longer than 2000 characters."),
        ({"word": ["bell\x07"]}, "A value of “word” holds control characters."),
        ({"hodler": ["acme"]}, "There is no parameter “hodler”. Did you mean “holder”?"),
        ({'"><script>': ["1"]}, "There is no parameter"),
        ({"page": ["0"]}, "page: “0” is not a whole number"),
        ({"page": ["1", "2"]}, "“page” takes one value, not 2."),
        ({"page-size": ["1001"]}, "page-size: “1001” is not a whole number from 1 to 1,000."),
    ],
    ids=lambda value: ascii(value)[:30] if isinstance(value, dict) else "",
)
def test_too_much_and_unknown_is_refused(door, values, said):
    assert said in door("typed", values)


def test_every_wrong_value_is_told_at_once(door):
    wrong = [*FIELDS, "page", "page-size", "nonsense"]
    told = door("typed", {name: ["}"] for name in wrong})
    assert all(name in told for name in wrong)
    assert f"{len(wrong)} parameters do not fit “typed”." in told


def shape(text, names_of_blocks):
    """Give the tokens of a query without the data of its VALUES blocks."""
    return [token.text for token in tokens(fill(text, dict.fromkeys(names_of_blocks, ())))]


FRAGMENTS = st.sampled_from(
    [*HARMFUL, '"""', "'''", "UNDEF", "<http://x>", "\t", "\r\n", "#", "%00", "\x00", "é", "\ufffe"]
)
HOSTILE = st.one_of(st.text(max_size=40), st.lists(FRAGMENTS, max_size=6).map("".join))
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture(scope="module")
def lookup(store):
    return Lookup(store)


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(data=st.data(), word=HOSTILE)
def test_no_value_of_any_question_changes_the_query_beyond_its_data(lookup, data, word):
    query = data.draw(st.sampled_from([query for query in FILES if query.parameters]), label="query")
    parameter = data.draw(st.sampled_from(query.parameters), label="parameter")
    given = {name: [example] for name, example in needed(query).items()} | {parameter.name: [word]}
    try:
        text = bind(query, given, lookup).text
    except ParameterProblem:
        return
    blocks = [f"{p.name}{end}" for p in query.parameters for end in ("", "Last")]
    counted = {p.name for p in query.parameters if p.default or any(w.strip() for w in given.get(p.name, ()))}
    assert shape(text, blocks) == shape(with_optional(query.text, counted), blocks)
    found = Engine().query(text)
    kinds = {"SELECT": QuerySolutions, "ASK": QueryBoolean, "CONSTRUCT": QueryTriples}
    assert isinstance(found, kinds[query.form])
    if isinstance(found, QuerySolutions):
        assert [variable.value for variable in found.variables] == [column.name for column in query.columns]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(data=st.data(), word=HOSTILE)
def test_no_value_of_any_parameter_makes_the_service_fail(client, data, word):
    inquiry = data.draw(st.sampled_from(INQUIRIES), label="question")
    names_of = [*(p.name for p in inquiry.parameters), "page", "page-size", "safe", "version", "format", "nonsense"]
    name = data.draw(st.sampled_from(names_of), label="parameter")
    values = data.draw(st.sampled_from([needed, exemplary]))(inquiry) | {name: word}
    suffix = data.draw(st.sampled_from(["", ".json", ".csv", ".ttl", ".rq"]), label="suffix")
    response = client.get(f"/queries/{inquiry.name}{suffix}", query_string=values, headers={"Accept": "text/html, */*"})
    assert response.status_code < 500, response.text[:500]
    if response.status_code >= 400:
        assert "Traceback" not in response.text
