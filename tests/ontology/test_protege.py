"""Protégé loads the ontology and the graph, whole and without loss; where they are spoilt, a gate says so.

The gates run the OWL API in an environment of its own. Where that cannot be, the tests are skipped, with the reason.
"""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dealgraph.importers.cuad_import import CuadImporter
from dealgraph.importers.cuad_table import TABLE, TEXTS, TYPES
from dealgraph.importing import bring_in
from dealgraph.places import data_folder

GATES = Path(__file__).with_name("gates.py")
CONTRACTS = 50
NAMES = ("G0", "G1", "G2", "G3", "G4", "G5", "G6", "G7")

PREFIXES = """
@prefix deal: <https://w3id.org/dealgraph/ont/> .
@prefix id: <https://w3id.org/dealgraph/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
HEAD = "<https://w3id.org/dealgraph/graph/sample> a owl:Ontology ; owl:imports <https://w3id.org/dealgraph/ont> .\n"
HEAD_OF_SPOILT = "<https://w3id.org/dealgraph/graph/spoilt> a owl:Ontology ; owl:imports " + ", ".join(
    f"<https://w3id.org/dealgraph/ont/modules/{name}>" for name in ("norms", "conditions", "time", "claims")
)

SPOILT = {
    "an import that no catalog knows": ("G1", "<https://w3id.org/dealgraph/graph/spoilt> owl:imports <urn:nowhere> ."),
    "a reified statement": (
        "G2",
        "[] a rdf:Statement ; rdf:subject id:a ; rdf:predicate deal:heldBy ; rdf:object id:b .",
    ),
    "a property with a spelling mistake": ("G3", "id:a a owl:NamedIndividual, deal:Right ; deal:heldBuy id:b ."),
    "a class with a spelling mistake": ("G4", "id:a a owl:NamedIndividual, deal:Rihgt ."),
    "a list in the data": ("G5", "id:a a owl:NamedIndividual, deal:AllOf ; deal:hasOperand ( id:b id:c ) ."),
    "an annotated statement with a name": (
        "G5",
        """id:a deal:heldBy id:b . id:axiom a owl:Axiom ; owl:annotatedSource id:a ;
        owl:annotatedProperty deal:heldBy ; owl:annotatedTarget id:b ; deal:axiomSupportedBy id:c .""",
    ),
    "an annotated statement with a property between things": (
        "G5",
        """id:a deal:heldBy id:b . [] a owl:Axiom ; owl:annotatedSource id:a ;
        owl:annotatedProperty deal:heldBy ; owl:annotatedTarget id:b ; deal:supportedBy id:c .""",
    ),
    "a date of a type outside OWL 2": (
        "G4",
        'id:a a owl:NamedIndividual, deal:TimeSpan ; deal:earliestEnd "2030-01-01"^^xsd:date .',
    ),
    "an individual where a literal belongs": ("G4", "id:a a owl:NamedIndividual, deal:TimeSpan ; deal:edtf id:b ."),
    "a union as a domain": ("G4", "deal:heldBy rdfs:domain [ a owl:Class ; owl:unionOf ( deal:Right deal:Burden ) ] ."),
    "something that must exist on the right-hand side": (
        "G4",
        """deal:Right rdfs:subClassOf
        [ a owl:Restriction ; owl:onProperty deal:heldBy ; owl:someValuesFrom deal:Agent ] .""",
    ),
    "a property both transitive and asymmetric": (
        "G4",
        "deal:supersedes a owl:AsymmetricProperty, owl:TransitiveProperty .",
    ),
    "a class as a value": ("G6", "id:a a owl:NamedIndividual, deal:Event ; deal:involvesItem deal:Agreement ."),
    "a class that is also an individual": ("G6", "deal:Agreement a owl:NamedIndividual ."),
    "a right that is a burden": ("G7", "id:a a owl:NamedIndividual, deal:Right, deal:Burden ."),
    "an exclusive right that answers to a liability": (
        "G7",
        """id:a a owl:NamedIndividual, deal:ExclusiveRight ; deal:hasCorrelative id:b .
        id:b a owl:NamedIndividual, deal:Liability .""",
    ),
    "an agreement that takes its own place": (
        "G7",
        "id:a a owl:NamedIndividual, deal:Agreement ; deal:directlySupersedes id:a .",
    ),
    "an event that is an asset": ("G7", "id:a a owl:NamedIndividual, deal:Event, deal:Asset ."),
    "a position held by an event": (
        "G7",
        "id:a a owl:NamedIndividual, deal:Right ; deal:heldBy id:b . id:b a owl:NamedIndividual, deal:Event .",
    ),
    "a claim about a concept": (
        "G7",
        "id:a a owl:NamedIndividual, deal:Claim ; deal:claimAbout id:b . id:b a owl:NamedIndividual, skos:Concept .",
    ),
}


def run_gates(line, files):
    command = [sys.executable, GATES, "--json", "--line", line, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return {gate["name"][:2]: gate for gate in json.loads(done.stdout)}


@pytest.fixture(scope="session", params=["5", "4"], ids=["owlapi-5", "owlapi-4"])
def gates(request, ontology_folder, built, sample_file, tmp_path_factory, write_catalog):
    """Run the gates over each ontology alone, the root, the invented deal and the downloads."""
    folder = tmp_path_factory.mktemp("sample")
    write_catalog(folder)
    sample = folder / "sample.ttl"
    sample.write_text(PREFIXES + HEAD + sample_file.read_text(encoding="utf-8"), encoding="utf-8")
    parts = [path for name in ("modules", "vocab", "align") for path in sorted(ontology_folder.glob(f"{name}/*.ttl"))]
    served = [built.version.folder / name for name in ("graph.owl", "graph.ttl", "graph.rdf", "ontology.ttl")]
    return run_gates(request.param, [ontology_folder / "dealgraph.ttl", *parts, sample, *served])


@pytest.mark.parametrize("name", NAMES)
def test_the_ontology_and_the_graph_pass_the_gate(gates, name):
    gate = gates[name]
    if gate["status"] == "skipped":
        pytest.skip(gate["figure"])
    assert gate["status"] == "passed", "\n".join(gate["faults"][:20])


@pytest.fixture(scope="session")
def spoilt_gates(tmp_path_factory, write_catalog):
    folder = tmp_path_factory.mktemp("spoilt")
    write_catalog(folder)
    files = []
    for number, (_, turtle) in enumerate(SPOILT.values()):
        files.append(folder / f"spoilt-{number}.ttl")
        files[-1].write_text(f"{PREFIXES}{HEAD_OF_SPOILT} .\n{turtle}", encoding="utf-8")
    return run_gates("5", files)


@pytest.mark.parametrize("defect", SPOILT)
def test_a_gate_stops(spoilt_gates, defect):
    name, _ = SPOILT[defect]
    gate = spoilt_gates[name]
    if gate["status"] == "skipped":
        pytest.skip(gate["figure"])
    file = f"spoilt-{list(SPOILT).index(defect)}.ttl"
    assert any(file in fault for fault in gate["faults"]), f"{name} does not see {defect}"


def test_the_first_gate_stops_a_file_that_does_not_parse(tmp_path):
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b> .", encoding="utf-8")
    gates = run_gates("5", [broken])
    assert gates["G0"]["status"] == "FAILED"
    assert list(gates) == ["G0"]


def test_a_graph_without_its_catalog_is_not_called_loaded(tmp_path, sample_file):
    lonely = tmp_path / "lonely.ttl"
    lonely.write_text(PREFIXES + HEAD + sample_file.read_text(encoding="utf-8"), encoding="utf-8")
    gates = run_gates("5", [lonely])
    if gates["G1"]["status"] == "skipped":
        pytest.skip(gates["G1"]["figure"])
    assert gates["G1"]["status"] == "FAILED"


def test_without_java_the_gates_say_skipped_and_never_passed(ontology_folder):
    command = [sys.executable, GATES, "--json", ontology_folder / "dealgraph.ttl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": ""})
    statuses = {gate["name"][:2]: gate["status"] for gate in json.loads(done.stdout)}
    assert done.returncode == 2
    assert {name for name, status in statuses.items() if status == "skipped"} == {"G1", "G2", "G3", "G4", "G5", "G7"}


@pytest.fixture(scope="session")
def fifty_contracts(shared, built_store, tmp_path_factory):
    """Import the first fifty contracts of the real set of data; the file in which they stand with the ontology."""
    cuad = shared / "cuad"
    if not cuad.is_dir():
        pytest.skip("the contracts are absent from the folder that DEALGRAPH_SHARED names")
    base = tmp_path_factory.mktemp("fifty")
    shutil.copytree(built_store, base / "store")
    with (cuad / TABLE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    (base / "cuad").mkdir()
    for name in (TEXTS, TYPES):
        (base / "cuad" / name).symlink_to(cuad / name)
    with (base / "cuad" / TABLE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[: 1 + CONTRACTS])
    outcome = bring_in(CuadImporter(base / "cuad"), base / "store", data_folder("ontology"))
    assert dict(outcome.delivery.recognised)["contracts"] == CONTRACTS
    return outcome.version.folder / "graph.owl"


def test_fifty_real_contracts_pass_every_gate_together_with_the_ontology(fifty_contracts):
    gates = run_gates("5", [fifty_contracts])
    if skipped := [gate["figure"] for gate in gates.values() if gate["status"] == "skipped"]:
        pytest.skip(skipped[0])
    assert {name: gate["faults"][:5] for name, gate in gates.items() if gate["status"] != "passed"} == {}
    assert set(gates) == set(NAMES)
