"""A SPARQL text as tokens, and what can be told from them without parsing: form, place of an error, a hint.

SPARQL 1.1 Query Language, section 19.8 (grammar): terminals.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from dealgraph.names import PREFIXES
from dealgraph.problems import QuerySyntax, UpdateSyntax, did_you_mean

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
             | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<word>@?[^\W\d][\w-]*(?:\.[\w-]+)*(?::(?:(?:[\w:%.~-]|\\.)*(?:[\w:%~-]|\\.))?)?
           | :(?:(?:[\w:%.~-]|\\.)*(?:[\w:%~-]|\\.))?)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<space>\s+)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYWORDS = (
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "WHERE",
    "FILTER",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "GRAPH",
    "SERVICE",
    "BIND",
    "VALUES",
    "PREFIX",
    "BASE",
    "FROM",
    "NAMED",
    "ORDER",
    "GROUP",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "DISTINCT",
    "REDUCED",
    "EXISTS",
    "UNDEF",
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "AVG",
    "SAMPLE",
    "GROUP_CONCAT",
)
QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
"""The words that begin a query after its declarations."""
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"})
_UPDATE_WORDS = ("DATA", "USING", "SILENT", "DEFAULT", "ALL", "INTO", "TO")
_MAX_WORDS = 200
"""So many different words are compared with the keywords; a text made to be slow is not worth more."""
_BEGINNING = re.compile(r"\s*(?:(?:PREFIX\s+[\w.-]*:|BASE)\s*<[^<>\s]*>\s*)*+(\w++)(?![:.-])", re.IGNORECASE)
"""Declarations without comments, and the word behind them."""
_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_BRACKETS = {"}": "{", ")": "(", "]": "["}


class Token(NamedTuple):
    """A terminal of the grammar: its kind (a group of the pattern), its text and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Cut a SPARQL text into tokens; space and comments are left out. It never fails."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind not in {"space", "comment"}:
            yield Token(kind, match[0], *match.span())


@lru_cache(maxsize=16)  # one request asks several times
def form(text: str) -> str:
    """Tell the form of a query: SELECT, ASK, CONSTRUCT, DESCRIBE, `update`, or nothing where none is found."""
    beginning = _BEGINNING.match(text)
    if beginning and (first := beginning[1].upper()) in QUERY_FORMS:
        return first
    for token in tokens(text):
        word = token.text.upper()
        if token.kind == "word" and word in QUERY_FORMS:
            return word
        if token.kind == "word" and word in _UPDATES:
            return "update"
    return ""


def explain(text: str, message: str, kind: type[QuerySyntax] = QuerySyntax) -> QuerySyntax:
    """Turn a parser's message into a problem, of an update's kind if asked, with line, column, excerpt and hint."""
    is_update = issubclass(kind, UpdateSyntax)
    match = _ERROR.search(message)
    lines = text.split("\n")
    line = min(int(match[1]), len(lines)) if match else 1
    column = int(match[2]) if match else 1
    shown = lines[line - 1].replace("\t", " ")
    start = max(0, column - 60)
    excerpt = f"{shown[start : start + 100]}\n{' ' * (column - 1 - start)}^"
    said = match[3] if match else message
    hint = _hint(text, said, is_update=is_update)
    what = _said("update" if is_update else "query", said)
    return kind(what, line=line, column=column, excerpt=excerpt, hint=hint)


def _said(what: str, message: str) -> str:
    if "expected" in message:
        return f"The {what} cannot be parsed here."
    return f"The {what} cannot be parsed: {message.strip().rstrip('.')}."


def _hint(text: str, message: str, *, is_update: bool) -> str:
    found = list(tokens(text))
    return (
        ("" if is_update else _form_hint(text, found))
        or _prefix_hint(found)
        or _bracket_hint(found)
        or _word_hint(found, (*_KEYWORDS, *sorted(_UPDATES), *_UPDATE_WORDS) if is_update else _KEYWORDS)
        or ("Name every variable of SELECT in GROUP BY or in an aggregate." if "unbound" in message else "")
        or "Check the marked place against the SPARQL 1.1 grammar."
    )


def _form_hint(text: str, found: list[Token]) -> str:
    if not found:
        return "Send a query, for example: SELECT * WHERE { ?s ?p ?o } LIMIT 10"
    kind = form(text)
    if kind == "update":
        return "This is an update; the query endpoint only reads."
    if not kind:
        first = next((t.text for t in found if t.kind == "word"), "")
        return did_you_mean(first.upper(), [*QUERY_FORMS, "PREFIX"]) or "Begin with SELECT, ASK, CONSTRUCT or DESCRIBE."
    return ""


def _prefix_hint(found: list[Token]) -> str:
    """Name the first prefix that is used but not declared."""
    declared = {after.text.rstrip(":") for token, after in pairwise(found) if _is(token, "PREFIX")}
    for token in found:
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "word" and colon and prefix not in declared:
            iri = PREFIXES.get(prefix)
            return f"Declare PREFIX {prefix}: <{iri or '…'}>"
    return ""


def _bracket_hint(found: list[Token]) -> str:
    opened: list[str] = []
    for token in found:
        if token.kind == "sign" and token.text in _BRACKETS.values():
            opened.append(token.text)
        closes = token.kind == "sign" and token.text in _BRACKETS
        if closes and (not opened or opened.pop() != _BRACKETS[token.text]):
            return f"A “{token.text}” closes nothing; look for a bracket too many or of the wrong kind."
    return f"{len(opened)} “{opened[-1]}” not closed." if opened else ""


def _word_hint(found: list[Token], keywords: Sequence[str]) -> str:
    words = dict.fromkeys(token.text.upper() for token in found if token.kind == "word")
    plain = (word for word in words if ":" not in word and len(word) > 3 and word not in keywords)  # noqa: PLR2004 - shorter ones fit all
    return next(filter(None, (did_you_mean(word, keywords) for word in islice(plain, _MAX_WORDS))), "")


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word
