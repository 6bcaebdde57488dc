"""The list of questions at /queries: for people with a search, for programs as JSON, for other editors as RDF."""

from collections.abc import Sequence
from typing import Any

from flask import Request, Response
from pyoxigraph import NamedNode

from dealgraph.catalog import AUDIENCES, Catalog, Column, ComputedQuery, Inquiry, Parameter
from dealgraph.names import short
from dealservice.answers import Writing, write_triples
from dealservice.executables import executables
from dealservice.forms import GRAPH, HTML, JSON, KIND_OF_QUERY, WHOLE_FORMS, by_accept, by_suffix, by_words, forms_for
from dealservice.received import only, read_parameters
from dealservice.replies import page, reply, reply_json
from dealservice.service import Service

_LISTED = (JSON, HTML, *(form for form in forms_for(GRAPH) if form.name != HTML.name))
_SEARCH, _FORMAT = "q", "format"


def listing(service: Service, request: Request, suffix: str = "") -> Response:
    """List the questions; `q` keeps those in which all its words occur.

    Raises:
        ParameterProblem: a parameter is unknown or stands twice.
        UsageProblem: there is no such form.
    """
    given = read_parameters(request.query_string)
    text = only(given, "The list of questions", (_SEARCH, _FORMAT)).get(_SEARCH, "")
    found = service.catalog.search(text)
    named = by_words(given.get(_FORMAT, ()), _LISTED)
    form = by_suffix(suffix, _LISTED) if suffix else named or by_accept(request.headers.get("Accept", ""), _LISTED)
    base = service.base(request.url_root)
    if form.name == HTML.name:
        response = _page(service, found, text)
    elif form.name == JSON.name:
        response = reply_json({"queries": [summary(inquiry, base) for inquiry in found]})
    else:
        response = reply(write_triples(executables(found, base), Writing(form)), form)
    response.headers.add("Link", f'<{base}/openapi.json>; rel="service-desc"; type="application/json"')
    response.headers.add("Link", f'<{base}/docs/api>; rel="service-doc"; type="text/html"')
    if service.settings.reload:
        response.headers["Cache-Control"] = "no-store"
    return response


def _page(service: Service, found: Catalog, text: str) -> Response:
    groups = [(audience, [inquiry for inquiry in found if inquiry.audience == audience]) for audience in AUDIENCES]
    return page("queries.html", groups=groups, text=text, found=len(found), count=len(service.catalog))


def summary(inquiry: Inquiry, base: str) -> dict[str, Any]:
    """Describe a question for programs: what it takes, what it gives and where.

    Args:
        inquiry: the question.
        base: the address of the service.
    """
    url = f"{base}/queries/{inquiry.name}"
    members: dict[str, Any] = {
        "name": inquiry.name,
        "title": inquiry.title,
        "question": inquiry.question,
        "description": inquiry.description,
        "audience": inquiry.audience,
        "tags": list(inquiry.tags),
        "competency": list(inquiry.competency),
        "form": inquiry.form,
        "url": url,
        "forms": {form.name: f"{url}.{form.name}" for form in forms_for(KIND_OF_QUERY[inquiry.form])},
        "parameters": [_parameter(parameter) for parameter in inquiry.parameters],
        "columns": _columns(inquiry.columns),
        "order": list(inquiry.order),
        "pageSize": inquiry.page_size,
    }
    if isinstance(inquiry, ComputedQuery) and inquiry.prove:
        members |= {kind: {f.name: f"{url}.{kind}.{f.name}" for f in forms} for kind, forms in WHOLE_FORMS.items()}
    return members | ({"sparql": f"{url}.rq"} if inquiry.text else {})


def _columns(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [{"name": c.name, "type": c.type, "label": c.label, "unit": c.unit, "many": c.many} for c in columns]


def _parameter(parameter: Parameter) -> dict[str, Any]:
    members = {
        "name": parameter.name,
        "type": parameter.type,
        "label": parameter.label,
        "description": parameter.description,
        "required": parameter.required,
        "default": list(parameter.default),
        "many": parameter.many,
        "choices": list(parameter.choices),
        "choicesQuery": parameter.choices_query,
        "pattern": parameter.pattern,
        "example": parameter.example,
        "class": _short(parameter.of_class),
        "scheme": _short(parameter.scheme),
    }
    return {name: value for name, value in members.items() if value or isinstance(value, bool)}


def _short(node: NamedNode | None) -> str:
    return short(node.value) if node else ""
