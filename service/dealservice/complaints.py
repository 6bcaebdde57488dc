"""From a problem to a response: problem+json for programs, a page for people.

RFC 9457 (Problem Details for HTTP APIs), section 3.
"""

import json
import logging
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Request, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from dealgraph.problems import Finding, Problem, QuerySyntax, UsageProblem
from dealservice.codes import code_of
from dealservice.forms import HTML, Form, by_accept
from dealservice.replies import page, reply
from dealservice.service import Service

PROBLEM_JSON = Form("problem", "application/problem+json", frozenset(), "Problem", dead=("application/json",))
_CODE_OF_STATUS = {
    HTTPStatus.NOT_FOUND: "address-unknown",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-refused",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-long",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "media-type",
}
_LATER = frozenset({
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.GATEWAY_TIMEOUT,
})  # fmt: skip
RETRY_SECONDS = "5"
"""After so long a client may try again (RFC 9110, section 10.2.3)."""
TOLD = "dealgraph.told"
"""The key of the environment under which the code of a problem is put down for the log."""
_LOG = logging.getLogger(__name__)


def complain(service: Service, request: Request, problem: Problem, status: HTTPStatus | None = None) -> Response:
    """Answer with a problem, in the form that the client likes best and with the status of its code unless given."""
    details = describe(service, request, problem)
    details["status"] = int(status or details["status"])
    if prefers_html(request):
        response = page("problem.html", details["status"], problem=details)
    else:
        response = reply(json.dumps(details, ensure_ascii=False).encode(), PROBLEM_JSON, details["status"])
    if details["status"] in _LATER:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def prefers_html(request: Request) -> bool:
    """Tell whether the client would rather have a page than data."""
    try:
        return by_accept(request.headers.get("Accept", ""), (PROBLEM_JSON, HTML)).name == HTML.name
    except UsageProblem:
        return False


def describe(service: Service, request: Request, problem: Problem) -> dict[str, Any]:
    """Write a problem as the members of a problem details object."""
    code = code_of(problem)
    request.environ.get(TOLD, {})["code"] = code.name
    details: dict[str, Any] = {
        "type": f"{service.base(request.url_root)}/docs/errors#{code.name}",
        "title": code.title,
        "status": int(code.status),
        "detail": problem.what,
        "code": code.name,
        "instance": request.path,
    }
    if problem.hint:
        details["hint"] = problem.hint
    if isinstance(problem, QuerySyntax):
        details |= {"line": problem.line, "column": problem.column, "excerpt": problem.excerpt}
    if problem.findings:
        details["findings"] = [_finding(finding) for finding in problem.findings]
    return details


def _finding(finding: Finding) -> Mapping[str, Any]:
    members: dict[str, Any] = {
        "what": finding.what,
        "hint": finding.hint,
        "subject": finding.subject,
        "code": finding.code,
    }
    if finding.place:
        members |= {"file": finding.place.file, "line": finding.place.line}
    return {name: value for name, value in members.items() if value}


def complain_of_http(service: Service, request: Request, error: HTTPException) -> Response:
    """Answer what the framework refuses in the same shape as every other problem."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if status < HTTPStatus.BAD_REQUEST:  # a redirect
        return Response.force_type(error.get_response(request.environ))  # type: ignore[return-value]
    code = _CODE_OF_STATUS.get(status, "request-invalid" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal")
    problem = UsageProblem(_said(request, status), hint=_hint(service, error), code=code)
    response = complain(service, request, problem, status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _said(request: Request, status: HTTPStatus) -> str:
    return {
        HTTPStatus.NOT_FOUND: f"There is nothing at {request.path}.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.path} does not take {request.method}.",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body of the request is too long.",
    }.get(status, f"The request cannot be understood: {status.phrase}.")


def _hint(service: Service, error: HTTPException) -> str:
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return f"It takes {', '.join(sorted(error.valid_methods))}."
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return f"Send at most {service.settings.max_query_bytes:,} bytes."
    return "The addresses of this service are listed at /." if error.code == HTTPStatus.NOT_FOUND else ""


def complain_of_departure() -> Response:
    """Close the record of a request whose client has left; nobody will read it."""
    return Response(status=499)


def complain_of_crash(service: Service, request: Request, error: Exception) -> Response:
    """Answer a fault of the program itself: a request id to find it by in the log, and nothing of its inside."""
    request_id = request.environ.get("dealgraph.request_id") or uuid.uuid4().hex
    _LOG.error("request %s: %s %s failed", request_id, request.method, request.path, exc_info=error)
    problem = Problem(
        "The service failed at this request.", hint=f"Report the request id {request_id}.", code="internal"
    )
    response = complain(service, request, problem)
    response.headers["X-Request-Id"] = request_id
    return response
