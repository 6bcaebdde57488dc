"""Terms, tables and graphs as fragments of HTML and Markdown: labels and short names where people read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import islice
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dealgraph.answer import Row, Table, Term
from dealgraph.catalog import Column
from dealgraph.names import BASE, XSD, short
from dealservice.evidence import KINDS, merged_html
from dealservice.humane import day_in_words, is_moment, yes_or_no
from dealservice.rows import merged_columns, plain
from dealservice.wordings import code_html, is_computed

MAX_ROWS = 1000
"""A page shows so many rows; the other forms hold them all."""
STACKED_FROM = 3
"""A table of so many columns becomes cards on a phone."""
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "nonNegativeInteger"))
_EMPTY = '<td role="cell"></td>'
_SAFE_IN_URL = "/:?#[]@!$&'()*+,;=%~"


def address(iri: str, root: str = "") -> str:
    """Give the address where an IRI can be looked at: here, if it is one of ours; nothing where it cannot.

    Args:
        iri: an absolute IRI.
        root: the path under which the service is seen from outside.

    >>> address("https://w3id.org/dealgraph/id/microsoft")
    '/id/microsoft'
    """
    if iri.startswith(BASE):
        return f"{root}/{quote(iri.removeprefix(BASE), safe=_SAFE_IN_URL)}"
    return iri if iri.startswith(("http://", "https://")) else ""


def term_html(term: Term | None, label: str = "", root: str = "") -> str:
    """Write a term as HTML: an IRI as a link that shows its label or short name, a literal as its text."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        shown, where = escape(label or short(term.value)), address(term.value, root)
        return f'<a href="{escape(where)}">{shown}</a>' if where else f"<span>{shown}</span>"
    if isinstance(term, Literal):
        language = f' lang="{escape(term.language)}"' if term.language else ""
        if is_moment(term):
            return f'<time datetime="{escape(term.value)}">{escape(day_in_words(term.value))}</time>'
        text = yes_or_no(term.value) if term.datatype.value == f"{XSD}boolean" else escape(term.value)
        return f"<span{language}>{text}</span>" if language else text
    if isinstance(term, BlankNode):
        return f"<span>_:{escape(term.value[:8])}</span>"
    parts = (term.subject, term.predicate, term.object)
    return f"<span>« {' '.join(term_html(part, root=root) for part in parts)} »</span>"


def table_html(table: Table, columns: Sequence[Column] = (), root: str = "", shown: str = "") -> str:
    """Write rows as a table; on a phone a row of many cells becomes a card, so that each cell holds its heading.

    Args:
        table: the rows.
        columns: where they are declared, a node and its label share a column, and so do claims and passages.
        root: the path under which the service is seen from outside.
        shown: says which rows these are; without it, at most `MAX_ROWS` are written and counted.
    """
    rows = list(table if shown else islice(table, MAX_ROWS + 1))
    kept = rows if shown else rows[:MAX_ROWS]
    writers = _writers(table.columns, {column.name: column for column in columns}, root, kept)
    role = _role if (stacked := len(writers) >= STACKED_FROM) else _no_role
    head = "".join(f'<th{role("columnheader")} scope="col">{escape(writer.title)}</th>' for writer in writers)
    lines = ("".join(writer.cell(row, stacked=stacked) for writer in writers) for row in kept)
    body = "".join(f"<tr{role('row')}>{line}</tr>" for line in lines)
    kind = ' class="stacked"' if stacked else ""
    return (
        f'<div class="scroll" tabindex="0"><table{kind}{role("table")}><caption>{escape(shown) or _count(len(rows))}'
        f"</caption><thead{role('rowgroup')}><tr{role('row')}>{head}</tr></thead>"
        f"<tbody{role('rowgroup')}>{body}</tbody></table></div>"
    )


def _role(name: str) -> str:
    """Write a role, which parts of a table lose where a stylesheet turns them into blocks (WAI-ARIA 1.2, table)."""
    return f' role="{name}"'


def _no_role(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class _Writer:
    """A column that is shown: its heading, what writes the inside of its cells, and their class."""

    title: str
    write: Callable[[Row], str]
    place: int
    kind: str = ""

    def cell(self, row: Row, *, stacked: bool) -> str:
        """Write a cell; in a table that becomes cards it holds its role and, unless it is empty, its heading."""
        inside, term = self.write(row), row[self.place]
        kind = "number" if isinstance(term, Literal) and term.datatype.value in _NUMBERS else self.kind
        named = f' class="{kind}"' if kind else ""
        if not stacked:
            return f"<td{named}>{inside}</td>"
        return f'<td role="cell"{named} data-label="{escape(self.title)}">{inside}</td>' if inside else _EMPTY


def _writers(names: Sequence[str], declared: Mapping[str, Column], root: str, rows: Sequence[Row]) -> list[_Writer]:
    """Give the writer of each column that is shown.

    All answers about standing have some columns in common; those that hold nothing in this one are left out.
    """
    pairs = list(merged_columns(names)) if declared else [(name, "") for name in names]
    found: list[_Writer] = []
    proofs = {c.type: names.index(c.name) for c in declared.values() if c.type in KINDS and c.many and c.name in names}
    source = names.index("source") if "source" in names else None
    coded = is_computed(declared)
    for name, label in pairs:
        column, place = declared.get(name), names.index(name)
        if column is None or column.type not in KINDS:
            beside = names.index(label) if label else None
            is_code = coded and column is not None and column.type == "string" and beside is None
            write = partial(_inside, index=place, label=beside, root=root, code=name if is_code else "")
            found.append(_Writer(heading(name, column), write, place))
        elif place not in proofs.values() or len(proofs) == 1:
            write = partial(_evidence, places={column.type: place}, source=source, root=root)
            found.append(_Writer(heading(name, column), write, place, "evidence"))
        elif place == min(proofs.values()):
            found.append(
                _Writer("Evidence", partial(_evidence, places=proofs, source=source, root=root), place, "evidence")
            )
    if coded and rows:
        found = [writer for writer in found if any(map(writer.write, rows))]
    return found


def _evidence(row: Row, places: Mapping[str, int], source: int | None, root: str) -> str:
    return merged_html(
        {kind: row[place] for kind, place in places.items()}, None if source is None else row[source], root
    )


def _inside(row: Row, index: int, label: int | None, root: str, code: str) -> str:
    term = row[index]
    named = plain(row[label]) if label is not None else ""
    if named and (term is None or isinstance(term, Literal)):
        return escape(named)
    return code_html(code, plain(term)) if code else term_html(term, named, root)


def _count(rows: int) -> str:
    if rows > MAX_ROWS:
        return f"The first {MAX_ROWS:,} rows. The other forms hold them all."
    return {0: "No rows", 1: "1 row"}.get(rows, f"{rows:,} rows")


def heading(name: str, column: Column | None) -> str:
    """Name a column for people, with its unit."""
    if column is None:
        return name
    return f"{column.label} ({column.unit})" if column.unit else column.label


def truth_html(*, value: bool) -> str:
    """Write the answer to an ASK."""
    return f'<p class="truth">{"Yes" if value else "No"}</p>'


def graph_html(triples: Iterable[Triple], root: str = "") -> str:
    """Write a graph as a table of its statements."""
    rows = ((triple.subject, triple.predicate, triple.object) for triple in triples)
    return table_html(Table(("subject", "predicate", "object"), rows), (), root)


def table_markdown(table: Table, columns: Sequence[Column] = (), shown: str = "") -> str:
    """Write rows as a table of GitHub's Markdown; where the columns are declared, labels become links.

    Args:
        table: the rows.
        columns: the declared columns.
        shown: says which rows these are, below the table.
    """
    declared = {column.name: column for column in columns}
    pairs = list(merged_columns(table.columns)) if declared else [(name, "") for name in table.columns]
    lines = [_line(_escaped(heading(name, declared.get(name))) for name, _ in pairs), _line("---" for _ in pairs)]
    for row in table:
        cells = dict(zip(table.columns, row, strict=True))
        lines.append(_line(_markdown(cells[name], plain(cells[label]) if label else "") for name, label in pairs))
    lines += ["", shown] if shown else []
    return "".join(f"{line}\n" for line in lines)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown(term: Term | None, label: str) -> str:
    if isinstance(term, NamedNode):
        return f"[{_escaped(label or short(term.value))}]({quote(term.value, safe=_SAFE_IN_URL.replace('(', ''))})"
    if isinstance(term, Literal) and is_moment(term):
        return _escaped(day_in_words(term.value))
    return _escaped(label or plain(term))


def _escaped(text: str) -> str:
    for sign in "\\`*_[]|<":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
