"""What a query may not do, told from its text before the engine sees it."""

from collections.abc import Sequence

from dealgraph.federation import calls, mentions_service
from dealgraph.problems import QueryProblem, UsageProblem
from dealgraph.sparql_text import form, tokens

MAX_DEPTH = 200
"""Brackets may be nested so deeply; the engine's parser would fail at some thousands."""
MAX_PATTERNS = 500
"""A query may have so many parts that the planner weighs: it takes over half a minute for 150 equal patterns."""
_FLEETING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_PARTS = frozenset(".;,!+-*/|^{(=<>&")
_WITHOUT_SIGNS = str.maketrans("", "", "".join(_PARTS) + "[")


def examine(
    text: str, max_depth: int = MAX_DEPTH, max_patterns: int = MAX_PATTERNS, services: Sequence[str] = ()
) -> bool:
    """Refuse what must not reach the engine: updates, calls of other services, and brackets or parts without end.

    Args:
        text: the query.
        services: the endpoints that it may ask by SERVICE.
        max_depth: so many brackets may stand in brackets.
        max_patterns: so many operators, separators and groups, and keywords that begin one, may stand in it.

    Returns:
        Whether the answer stays the same for the same data: no clock, no chance, no new blank nodes, no other service.

    Raises:
        UsageProblem: an update (`query-is-update`).
        QueryProblem: `query-service`, `query-deep` or `query-large`.
    """
    if form(text) == "update":
        raise UsageProblem("This is an update; queries only read.", hint="Send a query.", code="query-is-update")
    calls_others = mentions_service(text) and bool(calls(text, services))
    if _is_small(text, max_depth, max_patterns):
        return not calls_others
    depth = parts = 0
    is_lasting = not calls_others
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" else ""
        is_lasting = is_lasting and word not in _FLEETING
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth > max_depth:
                said = f"The query has more than {max_depth} brackets in brackets."
                raise QueryProblem(said, hint="Write it with fewer groups in groups.", code="query-deep")
        parts += token.kind == "sign" and token.text in _PARTS
    if parts > max_patterns:
        hint = "Ask in parts, or name many values in one VALUES block."
        raise QueryProblem(f"The query has {parts:,} parts; {max_patterns:,} may be.", hint=hint, code="query-large")
    return is_lasting


def _is_small(text: str, max_depth: int, max_patterns: int) -> bool:
    """Tell quickly that a text holds too few signs to be refused, and no word that is fleeting."""
    signs = len(text) - len(text.translate(_WITHOUT_SIGNS))
    upper = text.upper()
    return signs <= min(max_depth, max_patterns) and not any(word in upper for word in _FLEETING)
