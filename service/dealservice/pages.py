"""The pages besides questions and things: home, errors, downloads, health, and the description of the data."""

from pathlib import Path
from urllib.parse import urlencode

from flask import Request, Response, send_file
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.http import quote_etag

from dealgraph import __version__, versions
from dealgraph.answer import Question, Truth
from dealgraph.catalog import AUDIENCES, Inquiry
from dealgraph.problems import StoreProblem, UsageProblem
from dealservice.answers import Writing, write_triples
from dealservice.codes import CODES
from dealservice.describe import count, dataset_description
from dealservice.forms import GRAPH, HTML, by_accept, forms_for
from dealservice.glance import documents, glance_at
from dealservice.journal import figures
from dealservice.portfolio import portfolio_of
from dealservice.received import only, read_parameters
from dealservice.replies import FLEETING, page, reply, reply_json
from dealservice.search import MAX_FOUND, MAX_LENGTH
from dealservice.service import Service
from dealservice.sources import sources

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
_SHOWN = 4
_START = "start"
"""The tag of questions that a newcomer is led to first."""


def home(service: Service, _request: Request) -> Response:
    """Show the deal at a glance, and lead to everything."""
    store = service.live.now()
    papers = documents(store)
    response = page(
        "home.html",
        glance=glance_at(store, service.root),
        audiences=[(audience, _examples(service, audience)) for audience in AUDIENCES],
        count=len(service.catalog),
        documents=papers,
        sources=sources(store, {paper.name for paper in papers}, service.root),
        portfolio=portfolio_of(store),
        downloads=_downloads(service),
    )
    response.headers["Cache-Control"] = FLEETING
    return response


def _examples(service: Service, audience: str) -> list[tuple[Inquiry, str]]:
    """Choose questions for some readers, those for newcomers first, and the query strings that answer them."""
    listed = sorted(service.catalog, key=lambda query: _START not in query.tags)
    chosen = [query for query in listed if query.audience == audience][:_SHOWN]
    return [(query, urlencode(_example_values(query))) for query in chosen]


def _example_values(query: Inquiry) -> list[tuple[str, str]]:
    return [(p.name, p.example) for p in query.parameters if p.example and p.required]


def find(service: Service, request: Request) -> Response:
    """List the things and the questions that have words in their names.

    Raises:
        ParameterProblem: a parameter is unknown or stands twice.
    """
    text = only(read_parameters(request.query_string), "The search", ("q",)).get("q", "")
    hits = service.finder.find(service.live.now(), text)
    asked = list(service.catalog.search(text))[:MAX_FOUND] if text.strip() else []
    near = [] if hits else service.finder.nearest(service.live.now(), text)
    return page("find.html", text=text.strip()[:MAX_LENGTH], hits=hits, near=near, most=MAX_FOUND, questions=asked)


def errors(_service: Service, _request: Request) -> Response:
    """List every code that a problem can have."""
    return page("errors.html", codes=CODES)


def dataset(service: Service, request: Request) -> Response:
    """Describe the data in VoID (section 7.1: the well-known address)."""
    form = by_accept(request.headers.get("Accept", ""), forms_for(GRAPH))
    if form.name == HTML.name:
        return _about(service)
    base = service.base(request.url_root)
    triples = dataset_description(service.live.now(), base, has_dumps=not service.settings.is_remote)
    return reply(write_triples(triples, Writing(form)), form)


def _about(service: Service) -> Response:
    """Say the same to people: sizes, sources, licence and where to get it."""
    store = service.live.now()
    return page(
        "data.html",
        statements=count(store, "size"),
        things=count(store, "entities"),
        sources=sources(store, {paper.name for paper in documents(store)}, service.root),
        downloads=_downloads(service),
        of_version=store.version,
    )


def _downloads(service: Service) -> list[tuple[str, str]]:
    """List the files of a version that can be fetched, with what they are; none of another engine's graph."""
    if service.settings.is_remote:
        return []
    folder = versions.named(Path(service.settings.store), service.live.now().version).folder
    return [(name, title) for name, (_, title) in DOWNLOADS.items() if (folder / name).exists()]


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
