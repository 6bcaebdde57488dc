"""Levers: the single assumptions that could change the verdict on a right."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from dealgraph.standing.dates import UNTIL_READINGS, Span
from dealgraph.standing.desk import Desk
from dealgraph.standing.expression import claims_of
from dealgraph.standing.model import claim_shown
from dealgraph.standing.scenario import CONTEXTS, END, MAX_ASSUMPTIONS, WORLDS, Figure, Happening, Scenario


@dataclass(frozen=True, slots=True)
class Lever:
    """One assumption more, as it is written in a URL, and the scenario with it."""

    text: str
    kind: str
    scenario: Scenario


def levers_for(desk: Desk, scenario: Scenario, right: str, on: Span, need: str) -> Iterator[Lever]:
    """List the assumptions that may matter to a right: events, figures, claims set aside, and ways of reading.

    Args:
        desk: what is known.
        scenario: what is assumed already.
        right: the IRI of the right.
        on: the days on which an event is assumed to happen.
        need: for an outcome of an option, the need that is meant.
    """
    if scenario.size < MAX_ASSUMPTIONS:
        yield from _events(desk, scenario, right, on, need)
        yield from _figures(desk, scenario, right, on)
        yield from _claims(desk, scenario, right, need)
    readings = [(f"until={choice}", replace(scenario, until=choice)) for choice in UNTIL_READINGS]
    readings += [(f"world={choice}", replace(scenario, world=choice)) for choice in WORLDS]
    readings += [(f"context={choice}", replace(scenario, context=choice)) for choice in CONTEXTS]
    yield from (Lever(text, "reading", then) for text, then in readings if then != scenario)


def _events(desk: Desk, scenario: Scenario, right: str, on: Span, need: str) -> Iterator[Lever]:
    chronicle = desk.record(scenario).chronicle
    for event in sorted(desk.index.events_of(desk.model.positions[right])):
        of = need if event in desk.index.options_of else ""
        happening = Happening(event, of)
        if chronicle.dated(happening) is not None:
            yield Lever(f"never={happening}", "event", scenario.excluding(happening))
        else:
            yield _supposed(scenario, happening, on)
    yield _supposed(scenario, Happening(END, right), on)


def _supposed(scenario: Scenario, happening: Happening, on: Span) -> Lever:
    then = scenario.supposing(happening, on)
    text = next(f"assume={found}" for found in then.occurrences if found.happening == happening)
    return Lever(text, "event", then)


def _figures(desk: Desk, scenario: Scenario, right: str, on: Span) -> Iterator[Lever]:
    """Assume that each limit is just reached."""
    conditions = desk.model.conditions
    roots = desk.index.roots(desk.model.positions[right])
    for iri in dict.fromkeys(c for _, root in roots for c in desk.index.conditions_under(root)):
        limit = desk.model.quantities.get(conditions[iri].limit)
        try:
            amount = Decimal(limit.maximum) if limit else None
        except InvalidOperation:
            amount = None
        if limit is not None and amount is not None and amount.is_finite() and conditions[iri].measure:
            figure = Figure(conditions[iri].measure, "", on.first, on.last, amount, amount, limit.unit)
            yield Lever(f"assume={figure}", "figure", scenario.measuring(figure))


def _claims(desk: Desk, scenario: Scenario, right: str, need: str) -> Iterator[Lever]:
    """Set aside each claim on which the right rests in any way."""
    admission = desk.record(scenario).admission
    root = desk.record(scenario).position(right, need).root
    for iri in sorted({*admission.evidence(right), *claims_of(root)}):
        yield Lever(f"disregard={claim_shown(desk.model.claims[iri])}", "claim", scenario.disregarding(iri))
