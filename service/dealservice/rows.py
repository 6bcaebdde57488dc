"""Rows written in the forms of the W3C, and tidied first: several values in one cell stand once each and in order.

The engine writes its own results faster; these writers serve rows that were changed or that came from elsewhere.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dealgraph.answer import Row, Table, Term
from dealgraph.catalog import MANY_SEPARATOR, Column
from dealgraph.names import XSD

_INTEGER, _DECIMAL, _BOOLEAN, _STRING = (f"{XSD}{name}" for name in ("integer", "decimal", "boolean", "string"))
_DOUBLES = frozenset({f"{XSD}double", f"{XSD}float"})
_SHORT = {
    _INTEGER: re.compile(r"[+-]?\d+\Z"),
    _DECIMAL: re.compile(r"[+-]?\d*\.\d+\Z"),
    f"{XSD}double": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+\Z"),
    _BOOLEAN: re.compile(r"(true|false)\Z"),
}
"""Literals that Turtle writes without quotes (RDF 1.1 Turtle, sections 2.5.2 and 2.5.3)."""
_NUMBERS = frozenset({_INTEGER, _DECIMAL, *_DOUBLES})
_EDGES = ("T00:00:00Z", "T23:59:59Z")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
RESULTS = "http://www.w3.org/2005/sparql-results#"


def tidy(table: Table, columns: Sequence[Column]) -> Table:
    """Sort the values of each cell that holds several, each once: engines join them in any order."""
    many = {column.name for column in columns if column.many}
    places = [index for index, name in enumerate(table.columns) if name in many]
    return Table(table.columns, (_tidy_row(row, places) for row in table)) if places else table


def _tidy_row(row: Row, places: Sequence[int]) -> Row:
    cells = list(row)
    for index in places:
        cell = cells[index]
        if isinstance(cell, Literal):
            values = sorted({value for value in cell.value.split(MANY_SEPARATOR) if value})
            cells[index] = Literal(MANY_SEPARATOR.join(values))
    return tuple(cells)


def to_json(table: Table, further: str = "") -> bytes:
    """Write SPARQL 1.1 Query Results JSON, section 3.2; `further` is the address of more (section 3.1.2, link)."""
    bindings = [
        {name: _json_term(term) for name, term in zip(table.columns, row, strict=True) if term is not None}
        for row in table
    ]
    head: dict[str, Any] = {"vars": list(table.columns)}
    head |= {"link": [further]} if further else {}
    return _json({"head": head, "results": {"bindings": bindings}})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    written = {"type": "literal", "value": term.value}
    if term.language:
        return written | {"xml:lang": term.language} | ({"its:dir": term.direction.value} if term.direction else {})
    return written if term.datatype.value == _STRING else written | {"datatype": term.datatype.value}


def to_xml(table: Table, further: str = "") -> bytes:
    """Write SPARQL Query Results XML Format, section 2.3; `further` is the address of more (section 2.2, link)."""
    parts = ['<?xml version="1.0"?>', f"<sparql xmlns={_quoted(RESULTS)}><head>"]
    parts += [f"<variable name={_quoted(name)}/>" for name in table.columns]
    parts += [f"<link href={_quoted(further)}/>"] if further else []
    parts.append("</head><results>")
    for row in table:
        cells = zip(table.columns, row, strict=True)
        bound = [f"<binding name={_quoted(n)}>{_xml_term(t)}</binding>" for n, t in cells if t is not None]
        parts.append(f"<result>{''.join(bound)}</result>")
    return "".join([*parts, "</results></sparql>"]).encode()


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts.items())}</triple>"
    attribute = ""
    if term.language:
        attribute = f" xml:lang={_quoted(term.language)}"
    elif term.datatype.value != _STRING:
        attribute = f" datatype={_quoted(term.datatype.value)}"
    return f"<literal{attribute}>{escape(term.value)}</literal>"


def to_csv(table: Table, *, safe: bool = False) -> bytes:
    """Write SPARQL 1.1 Query Results CSV, section 3: plain values, lines ended by CR LF.

    Args:
        table: the rows.
        safe: whether text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    guard = _defused if safe else plain
    writer.writerow(table.columns)
    for row in table:
        cells = [guard(term) for term in row]
        # One empty cell alone: the csv module would write quotes, where the standard wants an empty line.
        text.write("\r\n") if cells == [""] else writer.writerow(cells)
    return text.getvalue().encode()


def _defused(term: Term | None) -> str:
    text = plain(term)
    is_number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def plain(term: Term | None) -> str:
    """Write a term without its datatype or language; nothing for an unbound variable."""
    if isinstance(term, Triple):
        return " ".join(plain(part) for part in (term.subject, term.predicate, term.object))
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return "" if term is None else term.value


def for_people(term: Term | None) -> str:
    """Write a term as `plain` does, but the first or last second of a day as the day."""
    text = plain(term)
    is_moment = isinstance(term, Literal) and term.datatype.value == f"{XSD}dateTime"
    return text.partition("T")[0] if is_moment and text.endswith(_EDGES) else text


def to_tsv(table: Table) -> bytes:
    """Write SPARQL 1.1 Query Results TSV, section 4: terms as in Turtle."""
    lines = ["\t".join(f"?{name}" for name in table.columns)]
    lines += ["\t".join(map(_tsv_term, row)) for row in table]
    return "".join(f"{line}\n" for line in lines).encode()


def _tsv_term(term: Term | None) -> str:
    if isinstance(term, Literal):
        short = _SHORT.get(term.datatype.value)
        return term.value if short and short.match(term.value) else str(term).replace("\t", "\\t")
    if isinstance(term, Triple):
        return f"<<( {' '.join(_tsv_term(part) for part in (term.subject, term.predicate, term.object))} )>>"
    return "" if term is None else str(term)


def to_ndjson(table: Table) -> bytes:
    """Write one JSON object for each row, with plain values: numbers and truths as such, all else as text."""
    return b"".join(_json(row) + b"\n" for row in as_objects(table))


def as_objects(table: Table) -> Iterator[dict[str, str | float | bool | None]]:
    """Give each row as an object of plain values: numbers and truths as such, all else as text."""
    for row in table:
        yield dict(zip(table.columns, map(_value, row), strict=True))


def _value(term: Term | None) -> str | float | bool | None:
    if term is None:
        return None
    if isinstance(term, Literal):
        reader = _READERS.get(term.datatype.value)
        try:
            return reader(term.value) if reader else term.value
        except ValueError:
            return term.value
    return plain(term)


def _truth(text: str) -> bool:
    if text not in {"true", "false", "1", "0"}:
        raise ValueError(text)
    return text in {"true", "1"}


def _finite(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")} or number != number:  # noqa: PLR0124 - NaN alone differs from itself
        raise ValueError(text)
    return number


_READERS: dict[str, Callable[[str], float | bool]] = {
    _INTEGER: int,
    _DECIMAL: _finite,
    _BOOLEAN: _truth,
    **dict.fromkeys(_DOUBLES, _finite),
}


def merged_columns(columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pair each column with the one that holds its label, or with nothing.

    The label of `x` is in `xLabel` or `x_label`, or in the column `label` that follows it.

    >>> list(merged_columns(["right", "rightLabel", "level"]))
    [('right', 'rightLabel'), ('level', '')]
    >>> list(merged_columns(["position", "label", "holder"]))
    [('position', 'label'), ('holder', '')]
    """
    names = list(columns)
    labels = {name: f"{name}{end}" for name in names for end in ("Label", "_label") if f"{name}{end}" in names}
    labels |= {name: after for name, after in pairwise(names) if after == "label"}
    for name in names:
        if name not in labels.values():
            yield name, labels.get(name, "")
