"""What must be true of a canned query besides the form of its head: body, columns, defaults and the like fit."""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import QuerySolutions, Store

from dealgraph.binding import LAST, NODES, check_date, check_words, read_literal
from dealgraph.blocks import fixed_variables, optional_names, ordered_by, with_optional
from dealgraph.catalog import RESERVED, CannedQuery, Parameter
from dealgraph.problems import Finding, Place, did_you_mean
from dealgraph.sparql_text import explain, tokens
from dealgraph.yaml_tree import Mapping as Head

_VARIABLE = re.compile(r"[a-zA-Z][a-zA-Z0-9]*\Z")
_FORMS = ("SELECT", "ASK", "CONSTRUCT")


def faults_of(query: CannedQuery, head: Head, body_line: int, lead: int) -> list[Finding]:
    """Find what is wrong with a query whose head can be read.

    Args:
        query: the query as read.
        head: its head, for the lines.
        body_line: the line of the file at which the body begins.
        lead: so many lines were put in front of the body.
    """
    return list(_Check(query, head, body_line, lead).faults())


class _Check:
    """Knows the line of each part of one file."""

    def __init__(self, query: CannedQuery, head: Head, body_line: int, lead: int) -> None:
        self._query = query
        self._head = head
        self._body_line = body_line
        self._lead = lead
        self._whole = with_optional(query.text, {p.name for p in query.parameters})

    def faults(self) -> Iterator[Finding]:
        for parameter in self._query.parameters:
            yield from self._parameter(parameter)
        if self._query.form not in _FORMS:
            yield self._body(f"The body is no {', '.join(_FORMS[:-1])} or {_FORMS[-1]}.")
            return
        wrong = list(self._body_faults())
        yield from wrong
        if not wrong:
            yield from self._columns()
            yield from self._order()
            yield from self._chart()

    def _finding(self, what: str, place: Place, hint: str = "") -> Finding:
        return Finding(what, place, hint, code="catalog-invalid")

    def _body(self, what: str, hint: str = "", line: int = 0) -> Finding:
        return self._finding(what, Place(self._head.place.file, self._body_line + line), hint)

    def _place(self, section: str, name: str = "") -> Place:
        """Find the line of a key of the head, or of a name in one of its sections."""
        found = self._head.get(section)
        if isinstance(found, Head):
            return next((word.place for word, _ in found.entries if word.text == name), found.place)
        return found.place if found else self._head.place

    def _parameter(self, parameter: Parameter) -> Iterator[Finding]:
        place = self._place("parameters", parameter.name)
        if not _VARIABLE.match(parameter.name):
            yield self._finding(f"“{parameter.name}” is not letters and digits.", place, "Rename the variable.")
        if parameter.name in RESERVED:
            hint = f"Reserved are: {', '.join(RESERVED)}."
            yield self._finding(f"“{parameter.name}” means the same for every question.", place, hint)
        if parameter.choices_query:
            yield from self._choices(parameter, place)
        try:
            re.compile(parameter.pattern)
        except re.error as error:
            yield self._finding(f"The pattern is no regular expression: {error}.", place)
            return
        for key, words in (("default", parameter.default), ("example", (parameter.example,) * bool(parameter.example))):
            try:
                _check(parameter, words)
            except ValueError as error:
                yield self._finding(f"The {key} does not fit: {error}", place)

    def _choices(self, parameter: Parameter, place: Place) -> Iterator[Finding]:
        said = f"The choices of “{parameter.name}”"
        try:
            found = Store().query(parameter.choices_query)
        except SyntaxError as error:
            yield self._finding(f"{said} are no valid SPARQL: {error}.", place)
            return
        if not isinstance(found, QuerySolutions) or len(found.variables) > 2:  # noqa: PLR2004 - value and label
            yield self._finding(f"{said} are no SELECT of a value and a label.", place)

    def _body_faults(self) -> Iterator[Finding]:
        for token in tokens(self._whole):
            if token.kind == "word" and token.text.upper() == "SERVICE":
                line = self._whole[: token.start].count("\n") - self._lead
                yield self._body("The body asks another service.", "Leave out SERVICE.", line)
                return
        for text in dict.fromkeys((self._query.text, self._whole)):
            try:
                Store().query(text)
            except SyntaxError as error:
                wrong = explain(text, str(error))
                said = f"The body is not valid SPARQL: {wrong.what}"
                yield self._body(said, wrong.hint, max(0, wrong.line - 1 - self._lead))
                return
        yield from self._variables()

    def _variables(self) -> Iterator[Finding]:
        fixed = fixed_variables(self._whole)
        known = [parameter.name for parameter in self._query.parameters]
        for name in optional_names(self._query.text) - set(known):
            hint = did_you_mean(name, known) or "Declare it in the head."
            yield self._body(f"“#? {name}” names no parameter.", hint)
        for parameter in self._query.parameters:
            dated = (parameter.name, parameter.name + LAST) if parameter.type == "date" else (parameter.name,)
            if not any(name in fixed for name in dated):
                hint = f"Write VALUES ?{parameter.name} {{ UNDEF }} where it applies."
                yield self._body(f"No VALUES block fixes ?{parameter.name}.", hint)

    def _columns(self) -> Iterator[Finding]:
        if self._query.form != "SELECT":
            if self._query.columns:
                yield self._finding("Only a SELECT has columns.", self._place("columns"))
            return
        found = Store().query(self._query.text)
        selected = [v.value for v in found.variables] if isinstance(found, QuerySolutions) else []
        declared = [column.name for column in self._query.columns]
        for name in [name for name in declared if name not in selected]:
            place = self._place("columns", name)
            hint = did_you_mean(name, selected) or "Select it, or strike it out."
            yield self._finding(f"The column “{name}” is declared but not selected.", place, hint)
        for name in [name for name in selected if name not in declared]:
            hint = did_you_mean(name, declared) or f"Add {name}: {{type: any, label: …}} to the columns."
            yield self._finding(f"The column “{name}” is selected but not declared.", self._place("columns"), hint)

    def _order(self) -> Iterator[Finding]:
        said = self._head.get("order")
        true = ordered_by(self._query.text)
        if said is not None and true != self._query.order:
            hint = f"It sorts by: {', '.join(true)}." if true else "Add an ORDER BY."
            yield self._finding("“order” is not what the body sorts by.", said.place, hint)
        if self._head.get("page size") is not None and not true:
            yield self._finding("Pages need an order.", self._place("page size"), "Add an ORDER BY.")

    def _chart(self) -> Iterator[Finding]:
        chart = self._query.chart
        if chart is None:
            return
        yield from self._missing((chart.label, chart.start, *((chart.end,) if chart.kind == "span" else ())))

    def _missing(self, names: Iterable[str]) -> Iterator[Finding]:
        declared = [column.name for column in self._query.columns]
        for name in names:
            if name not in declared:
                hint = did_you_mean(name, declared) or f"Known are: {', '.join(declared)}."
                yield self._finding(f"The chart names no column “{name}”.", self._place("chart"), hint)


def _check(parameter: Parameter, words: tuple[str, ...]) -> None:
    """Check words of the head as far as no store is needed."""
    check_words(parameter, words)
    for word in words:
        if parameter.type == "date":
            check_date(word)
        elif parameter.type not in NODES:
            read_literal(parameter, word)
        if parameter.choices and word not in parameter.choices:
            raise ValueError(f"“{word}” is not among the choices.")
