"""What a query may not do, told from its text before the engine sees it."""

from dealgraph.problems import QueryProblem, UsageProblem
from dealgraph.sparql_text import form, tokens

MAX_DEPTH = 200
"""Brackets may be nested so deeply; the engine's parser would fail at some thousands."""


def examine(text: str) -> None:
    """Refuse what must not reach the engine: updates, calls of other services, and brackets without end.

    Raises:
        UsageProblem: an update (`query-is-update`).
        QueryProblem: `query-service` or `query-deep`.
    """
    if form(text) == "update":
        raise UsageProblem("This is an update; queries only read.", hint="Send a query.", code="query-is-update")
    depth = 0
    for token in tokens(text):
        if token.kind == "word" and token.text.upper() == "SERVICE":
            hint = "Ask the other service yourself and join the answers."
            raise QueryProblem("SERVICE is not allowed here: nothing is fetched.", hint=hint, code="query-service")
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth > MAX_DEPTH:
                raise QueryProblem(f"The query has more than {MAX_DEPTH} brackets in brackets.", code="query-deep")
