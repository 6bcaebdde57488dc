"""Rows with values of Python: what the client gives back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from importlib import import_module
from typing import Any, Self, TypeAlias

from pyoxigraph import BlankNode, Literal, Triple

from dealgraph.answer import Answer, Table, Term, Truth
from dealgraph.catalog import MANY_SEPARATOR, Column
from dealgraph.names import XSD

Cell: TypeAlias = str | bool | int | float | Decimal | date | datetime | tuple[str, ...] | None
_TRIPLE = ("subject", "predicate", "object")
_TRUTH = "answer"


class Row(tuple[Cell, ...]):  # noqa: SLOT001 - the names of the columns need a place
    """One row: a tuple whose cells also go by the names of their columns, as attributes and as keys.

    A column that is named like a method of tuples, such as `count`, goes by its key alone.

    >>> row = Row(("right", "until"), ("first-refusal", None))
    >>> row.right, row["until"], row[0], row
    ('first-refusal', None, 'first-refusal', Row(right='first-refusal', until=None))
    """

    columns: tuple[str, ...]

    def __new__(cls, columns: Sequence[str], cells: Iterable[Cell]) -> Self:
        """Make a row of cells under columns."""
        row = super().__new__(cls, cells)
        row.__dict__["columns"] = tuple(columns)
        return row

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self.columns:
            raise AttributeError(f"There is no column “{name}”; there are: {', '.join(self.columns)}.")
        return self[name]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("A row does not change.")

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            try:
                return tuple.__getitem__(self, self.columns.index(key))
            except ValueError:
                raise KeyError(key) from None
        return tuple.__getitem__(self, key)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={cell!r}' for name, cell in zip(self.columns, self, strict=True))})"

    def __reduce__(self) -> tuple[type["Row"], tuple[tuple[str, ...], tuple[Cell, ...]]]:
        return Row, (self.columns, tuple(self))

    def as_dict(self) -> dict[str, Cell]:
        """Give the cells by column."""
        return dict(zip(self.columns, self, strict=True))


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Row]):
    """The answer to a question.

    Args:
        columns: what each row holds.
        rows: the rows. IRIs are text; cells that hold several values are tuples; nothing is None.
        version: the version of the graph that answered; nothing where it is not known.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = field(repr=False)
    version: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def to_pandas(self) -> Any:
        """Give the rows as a `pandas.DataFrame`.

        Raises:
            ImportError: pandas is not installed.
        """
        pandas = import_module("pandas")
        names = [column.name for column in self.columns]
        return pandas.DataFrame.from_records([tuple(row) for row in self.rows], columns=names)


def rows_of(found: Answer, columns: Sequence[Column], version: str = "") -> Rows:
    """Read an answer; yes or no becomes one cell `answer`, a graph rows of subject, predicate and object.

    Args:
        found: the answer.
        columns: the declared columns.
        version: the version of the graph.
    """
    if isinstance(found, Truth):
        table = Table((_TRUTH,), [(Literal(found.value),)])
    elif isinstance(found, Table):
        table = found
    else:
        table = Table(_TRIPLE, [(t.subject, t.predicate, t.object) for t in found.triples])
    declared = {column.name: column for column in columns}
    known = tuple(declared.get(name) or Column(name, "any", name) for name in table.columns)
    rows = tuple(Row(table.columns, map(to_python, row, known)) for row in table)
    return Rows(known, rows, version)


def to_python(term: Term | None, column: Column) -> Cell:
    """Write a term as a value of Python; a literal that is not of its datatype stays text."""
    if column.many:
        text = term.value if isinstance(term, Literal) else ""
        return tuple(sorted({part for part in text.split(MANY_SEPARATOR) if part}))
    if term is None:
        return None
    if isinstance(term, Literal):
        reader = _READERS.get(term.datatype.value)
        try:
            return reader(term.value) if reader else term.value
        except (ValueError, InvalidOperation):
            return term.value
    if isinstance(term, BlankNode | Triple):
        return str(term)
    return term.value


def _truth(text: str) -> bool:
    if text not in {"true", "false", "1", "0"}:
        raise ValueError(text)
    return text in {"true", "1"}


_READERS: Mapping[str, Callable[[str], Cell]] = {
    f"{XSD}integer": int,
    f"{XSD}nonNegativeInteger": int,
    f"{XSD}positiveInteger": int,
    f"{XSD}decimal": Decimal,
    f"{XSD}double": float,
    f"{XSD}float": float,
    f"{XSD}boolean": _truth,
    f"{XSD}dateTime": datetime.fromisoformat,
    f"{XSD}date": date.fromisoformat,
}
