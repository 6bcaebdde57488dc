"""The places of a canned query's text that a parameter fills: VALUES blocks, and lines that count only if it is given.

    VALUES ?holder { id:microsoft }                  the data of the block are replaced; no value is written UNDEF
    #? holder ?right deal:heldBy ?holder .           a comment until `holder` is given

So the text as it stands is valid SPARQL that asks with the defaults. SPARQL 1.1 Query Language, section 10.2 (VALUES).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from dealgraph.names import PREFIXES
from dealgraph.sparql_text import Token, tokens

_OPTIONAL = re.compile(r"^[ \t]*(#\?[ \t]*(\w+))(?=[ \t]|$)", re.MULTILINE)
_UNDEFINED = "UNDEF"


def fill(text: str, bound: Mapping[str, Sequence[NamedNode | Literal]]) -> str:
    """Replace the data of every block `VALUES ?name { ... }` whose variable is bound; no value writes UNDEF.

    >>> fill("SELECT * { VALUES ?n { 1 } }", {"n": [Literal("2"), Literal("}")]})
    'SELECT * { VALUES ?n { "2" "}" } }'
    """
    parts: list[str] = []
    done = 0
    for first, last, name in _blocks(list(tokens(text))):
        if name in bound:
            data = " ".join(str(term) for term in bound[name]) or _UNDEFINED
            parts += [text[done : first.end], f" {data} "]
            done = last.start
    return "".join([*parts, text[done:]])


def fixed_variables(text: str) -> Mapping[str, int]:
    """Count the blocks `VALUES ?name { ... }` of each variable."""
    found: dict[str, int] = {}
    for _, _, name in _blocks(list(tokens(text))):
        found[name] = found.get(name, 0) + 1
    return found


def _blocks(found: Sequence[Token]) -> Iterator[tuple[Token, Token, str]]:
    """Find the braces of each VALUES block with one variable."""
    for index, (word, variable, brace) in enumerate(zip(found, found[1:], found[2:], strict=False)):
        if word.text.upper() == "VALUES" and variable.kind == "variable" and brace.text == "{":
            close = next((t for t in found[index + 3 :] if t.kind == "sign" and t.text == "}"), None)
            if close is not None:
                yield brace, close, variable.text[1:]


def with_optional(text: str, given: Collection[str]) -> str:
    r"""Let the optional lines of the parameters that are given count.

    >>> with_optional("SELECT * {\n #? owner ?x deal:ownedBy ?owner .\n}", {"owner"})
    'SELECT * {\n  ?x deal:ownedBy ?owner .\n}'
    """
    parts: list[str] = []
    done = 0
    for start, end, name in _optional(text):
        if name in given:
            parts.append(text[done:start])
            done = end
    return "".join([*parts, text[done:]])


def optional_names(text: str) -> frozenset[str]:
    """Name the parameters that have optional lines."""
    return frozenset(name for _, _, name in _optional(text))


def _optional(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the marks `#? name` of optional lines, but not those that stand within a long string."""
    strings = [(t.start, t.end) for t in tokens(text) if t.kind == "string" and "\n" in t.text]
    for match in _OPTIONAL.finditer(text):
        if not any(start < match.start(1) < end for start, end in strings):
            yield match.start(1), match.end(1), match[2]


def ordered_by(text: str) -> tuple[str, ...]:
    """Name the variables that the rows are sorted by, in order; a minus stands before one that is sorted downwards.

    >>> ordered_by("SELECT * { ?s ?p ?o } ORDER BY DESC(?o) xsd:integer(?s) ?o LIMIT 3")
    ('-o', 's')
    """
    depth, sorts, down = 0, False, False
    found: dict[str, bool] = {}
    previous = ""
    for token in tokens(text):
        word = token.text.upper()
        if token.kind == "sign" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
        elif depth == 0 and token.kind == "word":
            sorts = (word == "BY" and previous == "ORDER") or (sorts and word not in {"LIMIT", "OFFSET", "VALUES"})
            down = word == "DESC" or (down and word != "ASC")
        elif depth == 0 and sorts and token.kind == "variable":
            found.setdefault(token.text[1:], down)
            down = False
        previous = word
    return tuple(f"-{name}" if is_down else name for name, is_down in found.items())


def missing_prefixes(text: str) -> str:
    r"""Declare those of our prefixes that a text uses without declaring them, so that it stands alone.

    >>> missing_prefixes("SELECT * { ?x a skos:Concept }")
    'PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n'
    """
    found = [token.text for token in tokens(_OPTIONAL.sub("", text)) if token.kind == "word" and ":" in token.text]
    declared = {after.text.rstrip(":") for word, after in pairwise(tokens(text)) if word.text.upper() == "PREFIX"}
    wanted = {word.partition(":")[0] for word in found} - declared
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items() if prefix in wanted)
