"""What every change over HTTP has in common: who may make it, how it is read, and how its result is told.

The OAuth 2.0 Authorization Framework: Bearer Token Usage (RFC 6750), sections 2.1 and 3.
"""

import time
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Concatenate, ParamSpec

from flask import Request, Response
from werkzeug.exceptions import RequestEntityTooLarge

from dealgraph import tokens
from dealgraph.changes import Change, Editor
from dealgraph.problems import Problem, UsageProblem
from dealservice.complaints import complain
from dealservice.replies import reply_json
from dealservice.service import Service

PATHS = ("/store", "/update")
"""The addresses that take changes."""
_CHALLENGES = {
    "token-missing": "",
    "token-invalid": ', error="invalid_token"',
    "token-scope": ', error="insufficient_scope"',
}
_FOLLOW_SECONDS = 5.0
_STEP_SECONDS = 0.02
_Rest = ParamSpec("_Rest")
_View = Callable[Concatenate[Service, Request, _Rest], Response]


def guarded(view: _View[_Rest]) -> _View[_Rest]:
    """Let a view read a long body, and complain with what a client needs to name itself."""

    @wraps(view)
    def answer(service: Service, request: Request, /, *rest: _Rest.args, **named: _Rest.kwargs) -> Response:
        request.max_content_length = service.settings.max_body_bytes
        try:
            return view(service, request, *rest, **named)
        except RequestEntityTooLarge:
            hint = f"Send at most {service.settings.max_body_bytes:,} bytes."
            problem: Problem = UsageProblem("The body of the request is too long.", hint=hint, code="too-long")
        except Problem as raised:
            problem = raised
        response = complain(service, request, problem)
        if problem.code in _CHALLENGES:
            response.headers["WWW-Authenticate"] = f'Bearer realm="dealgraph"{_CHALLENGES[problem.code]}'
        return response

    return answer


def editor(service: Service, request: Request, scope: str) -> Editor:
    """Find out who sends a request, and let them change the store.

    Raises:
        UsageProblem: changes are off (`writes-off`), nobody is named (`token-missing`), the token is not valid
            (`token-invalid`) or does not allow it (`token-scope`).
    """
    if not service.settings.writes or service.settings.is_remote:
        hint = "Whoever runs it can allow them: DEALGRAPH_WRITES=on, with the graph in a folder."
        raise UsageProblem("This service does not take changes.", hint=hint, code="writes-off")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        hint = "Send the header Authorization: Bearer with a token; the one who runs the service makes them."
        raise UsageProblem("The request names nobody.", hint=hint, code="token-missing")
    store = Path(service.settings.store)
    holder = tokens.check(store, token.strip(), scope)
    return Editor(store, holder.name, service.settings.policy)


def report(
    service: Service,
    change: Change,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    headers: Mapping[str, str] | None = None,
    **more: str,
) -> Response:
    """Tell what a change did, once questions are answered from it."""
    _follow(service, change)
    said = {
        "version": change.version,
        "previous": change.previous,
        "changed": change.is_new,
        "at": change.at,
        "kind": change.kind,
        "added": change.added,
        "removed": change.removed,
    }
    is_empty = status == HTTPStatus.NO_CONTENT
    response = Response(status=status) if is_empty else reply_json(said | more, status)
    response.headers.update(headers or {})
    return response


def _follow(service: Service, change: Change) -> None:
    """Wait until the one who made a change would also read it, for some seconds at most."""
    end = time.monotonic() + _FOLLOW_SECONDS
    while change.is_new and service.live.version == change.previous and time.monotonic() < end:
        time.sleep(_STEP_SECONDS)
