"""Responses: an answer in its form, a page, and the headers that every response carries."""

import json
from pathlib import Path
from typing import Any

from flask import Request, Response, render_template

from dealservice.forms import HTML, Form

_SECURITY = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Location, X-Total-Rows, X-Request-Id, Retry-After",
}
EVERYWHERE = _SECURITY | _CROSS_ORIGIN
"""Headers that every response carries."""
FLEETING = "no-store"
"""The header Cache-Control of what depends on the day on which it is asked for."""
PACKED = Path(__file__).with_name("static") / "packed"
"""Where `make frontend` puts what it packs."""
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def is_packed(name: str) -> bool:
    """Tell whether a file of the front end has been packed; the pages do without where it has not."""
    return (PACKED / name).is_file()


def reply(body: bytes, form: Form, status: int = 200) -> Response:
    """Send an answer in its form."""
    return Response(body, status, content_type=form.content_type)


def reply_json(value: object, status: int = 200) -> Response:
    """Send plain JSON."""
    return Response(json.dumps(value, ensure_ascii=False).encode(), status, content_type="application/json")


def page(template: str, status: int = 200, **content: Any) -> Response:
    """Send a page."""
    return reply(render_template(template, **content).encode(), HTML, status)


def finish(request: Request, response: Response) -> Response:
    """Add what every response carries: guards for browsers, leave for other origins, ETag, and 304 where it fits.

    RFC 9110, sections 8.8.3 (ETag) and 13.1.2 (If-None-Match); WHATWG Fetch, section 3.3 (CORS protocol).
    """
    for name, value in EVERYWHERE.items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT)
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
    response.vary.add("Accept")
    if request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.is_streamed:  # noqa: PLR2004
        response.add_etag()
        response.make_conditional(request)
    return response
