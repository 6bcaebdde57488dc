"""The parts that the OpenAPI document is made of: operations, parameters, contents and the shape of problems.

OpenAPI Specification 3.1.0, sections 4.8.10 (operation), 4.8.12 (parameter), 4.8.14 (media type), 4.8.17 (response).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dealservice.forms import Form
from dealservice.schemas import Schema

Node = dict[str, Any]

REFUSALS: Mapping[str, str] = {
    "400": "The request cannot be understood.",
    "401": "Nobody is named, or the token is not valid; see WWW-Authenticate.",
    "403": "The token, or the place of the graph, does not allow this.",
    "404": "There is no such thing, question or form.",
    "405": "The method is not allowed here; see Allow.",
    "406": "None of the forms that exist here was asked for.",
    "409": "It exists already.",
    "412": "The graph is not as the request expects.",
    "413": "Request or answer is too long.",
    "415": "The body is of a wrong type.",
    "422": "What was sent does not fit; everything that is wrong is listed.",
    "429": "Too many requests at once.",
    "503": "Busy, or the query takes too long; see Retry-After.",
}
BEARER = "bearer"
_PROBLEM: Node = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    "text/html": {},
}
_FINDING: Schema = {
    "type": "object",
    "required": ["what"],
    "properties": {name: {"type": "string"} for name in ("what", "hint", "subject", "code", "file")}
    | {"line": {"type": "integer"}},
    "additionalProperties": False,
}
PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "description": "RFC 9457. “code” is stable and explained at /docs/errors.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "hint": {"type": "string"},
        "instance": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "excerpt": {"type": "string"},
        "findings": {"type": "array", "items": _FINDING},
    },
    "additionalProperties": False,
}
_TERM: Schema = {"type": "object", "required": ["type", "value"], "properties": {"type": {"type": "string"}}}
RESULTS_SCHEMA: Schema = {
    "type": "object",
    "description": "SPARQL 1.1 Query Results JSON Format.",
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


def operation(name: str, tag: str, summary: str, content: Node, refusals: Iterable[str], **more: Any) -> Node:
    """Write an operation that answers with some content or refuses in the one shape of problems.

    Args:
        name: its id.
        tag: the group that it belongs to.
        summary: a few words.
        content: media types of the answer.
        refusals: the statuses of `REFUSALS` that it may have besides 414 and 429, which everything may have.
        more: further members, such as parameters; `responses` come before the refusals.
    """
    responses: Node = more.pop("responses", {"200": {"description": "The answer.", "content": content}})
    told = {status: {"description": REFUSALS[status], "content": _PROBLEM} for status in sorted({*refusals, "429"})}
    told |= {"414": {"description": "The address is too long."}}
    return {"operationId": name, "tags": [tag], "summary": summary, **more, "responses": responses | told}


def in_query(name: str, description: str, schema: Schema, *, required: bool = False, many: bool = False) -> Node:
    """Declare a parameter of the query string; one that is not needed may also be empty."""
    found: Node = {"name": name, "in": "query", "description": description, "schema": schema, "required": required}
    return found | ({"style": "form", "explode": True} if many else {} if required else {"allowEmptyValue": True})


def in_path(name: str, description: str, schema: Schema) -> Node:
    """Declare a part of the path."""
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def content_of(forms: Iterable[Form], row: str = "") -> Node:
    """List media types; the JSON of results and of rows has a schema.

    Args:
        forms: the forms of the answer.
        row: the name of the schema of a row, if an answer has rows that are declared.
    """
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
