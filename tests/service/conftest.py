"""A small invented graph, a few questions about it, and the service over both: as an application and as a server."""

import os
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException

import pytest
from ports import free_port
from pyoxigraph import Quad, RdfFormat, parse, serialize

from dealgraph import names, versions
from dealgraph.downloads import downloads
from dealservice.app import create_app
from dealservice.settings import Settings

PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in names.PREFIXES.items())
DATA = """
id:acme a owl:NamedIndividual, deal:Company ; rdfs:label "Acme"@en ; dcterms:description "Makes anvils & more."@en .
id:globex a owl:NamedIndividual, deal:Company ; rdfs:label "Globex <b>"@en .
id:first-look a deal:ExclusiveRight ; rdfs:label "Right of first look"@en ; deal:heldBy id:acme ;
  deal:grantedBy id:globex ; deal:note "=cmd()", "plain", "tab\\there", "line\\nfeed", "return\\rhere" .
id:small-passage-1.1 a deal:Passage ; rdfs:label "Passage 1.1"@en ; deal:paragraphNumber 1 ; deal:sentenceNumber 1 .
id:small-claim-1.1a a deal:Claim ; rdfs:label "Claim 1.1a"@en ; deal:claimNumber "1.1a" ;
  deal:paraphrase "Acme gets a first look." ; deal:claimAbout id:first-look ; deal:hasBasis voc:narrative ;
  deal:assertedBy id:globex ; deal:statedIn id:small ; deal:evidencedBy id:small-passage-1.1 .
id:small a deal:Source ; rdfs:label "A small source"@en .
"""
ONTOLOGY = """
<https://w3id.org/dealgraph/ont> a owl:Ontology ; owl:versionIRI <https://w3id.org/dealgraph/ont/0.1.0> ;
  dcterms:title "dealgraph"@en .
<https://w3id.org/dealgraph/ont/modules/norms> a owl:Ontology ; dcterms:title "dealgraph: norms"@en .
deal:Right a owl:Class ; rdfs:label "right"@en ; skos:definition "A right."@en ;
  rdfs:isDefinedBy <https://w3id.org/dealgraph/ont/modules/norms> .
deal:ExclusiveRight a owl:Class ; rdfs:label "exclusive right"@en ;
  rdfs:subClassOf deal:Right, [ a owl:Restriction ; owl:onProperty deal:heldBy ; owl:someValuesFrom deal:Company ] ;
  rdfs:isDefinedBy <https://w3id.org/dealgraph/ont/modules/norms> .
deal:Company a owl:Class ; rdfs:label "company"@en .
deal:heldBy a owl:ObjectProperty ; rdfs:label "held by"@en .
voc:narrative a skos:Concept ; rdfs:label "narrative"@en ; skos:inScheme voc:claim-bases ; deal:atLevel voc:stated .
voc:rumour a skos:Concept ; rdfs:label "rumour"@en ; skos:inScheme voc:claim-bases .
voc:stated rdfs:label "stated"@en .
"""
INFERRED = "id:first-look a deal:Right .\nid:acme a deal:Company ."
QUESTIONS = {
    "who-holds": """#+ title: Rights of a holder
#+ question: Which rights does a company hold?
#+ description: One row for each right.
#+ audience: lawyer
#+ competency: [CQ01]
#+ parameters:
#+   holder: {type: iri, class: deal:Company, label: Holder, description: Who holds it., required: yes, example: acme}
#+   basis: {type: concept, scheme: voc:claim-bases, label: Basis, many: yes}
#+   number: {type: integer, label: Number}
#+ columns:
#+   right: {type: iri, label: Right}
#+   rightLabel: {type: string, label: Right}
#+   notes: {type: string, label: Notes, many: yes}
SELECT ?right ?rightLabel (GROUP_CONCAT(?note; separator="; ") AS ?notes) WHERE {
  VALUES ?holder { id:acme }
  VALUES ?basis { UNDEF }
  VALUES ?number { UNDEF }
  ?right deal:heldBy ?holder ; rdfs:label ?rightLabel .
  OPTIONAL { VALUES ?note { "pear" "apple" "pear" } }
}
GROUP BY ?right ?rightLabel
""",
    "is-there": """#+ title: Is there anything
#+ question: Is there a company?
#+ description: Yes or no.
#+ audience: developer
ASK { ?x a deal:Company }
""",
    "draw": """#+ title: Draw the rights
#+ question: Who holds what, as a graph?
#+ description: One triple for each right.
#+ audience: developer
CONSTRUCT { ?right deal:heldBy ?holder } WHERE { ?right deal:heldBy ?holder }
""",
}


def quads_of(turtle, graph):
    return [Quad(q.subject, q.predicate, q.object, graph) for q in parse(PREFIXES + turtle, RdfFormat.TURTLE)]


def publish(folder, data, name="v1"):
    """Publish a small graph as a version."""
    parts = (
        quads_of(data, names.source_graph("small")),
        quads_of(ONTOLOGY, names.ONTOLOGY_GRAPH),
        quads_of(INFERRED, names.INFERRED_GRAPH),
    )
    files = downloads(*parts)
    files[versions.QUADS] = serialize([q for part in parts for q in part], format=RdfFormat.N_QUADS)
    with versions.writing(folder):
        return versions.publish(folder, name, files, {"inputs": name})


@pytest.fixture
def publish_small():
    """Give what publishes the small graph, with more in it, as a version."""
    return lambda folder, name, more="": publish(folder, DATA + more, name)


@pytest.fixture(scope="session")
def small_store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small") / "store"
    publish(folder, DATA)
    return folder


@pytest.fixture(scope="session")
def questions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    for name, text in QUESTIONS.items():
        (folder / f"{name}.rq").write_text(text)
    return folder


@pytest.fixture(scope="session")
def settings(small_store, questions):
    return Settings(store=str(small_store), queries=(questions,))


@pytest.fixture(scope="session")
def app(settings):
    return create_app(settings)


@pytest.fixture
def client(app):
    return app.test_client()


def wait_until_live(port, process):
    for _ in range(600):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            connection.getresponse().read()
        except (OSError, HTTPException):
            assert process.poll() is None, "the server has ended"
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    pytest.fail("the server does not answer")


@pytest.fixture(scope="session")
def server(small_store, questions):
    """Run the real program on a free port."""
    port = free_port()
    environment = os.environ | {"DEALGRAPH_STORE": str(small_store), "DEALGRAPH_QUERIES": str(questions)}
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            wait_until_live(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(15)
