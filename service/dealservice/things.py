"""Every IRI of ours, looked up: as a page for people, as RDF for programs.

Cool URIs for the Semantic Web, section 4: the same address, another form by the header Accept or by a suffix.
"""

import json
import re
from typing import Any

from flask import Request, Response
from pyoxigraph import Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.answer import Triples
from dealgraph.lookup import Lookup, NotFound
from dealgraph.names import BASE, GRAPH, ONTOLOGY, OWL, local, short
from dealgraph.problems import UsageProblem
from dealgraph.store import Store
from dealservice.answers import Writing, write_triples
from dealservice.context import context_of
from dealservice.dossiers import dossier_of
from dealservice.entry import entry_of
from dealservice.forms import GRAPH as GRAPH_KIND
from dealservice.forms import HTML, JSONLD, Form, by_accept, forms_for
from dealservice.library import beside, library
from dealservice.markup import address
from dealservice.outline import Outline
from dealservice.overview import overview_of
from dealservice.portfolio import agreement_address
from dealservice.portrait import parts_of, portray, statements_about
from dealservice.questions import graph_titles, labels, question, rows
from dealservice.reference import TITLE, Reference, read_reference
from dealservice.replies import FLEETING, page, reply
from dealservice.service import Service
from dealservice.unions import UNIONS, portray_union, union_content

_OFFERED = forms_for(GRAPH_KIND)
_VERSION = re.compile(r"(?:ont|voc)/(\d+(?:\.\d+)+)(?:/|\Z)")
_VERSION_INFO = NamedNode(f"{OWL}versionInfo")


def thing(service: Service, request: Request, under: str, path: str = "") -> Response:
    """Show what is known of one of our IRIs: by the graph, or by the shapes and alignments that come with it.

    Args:
        service: what the views share.
        request: its header Accept chooses the form.
        under: the first part of the IRI behind our base: id, ont, voc, graph or shapes.
        path: the rest, perhaps with the suffix of a form.

    Raises:
        UsageProblem: nothing is known of the thing (`thing-unknown`), or another version of the ontology is meant
            (`ontology-version-unknown`).
    """
    store = service.live.now()
    node, form = _named(store, request, f"{under}/{path}".rstrip("/"))
    response = _answer(service, store, node, form)
    if response is None and (known := beside(node)) is not None:
        response = _answer(service, library(), known, form)
    if response is None:
        raise _unknown(store, node)
    own = address(node.value, service.root)
    response.headers["Content-Location"] = f"{own}.{form.name}"
    links = [f'<{own}.{other.name}>; rel="alternate"; type="{other.media_type}"' for other in _OFFERED]
    newest = read_reference(store).version_of(node)
    if newest is not None:
        links.append(f'<{address(newest.value, service.root)}>; rel="latest-version"')
    response.headers["Link"] = ", ".join(links)
    return response


def in_form(service: Service, request: Request, under: str, suffix: str) -> Response:
    """Show the ontology or the shapes in the form that a suffix names: /ont.ttl."""
    return thing(service, request, f"{under}.{suffix}")


def vocabularies(service: Service, _request: Request) -> Response:
    """Lead from the namespace of the concepts to the place where they are listed."""
    return Response(status=303, headers={"Location": f"{service.root}/ont#schemes"})


def context(service: Service, _request: Request) -> Response:
    """Give the JSON-LD context by which documents can use the ontology's short names."""
    found = context_of(read_reference(service.live.now()))
    return reply(json.dumps(found, ensure_ascii=False, indent=1).encode(), JSONLD)


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


def _answer(service: Service, store: Store, node: NamedNode, form: Form) -> Response | None:
    """Answer from one store; nothing where it does not know the node."""
    return _page(service, store, node) if form.name == HTML.name else _data(service, store, node, form)


def _whole(store: Store, node: NamedNode) -> list[Triple]:
    """Give all that belongs to a node: a graph's content, an ontology's terms, or the statements about a thing."""
    if node in UNIONS:
        return union_content(store, UNIONS[node])
    meant = read_reference(store).version_of(node) or node
    graph = names.ONTOLOGY_GRAPH if meant.value == ONTOLOGY else meant
    found = store.ask(question("graph-content", thing=[graph]))
    content = list(found.triples) if isinstance(found, Triples) else []
    parts = () if content else (meant, *parts_of(store, meant))
    return content or [triple for part in parts for triple in statements_about(store, part)]


def _data(service: Service, store: Store, node: NamedNode, form: Form) -> Response | None:
    """Send statements together with the labels of what they speak of; nothing where there are none."""
    whole = _whole(store, node)
    if not whole:
        return None
    described = {triple.subject for triple in whole}
    parts = {part for triple in whole for part in (triple.predicate, triple.object) if isinstance(part, NamedNode)}
    named = labels(store, (part for part in parts - described if part.value.startswith(BASE)))
    extra = [Triple(NamedNode(iri), names.LABEL, label) for iri, label in named.items()]
    if node.value.startswith(GRAPH) and node not in UNIONS:
        title = graph_titles(store, [node]).get(node.value, local(node.value))
        extra.append(Triple(node, TITLE, Literal(title, language="en")))
    return reply(write_triples([*whole, *extra], Writing(form, root=service.root)), form)


def _page(service: Service, store: Store, node: NamedNode) -> Response | None:
    """Show a term of the ontology, the ontology itself, a union of graphs, or any other thing."""
    reference = read_reference(store)
    outline = Outline(reference, service.root)
    kind = reference.kind(node)
    own = address(node.value, service.root)
    shared: dict[str, Any] = {
        "iri": node.value,
        "links": [(form.title, f"{own}.{form.name}") for form in _OFFERED if form.name != HTML.name],
    }
    if kind == names.OWL_ONTOLOGY or reference.version_of(node):
        return page("ontology.html", overview=overview_of(node, outline), **shared)
    if kind is not None:
        unit = "thing" if kind == names.OWL_CLASS else "statement"
        return page("term.html", entry=entry_of(node, store, service.catalog, outline), unit=unit, **shared)
    if node in UNIONS:
        shown = portray_union(store, UNIONS[node], service.root, has_files=not service.settings.is_remote)
        return page("thing.html", thing=shown, **shared)
    found = portray(store, node, service.root)
    if found is None:
        return None
    if any(True for _ in rows(store, question("agreement-absent", thing=[node]))):
        shared["clauses"] = agreement_address(node.value, service.root)
    response = page("thing.html", thing=found, dossier=dossier_of(store, node, service.root), **shared)
    response.headers["Cache-Control"] = FLEETING
    return response


def _unknown(store: Store, node: NamedNode) -> UsageProblem:
    """Say what is not known, and what may be meant instead."""
    version = _VERSION.match(node.value.removeprefix(BASE))
    here = _version(read_reference(store))
    if version is not None and version[1] != here:
        return UsageProblem(
            f"Version {version[1]} of the ontology is not here, but version {here}.",
            hint=f"Look at {ONTOLOGY}/{here}, or install the release that carries version {version[1]}.",
            code="ontology-version-unknown",
        )
    try:
        Lookup(store).find(node.value)
    except NotFound as error:
        hint = error.hint
    else:
        hint = ""
    return UsageProblem(f"The graph knows no {short(node.value)}.", hint=hint, code="thing-unknown")


def _version(reference: Reference) -> str:
    return reference.text(NamedNode(ONTOLOGY), _VERSION_INFO) or "none"
