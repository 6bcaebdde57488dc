"""The desk at which questions about one version of a store are answered: its model, indexes, and records."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from dealgraph.standing.admission import OUTSIDE_KIND
from dealgraph.standing.dates import Span, day_text
from dealgraph.standing.first_refusal import instances
from dealgraph.standing.index import Index
from dealgraph.standing.model import Model, shown
from dealgraph.standing.naming import Naming
from dealgraph.standing.positions import Record
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.states import STATES
from dealgraph.standing.verdict import Records, Verdict


@dataclass(frozen=True)
class Desk:
    """Everything that is needed to answer, made once for a model.

    Args:
        model: what a store holds.
        whole: whether it is all that the store holds; of a part, things are known by their names and not by labels,
            which something else may share.
    """

    model: Model = field(repr=False)
    whole: bool = True
    index: Index = field(init=False, repr=False)
    naming: Naming = field(init=False, repr=False)
    records: Records = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", Index(self.model))
        object.__setattr__(self, "naming", Naming(self.model, by_label=self.whole))
        object.__setattr__(self, "records", Records(self.index))

    def record(self, scenario: Scenario) -> Record:
        """Give the record as a scenario sees it."""
        return self.records.record(scenario)

    def rights(self, scenario: Scenario) -> Iterator[tuple[str, str]]:
        """List the rights of which the record speaks, and the outcomes of options for the needs that are assumed."""
        record = self.record(scenario)
        for position in self.model.positions.values():
            if position.is_right and record.known(position.iri):
                yield position.iri, ""
        for iri, need in instances(self.index, scenario):
            if self.model.positions[iri].is_right and record.known(iri, need):
                yield iri, need

    def verdicts(self, scenario: Scenario, on: Span) -> list[Verdict]:
        """Judge all rights, those in force first."""
        found = [self.records.verdict(scenario, iri, on, need) for iri, need in self.rights(scenario)]
        return in_order(found)

    def holders(self, scenario: Scenario, position: str) -> tuple[tuple[str, ...], bool]:
        """List who has a position, and tell whether a source says so.

        Where none does, every party to the agreement that confers the position may have it.
        """
        found = self.model.positions[position]
        admission = self.record(scenario).admission
        stated = tuple(link.target for link in found.holders if admission.fact(link) is not None)
        if stated:
            return stated, True
        return self.parties(position), False

    def parties(self, position: str) -> tuple[str, ...]:
        """List the parties to the agreements that confer a position or its correlative."""
        positions = self.model.positions
        sides = [positions[position], *(positions[c] for c in positions[position].correlatives if c in positions)]
        waiting, seen = [term for side in sides for term in side.terms], set[str]()
        parties: dict[str, None] = {}
        while waiting:
            iri = waiting.pop()
            term = self.model.terms.get(iri)
            if term is not None and iri not in seen:
                seen.add(iri)
                parties.update(dict.fromkeys(term.parties))
                waiting += term.agreements
        return tuple(sorted(parties))

    def counterparties(self, scenario: Scenario, position: str) -> tuple[str, ...]:
        """List against whom a position is held: who granted it, or holds its correlative."""
        found = self.model.positions[position]
        admission = self.record(scenario).admission
        grantors = [link.target for link in found.grantors if admission.fact(link) is not None]
        others = [h for c in found.correlatives for h in self._stated_holders(scenario, c)]
        known = tuple(dict.fromkeys([*grantors, *others]))
        return known or self.parties(position)

    def _stated_holders(self, scenario: Scenario, position: str) -> tuple[str, ...]:
        holders, stated = self.holders(scenario, position) if position in self.model.positions else ((), False)
        return holders if stated else ()

    def is_outside(self, claim: str) -> bool:
        """Tell whether a claim stands in our own notes of outside facts."""
        document = self.model.documents.get(self.model.claims[claim].document)
        return document is not None and document.kind == OUTSIDE_KIND

    def known_by(self, scenario: Scenario) -> dict[str, str] | None:
        """Name the latest document that counts and the day on which it entered the record."""
        latest = self.record(scenario).admission.latest
        if latest is None:
            return None
        document, recorded = latest
        return {"document": shown(document), "label": self.model.label(document), "recorded": day_text(recorded.day)}

    def warnings(self, scenario: Scenario, on: Span) -> list[str]:
        """Say what a reader of the answer should know about the record behind it."""
        admission = self.record(scenario).admission
        if admission.latest is None:
            return ["No document that counts has a date of record."]
        document, recorded = admission.latest
        found: list[str] = []
        if on.last > recorded.day:
            until = day_text(recorded.day)
            found.append(f"Known by {self.model.label(document)} of {until}; what came later is not on record.")
        if scenario.as_of is not None:
            saying = {claim.document for claim in self.model.claims.values()}
            undated = sorted(saying - set(admission.recorded))
            undated = [shown(iri) for iri in undated if admission.document(iri)]
            if undated:
                found.append(f"Without a date of record, and therefore always counted: {', '.join(undated)}.")
        return found


def in_order(verdicts: list[Verdict]) -> list[Verdict]:
    """Sort verdicts by state, those in force first, then by name."""
    states = {state: place for place, state in enumerate(STATES)}
    return sorted(verdicts, key=lambda v: (states.get(v.state, len(states)), v.position, v.need))


def calendar(day: int) -> date | None:
    """Give the date of a day, if it is one of the calendar."""
    text = day_text(day)
    return date.fromisoformat(text) if text else None
