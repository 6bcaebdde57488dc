"""Every IRI of ours, looked up: as a page for people, as RDF for programs.

Cool URIs for the Semantic Web, section 4: the same address, another form by the header Accept or by a suffix.
"""

from flask import Request, Response
from pyoxigraph import NamedNode, Triple

from dealgraph import names
from dealgraph.answer import Triples
from dealgraph.lookup import Lookup, NotFound
from dealgraph.names import BASE, GRAPH, short
from dealgraph.problems import UsageProblem
from dealgraph.store import Store
from dealservice.answers import Writing, write_triples
from dealservice.forms import GRAPH as GRAPH_KIND
from dealservice.forms import HTML, Form, by_accept, forms_for
from dealservice.markup import address
from dealservice.portrait import parts_of, portray, statements_about
from dealservice.questions import labels, question, rows
from dealservice.replies import page, reply
from dealservice.service import Service

_OFFERED = forms_for(GRAPH_KIND)


def thing(service: Service, request: Request, under: str, path: str = "") -> Response:
    """Show what the graph says about one of our IRIs.

    Args:
        service: what the views share.
        request: its header Accept chooses the form.
        under: the first part of the IRI behind our base: id, ont, voc or graph.
        path: the rest, perhaps with the suffix of a form.

    Raises:
        UsageProblem: the graph does not know the thing (`thing-unknown`).
    """
    store = service.live.now()
    node, form = _named(store, request, f"{under}/{path}".rstrip("/"))
    response = _page(store, service, node) if form.name == HTML.name else _data(store, service, node, form)
    if response is None:
        newest = _current_version(store, node)
        if newest is None:
            raise _unknown(store, node)
        return Response(status=303, headers={"Location": address(newest.value, service.root)})
    own = address(node.value, service.root)
    response.headers["Content-Location"] = f"{own}.{form.name}"
    others = (f'<{own}.{other.name}>; rel="alternate"; type="{other.media_type}"' for other in _OFFERED)
    response.headers["Link"] = ", ".join(others)
    return response


def ontology(service: Service, request: Request, suffix: str) -> Response:
    """Show the ontology in the form that a suffix names: /ont.ttl."""
    return thing(service, request, f"ont.{suffix}")


def _named(store: Store, request: Request, path: str) -> tuple[NamedNode, Form]:
    """Tell which node and which form a path means: its end is a suffix only if no node has it in its name."""
    stem, dot, suffix = path.rpartition(".")
    form = next((form for form in _OFFERED if form.name == suffix), None)
    node = _node(path)
    if dot and form is not None and not statements_about(store, node):
        return _node(stem), form
    return node, by_accept(request.headers.get("Accept", ""), _OFFERED)


def _node(path: str) -> NamedNode:
    try:
        return NamedNode(BASE + path)
    except ValueError as error:
        raise UsageProblem(f"“{path}” makes no IRI.", code="thing-unknown") from error


def _whole(store: Store, node: NamedNode) -> list[Triple]:
    """Give all that belongs to a node: a graph's content, an ontology's terms, or the statements about a thing."""
    graph = names.ONTOLOGY_GRAPH if node.value == names.ONTOLOGY else node
    if graph.value.startswith(GRAPH):
        found = store.ask(question("graph-content", thing=[graph]))
        return list(found.triples) if isinstance(found, Triples) else []
    return [triple for part in (node, *parts_of(store, node)) for triple in statements_about(store, part)]


def _current_version(store: Store, node: NamedNode) -> NamedNode | None:
    """Find the ontology of which an IRI names a version."""
    found = next(rows(store, question("version-of", thing=[node])), (None,))[0]
    return found if isinstance(found, NamedNode) else None


def _unknown(store: Store, node: NamedNode) -> UsageProblem:
    try:
        Lookup(store).find(node.value)
    except NotFound as error:
        hint = error.hint
    else:
        hint = ""
    return UsageProblem(f"The graph knows no {short(node.value)}.", hint=hint, code="thing-unknown")


def _data(store: Store, service: Service, node: NamedNode, form: Form) -> Response | None:
    """Send statements together with the labels of what they speak of; nothing where there are none."""
    whole = _whole(store, node)
    if not whole:
        return None
    described = {triple.subject for triple in whole}
    parts = {part for triple in whole for part in (triple.predicate, triple.object) if isinstance(part, NamedNode)}
    named = labels(store, (part for part in parts - described if part.value.startswith(BASE)))
    extra = [Triple(NamedNode(iri), names.LABEL, label) for iri, label in named.items()]
    return reply(write_triples([*whole, *extra], Writing(form, root=service.root)), form)


def _page(store: Store, service: Service, node: NamedNode) -> Response | None:
    shown = portray(store, node, service.root)
    if shown is None:
        return None
    own = address(node.value, service.root)
    links = [(form.title, f"{own}.{form.name}") for form in _OFFERED if form.name != HTML.name]
    return page("thing.html", thing=shown, iri=node.value, links=links)
