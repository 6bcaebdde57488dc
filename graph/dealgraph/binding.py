"""Asking a canned query with values: words to RDF terms, terms into the VALUES blocks of the text.

What a person writes never reaches the text: it is read as a value of the declared type, and the term that it means
is serialised anew. The algebra of the query stays the same but for the data of its VALUES blocks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Question
from dealgraph.catalog import CannedQuery, Parameter
from dealgraph.lookup import Lookup, NotFound
from dealgraph.moments import bounds
from dealgraph.names import XSD
from dealgraph.problems import Finding, ParameterProblem, did_you_mean
from dealgraph.sparql_text import Token, tokens
from dealgraph.values import literal

MAX_VALUES = 100
"""A parameter may be given so many values."""
MAX_LENGTH = 2000
"""A value may have so many characters."""
_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*\Z")
_DURATION = re.compile(r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?\Z")
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LAST = "Last"
"""A date `on` also fills ?onLast: a year, a month or a day is a stretch of time with a first and a last second."""

Term = NamedNode | Literal


def bind(query: CannedQuery, given: Mapping[str, Sequence[str]], lookup: Lookup) -> Question:
    """Make the question that a canned query asks with the values given.

    Args:
        query: the canned query.
        given: words by parameter; an empty word counts as not given.
        lookup: finds the nodes that words name.

    Raises:
        ParameterProblem: every wrong parameter among its findings.
    """
    faults = list(_unknown(query, given))
    bound: dict[str, list[Term]] = {}
    for parameter in query.parameters:
        words = [word for word in given.get(parameter.name, ()) if word.strip()] or list(parameter.default)
        try:
            bound |= dict(_terms(parameter, words, lookup))
        except NotFound as error:
            faults.append(Finding(str(error), hint=error.hint, subject=parameter.name, code="parameter-value"))
        except ValueError as error:
            faults.append(Finding(str(error), subject=parameter.name, code="parameter-value"))
    if faults:
        many = "One parameter does" if len(faults) == 1 else f"{len(faults)} parameters do"
        hint = f"See what “{query.name}” takes at /queries/{query.name}, or run: dealgraph ask {query.name} --help"
        raise ParameterProblem(f"{many} not fit “{query.name}”.", hint=hint, findings=faults)
    return Question(fill(query.text, bound))


def _unknown(query: CannedQuery, given: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    known = [parameter.name for parameter in query.parameters]
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known) or (f"Known are: {', '.join(known)}." if known else "It takes none.")
            yield Finding(f"There is no parameter “{name}”.", hint=hint, subject=name, code="parameter-unknown")


def _terms(parameter: Parameter, words: Sequence[str], lookup: Lookup) -> Iterator[tuple[str, list[Term]]]:
    """Read the words of one parameter; a date gives two variables."""
    if not words and parameter.required:
        example = f", for example {parameter.example}" if parameter.example else ""
        raise ValueError(f"“{parameter.name}” is needed{example}.")
    if len(words) > (MAX_VALUES if parameter.many else 1):
        limit = f"at most {MAX_VALUES} values" if parameter.many else "one value"
        raise ValueError(f"“{parameter.name}” takes {limit}, not {len(words)}.")
    for word in words:
        if len(word) > MAX_LENGTH:
            raise ValueError(f"A value of “{parameter.name}” is longer than {MAX_LENGTH} characters.")
        if _BAD.search(word):
            raise ValueError(f"A value of “{parameter.name}” holds control characters.")
        if parameter.choices and word not in parameter.choices:
            hint = did_you_mean(word, parameter.choices) or f"Choose one of: {', '.join(parameter.choices)}."
            raise NotFound(f"“{word}” is not a choice of “{parameter.name}”.", hint)
    if parameter.type == "date":
        spans = [_moments(word) for word in words]
        yield parameter.name, [first for first, _ in spans]
        yield parameter.name + LAST, [last for _, last in spans]
    else:
        yield parameter.name, [_term(parameter, word.strip(), lookup) for word in words]


def _term(parameter: Parameter, word: str, lookup: Lookup) -> Term:
    if parameter.type in {"iri", "concept"}:
        return lookup.find(word, parameter.of_class, parameter.scheme)
    if parameter.type == "language" and not _LANGUAGE.match(word):
        raise ValueError(f"“{word}” is not a language tag such as en.")
    if parameter.type == "duration" and not _DURATION.match(word):
        raise ValueError(f"“{word}” is not a duration such as P30D.")
    if parameter.type in {"integer", "decimal", "boolean"}:
        return literal(word, NamedNode(XSD + parameter.type))
    if parameter.type == "duration":
        return Literal(word, datatype=NamedNode(f"{XSD}duration"))
    if parameter.pattern and not re.fullmatch(parameter.pattern, word):
        raise ValueError(f"“{word}” does not fit the pattern {parameter.pattern}")
    return Literal(word)


def _moments(word: str) -> tuple[Literal, Literal]:
    """Give the first and the last second of a year, a month or a day, or of today."""
    if word == "today":
        word = datetime.now(UTC).date().isoformat()
    found = bounds(word)
    first, last = found.earliest_start, found.latest_end
    if first is None or last is None or last - first > timedelta(days=366):
        raise ValueError(f"“{word}” is not a year, a month or a day such as 2030, 2030-06 or 2030-06-01.")
    return _moment(first), _moment(last)


def _moment(moment: datetime) -> Literal:
    return Literal(moment.isoformat().replace("+00:00", "Z"), datatype=NamedNode(f"{XSD}dateTime"))


def fill(text: str, bound: Mapping[str, Sequence[Term]]) -> str:
    """Replace the data of every block `VALUES ?name { ... }` whose variable is bound; no value writes UNDEF.

    >>> fill("SELECT * { VALUES ?n { 1 } }", {"n": [Literal("2"), Literal("}")]})
    'SELECT * { VALUES ?n { "2" "}" } }'
    """
    parts: list[str] = []
    done = 0
    for first, last, name in _blocks(list(tokens(text))):
        if name in bound:
            data = " ".join(str(term) for term in bound[name]) or "UNDEF"
            parts += [text[done : first.end], f" {data} "]
            done = last.start
    return "".join([*parts, text[done:]])


def _blocks(found: Sequence[Token]) -> Iterator[tuple[Token, Token, str]]:
    """Find the braces of each VALUES block with one variable."""
    for index, (word, variable, brace) in enumerate(zip(found, found[1:], found[2:], strict=False)):
        if word.text.upper() == "VALUES" and variable.kind == "variable" and brace.text == "{":
            close = next((t for t in found[index + 3 :] if t.kind == "sign" and t.text == "}"), None)
            if close is not None:
                yield brace, close, variable.text[1:]
