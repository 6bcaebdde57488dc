"""Claims with the standing of what they speak of: the question in the file `claims.rq`, and further columns.

A row keeps what the file's query says. Where a claim speaks of one right or burden alone, the row also tells how that
stands on a date, as recorded.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Row, Table
from dealgraph.binding import LAST
from dealgraph.catalog import CannedQuery, Column, ComputedQuery, Values
from dealgraph.standing.answer import Cells, base_row, cell_term
from dealgraph.standing.asking import desk_of
from dealgraph.standing.dates import Span, day_of_moment
from dealgraph.standing.desk import Desk
from dealgraph.standing.parameters import BASE, ON
from dealgraph.standing.scenario import Scenario
from dealgraph.store import Store

_LABELS = {
    "position": "Right",
    "label": "Right",
    "state": "State of the right",
    "certainty": "Certainty of the state",
    "provided_that_not": "State provided that not",
}
_COLUMNS = tuple(replace(column, label=_LABELS.get(column.name, column.label)) for column in BASE)
_SAID = (
    " Where a claim speaks of one right or burden alone, the last columns tell how that stands on the date, as "
    "recorded; “outside” tells whether the claim itself is from outside the sources."
)


def extended(file: CannedQuery) -> ComputedQuery:
    """Add the columns of standing to the question about claims.

    Args:
        file: the question as its file has it; its first column is the claim.
    """
    return ComputedQuery(
        name=file.name,
        title=file.title,
        question=file.question,
        description=file.description + _SAID,
        audience=file.audience,
        tags=(*file.tags, "standing"),
        competency=file.competency,
        parameters=(*file.parameters, ON),
        columns=(*file.columns, *_COLUMNS),
        order=file.order,
        page_size=file.page_size,
        chart=file.chart,
        compute=partial(_compute, file),
    )


def _compute(file: CannedQuery, store: Store, values: Values) -> Table:
    found = file.answer(store, {name: terms for name, terms in values.items() if name not in {ON.name, ON.name + LAST}})
    desk = desk_of(store)
    on = Span(*(_day(values, name) for name in (ON.name, ON.name + LAST)))
    rows = list(_rows(desk, found, on)) if isinstance(found, Table) else []
    columns = found.columns if isinstance(found, Table) else ()
    return Table((*columns, *(column.name for column in _COLUMNS)), rows)


def _day(values: Values, name: str) -> int:
    return next((day_of_moment(term.value) or 0 for term in values.get(name, ())), 0)


def _rows(desk: Desk, found: Table, on: Span) -> Iterator[Row]:
    place = found.columns.index("claim")
    for row in found:
        node = row[place]
        cells = _standing(desk, node.value, on) if isinstance(node, NamedNode) else {}
        yield (*row, *(_term(cells, column) for column in _COLUMNS))


def _term(cells: Cells, column: Column) -> NamedNode | Literal | None:
    return cell_term(cells.get(column.name), column)


def _standing(desk: Desk, iri: str, on: Span) -> Cells:
    """Judge the one right or burden of which a claim speaks, if it is only one."""
    claim = desk.model.claims.get(iri)
    if claim is None:
        return {}
    spoken = [item for item in claim.about if item in desk.model.positions]
    judged: Cells = {}
    if len(spoken) == 1:
        scenario = Scenario()
        judged = base_row(desk, scenario, desk.records.verdict(scenario, spoken[0], on))
    return judged | {"outside": desk.is_outside(iri)}
