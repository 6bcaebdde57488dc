"""Canned queries at /queries: a list, and for each question a page, its data in every form, and its SPARQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Request, Response
from pyoxigraph import NamedNode

from dealgraph.answer import Question
from dealgraph.binding import bind
from dealgraph.catalog import AUDIENCES, CannedQuery, Parameter
from dealgraph.lookup import Lookup
from dealgraph.names import short
from dealgraph.problems import ParameterProblem
from dealservice.answers import Writing, answer
from dealservice.codes import code_of
from dealservice.complaints import describe
from dealservice.fields import Field, fields_of
from dealservice.forms import HTML, JSON, KIND_OF_QUERY, Form, by_accept, by_suffix, forms_for
from dealservice.received import read_parameters
from dealservice.replies import page, reply, reply_json
from dealservice.service import Service

_LISTED = (JSON, HTML)
_SPARQL_TYPE = "application/sparql-query"
_SAFE = "safe"
"""Guards CSV against formulas; it is no parameter of the question unless the question says so."""


def listing(service: Service, request: Request, suffix: str = "") -> Response:
    """List the canned queries, grouped by audience for people."""
    form = by_suffix(suffix, _LISTED) if suffix else by_accept(request.headers.get("Accept", ""), _LISTED)
    if form.name == HTML.name:
        groups = [(audience, [q for q in service.catalog if q.audience == audience]) for audience in AUDIENCES]
        return page("queries.html", groups=groups)
    base = service.base(request.url_root)
    return reply_json({"queries": [_summary(query, base) for query in service.catalog]})


def _summary(query: CannedQuery, base: str) -> dict[str, Any]:
    """Describe a query for programs: what it takes, what it gives and where."""
    url = f"{base}/queries/{query.name}"
    return {
        "name": query.name,
        "title": query.title,
        "question": query.question,
        "description": query.description,
        "audience": query.audience,
        "competency": list(query.competency),
        "form": query.form,
        "url": url,
        "forms": {form.name: f"{url}.{form.name}" for form in forms_for(KIND_OF_QUERY[query.form])},
        "parameters": [_parameter(parameter) for parameter in query.parameters],
        "columns": [
            {"name": c.name, "type": c.type, "label": c.label, "unit": c.unit, "many": c.many} for c in query.columns
        ],
    }


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
        "pattern": parameter.pattern,
        "example": parameter.example,
        "class": _short(parameter.of_class),
        "scheme": _short(parameter.scheme),
    }
    return {name: value for name, value in members.items() if value or isinstance(value, bool)}


def _short(node: NamedNode | None) -> str:
    return short(node.value) if node else ""


def one(service: Service, request: Request, address: str) -> Response:
    """Answer a canned query, or show its form.

    Args:
        service: what the views share.
        request: its query string holds the parameters.
        address: the query's name, or the name and the suffix of a form, or the name and `.rq`.

    Raises:
        UnknownQuery: there is no query of that name.
        ParameterProblem: the parameters do not fit, and data were asked for.
    """
    name, _, suffix = address.partition(".")
    query = service.catalog.get(name)
    given = read_parameters(request.query_string)
    safe = _SAFE in given and query.parameter(_SAFE) is None and given.pop(_SAFE) == ["1"]
    if suffix == "rq":
        return _text(service, query, given)
    offered = forms_for(KIND_OF_QUERY[query.form])
    form = by_suffix(suffix, offered) if suffix else by_accept(request.headers.get("Accept", ""), offered)
    if form.name == HTML.name:
        return _page(service, request, query, given)
    store = service.live.now()
    question = bind(query, given, Lookup(store))
    response = reply(answer(store, question, Writing(form, query.columns, safe=safe)), form)
    response.headers["Content-Disposition"] = f'inline; filename="{query.name}.{form.name}"'
    return response


def _text(service: Service, query: CannedQuery, given: Mapping[str, Sequence[str]]) -> Response:
    """Give the SPARQL: as it stands in the file where nothing is given, else bound."""
    text = bind(query, given, Lookup(service.live.now())).text if given else query.text
    return reply(text.encode(), Form("rq", _SPARQL_TYPE, frozenset(), "SPARQL"))


def _page(service: Service, request: Request, query: CannedQuery, given: Mapping[str, Sequence[str]]) -> Response:
    """Show the question with its form and, as far as the parameters fit, its answer."""
    store = service.live.now()
    forms = [form for form in forms_for(KIND_OF_QUERY[query.form]) if form.name != HTML.name]
    try:
        question: Question | None = bind(query, given, Lookup(store))
        problem = None
    except ParameterProblem as error:
        question, problem = None, error
    untouched = not any(word.strip() for words in given.values() for word in words)
    status = int(code_of(problem).status) if problem and not untouched else 200
    shown: dict[str, Any] = {"query": query, "forms": forms, "query_string": request.query_string.decode()}
    shown["fields"] = _fields(service, query, given, None if untouched else problem)
    if question is not None:
        writing = Writing(HTML, query.columns, root=service.root)
        shown |= {"answer": answer(store, question, writing).decode(), "text": question.text}
    elif problem is not None and not untouched:
        shown["problem"] = describe(service, request, problem)
    return page("query.html", status, **shown)


def _fields(
    service: Service, query: CannedQuery, given: Mapping[str, Sequence[str]], problem: ParameterProblem | None
) -> list[Field]:
    faults = {finding.subject: str(finding) for finding in problem.findings} if problem else {}
    return fields_of(service.live.now(), query, given, faults)
