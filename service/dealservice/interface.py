"""The HTTP interface described: as OpenAPI for programs, and as a page."""

from typing import Any

from flask import Request, Response

from dealgraph.catalog import AUDIENCES
from dealservice.openapi import document
from dealservice.pages import DOWNLOADS
from dealservice.replies import page, reply_json
from dealservice.service import Service


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
    return document(service.catalog, service.base(request.url_root), downloads)
