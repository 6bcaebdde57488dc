"""The addresses of the service besides the questions, for the OpenAPI document: protocols, things, files, health."""

import re
from collections.abc import Iterable, Mapping

from dealgraph.payload import FORMATS
from dealservice.forms import GRAPH, HTML, TABLE, forms_for
from dealservice.operations import BEARER, Node, content_of, in_path, in_query, operation
from dealservice.schemas import Schema

_VARIABLE = re.compile(r"\{(\w+)\}")
_TEXT: Schema = {"type": "string", "examples": ["SELECT * WHERE { ?s ?p ?o } LIMIT 10"]}
_CHANGE: Schema = {"type": "string", "examples": ["INSERT DATA { GRAPH <urn:x:mine> { <urn:x:a> <urn:x:b> 1 } }"]}
_IRI: Schema = {"type": "string", "format": "iri"}
_GRAPHS: Schema = {"type": "array", "items": {"anyOf": [_IRI, {"const": ""}]}}
_PAGE: Node = {HTML.media_type: {}}
_JSON: Node = {"application/json": {"schema": {"type": "object"}}}
_REPORT: Node = {"application/json": {"schema": {"$ref": "#/components/schemas/Change"}}}
_REFUSED = ("400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "503")
_SECURED = [{BEARER: list[str]()}]
CHANGE_SCHEMA: Schema = {
    "type": "object",
    "required": ["version", "previous", "changed", "at", "kind", "added", "removed"],
    "properties": {
        **{name: {"type": "string"} for name in ("version", "previous", "at", "kind", "graph")},
        "changed": {"type": "boolean"},
        "added": {"type": "integer"},
        "removed": {"type": "integer"},
    },
}


def endpoint_paths(downloads: Mapping[str, tuple[str, str]]) -> Node:
    """Write the operations.

    Args:
        downloads: the media type and the title of each file that can be fetched, by name.
    """
    return (
        _sparql_paths()
        | _update_paths()
        | _store_paths()
        | _thing_paths()
        | _download_paths(downloads)
        | _service_paths()
    )


def page_paths(pages: Mapping[str, str], known: Iterable[str]) -> Node:
    """Write operations for addresses of which no more is known than what their views say.

    Args:
        pages: what is found at addresses that are fetched by GET, by path.
        known: paths that are told already, perhaps with other names for their variable parts.
    """
    told = {_VARIABLE.sub("{}", path) for path in known}
    return {path: _page(path, said) for path, said in pages.items() if _VARIABLE.sub("{}", path) not in told}


def _page(path: str, told: str) -> Node:
    """Write the operation of an address of which no more is known than its view says."""
    parts = _VARIABLE.findall(path)
    name = "page-" + re.sub(r"\W+", "-", path).strip("-")
    parameters = [in_path(part, "A part of the address.", {"type": "string", "minLength": 1}) for part in parts]
    refusals = ("400", "404", "406", "422", "503")
    return {"get": operation(name, "pages", told, {"*/*": {}}, refusals, parameters=parameters)}


def _sparql_paths() -> Node:
    content = content_of([*forms_for(TABLE), *forms_for(GRAPH)])
    parameters = [
        in_query("query", "The query; without one, the service is described.", _TEXT),
        in_query("default-graph-uri", "A graph of the default graph.", _GRAPHS, many=True),
        in_query("named-graph-uri", "A graph that GRAPH may name.", _GRAPHS, many=True),
        in_query("format", "A form, where Accept cannot be sent.", {"type": "string"}),
        in_query("timeout", "Seconds that the query may take; what is no number counts as none.", {"type": "string"}),
    ]
    refusals = ("400", "406", "413", "422", "503")
    fields: Schema = {"query": _TEXT, "default-graph-uri": _GRAPHS, "named-graph-uri": _GRAPHS}
    body: Node = {"application/sparql-query": {"schema": _TEXT}}
    body |= _form(fields, "query")
    get = operation("sparql", "SPARQL", "Ask by GET", content, refusals, parameters=parameters)
    sent: Node = {"required": True, "content": body}
    post = operation("sparql-post", "SPARQL", "Ask by POST", content, (*refusals, "415"), requestBody=sent)
    return {"/sparql": {"get": get, "post": post}}


def _form(fields: Mapping[str, Schema], needed: str) -> Node:
    schema: Schema = {"type": "object", "required": [needed], "properties": dict(fields)}
    return {"application/x-www-form-urlencoded": {"schema": schema}}


def _update_paths() -> Node:
    fields: Schema = {"update": _CHANGE, "using-graph-uri": _GRAPHS, "using-named-graph-uri": _GRAPHS}
    body: Node = {"application/sparql-update": {"schema": _CHANGE}}
    body |= _form(fields, "update")
    sent: Node = {"required": True, "content": body}
    title = "Change graphs by SPARQL Update, where the service takes changes"
    responses: Node = {
        "200": {"description": "What was changed.", "content": _REPORT},
        "204": {"description": "It was done; more was not asked for (Prefer: return=minimal)."},
    }
    post = operation("update", "SPARQL", title, {}, _REFUSED, requestBody=sent, responses=responses, security=_SECURED)
    described = content_of(form for form in forms_for(GRAPH) if form.name != HTML.name)
    get = operation(
        "update-described", "SPARQL", "Describe the endpoint", described, ("403", "404", "405", "406", "503")
    )
    return {"/update": {"get": get, "post": post}}


def _store_paths() -> Node:
    """Write SPARQL 1.1 Graph Store HTTP Protocol: graphs named by a parameter, and by their own address."""
    named = [
        in_query("graph", "The IRI of the graph.", _IRI),
        in_query("default", "Names the default graph; its value does not matter.", {"type": "string"}),
    ]
    own = [in_path("name", "The name of a graph of ours.", {"type": "string", "minLength": 1})]
    return {"/store": _graph_methods("store", named), "/store/{name}": _graph_methods("store-of", own)}


def _graph_methods(name: str, parameters: list[Node]) -> Node:
    content = content_of(form for form in forms_for(GRAPH) if form.name != HTML.name)
    sent: Node = {"required": True, "content": {kind: {"schema": {"type": "string"}} for kind in _PAYLOADS}}
    done: Node = {
        "200": {"description": "What was changed.", "content": _REPORT},
        "201": {"description": "The graph is new; see Location.", "content": _REPORT},
        "204": {"description": "The graph is as it was sent."},
    }

    def change(method: str, title: str, **more: Node) -> Node:
        return operation(
            f"{name}-{method}", "SPARQL", title, {}, _REFUSED,
            parameters=parameters, responses=dict(done), security=_SECURED, **more,
        )  # fmt: skip

    return {
        "get": operation(
            f"{name}-get", "SPARQL", "Read a graph", content, ("400", "404", "406"), parameters=parameters
        ),
        "put": change("put", "Replace a graph", requestBody=sent),
        "post": change("post", "Add to a graph", requestBody=sent),
        "delete": change("delete", "Remove a graph"),
    }


_PAYLOADS = [kind for kind in FORMATS if kind.startswith(("text/turtle", "application/n-", "application/trig"))]


def _thing_paths() -> Node:
    content = content_of(forms_for(GRAPH))
    refusals = ("400", "404", "406", "503")
    things = {
        "id": ("thing", "microsoft"),
        "ont": ("term of the ontology", "Right"),
        "voc": ("concept", "stated"),
        "graph": ("graph", "article"),
        "shapes": ("shape", "SourceKindConcepts"),
    }
    found: Node = {}
    for under, (what, example) in things.items():
        name = in_path("name", "Its local name.", {"type": "string", "minLength": 1, "examples": [example]})
        look = operation(under, "things", f"Look at a {what}", content, refusals, parameters=[name])
        found[f"/{under}/{{name}}"] = {"get": look}
    suffixes: Schema = {"type": "string", "enum": [form.name for form in forms_for(GRAPH)]}
    form = in_path("form", "The form.", suffixes)
    for under, what in (("ont", "The ontology"), ("shapes", "The shapes")):
        plain = operation(f"{under}-whole", "things", what, content, refusals)
        formed = operation(f"{under}-as", "things", f"{what}, in a form", content, refusals, parameters=[form])
        found |= {f"/{under}": {"get": plain}, f"/{under}.{{form}}": {"get": formed}}
    context: Node = {"application/ld+json": {}}
    found["/context.jsonld"] = {"get": operation("context", "things", "The JSON-LD context", context, ("503",))}
    moved: Node = {"303": {"description": "The concepts are listed where Location says."}}
    vocabularies = operation("voc-whole", "things", "The vocabularies", {}, (), responses=moved)
    return found | {"/voc": {"get": vocabularies}}


def _download_paths(downloads: Mapping[str, tuple[str, str]]) -> Node:
    return {
        f"/{name}": {"get": operation(name, "downloads", title, {media_type: {}}, ("404", "503"))}
        for name, (media_type, title) in downloads.items()
    }


def _service_paths() -> Node:
    graph = content_of(forms_for(GRAPH))
    text: Node = {"text/plain": {}}

    def get(name: str, title: str, content: Node, *refusals: str) -> Node:
        return {"get": operation(name, "service", title, content, refusals)}

    return {
        "/": get("home", "The home page", _PAGE, "503"),
        "/.well-known/void": get("void", "Describe the data", graph, "400", "406", "503"),
        "/openapi.json": get("openapi", "This document", _JSON),
        "/docs/api": get("docs-api", "This document as a page", _PAGE),
        "/docs/errors": get("docs-errors", "Every code of a problem", _PAGE),
        "/health/live": get("live", "Whether the process answers", _JSON),
        "/health/ready": get("ready", "Whether questions are answered", _JSON, "503"),
        "/metrics": get("metrics", "Figures for Prometheus", text),
    }
