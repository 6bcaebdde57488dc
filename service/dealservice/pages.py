"""The pages besides questions and things: home, errors, downloads, health, and the description of the data."""

from pathlib import Path
from urllib.parse import urlencode

from flask import Request, Response, send_file
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.http import quote_etag

from dealgraph import __version__, versions
from dealgraph.answer import Question, Truth
from dealgraph.catalog import AUDIENCES, Inquiry
from dealgraph.names import short
from dealgraph.problems import StoreProblem, UsageProblem
from dealservice.answers import Writing, write_triples
from dealservice.codes import CODES
from dealservice.describe import dataset_description, graphs
from dealservice.forms import GRAPH, HTML, by_accept, forms_for
from dealservice.journal import figures
from dealservice.questions import graph_titles
from dealservice.replies import page, reply, reply_json
from dealservice.service import Service

DOWNLOADS = {
    "graph.ttl": ("text/turtle", "The graph as Turtle"),
    "graph.trig": ("application/trig", "Graph, ontology and inferences, source by source, as TriG"),
    "graph.nq": ("application/n-quads", "The same as N-Quads"),
    "graph.jsonld": ("application/ld+json", "The graph as JSON-LD"),
    "graph.rdf": ("application/rdf+xml", "The graph as RDF/XML"),
    "graph.owl": ("application/rdf+xml", "Ontology and graph in one file, for Protégé"),
    "ontology.ttl": ("text/turtle", "The ontology as Turtle"),
}
"""The files of a version that can be fetched: their media types and what they are."""
_SHOWN = 3


def home(service: Service, _request: Request) -> Response:
    """Say what this is, and lead to everything."""
    store = service.live.now()
    sizes = dict(graphs(store))
    titles = graph_titles(store, sizes)
    sources = [(graph.value, titles.get(graph.value, short(graph.value)), size) for graph, size in sizes.items()]
    downloads = [] if service.settings.is_remote else [(name, title) for name, (_, title) in DOWNLOADS.items()]
    return page(
        "home.html", examples=_examples(service), count=len(service.catalog), sources=sources, downloads=downloads
    )


def _examples(service: Service) -> list[tuple[Inquiry, str]]:
    """Choose questions for different readers, and the query strings that answer them."""
    first = [next((q for q in service.catalog if q.audience == audience), None) for audience in AUDIENCES]
    chosen = [query for query in first if query is not None]
    chosen += [query for query in service.catalog if query not in chosen]
    return [(query, urlencode(_example_values(query))) for query in chosen[:_SHOWN]]


def _example_values(query: Inquiry) -> list[tuple[str, str]]:
    return [(p.name, p.example) for p in query.parameters if p.example and p.required]


def errors(_service: Service, _request: Request) -> Response:
    """List every code that a problem can have."""
    return page("errors.html", codes=CODES)


def dataset(service: Service, request: Request) -> Response:
    """Describe the data in VoID (section 7.1: the well-known address)."""
    form = by_accept(request.headers.get("Accept", ""), forms_for(GRAPH))
    base = service.base(request.url_root)
    triples = dataset_description(service.live.now(), base, has_dumps=not service.settings.is_remote)
    body = write_triples(triples, Writing(form, root=service.root))
    if form.name == HTML.name:
        return page("fragment.html", title="About the data", fragment=body.decode())
    return reply(body, form)


def download(service: Service, request: Request, name: str) -> Response:
    """Send a file of the version that counts.

    Raises:
        UsageProblem: another engine holds the graph, or it has no such form (`download-unknown`).
        StoreProblem: the version is damaged.
    """
    store = service.live.now()
    if service.settings.is_remote:
        hint = "Ask for what you need by SPARQL: CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        raise UsageProblem(
            f"There is no {name} here, because another engine holds the graph.", hint=hint, code="download-unknown"
        )
    version = versions.named(Path(service.settings.store), store.version)
    file = version.folder / name
    if version.database.is_dir() and not file.exists():
        hint = "Take /graph.nq, or ask for what you need by SPARQL."
        raise UsageProblem(f"A graph that was loaded has no {name}.", hint=hint, code="download-unknown")
    media_type, _ = DOWNLOADS[name]
    tag = f"{store.version}-{name}"
    if request.if_none_match.contains(tag):
        return Response(status=304, headers={"ETag": quote_etag(tag)})
    try:
        return send_file(file, media_type, etag=tag, download_name=name)
    except FileNotFoundError as error:
        raise StoreProblem(
            f"The version {store.version} lacks {name}.", hint="Build it again: dealgraph build --force"
        ) from error


def live(_service: Service, _request: Request) -> Response:
    """Tell that the process answers."""
    return reply_json({"status": "live", "dealgraph": __version__})


def metrics(_service: Service, _request: Request) -> Response:
    """Give the figures of all processes to Prometheus."""
    return Response(figures(), content_type=CONTENT_TYPE_LATEST)


def ready(service: Service, _request: Request) -> Response:
    """Tell whether questions can be answered.

    Raises:
        StoreProblem: the store does not answer, or has nothing to answer from.
    """
    store = service.live.now()
    if store.ask(Question("ASK { ?s ?p ?o }")) != Truth(value=True):
        raise StoreProblem("The store holds nothing.", hint="Build it again: dealgraph build --force")
    return reply_json({"status": "ready", "version": store.version, "queries": len(service.catalog)})
