"""Load ontologies with the OWL API, as Protégé does, and tell what it made of them.

Runs inside an environment of its own (see `owlapi_environment`): reads a JSON task from standard input and writes JSON
to standard output. It works with the OWL API 4 that Protégé has and with the OWL API 5.
"""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

CATALOG_ENTRY = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"
NO_NETWORK = ("-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=9", "-Dhttps.proxyHost=127.0.0.1", "-Dhttps.proxyPort=9")
"""Every request for a document that no catalog knows ends at a closed door of this machine."""

QUIET = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-Xmx1500m")


def start_java(jars):
    """Start the Java machine within this process."""
    import jpype
    import jpype.imports

    jpype.startJVM(*NO_NETWORK, *QUIET, classpath=jars, convertStrings=True)


def catalog_of(file):
    """Read the catalog beside a file: ontology IRI to document.

    OASIS XML Catalogs 1.1, section 6.4.2 (the uri entry).
    """
    catalog = file.parent / "catalog-v001.xml"
    if not catalog.exists():
        return {}
    entries = ET.parse(catalog).iter(CATALOG_ENTRY)  # noqa: S314 - a file of the project's own
    return {entry.get("name"): (catalog.parent / entry.get("uri")).resolve() for entry in entries}


def load(file, missing):
    """Load a file and its imports through its catalog, noting what could not be found."""
    import jpype
    from java.io import File
    from org.semanticweb.owlapi.apibinding import OWLManager
    from org.semanticweb.owlapi.io import FileDocumentSource
    from org.semanticweb.owlapi.model import IRI, MissingImportHandlingStrategy, OWLOntologyLoaderConfiguration
    from org.semanticweb.owlapi.util import SimpleIRIMapper

    manager = OWLManager.createOWLOntologyManager()
    for name, document in catalog_of(file).items():
        manager.getIRIMappers().add(SimpleIRIMapper(IRI.create(name), IRI.create(File(str(document)))))

    @jpype.JImplements("org.semanticweb.owlapi.model.MissingImportListener")
    class Listener:
        @jpype.JOverride
        def importMissing(self, event):  # noqa: N802 - the name is Java's
            missing.append(str(event.getImportedOntologyURI().toString()))

    manager.addMissingImportListener(Listener())
    lenient = OWLOntologyLoaderConfiguration().setMissingImportHandlingStrategy(MissingImportHandlingStrategy.SILENT)
    return manager, manager.loadOntologyFromOntologyDocument(FileDocumentSource(File(str(file))), lenient)


def unparsed_triples(manager, closure):
    """List the triples that the parser could not make anything of."""
    found = []
    for ontology in closure:
        about = manager.getOntologyFormat(ontology).getOntologyLoaderMetaData()
        if hasattr(about, "isPresent"):
            if not about.isPresent():
                continue
            about = about.get()
        found += [str(triple.toString()) for triple in about.getUnparsedTriples().iterator()]
    return found


def axiom_counts(closure):
    """Count the different axioms of a closure by type."""
    from java.util import HashSet

    every = HashSet()
    for ontology in closure:
        axioms = ontology.axioms().iterator() if hasattr(ontology, "axioms") else ontology.getAxioms()
        for axiom in axioms:
            every.add(axiom)
    counts = {}
    for axiom in every:
        name = str(axiom.getAxiomType().getName())
        counts[name] = counts.get(name, 0) + 1
    return counts


def violations(profile, ontology):
    return [str(violation.toString()) for violation in profile.checkOntology(ontology).getViolations()]


def reasoner_factory():
    import jpype

    for name in ("org.semanticweb.HermiT.ReasonerFactory", "org.semanticweb.HermiT.Reasoner$ReasonerFactory"):
        try:
            return jpype.JClass(name)()
        except (TypeError, jpype.JException):
            continue
    raise RuntimeError("The environment has no HermiT.")


def reason(ontology, explain):
    """Ask HermiT whether an ontology is consistent and which classes can have no members."""
    import jpype

    factory = reasoner_factory()
    try:
        reasoner = factory.createReasoner(ontology)
        consistent = reasoner.isConsistent()
        unsatisfiable = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom() if consistent else []
    except jpype.JException as refusal:
        return {"consistent": False, "unsatisfiable": [], "explanation": [str(refusal)]}
    reasons = explanation(ontology, factory) if explain and not consistent else []
    return {
        "consistent": bool(consistent),
        "unsatisfiable": [str(entity.toString()) for entity in unsatisfiable],
        "explanation": reasons,
    }


def explanation(ontology, factory):
    """Find a smallest set of axioms that contradict each other."""
    from org.semanticweb.owl.explanation.impl.blackbox.checker import InconsistentOntologyExplanationGeneratorFactory
    from org.semanticweb.owlapi.apibinding import OWLManager

    data = OWLManager.getOWLDataFactory()
    contradiction = data.getOWLSubClassOfAxiom(data.getOWLThing(), data.getOWLNothing())
    generator = InconsistentOntologyExplanationGeneratorFactory(factory, 60000).createExplanationGenerator(ontology)
    found = generator.getExplanations(contradiction, 1)
    return [str(axiom.toString()) for one in found for axiom in one.getAxioms()]


def save(manager, ontology, folder, position):
    """Save an ontology in the two forms that people use most."""
    from java.io import File
    from org.semanticweb.owlapi.formats import RDFXMLDocumentFormat, TurtleDocumentFormat
    from org.semanticweb.owlapi.model import IRI

    saved = {}
    for name, form in (("xml", RDFXMLDocumentFormat()), ("turtle", TurtleDocumentFormat())):
        target = Path(folder) / f"{position}.{name}"
        manager.saveOntology(ontology, form, IRI.create(File(str(target))))
        saved[name] = str(target)
    return saved


def examine(file, position, task):
    """Tell all about one file."""
    from org.semanticweb.owlapi.profiles import OWL2DLProfile, OWL2RLProfile

    missing = []
    manager, ontology = load(Path(file), missing)
    closure = list(ontology.getImportsClosure())
    return {
        "file": file,
        "missing": missing,
        "closure": sorted(str(o.getOntologyID().getOntologyIRI().get().toString()) for o in closure),
        "unparsed": unparsed_triples(manager, closure),
        "counts": axiom_counts(closure),
        "dl": violations(OWL2DLProfile(), ontology),
        "rl": violations(OWL2RLProfile(), ontology),
        "saved": save(manager, ontology, task["folder"], position),
        **reason(ontology, task["explain"]),
    }


def main():
    task = json.load(sys.stdin)
    start_java(task["jars"])
    import jpype

    answers = []
    for position, file in enumerate(task["files"]):
        try:
            answers.append(examine(file, position, task))
        except jpype.JException as error:
            answers.append({"file": file, "error": str(error)[:2000]})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
