"""SPARQL 1.1 Protocol, section 2.1 (query operation), at /sparql."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Request, Response

from dealgraph import sparql_text
from dealgraph.answer import Question
from dealgraph.problems import Problem, QueryProblem, UsageProblem
from dealservice.answers import Writing, answer, write_triples
from dealservice.codes import code_of
from dealservice.complaints import describe, prefers_html
from dealservice.describe import Abilities, service_description
from dealservice.editor import example_of, examples
from dealservice.examination import examine
from dealservice.forms import GRAPH, HTML, KIND_OF_QUERY, Form, by_accept, by_words, forms_for
from dealservice.received import FORM_TYPE, read_body, read_graphs, read_parameters, read_text
from dealservice.replies import page, reply
from dealservice.service import Service

_QUERY_TYPE = "application/sparql-query"
PROBLEM = "dealgraph.problem"
"""The key of the environment under which a problem comes from one who has asked the engine before us."""
FLEETING = {"Cache-Control": "no-store"}
"""What an answer carries that would be another one if it were asked for again."""
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
        return _editor(service, status, query=inquiry.text, problem=details)


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
        body = read_body(request, "A query", (_QUERY_TYPE, FORM_TYPE))
        if request.mimetype == FORM_TYPE:
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
    return inquire(given, texts[0] if texts else None)


def inquire(given: Mapping[str, Sequence[str]], text: str | None) -> Inquiry:
    """Read the parameters beside a query (section 2.1.4).

    Raises:
        UsageProblem: a graph is not named by an IRI.
    """
    return Inquiry(
        text=text,
        default_graphs=read_graphs(given.get("default-graph-uri", ())),
        named_graphs=read_graphs(given.get("named-graph-uri", ())),
        formats=tuple(value for name in _FORMAT_NAMES for value in given.get(name, ())),
        safe=given.get("safe") == ["1"],
    )


def _introduce(service: Service, request: Request, inquiry: Inquiry) -> Response:
    offered = forms_for(GRAPH)
    form = by_words(inquiry.formats, offered) or by_accept(request.headers.get("Accept", ""), offered)
    if form.name == HTML.name:
        return _editor(service, query=_example(service, request))
    return introduction(service, request, form)


def introduction(service: Service, request: Request, form: Form) -> Response:
    """Send the service description (SPARQL 1.1 Service Description, section 2)."""
    updates = service.settings.writes and not service.settings.is_remote
    triples = service_description(
        service.live.now(),
        service.catalog,
        service.base(request.url_root),
        Abilities(updates, federates=bool(service.settings.endpoints), loads=bool(service.settings.documents)),
    )
    return reply(write_triples(triples, Writing(form)), form)


def _answer(service: Service, request: Request, inquiry: Inquiry) -> Response:
    text = inquiry.text or ""
    is_lasting = examine(text, service.settings.max_depth, service.settings.max_patterns, service.settings.endpoints)
    store = service.live.now()
    question = Question(text, inquiry.default_graphs, inquiry.named_graphs)
    form = choose_form(inquiry, request.headers.get("Accept", ""))
    if form is None:
        store.ask(question)  # tells what is wrong with the text, better than we could
        raise QueryProblem("This is not a query of SPARQL 1.1.")
    body = answer(store, question, Writing(form, safe=inquiry.safe, root=service.root))
    if form.name != HTML.name:
        response = reply(body, form)
        response.headers.update({} if is_lasting else FLEETING)
        return response
    kind = KIND_OF_QUERY[sparql_text.form(text)]
    others = [other for other in forms_for(kind) if other.name != HTML.name]
    return _editor(service, query=text, answer=body.decode(), forms=others)


def _editor(service: Service, status: int = 200, *, query: str, **content: Any) -> Response:
    opened = example_of(service.catalog, query)
    return page("sparql.html", status, examples=examples(service.catalog), opened=opened, query=query, **content)


def _example(service: Service, request: Request) -> str:
    """Give the query of the question that the address names, for the editor.

    Raises:
        UnknownQuery: there is no question of that name.
    """
    name = request.args.get("example", "")
    return service.catalog.get(name).text if name else ""


def choose_form(inquiry: Inquiry, accept: str) -> Form | None:
    """Choose the form of an answer; nothing where the text is not of any form of query.

    Raises:
        UsageProblem: the client takes none (`form-unacceptable`).
    """
    kind = KIND_OF_QUERY.get(sparql_text.form(inquiry.text or ""))
    if kind is None:
        return None
    offered = forms_for(kind)
    return by_words(inquiry.formats, offered) or by_accept(accept, offered)
