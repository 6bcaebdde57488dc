"""SPARQL 1.1 Graph Store HTTP Protocol, at /store.

A graph is named by `?graph=IRI`, as `?default`, or by its own address: /store/NAME is the graph NAME of ours. Reading
is open to everybody; changing takes a token with the scope `store`.
"""

import secrets
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Request, Response
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from dealgraph import names
from dealgraph.changes import Editor, GraphChange, Payload, StoredGraph, no_graph, read_graph
from dealgraph.problems import UsageProblem
from dealgraph.tokens import STORE
from dealservice.answers import Writing, write_triples
from dealservice.forms import GRAPH, HTML, by_accept, forms_for
from dealservice.multipart import parts_of
from dealservice.received import read_bytes, read_parameters
from dealservice.replies import reply
from dealservice.service import Service
from dealservice.writing import editor, guarded, report

METHODS = ("GET", "PUT", "POST", "DELETE")
_OFFERED = tuple(form for form in forms_for(GRAPH) if form.name != HTML.name)


@guarded
def store(service: Service, request: Request, path: str = "") -> Response:
    """Read, replace, extend or remove a graph.

    Args:
        service: what the views share.
        request: its method says what to do.
        path: the name of a graph of ours.
    """
    is_read = request.method in {"GET", "HEAD"}
    who = None if is_read else editor(service, request, STORE)
    graph = named_graph(request, path, f"{service.base(request.url_root)}/store/")
    if who is None:
        return _read(service, request, _one(graph))
    if request.method == "DELETE":
        return _report(service, request, who.delete_graph(_one(graph), _condition(request)))
    payloads = _payloads(request)
    if request.method == "PUT":
        change = who.put_graph(_one(graph), payloads, _condition(request))
        return _report(service, request, change, HTTPStatus.NO_CONTENT)
    return _post(service, request, who, graph, payloads)


def named_graph(request: Request, path: str, address: str) -> NamedNode | None:
    """Find out which graph a request means (section 4: graph identification).

    Args:
        request: it may name the graph by a parameter.
        path: the name of a graph of ours.
        address: what stands before such a name in the address of a graph, which names the graph as well.

    Returns:
        The graph; nothing where the request names none.

    Raises:
        UsageProblem: it names several (`request-invalid`), or what is no IRI (`graph-invalid`).
    """
    given = read_parameters(request.query_string)
    meant = [f"{names.GRAPH}{path}"] if path else []
    meant += [names.DEFAULT_GRAPH.value] if "default" in given else []
    meant += given.get("graph", [])
    if len(meant) > 1:
        hint = "Name one, as ?graph=IRI, as ?default or by its own address."
        raise UsageProblem("The request names several graphs.", hint=hint, code="request-invalid")
    try:
        iris = [names.GRAPH + iri.removeprefix(address) if iri.startswith(address) else iri for iri in meant]
        return NamedNode(iris[0]) if iris else None
    except ValueError as error:
        raise UsageProblem(f"“{meant[0][:200]}” is not an IRI.", hint="Name a graph.", code="graph-invalid") from error


def _one(graph: NamedNode | None) -> NamedNode:
    if graph is None:
        hint = "Name it as ?graph=IRI, as ?default or by its own address: /store/NAME"
        raise UsageProblem("The request names no graph.", hint=hint, code="request-invalid")
    return graph


def _read(service: Service, request: Request, graph: NamedNode) -> Response:
    """Send a graph (sections 5.2 and 5.6)."""
    if service.settings.is_remote:
        hint = "Ask for it by SPARQL: CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <…> { ?s ?p ?o } }"
        raise UsageProblem("Another engine holds the graphs.", hint=hint, code="graph-unknown")
    found = read_graph(Path(service.settings.store), graph)
    if not found.exists and graph != names.DEFAULT_GRAPH:
        raise no_graph(graph)
    form = by_accept(request.headers.get("Accept", ""), _OFFERED)
    quads = parse(found.quads, RdfFormat.N_QUADS)
    triples = [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    response = reply(write_triples(triples, Writing(form, root=service.root)), form)
    response.set_etag(f"{found.digest}-{form.name}")
    return response


def _condition(request: Request) -> Callable[[StoredGraph], None]:
    """Make what refuses to change a graph that is not as the client thinks (RFC 9110, sections 13.1.1 and 13.1.2).

    A tag names the content and then the form that it was sent in, which does not matter here.
    """

    def insist(found: StoredGraph) -> None:
        def fits(tags: Iterable[str]) -> bool:
            return any(tag.startswith(f"{found.digest}-") for tag in tags)

        wanted, unwanted = request.if_match, request.if_none_match
        is_as_wanted = not wanted or (found.exists and (wanted.star_tag or fits(wanted.as_set())))
        is_unwanted = unwanted and found.exists and (unwanted.star_tag or fits(unwanted.as_set(include_weak=True)))
        if not is_as_wanted or is_unwanted:
            hint = "Read it again: its ETag names what it is now."
            raise UsageProblem(f"The graph {found.graph} is not as expected.", hint=hint, code="graph-changed")

    return insist


def _payloads(request: Request) -> list[Payload]:
    """Take the documents out of a request; `multipart/form-data` may hold several (section 5.5)."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UsageProblem("The body is packed.", hint="Send it as it is.", code="media-type")
    body = read_bytes(request)
    if request.mimetype == "multipart/form-data":
        return parts_of(body, request.mimetype_params.get("boundary", ""))
    return [Payload(body, request.mimetype, request.mimetype_params.get("charset", ""))]


def _post(
    service: Service, request: Request, who: Editor, graph: NamedNode | None, payloads: list[Payload]
) -> Response:
    """Add to a graph; where none is named, make one and name it (section 5.5)."""
    chosen = graph or NamedNode(f"{names.GRAPH}{secrets.token_hex(8)}")
    return _report(service, request, who.post_graph(chosen, payloads, _condition(request)))


def _report(service: Service, request: Request, made: GraphChange, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Tell what became of a graph; of a new one, where it is."""
    iri = made.graph.value
    base = f"{service.base(request.url_root)}/store"
    direct = f"{base}/{quote(iri.removeprefix(names.GRAPH), safe='/:@!$&()*+,;=~')}"
    address = direct if iri.startswith(names.GRAPH) else f"{base}?{urlencode({'graph': iri})}"
    headers = {"Location": address} if made.is_new else {}
    return report(service, made.change, HTTPStatus.CREATED if made.is_new else status, headers=headers, graph=iri)
