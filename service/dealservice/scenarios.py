"""Scenarios that are sent to a question, and given back: in the address, as JSON, or as a named graph of RDF."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Request
from werkzeug.exceptions import MethodNotAllowed

from dealgraph.catalog import ComputedQuery, Inquiry
from dealgraph.problems import Finding, ParameterProblem
from dealgraph.standing.notation_json import words_of_json
from dealgraph.standing.notation_rdf import FORMATS, words_of_rdf
from dealservice.received import FORM_TYPE, read_body, read_parameters, read_text

JSON_TYPE = "application/json"
TYPES = (JSON_TYPE, *FORMATS, FORM_TYPE)
"""The media types in which a scenario may be posted."""
_SIDES = frozenset({"a", "b"})
_MANY = frozenset({"assume", "never", "disregard"})


def takes_scenario(inquiry: Inquiry) -> bool:
    """Tell whether a question is computed from a scenario, so that its whole answer has proofs."""
    return isinstance(inquiry, ComputedQuery) and inquiry.prove is not None


def methods_of(inquiry: Inquiry) -> list[str]:
    """List the methods by which a question is asked: by POST only where a scenario can be sent."""
    return ["GET", "HEAD", "OPTIONS", *(["POST"] if takes_scenario(inquiry) else [])]


def read_request(request: Request, inquiry: Inquiry) -> dict[str, list[str]]:
    """Read the words of a request: those of its address, and those of a scenario that it posts.

    Raises:
        MethodNotAllowed: the question takes no scenario, and one is posted.
        ParameterProblem: the scenario cannot be read, or says otherwise than the address.
        UsageProblem: it is of another type (`media-type`), or no UTF-8 (`encoding-invalid`).
    """
    given = read_parameters(request.query_string)
    if request.method != "POST":
        return given
    if not takes_scenario(inquiry):
        raise MethodNotAllowed(valid_methods=methods_of(inquiry))
    posted = _posted(request, inquiry)
    return _together(given, posted)


def _posted(request: Request, inquiry: Inquiry) -> dict[str, list[str]]:
    raw = read_body(request, "A scenario", TYPES)
    if request.mimetype == FORM_TYPE:
        return read_parameters(raw)
    text = read_text(raw)
    if request.mimetype != JSON_TYPE:
        return words_of_rdf(text, request.mimetype)
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParameterProblem(f"The scenario is not JSON: {error}.", hint='Send {"assume": [...]}.') from error
    if isinstance(data, Mapping) and data and data.keys() <= _SIDES and inquiry.parameter("a.assume"):
        return {f"{side}.{name}": words for side in data for name, words in words_of_json(data[side]).items()}
    return words_of_json(data)


def _together(given: Mapping[str, Sequence[str]], posted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Add what is posted to what the address says; lists are joined, and nothing single is said twice."""
    found = {name: list(words) for name, words in given.items()}
    twice: list[Finding] = []
    for name, words in posted.items():
        if name in found and name.rpartition(".")[2] not in _MANY and found[name] != list(words):
            said = f"“{name}” stands in the address and, otherwise, in what is posted."
            twice.append(Finding(said, hint="Say it once.", subject=name, code="parameter-value"))
        found[name] = list(dict.fromkeys([*found.get(name, ()), *words]))
    if twice:
        raise ParameterProblem("Address and scenario do not go together.", findings=twice)
    return found
