"""The application: which address leads to which view. Wiring only."""

import gc
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from dealgraph import __version__
from dealgraph.problems import Problem, UsageProblem
from dealservice import (
    agreement,
    canned,
    catalogue,
    documents,
    doubtful,
    editor,
    graphstore,
    interface,
    outlook,
    pages,
    picture,
    portfolio,
    proofs,
    sparql,
    things,
    update,
    whatif,
)
from dealservice.cache import ResultCache
from dealservice.complaints import complain, complain_of_crash, complain_of_departure, complain_of_http
from dealservice.gateway import LEFT, Gateway, Parts
from dealservice.humane import dated_html, state_in_words
from dealservice.isolation.asker import ASKER, Asker, ClientGone
from dealservice.journal import Journal
from dealservice.lane import Lane
from dealservice.markup import address
from dealservice.replies import finish, is_packed
from dealservice.service import Pooled, Service, open_service
from dealservice.settings import Settings, read_settings
from dealservice.sparql import PROBLEM
from dealservice.walls import Walls
from dealservice.writing import PATHS as WRITING

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

EXAMPLE = "SELECT ?kind (COUNT(*) AS ?number)\nWHERE { ?thing a ?kind }\nGROUP BY ?kind\nORDER BY DESC(?number)\n"
"""The query that stands in the editor before anything was asked."""
THREADS = 16
"""Requests of one process that may wait for a remote engine or a write."""
View = Callable[..., Response]

ROUTES: tuple[tuple[str, View, Mapping[str, str]], ...] = (
    ("/", pages.home, {}),
    ("/find", pages.find, {}),
    ("/what-if", whatif.whatif, {}),
    ("/calendar", outlook.calendar, {}),
    ("/unknown", outlook.unknown, {}),
    ("/quality", outlook.quality, {}),
    ("/quality/values", doubtful.values, {}),
    ("/agreements", portfolio.listing, {}),
    ("/agreements/<name>", agreement.agreement, {}),
    ("/documents/<name>", documents.document, {}),
    ("/picture", picture.picture, {}),
    ("/picture.json", picture.data, {}),
    ("/queries", catalogue.listing, {}),
    ("/queries.<suffix>", catalogue.listing, {}),
    *((f"/{name}", pages.download, {"name": name}) for name in pages.DOWNLOADS),
    ("/id/<path:path>", things.thing, {"under": "id"}),
    ("/ont", things.thing, {"under": "ont"}),
    ("/ont.<suffix>", things.in_form, {"under": "ont"}),
    ("/ont/<path:path>", things.thing, {"under": "ont"}),
    ("/voc", things.vocabularies, {}),
    ("/voc/<path:path>", things.thing, {"under": "voc"}),
    ("/sparql/completions.json", editor.completions, {}),
    ("/graph/<path:path>", things.thing, {"under": "graph"}),
    ("/whatif", proofs.terms, {}),
    ("/whatif.<suffix>", proofs.terms, {}),
    ("/whatif/<path:path>", proofs.terms, {}),
    ("/shapes", things.thing, {"under": "shapes"}),
    ("/shapes.<suffix>", things.in_form, {"under": "shapes"}),
    ("/shapes/<path:path>", things.thing, {"under": "shapes"}),
    ("/context.jsonld", things.context, {}),
    ("/openapi.json", interface.openapi, {}),
    ("/docs/api", interface.docs, {}),
    ("/docs/errors", pages.errors, {}),
    ("/.well-known/void", pages.dataset, {}),
    ("/health/live", pages.live, {}),
    ("/health/ready", pages.ready, {}),
    ("/metrics", pages.metrics, {}),
)
"""Every address that is fetched by GET alone; /sparql and /queries/NAME also take POST, /update and /store changes."""


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application.

    Raises:
        Problem: settings, canned queries or store cannot be used.
    """
    service = open_service(settings or read_settings())
    return make_app(service)


def create_gateway() -> Gateway:
    """Make what the server runs: the application behind its cache.

    Raises:
        Problem: settings, canned queries or store cannot be used.
    """
    service = open_service(read_settings())
    settings = service.settings
    cache = ResultCache(make_app(service).wsgi_app, lambda: service.live.version, settings.cache_bytes)
    lane = Lane(service.live.pool, settings) if isinstance(service.live, Pooled) else None
    walls = Walls(settings.client_queries, settings.client_rate)
    parts = Parts(walls, Journal(settings.log, settings.slow_seconds), lane, settings.trusted_proxies)
    gc.freeze()  # what is there now stays: the collector need not look at it again and again
    return Gateway(cache, parts, THREADS, partial(_max_bytes, settings), partial(_is_apart, settings))


def _is_apart(settings: Settings, environ: "WSGIEnvironment") -> bool:
    """Tell whether a request waits for something else than the query workers."""
    return settings.is_remote or environ["PATH_INFO"].startswith(WRITING)


def _max_bytes(settings: Settings, environ: "WSGIEnvironment") -> int:
    """Tell how long the body of a request may be."""
    is_write = settings.writes and environ["PATH_INFO"].startswith(WRITING)
    return settings.max_body_bytes if is_write else settings.max_query_bytes


def _dated(text: str) -> Markup:
    """Write the days of a sentence in words, for a page."""
    return Markup(dated_html(text))  # noqa: S704 - escaped there


def make_app(service: Service) -> Flask:
    """Make the application around the parts that its views share."""
    app = Flask("dealservice", static_folder="static", template_folder="templates")
    app.config["MAX_CONTENT_LENGTH"] = service.settings.max_query_bytes
    app.url_map.strict_slashes = False
    known: dict[str, object] = {"root": service.root, "version": __version__, "example": EXAMPLE}
    known |= {"public": service.settings.public_url, "packed": is_packed}
    app.context_processor(lambda: known)
    app.jinja_env.filters.update(here=partial(address, root=service.root), dated=_dated, state=state_in_words)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_url_rule("/sparql", "sparql", _view(service, sparql.protocol, {}), methods=["GET", "POST"])
    asked = _view(service, canned.one, {})
    app.add_url_rule("/queries/<address>", "question", asked, methods=["GET", "OPTIONS", "POST"])
    app.add_url_rule("/update", "update", _view(service, update.update, {}), methods=update.METHODS)
    for rule in ("/store", "/store/<path:path>"):
        app.add_url_rule(rule, rule, _view(service, graphstore.store, {}), methods=graphstore.METHODS)
    for rule, view, values in ROUTES:
        app.add_url_rule(rule, rule.replace(".", "_"), _view(service, view, values), methods=["GET"])
    app.before_request(_insist_on_utf8)
    app.before_request(_be_asker)
    app.before_request(_heed_problem)
    app.after_request(partial(finish, request))
    app.register_error_handler(Problem, lambda problem: complain(service, request, problem))
    app.register_error_handler(HTTPException, lambda error: complain_of_http(service, request, error))
    app.register_error_handler(ClientGone, lambda _: complain_of_departure())
    app.register_error_handler(Exception, lambda error: complain_of_crash(service, request, error))
    return app


def _view(service: Service, view: View, values: Mapping[str, str]) -> Callable[..., Response]:
    return partial(view, service, request, **values)


def _be_asker() -> None:
    """Tell the query workers, if there are some, who asks: until when, and whether still there."""
    left = request.environ.get(LEFT)
    ASKER.set(Asker(_own_deadline(), left.is_set if left else Asker().has_left))


def _heed_problem() -> None:
    """Raise the problem that somebody in front of the application has found already."""
    if PROBLEM in request.environ:
        raise request.environ[PROBLEM]


def _own_deadline() -> float:
    """Read the deadline that a client sets itself; what is no number sets none."""
    try:
        return max(float(request.args.get("timeout", 0)), 0.0)
    except ValueError:
        return 0.0


def _insist_on_utf8() -> None:
    """Refuse an address whose path is not UTF-8 (RFC 3987, section 3.1)."""
    try:
        path = request.environ["PATH_INFO"].encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise UsageProblem("The address is not UTF-8.", code="encoding-invalid") from error
    if "\ufffd" in path:  # what the server makes of bytes that are not UTF-8
        raise UsageProblem("The address is not UTF-8.", code="encoding-invalid")
