"""SPARQL 1.1 Protocol, section 2.1 (query operation), at /sparql."""

from dataclasses import dataclass

from flask import Request, Response
from pyoxigraph import NamedNode

from dealgraph import sparql_text
from dealgraph.answer import Question
from dealgraph.problems import Problem, QueryProblem, UsageProblem
from dealgraph.store import Store
from dealservice.answers import Writing, answer, write_triples
from dealservice.codes import code_of
from dealservice.complaints import describe, prefers_html
from dealservice.describe import service_description
from dealservice.examination import examine
from dealservice.forms import GRAPH, HTML, KIND_OF_QUERY, Form, by_accept, by_words, forms_for
from dealservice.received import read_parameters, read_text
from dealservice.replies import page, reply
from dealservice.service import Service

_FORM_TYPE = "application/x-www-form-urlencoded"
_QUERY_TYPE = "application/sparql-query"
_FORMAT_NAMES = ("format", "output", "results")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a protocol request asks for.

    Args:
        text: the query; nothing where the request has none.
        default_graphs: IRIs of default-graph-uri.
        named_graphs: IRIs of named-graph-uri.
        formats: the values of format, output and results, in this order.
        safe: whether CSV is to be guarded against formulas.
    """

    text: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    safe: bool = False


def protocol(service: Service, request: Request) -> Response:
    """Answer a query; without one, show the editor to people and the service description to programs."""
    inquiry = receive(request, service.settings.max_query_bytes)
    if inquiry.text is None:
        return _introduce(service, request, inquiry)
    try:
        return _answer(service, request, inquiry)
    except Problem as problem:
        if not prefers_html(request):
            raise
        status = int(code_of(problem).status)
        details = describe(service, request, problem)
        return page("sparql.html", status, query=inquiry.text, problem=details, forms=())


def receive(request: Request, max_bytes: int) -> Inquiry:
    """Read a protocol request: GET, POST of a form, or POST of the query itself (section 2.1.1 to 2.1.3).

    Raises:
        UsageProblem: the request is not one of the three.
    """
    if len(request.query_string) > max_bytes:
        hint = f"Send at most {max_bytes:,} bytes, or post the query."
        raise UsageProblem("The address is too long.", hint=hint, code="uri-too-long")
    given = read_parameters(request.query_string)
    texts = given.get("query", [])
    if request.method == "POST":
        body = _body(request)
        if request.mimetype == _FORM_TYPE:
            posted = read_parameters(body)
            texts = [*texts, *posted.get("query", [])]
            given = {name: [*given.get(name, []), *posted.get(name, [])] for name in given.keys() | posted.keys()}
        else:
            texts = [*texts, read_text(body)]
    if "update" in given:
        raise UsageProblem("This is an update; /sparql only reads.", hint="Send a query.", code="query-is-update")
    if len(texts) > 1:
        raise UsageProblem(f"The request holds {len(texts)} queries.", hint="Send one.", code="query-repeated")
    if not texts and request.method == "POST":
        hint = "Send a parameter “query”, or the query as the body with the type application/sparql-query."
        raise UsageProblem("The request holds no query.", hint=hint, code="query-missing")
    return Inquiry(
        text=texts[0] if texts else None,
        default_graphs=_graphs(given.get("default-graph-uri", ())),
        named_graphs=_graphs(given.get("named-graph-uri", ())),
        formats=tuple(value for name in _FORMAT_NAMES for value in given.get(name, ())),
        safe=given.get("safe") == ["1"],
    )


def _body(request: Request) -> bytes:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in {_FORM_TYPE, _QUERY_TYPE}:
        said = f"A query cannot be posted as {request.mimetype}." if request.mimetype else "The body has no type."
        raise UsageProblem(said, hint=f"Use {_QUERY_TYPE} or {_FORM_TYPE}.", code="media-type")
    if charset not in {"utf-8", "utf8"} or request.headers.get("Content-Encoding", "identity") != "identity":
        raise UsageProblem("The body is not plain UTF-8.", hint="Send UTF-8, not compressed.", code="media-type")
    body = request.get_data(cache=False, parse_form_data=False)
    if request.content_length is None:
        request.stream.read(1)  # a body in chunks is cut at the limit in silence; reading on refuses it
    return body


def _graphs(values: list[str] | tuple[()]) -> tuple[str, ...]:
    for value in filter(None, values):
        try:
            NamedNode(value)
        except ValueError as error:
            raise UsageProblem(f"“{value[:200]}” is not an IRI.", hint="Name a graph.", code="graph-invalid") from error
    return tuple(filter(None, values))


def _introduce(service: Service, request: Request, inquiry: Inquiry) -> Response:
    offered = forms_for(GRAPH)
    form = by_words(inquiry.formats, offered) or by_accept(request.headers.get("Accept", ""), offered)
    if form.name == HTML.name:
        return page("sparql.html", query="", forms=())
    triples = service_description(service.live.now(), service.base(request.url_root))
    return reply(write_triples(triples, Writing(form)), form)


def _answer(service: Service, request: Request, inquiry: Inquiry) -> Response:
    text = inquiry.text or ""
    examine(text, service.settings.max_depth, service.settings.max_patterns)
    store = service.live.now()
    question = Question(text, inquiry.default_graphs, inquiry.named_graphs)
    form = _form(request, inquiry, store, question)
    body = answer(store, question, Writing(form, safe=inquiry.safe, root=service.root))
    if form.name != HTML.name:
        return reply(body, form)
    kind = KIND_OF_QUERY[sparql_text.form(text)]
    others = [other for other in forms_for(kind) if other.name != HTML.name]
    return page("sparql.html", query=text, answer=body.decode(), forms=others)


def _form(request: Request, inquiry: Inquiry, store: Store, question: Question) -> Form:
    kind = KIND_OF_QUERY.get(sparql_text.form(question.text))
    if kind is None:
        store.ask(question)  # tells what is wrong with the text, better than we could
        raise QueryProblem("This is not a query of SPARQL 1.1.")
    offered = forms_for(kind)
    return by_words(inquiry.formats, offered) or by_accept(request.headers.get("Accept", ""), offered)
