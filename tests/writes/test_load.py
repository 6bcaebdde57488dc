"""LOAD fetches the documents that are listed, and nothing else."""

import pytest
from hosts import gives, host
from pyoxigraph import Literal
from writes.conftest import graph

from dealgraph import names
from dealgraph.outside import NOTHING, Outside
from dealgraph.problems import Problem, UpdateSyntax
from dealgraph.update_text import Dataset
from dealgraph.updating import update

TURTLE = gives(b"<urn:a> <urn:p> 1 . <#b> <urn:p> 2 .", "text/turtle")


@pytest.fixture
def there():
    with host(doc=TURTLE, bad=gives(b"<urn:a>", "text/turtle"), page=gives(b"<html>", "text/html")) as found:
        yield found


@pytest.fixture
def load(content, there):
    """Run an update in which “$” is the host, and give the graphs that were written."""

    def run(text, outside=None):
        listed = tuple(f"{there.url}/{name}" for name in ("doc", "bad", "page", "gone"))
        outside = outside or Outside(listed, reaches=lambda _: True)
        done = update(content, [], text.replace("$", there.url), Dataset(), outside)
        return {name: quads for name, quads in done.content.kept.items() if quads}

    return run


def test_a_document_is_loaded_into_a_graph(load, there):
    (found,) = load(f"LOAD <$/doc> INTO GRAPH <{names.GRAPH}new>").items()
    assert found[0] == graph("new")
    assert {q.object for q in found[1]} == {Literal(1), Literal(2)}
    assert f"{there.url}/doc#b" in {q.subject.value for q in found[1]}
    assert there.asked == ["GET /doc"]


def test_without_a_graph_it_goes_to_the_default_graph(load):
    assert set(load("LOAD <$/doc>")) == {names.DEFAULT_GRAPH}


def test_other_operations_stand_before_and_after(load):
    text = f"""PREFIX g: <{names.GRAPH}> PREFIX at: <$/>
    INSERT DATA {{ GRAPH g:new {{ <urn:x> <urn:p> 0 }} }} ; load silent at:doc into graph g:new ;
    DELETE WHERE {{ GRAPH g:new {{ ?s ?p 1 }} }}"""
    assert {q.object for q in load(text)[graph("new")]} == {Literal(0), Literal(2)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LOAD <$/other>", "outside-refused"),
        ("LOAD SILENT <$/other>", "outside-refused"),
        ("LOAD <file:///etc/passwd>", "outside-refused"),
        ("LOAD <$/gone>", "outside-failed"),
        ("LOAD <$/bad>", "payload-invalid"),
        ("LOAD <$/page>", "media-type"),
        (f"LOAD <$/doc> INTO GRAPH <{names.GRAPH}notes>", "graph-protected"),
    ],
)
def test_what_may_not_or_cannot_be_loaded_is_told(load, text, code):
    with pytest.raises(Problem) as caught:
        load(text)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["gone", "bad", "page"])
def test_what_fails_in_silence_changes_nothing(load, name):
    assert load(f"LOAD SILENT <$/{name}>") == {}


@pytest.mark.parametrize(
    "text",
    [
        "LOAD",
        "LOAD <$/doc> INTO",
        "LOAD <$/doc> <$/doc>",
        "INSERT DATA { } LOAD <$/doc>",
        "LOAD <$/doc> INTO GRAPH g:x",
    ],
)
def test_a_mistake_asks_nobody(load, there, text):
    with pytest.raises(Problem) as caught:
        load(text)
    assert isinstance(caught.value, UpdateSyntax) or caught.value.code == "update-load"
    assert there.asked == []


def test_a_mistake_is_told_at_its_place(load):
    with pytest.raises(UpdateSyntax) as caught:
        load("LOAD <$/doc> ;\n INSERT DATA { <urn:a> }")
    assert (caught.value.line, caught.value.column) == (2, 24)


def test_a_host_of_this_machine_is_not_reached_though_it_is_listed(load, there):
    for silent in ("", "SILENT"):
        with pytest.raises(Problem) as caught:
            load(f"LOAD {silent} <$/doc>", Outside((f"{there.url}/doc",)))
        assert caught.value.code == "outside-refused"
    assert there.asked == []


def test_nothing_is_loaded_unless_something_is_listed(load, there):
    with pytest.raises(Problem) as caught:
        load("LOAD <$/doc>", NOTHING)
    assert caught.value.code == "update-load"
    assert there.asked == []
