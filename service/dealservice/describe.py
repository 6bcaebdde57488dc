"""What the service says of itself: the SPARQL service description and the description of its data.

SPARQL 1.1 Service Description, section 3; Describing Linked Datasets with the VoID Vocabulary, sections 2 to 4.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.catalog import Inquiry
from dealgraph.names import BASE, DCTERMS, DEAL, PREFIXES, TYPE, VOC, XSD
from dealgraph.store import Store
from dealservice.executables import executable_list
from dealservice.questions import question, rows

_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads", "N3",
)  # fmt: skip
_INPUT_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads", "N3")
_REGIME = NamedNode("http://www.w3.org/ns/entailment/Simple")
_DUMPS = ("graph.ttl", "graph.trig", "graph.jsonld", "graph.rdf", "graph.owl", "ontology.ttl")
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the service may do besides answering queries from its own graphs.

    Args:
        updates: whether it takes updates.
        federates: whether queries may ask another service.
        loads: whether updates may load a document from elsewhere.
    """

    updates: bool = False
    federates: bool = False
    loads: bool = False


def _sd(name: str) -> NamedNode:
    return NamedNode(PREFIXES["sd"] + name)


def _void(name: str) -> NamedNode:
    return NamedNode(PREFIXES["void"] + name)


def _dc(name: str) -> NamedNode:
    return NamedNode(DCTERMS + name)


def service_description(store: Store, inquiries: Iterable[Inquiry], base: str, abilities: Abilities) -> list[Triple]:
    """Describe the endpoints: their addresses, what they can do, the graphs behind them, and the canned queries.

    Args:
        store: what is asked for the graphs.
        inquiries: the questions; those that one query answers are listed.
        base: the address of the service.
        abilities: what it may do besides.
    """
    dataset = NamedNode(f"{base}/.well-known/void#dataset")
    features = ["UnionDefaultGraph", *(["BasicFederatedQuery"] if abilities.federates else [])]
    found = [
        *_endpoint(f"{base}/sparql", "SPARQL11Query", dataset),
        *(Triple(_service(f"{base}/sparql"), _sd("feature"), _sd(name)) for name in features),
        *(Triple(_service(f"{base}/sparql"), _sd("resultFormat"), _format(name)) for name in _RESULT_FORMATS),
        Triple(_service(f"{base}/sparql"), NamedNode(f"{names.RDFS}seeAlso"), NamedNode(f"{base}/queries")),
        *executable_list(inquiries, base),
    ]
    if abilities.updates:
        update = _service(f"{base}/update")
        found += _endpoint(f"{base}/update", "SPARQL11Update", dataset)
        found += (Triple(update, _sd("feature"), _sd(name)) for name in ("UnionDefaultGraph", "EmptyGraphs"))
        found += (Triple(update, _sd("inputFormat"), _format(name)) for name in _INPUT_FORMATS if abilities.loads)
    return found + _dataset(store, dataset)


def _endpoint(address: str, language: str, dataset: NamedNode) -> list[Triple]:
    """Describe what every endpoint has (SPARQL 1.1 Service Description, sections 3.2 to 3.4)."""
    service = _service(address)
    return [
        Triple(service, TYPE, _sd("Service")),
        Triple(service, _sd("endpoint"), NamedNode(address)),
        Triple(service, _sd("supportedLanguage"), _sd(language)),
        Triple(service, _sd("defaultEntailmentRegime"), _REGIME),
        Triple(service, _sd("defaultDataset"), dataset),
    ]


def _dataset(store: Store, dataset: NamedNode) -> list[Triple]:
    """Describe the default graph and the named ones."""
    default = BlankNode("default")
    found = [
        Triple(dataset, TYPE, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), default),
        Triple(default, TYPE, _sd("Graph")),
        Triple(default, _void("triples"), _number(count(store, "size"))),
    ]
    for index, (graph, size) in enumerate(graphs(store)):
        entry, content = BlankNode(f"named{index}"), BlankNode(f"graph{index}")
        found += [
            Triple(dataset, _sd("namedGraph"), entry),
            Triple(entry, TYPE, _sd("NamedGraph")),
            Triple(entry, _sd("name"), graph),
            Triple(entry, _sd("graph"), content),
            Triple(content, TYPE, _sd("Graph")),
            Triple(content, _void("triples"), _number(size)),
        ]
    return found


def _service(address: str) -> NamedNode:
    return NamedNode(f"{address}#service")


def _format(name: str) -> NamedNode:
    return NamedNode(_FORMATS + name)


def dataset_description(store: Store, base: str, *, has_dumps: bool) -> list[Triple]:
    """Describe the data: size, vocabularies, an example, and where to get it.

    Args:
        store: what is asked for the figures.
        base: the address of the service.
        has_dumps: whether the downloads exist.
    """
    dataset = NamedNode(f"{base}/.well-known/void#dataset")
    title = "Knowledge graph of business agreements"
    found = [
        Triple(dataset, TYPE, _void("Dataset")),
        Triple(dataset, _dc("title"), Literal(title, language="en")),
        Triple(dataset, _dc("license"), _LICENCE),
        Triple(dataset, NamedNode("http://xmlns.com/foaf/0.1/homepage"), NamedNode(f"{base}/")),
        Triple(dataset, _void("sparqlEndpoint"), NamedNode(f"{base}/sparql")),
        Triple(dataset, _void("uriSpace"), Literal(BASE)),
        Triple(dataset, _void("triples"), _number(count(store, "size"))),
        Triple(dataset, _void("entities"), _number(count(store, "entities"))),
        *(Triple(dataset, _void("vocabulary"), NamedNode(iri)) for iri in (DEAL, VOC, names.SKOS, PREFIXES["prov"])),
    ]
    if has_dumps:
        found += [Triple(dataset, _void("dataDump"), NamedNode(f"{base}/{name}")) for name in _DUMPS]
    for index, (graph, size) in enumerate(graphs(store)):
        subset = BlankNode(f"subset{index}")
        found += [
            Triple(dataset, _void("subset"), subset),
            Triple(subset, TYPE, _void("Dataset")),
            Triple(subset, _dc("source"), graph),
            Triple(subset, _void("triples"), _number(size)),
        ]
    return found


def graphs(store: Store) -> Iterator[tuple[NamedNode, int]]:
    """List the named graphs with the number of their triples."""
    for graph, size in rows(store, question("graphs")):
        if isinstance(graph, NamedNode) and isinstance(size, Literal):
            yield graph, int(size.value)


def count(store: Store, name: str) -> int:
    """Count what one of the questions in `rq` counts, such as `size` or `entities`."""
    (found,) = next(rows(store, question(name)))
    return int(found.value) if isinstance(found, Literal) else 0


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(f"{XSD}integer"))
