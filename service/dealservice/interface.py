"""The HTTP interface described: as OpenAPI for programs, and as a page."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Request, Response, current_app

from dealgraph.catalog import AUDIENCES
from dealservice.openapi import document
from dealservice.pages import DOWNLOADS
from dealservice.replies import page, reply_json
from dealservice.service import Service

_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")
_ELSEWHERE = frozenset({"/queries/<address>", "/static/<path:filename>", *(f"/{name}" for name in DOWNLOADS)})
"""Addresses that the document tells in another way, or that are parts of pages."""


def openapi(service: Service, request: Request) -> Response:
    """Give the OpenAPI document."""
    return reply_json(_document(service, request))


def docs(service: Service, request: Request) -> Response:
    """Show the same document to people."""
    found = _document(service, request)
    groups: dict[str, list[tuple[str, str, dict[str, Any]]]] = {tag["name"]: [] for tag in found["tags"]}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append((method.upper(), path, operation))
    titles = {tag["name"]: tag["description"] for tag in found["tags"]}
    return page("api.html", groups=groups, titles=titles, audiences=AUDIENCES, base=service.base(request.url_root))


def _document(service: Service, request: Request) -> dict[str, Any]:
    downloads = {} if service.settings.is_remote else DOWNLOADS
    return document(service.catalog, service.base(request.url_root), downloads, _pages())


def _pages() -> Mapping[str, str]:
    """List the addresses that are fetched by GET, with the first sentence that their views say of themselves."""
    found: dict[str, str] = {}
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        told = (getattr(view, "func", view).__doc__ or "").strip().partition("\n")[0]
        if "GET" in (rule.methods or ()) and rule.rule not in _ELSEWHERE:
            found[_VARIABLE.sub(r"{\1}", rule.rule)] = told.rstrip(".")
    return found
