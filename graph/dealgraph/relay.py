"""Problems on their way from one process to another."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dealgraph.problems import (
    CheckFailed,
    Finding,
    OntologyProblem,
    Place,
    Problem,
    QueryProblem,
    QuerySyntax,
    StoreProblem,
    UpdateSyntax,
    UsageProblem,
)

_CLASSES: Mapping[str, type[Problem]] = {
    kind.__name__: kind for kind in (CheckFailed, OntologyProblem, QueryProblem, StoreProblem, UsageProblem)
}
_POSITION = ("line", "column", "excerpt")


def pack(problem: Problem) -> dict[str, Any]:
    """Write a problem as what JSON can hold."""
    kind = next((name for name in _CLASSES if name in {c.__name__ for c in type(problem).__mro__}), "")
    packed = {
        "kind": type(problem).__name__ if isinstance(problem, QuerySyntax) else kind,
        "what": problem.what,
        "hint": problem.hint,
        "code": problem.code,
        "findings": [asdict(finding) for finding in problem.findings],
    }
    return packed | {name: getattr(problem, name) for name in _POSITION if isinstance(problem, QuerySyntax)}


def unpack(packed: Mapping[str, Any]) -> Problem:
    """Read a problem again."""
    if packed["kind"] in {"QuerySyntax", "UpdateSyntax"}:
        kind = UpdateSyntax if packed["kind"] == "UpdateSyntax" else QuerySyntax
        position = {name: packed[name] for name in _POSITION}
        return kind(packed["what"], hint=packed["hint"], **position)
    findings = [
        Finding(**found | {"place": Place(**found["place"]) if found["place"] else None})
        for found in packed["findings"]
    ]
    known = _CLASSES.get(packed["kind"], Problem)
    return known(packed["what"], hint=packed["hint"], code=packed["code"], findings=findings)
