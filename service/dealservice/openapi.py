"""The HTTP interface as an OpenAPI 3.1 document, drawn from the same declarations that answer the requests."""

from collections.abc import Mapping

from dealgraph import __version__
from dealgraph.catalog import AUDIENCES, Catalog, ComputedQuery, Inquiry
from dealservice.endpoints import CHANGE_SCHEMA, endpoint_paths, page_paths
from dealservice.forms import GRAPH, KIND_OF_QUERY, WHOLE_FORMS, Form, forms_for
from dealservice.operations import (
    BEARER,
    PROBLEM_SCHEMA,
    RESULTS_SCHEMA,
    Node,
    content_of,
    in_path,
    in_query,
    operation,
)
from dealservice.scenarios import TYPES as SCENARIO_TYPES
from dealservice.schemas import Schema, describe, page_schemas, parameter_schema, row_schema
from dealservice.wishes import SAFE, VERSION

_LISTING: Schema = {
    "type": "object",
    "required": ["queries"],
    "properties": {"queries": {"type": "array", "items": {"type": "object", "required": ["name", "question"]}}},
}
_SCENARIO: Node = {"required": True, "content": {media_type: {} for media_type in SCENARIO_TYPES}}
_ASKED = ("400", "404", "406", "413", "422", "503")
_HEADERS: Node = {
    "ETag": {"description": "Names the answer, for If-None-Match.", "schema": {"type": "string"}},
    "Content-Location": {"description": "The answer's permanent address.", "schema": {"type": "string"}},
    "Link": {"description": "Next, previous, first and last page, where a page was asked for.",
             "schema": {"type": "string"}},
    "X-Total-Rows": {"description": "The number of all rows, where a page was asked for.",
                     "schema": {"type": "integer"}},
}  # fmt: skip


def document(catalog: Catalog, base: str, downloads: Mapping[str, tuple[str, str]], pages: Mapping[str, str]) -> Node:
    """Write the document.

    Args:
        catalog: the questions.
        base: the address of the service.
        downloads: the media type and the title of each file that can be fetched, by name.
        pages: what is found at every other address that is fetched by GET, by path.
    """
    paths = _list_paths()
    for inquiry in catalog:
        paths |= _question_paths(inquiry)
    paths |= endpoint_paths(downloads)
    paths |= page_paths(pages, paths)
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
            {"name": "SPARQL", "description": "The SPARQL 1.1 Protocol and the Graph Store HTTP Protocol."},
            {"name": "things", "description": "Every IRI of ours, as a page or as data."},
            {"name": "downloads", "description": "The whole graph in one file."},
            {"name": "pages", "description": "For people."},
            {"name": "service", "description": "What the service says of itself."},
        ],
        "paths": paths,
        "components": {
            "schemas": {
                "Problem": PROBLEM_SCHEMA,
                "SparqlResults": RESULTS_SCHEMA,
                "Questions": _LISTING,
                "Change": CHANGE_SCHEMA,
            }
            | rows,
            "securitySchemes": {BEARER: {"type": "http", "scheme": "bearer"}},
        },
    }


def _question_paths(inquiry: Inquiry) -> Node:
    """Write the two operations of a question: one whose form is chosen by Accept, and one that names it."""
    forms = forms_for(KIND_OF_QUERY[inquiry.form])
    content = content_of(forms, f"{inquiry.name}-row" if inquiry.form == "SELECT" else "")
    parameters = _parameters(inquiry)
    whole = _whole_forms(inquiry)
    names = [*(form.name for form in forms), *whole, *(["rq"] if inquiry.text else [])]
    form = in_path("form", "The form of the answer; rq gives the SPARQL.", {"type": "string", "enum": names})
    written = content_of(whole.values()) | content | ({"application/sparql-query": {}} if inquiry.text else {})
    url, tag, title = f"/queries/{inquiry.name}", inquiry.audience, inquiry.title

    def asked(name: str, title: str, content: Node, parameters: list[Node]) -> Node:
        answered: Node = {"200": {"description": "The answer.", "headers": _HEADERS, "content": content}}
        told = f"{inquiry.question} {inquiry.description}"
        more: Node = {"description": told, "parameters": parameters, "responses": answered}
        found = operation(name, tag, title, content, _ASKED, **more)
        if not whole:
            return {"get": found}
        title = f"{title}, in a scenario that is sent"
        sent = operation(f"{name}-in", tag, title, content, (*_ASKED, "415"), **more, requestBody=_SCENARIO)
        return {"get": found, "post": sent}

    return {
        url: asked(inquiry.name, title, content, parameters),
        f"{url}.{{form}}": asked(f"{inquiry.name}-as", f"{title}, in a form", written, [form, *parameters]),
    }


def _whole_forms(inquiry: Inquiry) -> dict[str, Form]:
    """List the forms of a whole answer with its proof, by suffix, where the question has one."""
    if not isinstance(inquiry, ComputedQuery) or inquiry.prove is None:
        return {}
    return {f"{kind}.{form.name}": form for kind, found in WHOLE_FORMS.items() for form in found}


def _parameters(inquiry: Inquiry) -> list[Node]:
    """Declare what a question takes, and then what every question takes."""
    found = [
        in_query(p.name, describe(p), parameter_schema(p), required=p.required, many=p.many) for p in inquiry.parameters
    ]
    if inquiry.form == "SELECT":
        found += [in_query(name, told, schema) for name, (told, schema) in page_schemas(inquiry).items()]
        found.append(in_query(SAFE, "Keeps a spreadsheet from running a cell of CSV.", {"const": "1"}))
    found.append(in_query(VERSION, "The version of the graph that is to answer.", {"type": "string"}))
    return found


def _list_paths() -> Node:
    graph_forms = forms_for(GRAPH)
    content = content_of(graph_forms) | {"application/json": {"schema": {"$ref": "#/components/schemas/Questions"}}}
    search = in_query("q", "Lists only questions in which all these words occur.", {"type": "string"})
    names = ["json", *(form.name for form in graph_forms)]
    form = in_path("form", "The form of the list.", {"type": "string", "enum": names})
    refusals, title = ("400", "404", "406", "422"), "List the questions"
    named = [form, search]
    return {
        "/queries": {"get": operation("queries", "service", title, content, refusals, parameters=[search])},
        "/queries.{form}": {"get": operation("queries-as", "service", title, content, refusals, parameters=named)},
    }
