"""A small store that may be changed, with one rule, one shape, one source of its own, and the service over it."""

import json
import shutil
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from dealgraph import names, tokens, versions
from dealgraph.candidate import Content, prepare
from dealgraph.changes import Editor, Policy
from dealservice.settings import Settings

EX = "http://example.org/"
PREFIXES = f"PREFIX ex: <{EX}>\nPREFIX g: <{names.GRAPH}>\n"
RULE = f"""PREFIX ex: <{EX}>
INSERT {{ GRAPH <{names.INFERRED_GRAPH.value}> {{ ?s a ex:Agent }} }} WHERE {{ GRAPH ?g {{ ?s a ex:Person }} }}
"""
SHAPE = f"""
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <{EX}> .
ex:PersonShape a sh:NodeShape ; sh:targetClass ex:Person ;
  sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message "A person has a name." ] .
"""
SOURCE = f"""
@prefix ex: <{EX}> .
ex:ann a ex:Person ; ex:name "Ann" ; ex:age 01 .
"""
ONTOLOGY = f"<{EX}Person> a <http://www.w3.org/2002/07/owl#Class> ."


def graph(name):
    return NamedNode(names.GRAPH + name)


def quads_of(text, where):
    return [Quad(q.subject, q.predicate, q.object, where) for q in parse(text, RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def ontology(tmp_path_factory):
    """Write rules and shapes that take no time."""
    folder = tmp_path_factory.mktemp("ontology")
    for name, text in {"inference/rule.ru": RULE, "shapes/shape.ttl": SHAPE}.items():
        (folder / name).parent.mkdir()
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="session")
def content():
    return Content(quads_of(SOURCE, graph("notes")), quads_of(ONTOLOGY, names.ONTOLOGY_GRAPH))


@pytest.fixture(scope="session")
def base(tmp_path_factory, ontology, content):
    """Publish a first version, from which each test begins."""
    where = tmp_path_factory.mktemp("base") / "store"
    made = prepare(content, ontology, {"inputs": "x", "sources": []})
    with versions.writing(where):
        versions.publish(where, made.name, made.files, made.manifest)
    return where


@pytest.fixture(scope="session")
def place(tmp_path_factory, base):
    """The place of the store that is changed."""
    where = tmp_path_factory.mktemp("changed") / "store"
    shutil.copytree(base, where)
    return where


@pytest.fixture
def folder(base, place):
    """Put the store back to its beginning."""
    shutil.rmtree(place)
    shutil.copytree(base, place)
    return place


@pytest.fixture
def editor(folder, ontology):
    return Editor(folder, "tester", Policy(ontology=ontology))


@pytest.fixture(scope="session")
def settings(place):
    return Settings(store=str(place), writes=True)


@pytest.fixture(scope="session")
def application(settings, ontology):
    """Make the service over the small store, with the small ontology, which follows every change at once."""
    from dealservice import service as service_module
    from dealservice.app import create_app

    policy = Settings.policy.fget
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "policy", property(lambda self: replace(policy(self), ontology=ontology)))
        patch.setattr(service_module, "LOOK_AGAIN_SECONDS", 0.0)
        yield create_app(settings)


@pytest.fixture
def app(application, folder):  # noqa: ARG001 - the store begins anew
    return application


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def bearer(folder):
    """Make the header of somebody who may do everything."""
    token = tokens.create(folder, "importer", tokens.SCOPES)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def ask(client):
    """Ask the service, and give the boolean or the rows."""

    def asking(query):
        response = client.post("/sparql", data={"query": PREFIXES + query}, headers={"Accept": "application/json"})
        found = json.loads(response.data)
        assert response.status_code == 200, found
        if "boolean" in found:
            return found["boolean"]
        return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]

    return asking
