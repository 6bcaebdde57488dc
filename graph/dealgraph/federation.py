"""SERVICE without an engine that fetches: what another endpoint answers is written into the query as data.

    SERVICE <https://example.org/sparql> { ?s a ?kind }   becomes   { VALUES (?s ?kind) { (<...> <...>) ... } }

The text is cut by the positions of its tokens. The engine itself never sees the word SERVICE, so that it can never
fetch anything. A blank node of another endpoint becomes an IRI of its own (RDF 1.1 Concepts, section 3.5).

SPARQL 1.1 Federated Query, sections 2 and 4 (an endpoint's answer is joined as a whole).
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from dealgraph.names import BASE
from dealgraph.outside import Outside, failed
from dealgraph.problems import QueryProblem
from dealgraph.sparql_text import QUERY_FORMS, Token, explain, tokens

MAX_CALLS = 5
"""A query may ask other endpoints so many times."""
_RESULTS = "application/sparql-results+json"
_SELECT = "SELECT * WHERE "
_WITHIN_A_LINE = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Call:
    """One SERVICE clause: where it, its pattern and its end stand, its endpoint, and whether it may fail in silence."""

    start: int
    within: int
    end: int
    endpoint: str
    is_silent: bool


def mentions_service(text: str) -> bool:
    """Tell quickly whether a text may hold a SERVICE clause; `calls` tells for sure."""
    return "service" in text.lower()


def expand(text: str, outside: Outside) -> str:
    """Ask the endpoints that a query names, and write what they answer into it.

    Args:
        text: the query.
        outside: the endpoints that may be asked.

    Raises:
        QueryProblem: a clause is not allowed (`query-service`, `query-large`, `outside-refused`), or an endpoint does
            not answer as it should and the clause is not SILENT (`outside-failed`).
        QuerySyntax: the text cannot be parsed.
    """
    found = calls(text, outside.addresses)
    if not found:
        return text
    start = next(t.start for t in tokens(text) if t.kind == "word" and t.text.upper() in QUERY_FORMS)
    _insist_on_syntax(text, found)
    columns = [_columns(text, start, call) for call in found]
    answers: dict[tuple[str, str], str] = {}
    parts: list[str] = []
    done = 0
    for call, names in zip(found, columns, strict=True):
        key = call.endpoint, text[call.within : call.end]
        if key not in answers:
            answers[key] = _answer(call, f"BASE <{BASE}>\n{text[:start]}SELECT * WHERE {key[1]}", names, outside)
        parts += [text[done : call.start], answers[key]]
        done = call.end
    return "".join([*parts, text[done:]])


def calls(text: str, allowed: Sequence[str]) -> list[Call]:
    """Find the SERVICE clauses of a query.

    Args:
        text: the query.
        allowed: the endpoints that may be named, each written out as an IRI.

    Raises:
        QueryProblem: another endpoint is named, or a variable, or a clause stands in another (`query-service`); or
            there are too many (`query-large`).
    """
    found: list[Call] = []
    listed = list(tokens(text))
    at = 0
    while at < len(listed):
        if is_service(listed[at]):
            call, at = _call(listed, at, allowed)
            found.append(call)
        else:
            at += 1
    if len(found) > MAX_CALLS:
        what = f"The query asks other services more than {MAX_CALLS} times."
        raise QueryProblem(what, hint="Ask in parts.", code="query-large")
    return found


def is_service(token: Token) -> bool:
    """Tell whether a token is the word SERVICE."""
    return token.kind == "word" and token.text.upper() == "SERVICE"


def not_allowed(said: str = "SERVICE is not allowed here: nothing is fetched.") -> QueryProblem:
    """Make the problem that a query asks another service than those that are listed."""
    hint = "Ask the other service yourself and join the answers."
    return QueryProblem(said, hint=hint, code="query-service")


def _call(listed: Sequence[Token], at: int, allowed: Sequence[str]) -> tuple[Call, int]:
    """Read the clause that begins at a token; give the place of the first token after it as well."""
    start = at
    is_silent = at + 1 < len(listed) and listed[at + 1].text.upper() == "SILENT"
    at += 1 + is_silent
    endpoint = listed[at].text[1:-1] if at < len(listed) and listed[at].kind == "iri" else ""
    if endpoint not in allowed:
        raise not_allowed()
    first = at = at + 1
    depth = 0
    while at < len(listed):
        if is_service(listed[at]):
            raise not_allowed("A SERVICE clause may not stand in another one.")
        if listed[at].kind == "sign":
            depth += (listed[at].text == "{") - (listed[at].text == "}")
        at += 1
        if depth == 0:
            break
    if depth or first == len(listed) or listed[first].text != "{":
        raise not_allowed("A SERVICE clause has no pattern in braces.")
    return Call(listed[start].start, listed[first].start, listed[at - 1].end, endpoint, is_silent), at


def _insist_on_syntax(text: str, found: Sequence[Call]) -> None:
    """Have the engine's parser read the query without its clauses, before anything is sent."""
    for call in found:
        blank = _blank(text[call.start : call.end])
        text = f"{text[: call.start]}{{{blank[1:-1]}}}{text[call.end :]}"
    _parse(text)


def _columns(text: str, start: int, call: Call) -> list[str]:
    """Have the engine read a pattern alone, at its place, and tell the variables that are visible outside of it."""
    gap = _blank(text[start : call.within])
    found = _parse(f"{text[:start]}{gap[: -len(_SELECT)]}{_SELECT}{text[call.within : call.end]}")
    return [variable.value for variable in found.variables] if isinstance(found, QuerySolutions) else []


def _parse(text: str) -> object:
    """Parse a query, on no data."""
    try:
        return Store().query(text, base_iri=BASE)
    except SyntaxError as error:
        raise explain(text, str(error)) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryProblem(f"The query cannot be answered: {str(error).rstrip('.')}.") from error


def _blank(text: str) -> str:
    return _WITHIN_A_LINE.sub(" ", text)


def _answer(call: Call, query: str, columns: Sequence[str], outside: Outside) -> str:
    """Ask an endpoint; where it fails and may, the clause gives one row that says nothing (section 2.2)."""
    try:
        fetched = outside.fetch(call.endpoint, _RESULTS, urlencode({"query": query}).encode())
        return _values(columns, _rows(call, columns, fetched.body))
    except QueryProblem as problem:
        if call.is_silent and problem.code == "outside-failed":
            return _values(columns, [" ".join(["UNDEF"] * len(columns))])
        raise


def _rows(call: Call, columns: Sequence[str], body: bytes) -> list[str]:
    """Read an answer's rows; of its columns only those that were asked for."""
    unnamed = f"{BASE}.well-known/genid/{secrets.token_hex(8)}-"
    try:
        rows = json.loads(body)["results"]["bindings"]
        return [" ".join(_term(row.get(name), unnamed) for name in columns) for row in rows]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise failed(call.endpoint, "its answer cannot be read") from error


def _values(columns: Sequence[str], rows: Sequence[str]) -> str:
    """Write rows as a block of data (SPARQL 1.1 Query Language, section 10.2.2)."""
    head = " ".join(f"?{name}" for name in columns)
    return f"{{ VALUES ({head}) {{ {_lines(rows)} }} }}"


def _lines(rows: Sequence[str]) -> str:
    return "\n".join(f"({row})" for row in rows)


def _term(said: Mapping[str, str] | None, unnamed: str) -> str:
    """Write a term so that it can be nothing but a term: the engine makes it, and refuses what is none.

    SPARQL 1.1 Query Results JSON Format, section 3.2.2 (encoding of terms).
    """
    if said is None:
        return "UNDEF"
    kind, value = said["type"], said["value"]
    if kind in {"uri", "bnode"}:
        return str(NamedNode(value if kind == "uri" else unnamed + value))
    if kind not in {"literal", "typed-literal"}:
        raise ValueError(kind)
    language, datatype = said.get("xml:lang"), said.get("datatype")
    return str(Literal(value, language=language, datatype=NamedNode(datatype) if datatype and not language else None))
