"""Answers: rows under declared columns, whole verdicts beside them, and what scenario and record they rest on."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, Quad

from dealgraph import names
from dealgraph.answer import Row, Table
from dealgraph.catalog import MANY_SEPARATOR, Column
from dealgraph.standing.answer_rdf import answer_quads
from dealgraph.standing.dates import span_text
from dealgraph.standing.desk import Desk
from dealgraph.standing.details import claims_in, claims_shown, verdicts_json
from dealgraph.standing.model import shown
from dealgraph.standing.notation_rdf import scenario_quads
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.rendering import text_of
from dealgraph.standing.request import Request, canonical_pairs
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.verdict import Verdict

__all__ = ["Cell", "Cells", "Found", "StandingAnswer", "base_row", "claims_shown"]

ANSWER_FORMAT = "standing/1"
"""The version of the whole answer; the proof has its own."""
Cell: TypeAlias = str | bool | Sequence[str] | None
"""A cell: a text, an IRI, an ISO date or nothing; several texts; true or false."""
Cells: TypeAlias = dict[str, Cell]


@dataclass(frozen=True)
class Found:
    """What a question finds: rows, the verdicts behind them, and anything that only this question has."""

    rows: Sequence[Cells]
    verdicts: Sequence[Verdict] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StandingAnswer:
    """The answer to a question about standing.

    Args:
        desk: where it was asked.
        request: what was asked.
        found: what was found.
    """

    desk: Desk = field(repr=False)
    request: Request
    found: Found

    @property
    def question(self) -> StandingQuestion:
        """What was asked, without its parameters."""
        return self.request.question

    @property
    def scenario(self) -> Scenario:
        """What was assumed; its digest names everything in the answer that the store does not."""
        return self.request.scenario

    @cached_property
    def rows(self) -> tuple[Cells, ...]:
        """The cells by declared column."""
        columns = self.question.columns
        return tuple({column.name: row.get(column.name) for column in columns} for row in self.found.rows)

    @property
    def table(self) -> Table:
        """The rows as those of a SELECT, under the declared columns."""
        columns = self.question.columns
        rows: list[Row] = [tuple(cell_term(row[column.name], column) for column in columns) for row in self.rows]
        return Table([column.name for column in columns], rows)

    @property
    def details(self) -> Mapping[str, Any]:
        """The whole answer, ready to be written as JSON: scenario, record, rows, verdicts and proof."""
        return self._details

    @cached_property
    def _details(self) -> dict[str, Any]:
        desk, request = self.desk, self.request
        verdicts = verdicts_json(desk, self.found.verdicts)
        return {
            "format": ANSWER_FORMAT,
            "question": self.question.name,
            "title": self.question.title,
            "asked": self.question.question,
            "parameters": _grouped(self.canonical),
            "digest": self.digest,
            "on": span_text(request.on),
            "scenario": self.scenario.to_json(),
            "knownBy": desk.known_by(self.scenario),
            "warnings": desk.warnings(self.scenario, request.on),
            "columns": [column.name for column in self.question.columns],
            "rows": [{name: _plain(cell) for name, cell in row.items()} for row in self.rows],
            "verdicts": verdicts,
            "claims": claims_in(desk, verdicts),
            **self.found.more,
        }

    @property
    def text(self) -> str:
        """The whole answer as plain text, with the proof where there is one verdict."""
        return text_of(self.details)

    @property
    def quads(self) -> list[Quad]:
        """The whole answer as RDF: each scenario is a named graph, the verdicts stand in the default graph."""
        return [*answer_quads(self.details), *self.assumed_quads]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that the request speaks of: both sides of a comparison, else the one."""
        return self.request.sides if self.question.compares else (self.scenario,)

    @property
    def assumed(self) -> dict[str, Any]:
        """The scenario of the request as JSON; of a comparison, both by side."""
        found = [scenario.to_json() for scenario in self.scenarios]
        return dict(zip("ab", found, strict=True)) if self.question.compares else found[0]

    @property
    def assumed_quads(self) -> list[Quad]:
        """The scenarios of the request and of its verdicts as named graphs."""
        others = (verdict.scenario for verdict in self.found.verdicts)
        return [quad for scenario in dict.fromkeys((*self.scenarios, *others)) for quad in scenario_quads(scenario)]

    @property
    def canonical(self) -> tuple[tuple[str, str], ...]:
        """The parameters in one order and one notation; what is as usual is left out."""
        return tuple(canonical_pairs(self.request))

    @property
    def digest(self) -> str:
        """The SHA-256 of question and canonical parameters, as the first 32 hexadecimal digits."""
        text = f"{self.question.name}?{urlencode(self.canonical)}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, word in pairs:
        found.setdefault(name, []).append(word)
    return found


def cell_term(cell: Cell, column: Column) -> NamedNode | Literal | None:
    """Write a cell as the term that a SELECT would give."""
    if cell is None or (not cell and not isinstance(cell, bool)):
        return None
    if isinstance(cell, bool):
        return Literal(str(cell).lower(), datatype=NamedNode(f"{names.XSD}boolean"))
    if not isinstance(cell, str):
        return Literal(MANY_SEPARATOR.join(cell))
    if column.type == "iri":
        return NamedNode(cell)
    return Literal(cell, datatype=NamedNode(f"{names.XSD}date")) if column.type == "date" else Literal(cell)


def base_row(desk: Desk, scenario: Scenario, verdict: Verdict, **more: Cell) -> Cells:
    """Fill the columns that every answer has, for one verdict."""
    label = desk.model.label(verdict.position)
    holders, _ = desk.holders(scenario, verdict.position)
    row: Cells = {
        "position": verdict.position,
        "label": f"{label} ({verdict.need})" if verdict.need else label,
        "holder": [desk.model.label(holder) for holder in holders],
        "state": verdict.state,
        "value": verdict.value,
        "cause": verdict.cause.label if verdict.cause else "",
        "certainty": verdict.certainty,
        "provided_that_not": list(verdict.presumed.values()),
        "outside": verdict.outside,
        "reasons": [reason.value for reason in verdict.reasons],
    }
    return row | more


def _plain(cell: Cell) -> Any:
    if isinstance(cell, str):
        return shown(cell) if cell.startswith(names.ID) else cell
    return cell if cell is None or isinstance(cell, bool) else list(cell)
