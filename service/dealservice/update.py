"""SPARQL 1.1 Protocol, section 2.2 (update operation), at /update."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Request, Response
from werkzeug.exceptions import MethodNotAllowed

from dealgraph.problems import UsageProblem
from dealgraph.tokens import UPDATE
from dealservice.forms import GRAPH, HTML, by_accept, forms_for
from dealservice.received import FORM_TYPE, read_body, read_graphs, read_parameters, read_text
from dealservice.service import Service
from dealservice.sparql import introduction
from dealservice.writing import editor, guarded, report

UPDATE_TYPE = "application/sparql-update"
METHODS = ("GET", "POST")
_MINIMAL = "return=minimal"


@dataclass(frozen=True, slots=True)
class Order:
    """What a protocol request asks to be done.

    Args:
        text: the update.
        using: IRIs of using-graph-uri.
        using_named: IRIs of using-named-graph-uri.
    """

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@guarded
def update(service: Service, request: Request) -> Response:
    """Carry out an update, and tell what it did; with `Prefer: return=minimal` (RFC 7240), only that it was done.

    Fetched without an update, the address gives the service description.
    """
    if request.method != "POST" and service.settings.writes:
        return _introduce(service, request)
    chosen = editor(service, request, UPDATE)
    order = receive(request)
    change = chosen.update(order.text, order.using, order.using_named)
    if _MINIMAL in request.headers.get("Prefer", "").replace(" ", ""):
        return report(service, change, HTTPStatus.NO_CONTENT, headers={"Preference-Applied": _MINIMAL})
    return report(service, change)


def _introduce(service: Service, request: Request) -> Response:
    if read_parameters(request.query_string):
        raise MethodNotAllowed(["OPTIONS", "POST"])
    offered = tuple(form for form in forms_for(GRAPH) if form.name != HTML.name)
    return introduction(service, request, by_accept(request.headers.get("Accept", ""), offered))


def receive(request: Request) -> Order:
    """Read a protocol request: POST of a form, or POST of the update itself (sections 2.2.1 and 2.2.2).

    SPARQLWrapper names graphs by `default-graph-uri` whatever it sends, so that means the same as `using-graph-uri`.

    Raises:
        UsageProblem: the request is neither of the two, or holds no update or several.
    """
    body = read_body(request, "An update", (UPDATE_TYPE, FORM_TYPE))
    given = read_parameters(request.query_string)
    if "update" in given:
        hint = f"Send it in the body, as {UPDATE_TYPE} or as a form."
        raise UsageProblem("An update is not sent in the address.", hint=hint, code="update-missing")
    texts = [read_text(body)]
    if request.mimetype == FORM_TYPE:
        posted = read_parameters(body)
        texts = posted.get("update", [])
        given = {name: [*given.get(name, ()), *posted.get(name, ())] for name in {**given, **posted}}
    if not texts and "query" in given:
        raise UsageProblem("This is a query; /update changes the graph.", hint="Use /sparql.", code="update-is-query")
    if not texts:
        hint = f"Send a parameter “update”, or the update as the body with the type {UPDATE_TYPE}."
        raise UsageProblem("The request holds no update.", hint=hint, code="update-missing")
    if len(texts) > 1:
        hint = "Join them by semicolons into one."
        raise UsageProblem(f"The request holds {len(texts)} updates.", hint=hint, code="update-repeated")
    return Order(
        texts[0],
        using=read_graphs([*given.get("using-graph-uri", ()), *given.get("default-graph-uri", ())]),
        using_named=read_graphs([*given.get("using-named-graph-uri", ()), *given.get("named-graph-uri", ())]),
    )
