"""Asking a question with values: words to RDF terms, every wrong one told at once.

What a person writes never reaches the text of a query: it is read as a value of the declared type, and the term that
it means is serialised anew. The algebra of the query stays the same but for the data of its VALUES blocks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Question
from dealgraph.catalog import CannedQuery, Inquiry, Parameter, Values
from dealgraph.lookup import Lookup, NotFound
from dealgraph.moments import bounds
from dealgraph.names import XSD, local, short
from dealgraph.paging import NUMBER, SIZE, Page, take_page
from dealgraph.problems import Finding, ParameterProblem, did_you_mean
from dealgraph.values import literal

MAX_VALUES = 100
"""A parameter may be given so many values."""
MAX_LENGTH = 2000
"""A value may have so many characters."""
NODES = frozenset({"iri", "concept"})
"""The types whose values are nodes, which a store has to be asked for."""
TODAY = "today"
LAST = "Last"
_SHOWN = 80
_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*\Z")
_DURATION = re.compile(r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?\Z", re.ASCII)
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Term = NamedNode | Literal


def bind(query: CannedQuery, given: Mapping[str, Sequence[str]], lookup: Lookup) -> Question:
    """Make the SPARQL query that a canned query asks with the values given.

    Raises:
        ParameterProblem: every wrong parameter among its findings.
    """
    return query.sparql(read_values(query, given, lookup))


def read_values(inquiry: Inquiry, given: Mapping[str, Sequence[str]], lookup: Lookup) -> Values:
    """Read what a question is to be asked with.

    Args:
        inquiry: the question.
        given: words by parameter; an empty word counts as not given.
        lookup: finds the nodes that words name.

    Raises:
        ParameterProblem: every wrong parameter among its findings.
    """
    faults = list(_unknown(inquiry, given))
    values: dict[str, list[Term]] = {}
    for parameter in inquiry.parameters:
        words = words_of(parameter, given)
        try:
            values |= _read(parameter, words, lookup)
        except ValueError as error:
            name = parameter.name
            what = str(error) if f"“{name}”" in str(error) else f"{name}: {error}"
            hint = error.hint if isinstance(error, NotFound) else ""
            faults.append(Finding(what, hint=hint, subject=name, code="parameter-value"))
    told = inquiry.objections(lookup.store, values, given)
    faults = [*told, *(fault for fault in faults if fault.subject not in {found.subject for found in told})]
    if faults:
        raise _misfit(inquiry, faults)
    return values


def read_page_and_values(
    inquiry: Inquiry, given: Mapping[str, Sequence[str]], lookup: Lookup, *, always: bool
) -> tuple[Page | None, Values]:
    """Read which rows are wanted and what a question is to be asked with.

    Args:
        inquiry: the question.
        given: words by parameter, and those for `page` and `page-size` if the question has rows.
        lookup: finds the nodes that words name.
        always: whether a page is wanted even where none is asked for.

    Raises:
        ParameterProblem: every wrong parameter among its findings, the page among them.
    """
    faults: list[Finding] = []
    page, others = None, given
    if inquiry.form == "SELECT":
        try:
            page, others = take_page(given, inquiry.page_size, always=always)
        except ParameterProblem as problem:
            faults += problem.findings
            others = {name: words for name, words in given.items() if name not in {NUMBER, SIZE}}
    try:
        values = read_values(inquiry, others, lookup)
    except ParameterProblem as problem:
        raise _misfit(inquiry, [*problem.findings, *faults]) from problem
    if faults:
        raise _misfit(inquiry, faults)
    return page, values


def _misfit(inquiry: Inquiry, faults: Sequence[Finding]) -> ParameterProblem:
    many = "One parameter does" if len(faults) == 1 else f"{len(faults)} parameters do"
    name = inquiry.name
    hint = f"See what “{name}” takes at /queries/{name}, or run: dealgraph ask {name} --help"
    return ParameterProblem(f"{many} not fit “{name}”.", hint=hint, findings=faults)


def words_of(parameter: Parameter, given: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Give the words of one parameter: those given, or its defaults."""
    return [word for word in given.get(parameter.name, ()) if word.strip()] or list(parameter.default)


def changes_daily(inquiry: Inquiry, given: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether the answer depends on the day on which it is asked for."""
    return any(TODAY in words_of(p, given) for p in inquiry.parameters if p.type == "date")


def _unknown(inquiry: Inquiry, given: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    known = [parameter.name for parameter in inquiry.parameters]
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known) or (f"Known are: {', '.join(known)}." if known else "It takes none.")
            yield Finding(f"There is no parameter “{_cut(name)}”.", hint=hint, subject=name, code="parameter-unknown")


def _read(parameter: Parameter, words: Sequence[str], lookup: Lookup) -> dict[str, list[Term]]:
    """Read the words of one parameter; a date gives two variables."""
    if not words and parameter.required:
        example = f", for example {parameter.example}" if parameter.example else ""
        raise ValueError(f"“{parameter.name}” is needed{example}.")
    check_words(parameter, words)
    if parameter.type == "date":
        spans = [_moments(word.strip()) for word in words]
        return {parameter.name: [first for first, _ in spans], parameter.name + LAST: [last for _, last in spans]}
    if parameter.type in NODES:
        return {parameter.name: [_node(parameter, word.strip(), lookup) for word in words]}
    known = _known(parameter, lookup) if words else ()
    found = [read_literal(parameter, word.strip()) for word in words]
    for term in found:
        if known and term.value not in known:
            raise _no_choice(parameter, term.value, known)
    return {parameter.name: list(found)}


def check_words(parameter: Parameter, words: Sequence[str]) -> None:
    """Check how many words there are and of what characters they are.

    Raises:
        ValueError: there are too many, or one is too long or holds control characters.
    """
    if len(words) > (MAX_VALUES if parameter.many else 1):
        limit = f"at most {MAX_VALUES} values" if parameter.many else "one value"
        raise ValueError(f"“{parameter.name}” takes {limit}, not {len(words)}.")
    for word in words:
        if len(word) > MAX_LENGTH:
            raise ValueError(f"A value of “{parameter.name}” is longer than {MAX_LENGTH} characters.")
        if _BAD.search(word):
            raise ValueError(f"A value of “{parameter.name}” holds control characters.")


def _known(parameter: Parameter, lookup: Lookup) -> Sequence[str]:
    """List the words that may be chosen; none where any may be given."""
    if parameter.choices_query:
        return [word for word, _ in lookup.choices(parameter.choices_query)]
    return parameter.choices


def _no_choice(parameter: Parameter, word: str, known: Sequence[str]) -> NotFound:
    hint = did_you_mean(word, known) or f"Choose one of: {', '.join(known)}."
    return NotFound(f"“{_cut(word)}” is not a choice of “{parameter.name}”.", hint)


def _node(parameter: Parameter, word: str, lookup: Lookup) -> NamedNode:
    known = _known(parameter, lookup)
    try:
        found = lookup.find(word, parameter.of_class, parameter.scheme)
    except NotFound as error:
        if known and not error.several:
            raise _no_choice(parameter, word, known) from error
        raise
    if known and not {found.value, short(found.value), local(found.value)} & set(known):
        raise _no_choice(parameter, word, known)
    return found


def read_literal(parameter: Parameter, word: str) -> Literal:
    """Read a word as a literal of a parameter's type.

    Raises:
        ValueError: the word is not of the type or does not fit the pattern.
    """
    kind = parameter.type
    if kind == "language" and not _LANGUAGE.match(word):
        raise ValueError(f"“{_cut(word)}” is not a language tag such as en.")
    if kind == "duration" and not _DURATION.match(word):
        raise ValueError(f"“{_cut(word)}” is not a duration such as P30D.")
    if kind in {"integer", "decimal", "boolean"}:
        return literal(word, NamedNode(XSD + kind))
    if kind == "duration":
        return Literal(word, datatype=NamedNode(f"{XSD}duration"))
    if parameter.pattern and not re.fullmatch(parameter.pattern, word):
        raise ValueError(f"“{_cut(word)}” does not fit the pattern {parameter.pattern}")
    return Literal(word)


def _moments(word: str) -> tuple[Literal, Literal]:
    """Give the first and the last second of a year, a month or a day, or of today."""
    if word == TODAY:
        word = datetime.now(UTC).date().isoformat()
    wanted = "Write a year, a month or a day such as 2030, 2030-06 or 2030-06-01."
    if len(word) > _SHOWN:
        raise ValueError(f"“{_cut(word)}” is not a date. {wanted}")
    try:
        found = bounds(word)
    except ValueError as error:
        raise ValueError(f"{error} {wanted}") from error
    first, last = found.earliest_start, found.latest_end
    if first is None or last is None or last - first > timedelta(days=366):
        raise ValueError(f"“{word}” is not a single date. {wanted}")
    return _moment(first), _moment(last)


def check_date(word: str) -> None:
    """Check a date.

    Raises:
        ValueError: it is no year, month or day.
    """
    _moments(word)


def _moment(moment: datetime) -> Literal:
    return Literal(moment.isoformat().replace("+00:00", "Z"), datatype=NamedNode(f"{XSD}dateTime"))


def _cut(word: str) -> str:
    return word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
