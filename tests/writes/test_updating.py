"""What an update does to which graph: the semantics, held against the engine wherever the engine agrees with it."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
    serialize,
)
from pyoxigraph import Dataset as Quads

from dealgraph import names
from dealgraph.candidate import Content
from dealgraph.problems import QueryProblem, UpdateSyntax, UsageProblem
from dealgraph.update_text import MAX_DEPTH, Dataset, operations
from dealgraph.updating import update

EX = "http://example.org/"
HEAD = f"PREFIX ex: <{EX}> PREFIX g: <{names.GRAPH}> "
OWN = "ex:ann a ex:Person ; ex:name 'Ann' ."
START = {
    "default": "ex:a ex:p 1 . ex:a ex:q ex:b .",
    "one": "ex:a ex:p 1 . ex:a ex:p 2 . ex:c ex:r _:x . _:x ex:p 3 .",
    "two": "ex:d ex:p 4 . ex:a ex:p 1 .",
    "empty": "",
}


def node(name):
    return NamedNode(names.GRAPH + name)


def turtle(text, where):
    return [Quad(q.subject, q.predicate, q.object, where) for q in parse(HEAD + text, RdfFormat.TURTLE)]


def start(**graphs):
    kept = {node(name): turtle(text, node(name)) for name, text in (graphs or START).items()}
    return Content(turtle(OWN, node("notes")), turtle("ex:Person a ex:Class .", names.ONTOLOGY_GRAPH), kept)


INFERRED = turtle("ex:ann a ex:Agent . ex:a a ex:Thing .", names.INFERRED_GRAPH)


def run(text, content=None, dataset=None):
    return update(content or start(), INFERRED, HEAD + text, dataset or Dataset()).content


def canonical(content):
    quads = Quads(content.written)
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(quads)


def short(term):
    """Write a term briefly: a name with its prefix, a literal by its value."""
    value = term.value
    return f"ex:{value.removeprefix(EX)}" if value.startswith(EX) else value


def plain(content, graph):
    """The statements of a graph, each in few words; those with blank nodes are left out."""
    quads = content.kept.get(node(graph), ())
    parts = ((quad.subject, quad.predicate, quad.object) for quad in quads)
    return {" ".join(map(short, terms)) for terms in parts if not any(isinstance(term, BlankNode) for term in terms)}


BEFORE = {name: plain(start(), name) for name in START}
CASES = {
    "inserting without a graph writes to the default graph": (
        "INSERT DATA { ex:n ex:p 9 }",
        {"default": BEFORE["default"] | {"ex:n ex:p 9"}},
    ),
    "a statement that stands elsewhere is inserted all the same": (
        "INSERT DATA { ex:d ex:p 4 }",
        {"default": BEFORE["default"] | {"ex:d ex:p 4"}},
    ),
    "a statement that follows from others may be stated": (
        "INSERT DATA { ex:a a ex:Thing }",
        {"default": BEFORE["default"] | {"ex:a http://www.w3.org/1999/02/22-rdf-syntax-ns#type ex:Thing"}},
    ),
    "inserting into a graph writes there": (
        "INSERT DATA { GRAPH g:new { ex:n ex:p 9 } GRAPH g:two { ex:n ex:p 8 } ex:n ex:p 7 }",
        {
            "new": {"ex:n ex:p 9"},
            "two": BEFORE["two"] | {"ex:n ex:p 8"},
            "default": BEFORE["default"] | {"ex:n ex:p 7"},
        },
    ),
    "deleting without a graph takes a statement from all graphs": (
        "DELETE DATA { ex:a ex:p 1 }",
        {name: BEFORE[name] - {"ex:a ex:p 1"} for name in BEFORE},
    ),
    "deleting from a graph leaves the others alone": (
        "DELETE DATA { GRAPH g:one { ex:a ex:p 1 } }",
        {"one": BEFORE["one"] - {"ex:a ex:p 1"}},
    ),
    "patterns see the merge of all graphs": (
        "INSERT { ex:found ex:p ?o } WHERE { ex:a ex:p ?o . ex:ann ex:name ?n . ex:d ex:p ?f . ex:a a ex:Thing }",
        {"default": BEFORE["default"] | {"ex:found ex:p 1", "ex:found ex:p 2"}},
    ),
    "a later operation sees what an earlier one did": (
        "INSERT DATA { GRAPH g:new { ex:n ex:p 9 } } ; INSERT { ex:n ex:q ?o } WHERE { ex:n ex:p ?o }",
        {"new": {"ex:n ex:p 9"}, "default": BEFORE["default"] | {"ex:n ex:q 9"}},
    ),
    "what was deleted is not seen any more": (
        "DELETE DATA { ex:a ex:q ex:b } ; INSERT { ex:n ex:q ?o } WHERE { ex:a ex:q ?o }",
        {"default": BEFORE["default"] - {"ex:a ex:q ex:b"}},
    ),
    "a statement deleted from one graph is still seen in another": (
        "DELETE DATA { GRAPH g:one { ex:a ex:p 1 } } ; INSERT { ex:n ex:q ?o } WHERE { ex:a ex:p ?o FILTER(?o = 1) }",
        {"one": BEFORE["one"] - {"ex:a ex:p 1"}, "default": BEFORE["default"] | {"ex:n ex:q 1"}},
    ),
    "deleting comes before inserting": (
        "DELETE { ?s ex:p 1 } INSERT { GRAPH g:one { ?s ex:p 1 } } WHERE { ?s ex:p 1 }",
        {"default": BEFORE["default"] - {"ex:a ex:p 1"}, "two": BEFORE["two"] - {"ex:a ex:p 1"}},
    ),
    "what is deleted and inserted at once stays": (
        "DELETE { ex:a ex:q ex:b } INSERT { ex:a ex:q ex:b } WHERE {}",
        {},
    ),
    "DELETE WHERE deletes what it matches": (
        "DELETE WHERE { GRAPH g:one { ?s ex:p ?o . } . ?s ex:q ?x }",
        {"one": BEFORE["one"] - {"ex:a ex:p 1", "ex:a ex:p 2"}, "default": BEFORE["default"] - {"ex:a ex:q ex:b"}},
    ),
    "a graph may be a variable": (
        (
            "DELETE { GRAPH ?g { ?s ex:p ?o } } INSERT { GRAPH ?g { ?s ex:old ?o } } "
            "WHERE { GRAPH ?g { ?s ex:p ?o . FILTER(?o = 4) } }"
        ),
        {"two": (BEFORE["two"] - {"ex:d ex:p 4"}) | {"ex:d ex:old 4"}},
    ),
    "a graph that is no IRI is passed over": (
        "INSERT { GRAPH ?g { ex:n ex:p 9 } } WHERE { VALUES ?g { 'text' 5 } }",
        {},
    ),
    "a graph that is not bound is passed over": (
        "INSERT { GRAPH ?g { ex:n ex:p 9 } ex:n ex:p 8 } WHERE {}",
        {"default": BEFORE["default"] | {"ex:n ex:p 8"}},
    ),
    "WITH names the graph of templates and patterns": (
        "WITH g:two DELETE { ?s ex:p 4 } INSERT { ?s ex:p 5 . GRAPH g:new { ?s ex:p 6 } } WHERE { ?s ex:p 4 }",
        {"two": (BEFORE["two"] - {"ex:d ex:p 4"}) | {"ex:d ex:p 5"}, "new": {"ex:d ex:p 6"}},
    ),
    "WITH hides what stands in other graphs": (
        "WITH g:two INSERT { ex:n ex:p ?o } WHERE { ex:a ex:p ?o }",
        {"two": BEFORE["two"] | {"ex:n ex:p 1"}},
    ),
    "WITH leaves GRAPH every named graph": (
        "WITH g:two INSERT { ex:n ex:p ?o } WHERE { GRAPH g:one { ex:a ex:p ?o } }",
        {"two": BEFORE["two"] | {"ex:n ex:p 1", "ex:n ex:p 2"}},
    ),
    "USING names what patterns see": (
        "INSERT { ex:n ex:p ?o } USING g:two USING g:one WHERE { ?s ex:p ?o FILTER(?o > 3) }",
        {"default": BEFORE["default"] | {"ex:n ex:p 4"}},
    ),
    "USING NAMED names what GRAPH may name": (
        "INSERT { ex:n ex:p ?o } USING NAMED g:two WHERE { GRAPH ?g { ?s ex:p ?o } }",
        {"default": BEFORE["default"] | {"ex:n ex:p 4", "ex:n ex:p 1"}},
    ),
    "words in strings, names and comments are no keywords": (
        "INSERT DATA { ex:graph ex:GRAPH 'WHERE { GRAPH ; } DELETE' # GRAPH g:x { ;\n . ex:n ex:using ex:WITH }",
        {"default": BEFORE["default"] | {"ex:graph ex:GRAPH WHERE { GRAPH ; } DELETE", "ex:n ex:using ex:WITH"}},
    ),
    "full stops stand where the grammar lets them": (
        "INSERT { ex:n ex:p 1 . GRAPH g:new { ex:n ex:p 2 . } . ex:n ex:p 3 . GRAPH g:two { } ex:n ex:p 4 } WHERE {}",
        {"default": BEFORE["default"] | {"ex:n ex:p 1", "ex:n ex:p 3", "ex:n ex:p 4"}, "new": {"ex:n ex:p 2"}},
    ),
    "keywords may be small": (
        "insert { graph g:new { ?s ?p ?o } } where { graph g:two { ?s ?p ?o filter(?o = 4) } }",
        {"new": {"ex:d ex:p 4"}},
    ),
    "a subquery keeps its variables to itself": (
        "INSERT { ex:n ex:p ?m } WHERE { SELECT (MAX(?o) AS ?m) { ?s ex:p ?o } }",
        {"default": BEFORE["default"] | {"ex:n ex:p 4"}},
    ),
    "declarations hold from where they stand": (
        (
            "INSERT DATA { ex:n ex:p 1 } ; "
            "PREFIX ex: <http://example.org/more/> BASE <http://example.org/> INSERT DATA { <n> ex:p 2 }"
        ),
        {"default": BEFORE["default"] | {"ex:n ex:p 1", "ex:n ex:more/p 2"}},
    ),
    "a relative IRI stands under our base": (
        "INSERT DATA { GRAPH <graph/new> { ex:n ex:p 9 } }",
        {"new": {"ex:n ex:p 9"}},
    ),
    "a semicolon may end an update": (
        "INSERT DATA { ex:n ex:p 9 } ;",
        {"default": BEFORE["default"] | {"ex:n ex:p 9"}},
    ),
    "an update may be nothing": ("", {}),
    "CLEAR DEFAULT empties the default graph": ("CLEAR DEFAULT", {"default": set()}),
    "CLEAR GRAPH empties a graph": ("CLEAR GRAPH g:two", {"two": set()}),
    "CLEAR NAMED spares the default graph": ("CLEAR NAMED", {"one": set(), "two": set()}),
    "CLEAR ALL empties every graph that may be written": ("CLEAR ALL", {"one": set(), "two": set(), "default": set()}),
    "CLEAR SILENT passes over what is missing": ("CLEAR SILENT GRAPH g:none", {}),
    "COPY replaces": ("COPY g:two TO g:one", {"one": BEFORE["two"]}),
    "COPY may make a graph": ("COPY DEFAULT TO GRAPH g:new", {"new": BEFORE["default"]}),
    "COPY onto itself does nothing": ("COPY g:two TO g:two", {}),
    "COPY may read what the build owns": (
        "COPY g:notes TO g:two",
        {"two": plain(Content([], [], {node("two"): start().own}), "two")},
    ),
    "ADD keeps what is there": ("ADD g:two TO DEFAULT", {"default": BEFORE["default"] | BEFORE["two"]}),
    "MOVE of the default graph empties it": ("MOVE DEFAULT TO g:two", {"two": BEFORE["default"], "default": set()}),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_an_update(text, expected):
    after = run(text)
    for name in {*BEFORE, *expected}:
        assert plain(after, name) == expected.get(name, BEFORE.get(name)), name
    assert after.own == start().own


def test_a_graph_that_is_dropped_is_gone_and_one_that_is_cleared_is_not():
    after = run("DROP GRAPH g:one ; CLEAR GRAPH g:two ; CREATE GRAPH g:new ; MOVE g:empty TO g:moved")
    assert {names.local(graph.value) for graph in after.kept} == {"default", "two", "new", "moved"}


REFUSED = {
    "INSERT DATA { GRAPH g:notes { ex:n ex:p 9 } }": "graph-protected",
    "INSERT DATA { GRAPH g:ontology { ex:n ex:p 9 } }": "graph-protected",
    "INSERT DATA { GRAPH g:inferred { ex:n ex:p 9 } }": "graph-protected",
    "DELETE DATA { ex:ann ex:name 'Ann' }": "graph-protected",
    "DELETE WHERE { ?s ?p ?o }": "graph-protected",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }": "graph-protected",
    "WITH g:notes DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }": "graph-protected",
    "CLEAR GRAPH g:notes": "graph-protected",
    "DROP SILENT GRAPH g:ontology": "graph-protected",
    "CREATE GRAPH g:inferred": "graph-protected",
    "MOVE g:notes TO g:one": "graph-protected",
    "ADD g:one TO g:notes": "graph-protected",
    "CLEAR GRAPH g:none": "graph-unknown",
    "DROP GRAPH g:none": "graph-unknown",
    "COPY g:none TO g:one": "graph-unknown",
    "CREATE GRAPH g:one": "graph-exists",
    "SELECT * { ?s ?p ?o }": "update-is-query",
    "LOAD <http://example.org/x>": "update-load",
    "load silent <http://example.org/x> into graph g:one": "update-load",
    "INSERT DATA { ex:n ex:p 1 } ; LOAD <http://example.org/x>": "update-load",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <http://example.org/x> { ?s ?p ?o } }": "query-service",
    "INSERT { } WHERE { SERVICE SILENT ?x { } }": "query-service",
    "INSERT { } WHERE " + "{" * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1): "query-deep",
    "INSERT DATA { ex:n ex:p " + "(" * MAX_DEPTH + ")" * MAX_DEPTH + " }": "query-deep",
    "INSERT DATA { ?s ex:p 1 }": "update-syntax",
    "DELETE DATA { _:x ex:p 1 }": "update-syntax",
    "DELETE { _:x ex:p 1 } WHERE { }": "update-syntax",
    "INSERT DATA { ex:n ex:p 1 } INSERT DATA { ex:n ex:p 2 }": "update-syntax",
    "INSERT DATA { ex:n ex:p 1 } ;; INSERT DATA { ex:n ex:p 2 }": "update-syntax",
    "INSERT DATA { _:x ex:p 1 } ; INSERT DATA { _:x ex:p 2 }": "update-syntax",
    "INSERT DATA { ex:n none:p 1 }": "update-syntax",
    "CLEAR XYZ": "update-syntax",
    "PREFIX": "update-syntax",
    "CLEAR ALL ; PREFIX ex:": "update-syntax",
    "CLEAR ALL ; PREFIX ex: <urn:x> INSERT DATA { ex:n ex:p }": "update-syntax",
    "ASSERT { }": "update-syntax",
}


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=[text[:60] for text in REFUSED])
def test_an_update_is_refused(text, code):
    with pytest.raises((QueryProblem, UsageProblem)) as caught:
        run(text)
    assert caught.value.code == code


def test_the_graph_that_may_not_be_changed_is_named():
    with pytest.raises(UsageProblem, match="graph/notes"):
        run("DELETE WHERE { ex:ann ?p ?o }")


def test_a_protected_graph_may_be_named_where_nothing_changes():
    assert run("INSERT DATA { GRAPH g:notes { ex:ann ex:name 'Ann' } }").own == start().own
    assert canonical(run("DELETE DATA { GRAPH g:notes { ex:ann ex:name 'Eve' } }")) == canonical(start())


def test_a_mistake_is_shown_where_it_stands():
    with pytest.raises(UpdateSyntax) as caught:
        run("INSERT DATA { ex:n ex:p 1 } ;\nINSERT { ex:n ex:p 2 } WERE { }")
    assert (caught.value.line, caught.value.hint) == (2, "Did you mean “WHERE”?")
    assert caught.value.what == "The update cannot be parsed here."


def test_what_was_inferred_may_be_deleted_and_is_remembered():
    workspace = update(start(), INFERRED, HEAD + "DELETE DATA { ex:a a ex:Thing }", Dataset())
    assert {str(t.object) for t in workspace.retracted} == {f"<{EX}Thing>"}
    text = HEAD + "DELETE DATA { ex:a a ex:Thing } ; INSERT DATA { ex:a a ex:Thing }"
    assert update(start(), INFERRED, text, Dataset()).retracted == set()


def test_what_is_not_touched_keeps_the_form_it_was_written_in():
    quads = [*turtle('ex:n ex:p 01, 1.50, "x" .', node("one")), *turtle("ex:m ex:p 007 .", node("two"))]
    content = Content([], [], {node("one"): quads[:3], node("two"): quads[3:]})
    after = run("INSERT DATA { GRAPH g:one { ex:n ex:p 2 } } ; DELETE DATA { GRAPH g:two { ex:m ex:p 7 } }", content)
    assert set(quads[:3]) < set(after.kept[node("one")])
    assert after.kept[node("two")] == []


def test_blank_nodes_keep_their_names_and_new_ones_are_new():
    before = start(one="ex:c ex:r _:x . _:x ex:p 3 .")
    after = run("INSERT DATA { GRAPH g:one { _:x ex:p 3 . ex:c ex:r [ ex:p 4 ] } }", before)
    assert set(before.kept[node("one")]) < set(after.kept[node("one")])
    assert len({str(quad.subject) for quad in after.kept[node("one")]}) == 4


def test_a_blank_node_of_a_template_is_one_node_in_all_its_graphs():
    after = run("INSERT { GRAPH g:new { ?s ex:is _:n } GRAPH g:more { _:n ex:of ?s } _:n ex:p 1 } WHERE { ?s ex:p 4 }")
    (is_,), (of,) = after.kept[node("new")], after.kept[node("more")]
    assert is_.object == of.subject
    assert any(quad.subject == of.subject for quad in after.kept[names.DEFAULT_GRAPH])


def test_a_blank_node_that_was_read_can_be_written():
    after = run("DELETE { ?x ex:p 3 } INSERT { ?x ex:p 5 } WHERE { ex:c ex:r ?x }")
    quads = after.kept[node("one")]
    (link,) = (quad for quad in quads if quad.subject == NamedNode(f"{EX}c"))
    assert not any(quad.subject == link.object for quad in quads)
    assert any(quad.subject == link.object for quad in after.kept[names.DEFAULT_GRAPH])


def test_the_request_may_name_the_graphs_of_the_patterns():
    text = "INSERT { ex:n ex:p ?o } WHERE { ?s ex:p ?o } ; DELETE WHERE { ?s ex:p 1 }"
    after = run(text, dataset=Dataset(using=(f"{names.GRAPH}two",)))
    assert {"ex:n ex:p 4"} < plain(after, "default")
    assert "ex:n ex:p 2" not in plain(after, "default")
    assert "ex:a ex:p 1" not in plain(after, "one")


@pytest.mark.parametrize(
    "text",
    [
        "WITH g:one DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { } USING g:one WHERE { }",
        "INSERT DATA { ex:n ex:p 1 } ; insert { } using named g:one where { }",
    ],
)
def test_the_graphs_of_the_patterns_are_not_named_twice(text):
    with pytest.raises(UsageProblem) as caught:
        run(text, dataset=Dataset(using_named=(f"{names.GRAPH}two",)))
    assert caught.value.code == "update-dataset"


def test_a_mistake_behind_a_later_declaration_is_shown_where_it_stands():
    with pytest.raises(UpdateSyntax) as caught:
        run("CLEAR ALL ;\nPREFIX h: <urn:h> # where\nINSERT DATA { h:a h:b } ; CLEAR ALL")
    assert (caught.value.line, caught.value.column) == (3, 23)


def test_an_update_is_cut_at_its_operations():
    text = (
        "PREFIX a: <urn:a> INSERT DATA { a:x a:y 'a;b' } ; BASE <urn:b> DELETE WHERE { ?s a:p ?o ; a:q ?r } ; CLEAR ALL"
    )
    found = operations(text)
    assert [operation.words for operation in found] == [("INSERT", "DATA"), ("DELETE", "WHERE"), ("CLEAR", "ALL")]
    assert found[2].prologue == "PREFIX a: <urn:a>\nBASE <urn:b>\n"


SUBJECTS = ("ex:a", "ex:b", "?s")
OBJECTS = ("1", "2", "ex:a", "'x'", "?o")
GRAPHS = ("g:one", "g:two", "?g", "g:new")
triples = st.lists(
    st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(("ex:p", "ex:q", "?p")), st.sampled_from(OBJECTS)).map(
        " ".join
    ),
    min_size=1,
    max_size=3,
).map(" . ".join)
blocks = st.lists(st.builds("GRAPH {} {{ {} }}".format, st.sampled_from(GRAPHS), triples), min_size=1, max_size=3).map(
    " ".join
)
data = blocks.filter(lambda text: "?" not in text)
patterns = st.one_of(
    st.builds("GRAPH ?g {{ {} }}".format, triples),
    st.builds("GRAPH ?g {{ ?s ?p ?o }} OPTIONAL {{ GRAPH g:one {{ {} }} }}".format, triples),
    st.just("GRAPH ?g { ?s ?p ?o } FILTER(?g IN (g:one, g:two))"),
    st.just("VALUES (?g ?s ?p ?o) { (g:one ex:a ex:p UNDEF) (UNDEF ex:b ex:q 2) (g:two ex:b ex:q 2) }"),
)
single = st.one_of(
    st.builds("INSERT DATA {{ {} }}".format, data),
    st.builds("DELETE DATA {{ {} }}".format, data),
    st.builds("DELETE WHERE {{ {} }}".format, blocks),
    st.builds("INSERT {{ {} }} WHERE {{ {} }}".format, blocks, patterns),
    st.builds("DELETE {{ {} }} WHERE {{ {} }}".format, blocks, patterns),
    st.builds("DELETE {{ {} }} INSERT {{ {} }} WHERE {{ {} }}".format, blocks, blocks, patterns),
    st.builds("WITH g:one DELETE {{ {} }} INSERT {{ {} }} WHERE {{ ?s ?p ?o . {} }}".format, triples, triples, triples),
    st.sampled_from(("CLEAR SILENT GRAPH g:one", "DROP SILENT GRAPH g:new", "CREATE SILENT GRAPH g:new", "DROP NAMED")),
    st.builds(
        "CREATE SILENT GRAPH {0} ; {1} {0} TO {2}".format,  # the engine takes a graph that is missing for an empty one
        st.sampled_from(("g:one", "g:two")),
        st.sampled_from(("COPY", "MOVE", "ADD")),
        st.sampled_from(("g:one", "g:two", "g:new")),
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.lists(single, min_size=1, max_size=4))
def test_an_update_that_names_its_graphs_does_what_the_engine_does(parts):
    text = HEAD + " ;\n".join(parts)
    first = {"one": "ex:a ex:p 1, 2 ; ex:q ex:a . ex:b ex:q 2 .", "two": "ex:b ex:q 2, 'x' . ex:a ex:p ex:a ."}
    content = Content([], [], {node(name): turtle(part, node(name)) for name, part in first.items()})
    engine = Store()
    engine.bulk_extend(content.written)
    engine.update(text, base_iri=names.BASE)
    after = update(content, [], text, Dataset()).content
    assert set(after.written) == set(engine)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="{}()[];.,<>?:\"'#\\ab \nINSERTDAWHGP", max_size=60), st.booleans())
def test_no_text_makes_it_fail_in_another_way(text, is_wrapped):
    with suppress(QueryProblem, UsageProblem):
        update(start(), INFERRED, f"INSERT DATA {{ {text} }}" if is_wrapped else text, Dataset())


def test_a_literal_is_stored_as_the_engine_knows_it():
    after = run("INSERT DATA { GRAPH g:new { ex:n ex:p 1.50 } }")
    assert [quad.object for quad in after.kept[node("new")]] == [
        Literal("1.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    ]
    assert b"1.5" in (serialize(after.kept[node("new")], format=RdfFormat.N_QUADS) or b"")
