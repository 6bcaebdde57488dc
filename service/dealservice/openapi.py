"""The HTTP interface as an OpenAPI 3.1 document, drawn from the same declarations that answer the requests."""

from collections.abc import Iterable, Mapping
from typing import Any

from dealgraph import __version__
from dealgraph.catalog import AUDIENCES, Catalog, ComputedQuery, Inquiry
from dealservice.forms import GRAPH, HTML, KIND_OF_QUERY, TABLE, WHOLE_FORMS, Form, forms_for
from dealservice.scenarios import TYPES as SCENARIO_TYPES
from dealservice.schemas import Schema, describe, page_schemas, parameter_schema, row_schema

Node = dict[str, Any]

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}, "text/html": {}}
_REFUSALS = {
    "400": "The request cannot be understood.",
    "404": "There is no such thing, question or form.",
    "406": "None of the forms that exist here was asked for.",
    "413": "Request or answer is too long.",
    "415": "The body is of a wrong type.",
    "422": "The values do not fit; every wrong one is listed.",
    "429": "Too many requests at once.",
    "503": "Busy, or the query takes too long; see Retry-After.",
}
_TERM = {"type": "object", "required": ["type", "value"], "properties": {"type": {"type": "string"}}}
_RESULTS: Schema = {
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
        "boolean": {"type": "boolean"},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {"bindings": {"type": "array", "items": {"type": "object", "additionalProperties": _TERM}}},
        },
    },
}
_FINDING: Schema = {
    "type": "object",
    "required": ["what"],
    "properties": {name: {"type": "string"} for name in ("what", "hint", "subject", "code", "file")},
}
_PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "description": "RFC 9457. “code” is stable and explained at /docs/errors.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "hint": {"type": "string"},
        "instance": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "findings": {"type": "array", "items": _FINDING},
    },
}
_LISTING: Schema = {
    "type": "object",
    "required": ["queries"],
    "properties": {"queries": {"type": "array", "items": {"type": "object", "required": ["name", "question"]}}},
}


def document(catalog: Catalog, base: str, downloads: Mapping[str, tuple[str, str]]) -> Node:
    """Write the document.

    Args:
        catalog: the questions.
        base: the address of the service.
        downloads: the media type and the title of each file that can be fetched, by name.
    """
    paths = _list_paths()
    for inquiry in catalog:
        paths |= _question_paths(inquiry)
    paths |= _sparql_paths() | _thing_paths() | _download_paths(downloads) | _service_paths()
    rows = {f"{i.name}-row": row_schema(i) for i in catalog if i.form == "SELECT"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "dealgraph",
            "version": __version__,
            "summary": "Who holds which right, under what conditions, until when, and according to whom.",
            "description": "Every question has a page, data in every form, and a stable error shape (RFC 9457).",
            "license": {"name": "MIT AND CC-BY-4.0", "identifier": "MIT AND CC-BY-4.0"},
        },
        "servers": [{"url": base or "/"}],
        "tags": [
            *({"name": name, "description": f"Questions for the {name}."} for name in AUDIENCES),
            {"name": "SPARQL", "description": "The SPARQL 1.1 Protocol."},
            {"name": "things", "description": "Every IRI of ours, as a page or as data."},
            {"name": "downloads", "description": "The whole graph in one file."},
            {"name": "service", "description": "What the service says of itself."},
        ],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM_SCHEMA, "SparqlResults": _RESULTS, "Questions": _LISTING} | rows
        },
    }


def _operation(name: str, tag: str, summary: str, content: Node, refusals: Iterable[str], **more: Any) -> Node:
    """Write an operation that answers with some content or refuses in the one shape of problems."""
    responses = {"200": {"description": "The answer.", "content": content}}
    responses |= {status: {"description": _REFUSALS[status], "content": _PROBLEM} for status in sorted(refusals)}
    return {"operationId": name, "tags": [tag], "summary": summary, **more, "responses": responses}


def _query(name: str, description: str, schema: Schema, *, required: bool = False, many: bool = False) -> Node:
    found: Node = {"name": name, "in": "query", "description": description, "schema": schema, "required": required}
    return found | ({"style": "form", "explode": True} if many else {} if required else {"allowEmptyValue": True})


def _path(name: str, description: str, schema: Schema) -> Node:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _content(forms: Iterable[Form], row: str = "") -> Node:
    """List media types; the JSON of results and of rows has a schema."""
    found: Node = {}
    for form in forms:
        for media_type in (form.media_type, *form.also):
            found[media_type] = {}
    results = "application/sparql-results+json"
    if results in found:
        found[results] = found["application/json"] = {"schema": {"$ref": "#/components/schemas/SparqlResults"}}
    if row:
        told = f"One object a line: #/components/schemas/{row}"
        found["application/x-ndjson"] = {"schema": {"type": "string", "description": told}}
    return found


_ASKED = ("400", "404", "406", "413", "422", "429", "503")


def _question_paths(inquiry: Inquiry) -> Node:
    forms = forms_for(KIND_OF_QUERY[inquiry.form])
    content = _content(forms, f"{inquiry.name}-row" if inquiry.form == "SELECT" else "")
    parameters = [
        _query(p.name, describe(p), parameter_schema(p), required=p.required, many=p.many) for p in inquiry.parameters
    ]
    if inquiry.form == "SELECT":
        parameters += [_query(name, told, schema) for name, (told, schema) in page_schemas(inquiry).items()]
        parameters.append(_query("safe", "Keeps a spreadsheet from running a cell of CSV.", {"const": "1"}))
    names = [form.name for form in forms] + (["rq"] if inquiry.text else [])
    has_proof = isinstance(inquiry, ComputedQuery) and inquiry.prove is not None
    whole = [(kind, form) for kind, found in WHOLE_FORMS.items() for form in found] if has_proof else []
    names += [f"{kind}.{form.name}" for kind, form in whole]
    form = _path("form", "The form of the answer; rq gives the SPARQL.", {"type": "string", "enum": names})
    more = {"description": f"{inquiry.question} {inquiry.description}"}
    written = _content(form for _, form in whole) | content | ({"application/sparql-query": {}} if inquiry.text else {})
    url = f"/queries/{inquiry.name}"
    tag, title = inquiry.audience, inquiry.title
    plain = _operation(inquiry.name, tag, title, content, _ASKED, parameters=parameters, **more)
    named = _operation(
        f"{inquiry.name}-as", tag, f"{title}, in a form", written, _ASKED, parameters=[form, *parameters], **more
    )
    if not has_proof:
        return {url: {"get": plain}, f"{url}.{{form}}": {"get": named}}
    return {
        url: {"get": plain, "post": _with_scenario(plain)},
        f"{url}.{{form}}": {"get": named, "post": _with_scenario(named)},
    }


def _with_scenario(operation: Node) -> Node:
    """Describe the same question asked by POST, with its scenario as the body."""
    body: Node = {media_type: {} for media_type in SCENARIO_TYPES}
    told = operation["responses"] | {"415": {"description": _REFUSALS["415"], "content": _PROBLEM}}
    return operation | {
        "operationId": f"{operation['operationId']}-in",
        "summary": f"{operation['summary']}, in a scenario that is sent",
        "requestBody": {"required": True, "content": body},
        "responses": told,
    }


def _list_paths() -> Node:
    graph_forms = forms_for(GRAPH)
    content = _content(graph_forms) | {"application/json": {"schema": {"$ref": "#/components/schemas/Questions"}}}
    search = _query("q", "Lists only questions in which all these words occur.", {"type": "string"})
    names = ["json", *(form.name for form in graph_forms)]
    form = _path("form", "The form of the list.", {"type": "string", "enum": names})
    refusals, title = ("400", "404", "406", "422"), "List the questions"
    named = [form, search]
    return {
        "/queries": {"get": _operation("queries", "service", title, content, refusals, parameters=[search])},
        "/queries.{form}": {"get": _operation("queries-as", "service", title, content, refusals, parameters=named)},
    }


def _sparql_paths() -> Node:
    content = _content([*forms_for(TABLE), *forms_for(GRAPH)])
    text: Schema = {"type": "string", "examples": ["SELECT * WHERE { ?s ?p ?o } LIMIT 10"]}
    graphs: Schema = {"type": "array", "items": {"type": "string", "format": "uri"}}
    parameters = [
        _query("query", "The query; without one, the service is described.", text),
        _query("default-graph-uri", "A graph of the default graph.", graphs, many=True),
        _query("named-graph-uri", "A graph that GRAPH may name.", graphs, many=True),
        _query("format", "A form, where Accept cannot be sent.", {"type": "string"}),
    ]
    refusals = ("400", "406", "413", "422", "429", "503")
    sent: Schema = {"type": "object", "required": ["query"], "properties": {"query": text}}
    body: Node = {"application/sparql-query": {"schema": {"type": "string"}}}
    body["application/x-www-form-urlencoded"] = {"schema": sent}
    return {
        "/sparql": {
            "get": _operation("sparql", "SPARQL", "Ask by GET", content, refusals, parameters=parameters),
            "post": _operation(
                "sparql-post", "SPARQL", "Ask by POST", content, (*refusals, "415"),
                requestBody={"required": True, "content": body},
            ),
        }
    }  # fmt: skip


def _thing_paths() -> Node:
    content = _content(forms_for(GRAPH))
    refusals = ("400", "404", "406", "429", "503")
    found: Node = {}
    for under, what in (("id", "thing"), ("ont", "term of the ontology"), ("voc", "concept"), ("graph", "graph")):
        name = _path("name", "Its local name.", {"type": "string", "minLength": 1, "examples": ["microsoft"]})
        summary = f"Look at a {what}"
        found[f"/{under}/{{name}}"] = {
            "get": _operation(under, "things", summary, content, refusals, parameters=[name])
        }
    return found


def _download_paths(downloads: Mapping[str, tuple[str, str]]) -> Node:
    return {
        f"/{name}": {"get": _operation(name, "downloads", title, {media_type: {}}, ("404", "503"))}
        for name, (media_type, title) in downloads.items()
    }


def _service_paths() -> Node:
    plain: Node = {"application/json": {"schema": {"type": "object"}}}
    page: Node = {HTML.media_type: {}}
    graph = _content(forms_for(GRAPH))
    return {
        "/.well-known/void": {"get": _operation("void", "service", "Describe the data", graph, ("400", "406", "503"))},
        "/openapi.json": {"get": _operation("openapi", "service", "This document", plain, ())},
        "/docs/api": {"get": _operation("docs-api", "service", "This document as a page", page, ())},
        "/docs/errors": {"get": _operation("docs-errors", "service", "Every code of a problem", page, ())},
        "/health/live": {"get": _operation("live", "service", "Whether the process answers", plain, ())},
        "/health/ready": {"get": _operation("ready", "service", "Whether questions are answered", plain, ("503",))},
    }
