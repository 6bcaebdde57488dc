"""Answers: rows under declared columns, whole verdicts beside them, and what scenario and record they rest on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode

from dealgraph import names
from dealgraph.answer import Row, Table
from dealgraph.catalog import MANY_SEPARATOR, Column
from dealgraph.standing.dates import day_text, span_text
from dealgraph.standing.desk import Desk
from dealgraph.standing.model import Claim, claim_shown, shown
from dealgraph.standing.proof import PROOF_FORMAT, printed
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.request import Request
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.verdict import Verdict, all_stretches

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
        rows: list[Row] = [tuple(_term(row[column.name], column) for column in columns) for row in self.rows]
        return Table([column.name for column in columns], rows)

    @cached_property
    def details(self) -> dict[str, Any]:
        """The whole answer, ready to be written as JSON: scenario, record, rows, verdicts and proof."""
        desk, request, verdicts = self.desk, self.request, self.found.verdicts
        return {
            "format": ANSWER_FORMAT,
            "question": self.question.name,
            "parameters": {name: list(words) for name, words in request.words.items()},
            "on": span_text(request.on),
            "scenario": self.scenario.to_json(),
            "knownBy": desk.known_by(self.scenario),
            "warnings": desk.warnings(self.scenario, request.on),
            "columns": [column.name for column in self.question.columns],
            "rows": [{name: _plain(cell) for name, cell in row.items()} for row in self.rows],
            "verdicts": [verdict_json(desk, self.scenario, v, proof=len(verdicts) == 1) for v in verdicts],
            **self.found.more,
        }


def _term(cell: Cell, column: Column) -> NamedNode | Literal | None:
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


def claims_shown(desk: Desk, claims: Iterable[str]) -> list[str]:
    """Name claims by document and number."""
    return [claim_shown(desk.model.claims[claim]) for claim in claims if claim in desk.model.claims]


def verdict_json(desk: Desk, scenario: Scenario, verdict: Verdict, *, proof: bool) -> dict[str, Any]:
    """Write a whole verdict as JSON, with its proof if that is asked for."""
    model, claims = desk.model, [desk.model.claims[claim] for claim in verdict.claims if claim in desk.model.claims]
    holders, stated = desk.holders(scenario, verdict.position)
    found: dict[str, Any] = {
        "position": shown(verdict.position),
        "iri": verdict.position,
        "label": model.label(verdict.position),
        "need": verdict.need or None,
        "holders": [shown(holder) for holder in holders],
        "holderStated": stated,
        "on": span_text(verdict.on),
        "asOf": span_text(scenario.as_of) if scenario.as_of else None,
        "scenario": scenario.name,
        "value": verdict.value,
        "state": verdict.state,
        "cause": _cause(verdict),
        "reasons": [reason.value for reason in verdict.reasons],
        "certainty": verdict.certainty,
        "profile": {level: {"value": v, "state": s} for level, (v, s) in verdict.profile.items()},
        "contestedBy": list(verdict.contested_by),
        "providedThatNot": [{"id": ref, "label": label} for ref, label in verdict.presumed.items()],
        "assumed": [{"id": ref, "label": label} for ref, label in verdict.assumed.items()],
        "readings": claims_shown(desk, verdict.readings),
        "until": scenario.until,
        "outside": verdict.outside,
        "claims": [_claim(desk, claim) for claim in claims],
        "passages": list(dict.fromkeys(passage for claim in claims for passage in claim.passages)),
        "documents": sorted({shown(claim.document) for claim in claims}),
        "segments": _stretches(verdict.stretches),
        "timeline": _stretches(all_stretches(verdict.standing)),
    }  # fmt: skip
    if proof:
        found["proofFormat"] = PROOF_FORMAT
        found["proofOn"] = day_text(verdict.on.first)
        found["proof"] = printed(verdict.standing.root, verdict.on.first, verdict.places, model)
    return found


def _claim(desk: Desk, claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim_shown(claim),
        "speaker": shown(claim.speaker),
        "basis": shown(claim.basis),
        "says": claim.says,
        "reading": claim.reading,
        "outside": desk.is_outside(claim.iri),
    }


def _cause(verdict: Verdict) -> dict[str, str | None] | None:
    if verdict.cause is None:
        return None
    since = day_text(verdict.cause.since) if verdict.cause.since is not None else None
    return {"id": verdict.cause.ref, "label": verdict.cause.label, "since": since or None}


def _stretches(stretches: Iterable[Any]) -> list[dict[str, str | None]]:
    return [
        {"from": day_text(s.first) or None, "to": day_text(s.last) or None, "value": s.value.word, "state": s.state}
        for s in stretches
    ]


def _plain(cell: Cell) -> Any:
    if isinstance(cell, str):
        return shown(cell) if cell.startswith(names.ID) else cell
    return cell if cell is None or isinstance(cell, bool) else list(cell)
