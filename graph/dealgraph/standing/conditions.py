"""From conditions to expressions, for one scenario at one level."""

from dataclasses import dataclass, field
from functools import partial

from dealgraph.standing import figures
from dealgraph.standing.admission import Admission
from dealgraph.standing.chronicle import Chronicle
from dealgraph.standing.dates import Span, turn
from dealgraph.standing.expression import (
    Basis,
    Expression,
    Op,
    Piece,
    Reason,
    leaf,
    node,
    unknown,
)
from dealgraph.standing.index import Index, Option
from dealgraph.standing.model import Condition, Quantity, TimeSpan, shown
from dealgraph.standing.scenario import END, NEED, OFFER, Happening, Scenario
from dealgraph.standing.timeline import BEGIN, FALSE, TRUE, UNKNOWN

_NODES = {
    "AllOf": Op.ALL,
    "AnyOf": Op.ANY,
    "NoneOf": Op.NONE,
    "ExactlyOneOf": Op.EXACTLY_ONE,
    "AtLeast": Op.AT_LEAST,
}


@dataclass(frozen=True)
class Conditions:
    """The conditions of a model as one scenario sees them; each is looked at once for each need."""

    index: Index
    scenario: Scenario
    admission: Admission
    chronicle: Chronicle
    _made: dict[tuple[str, str], tuple[Expression | None, int]] = field(default_factory=dict, repr=False)

    def of(self, root: str, need: str = "") -> Expression | None:
        """Turn a condition into an expression; nothing where the condition does not count.

        Args:
            root: the condition.
            need: the need that the events of templates are about; any need where it is empty.

        It goes down without recursion, because trees may be deep, and finds circles on the way.
        """
        made = self._made
        waiting = [root]
        above: set[str] = set()
        while waiting:
            iri = waiting[-1]
            if (iri, need) in made:
                waiting.pop()
                continue
            above.add(iri)
            first = [part for part in self._needed(iri, need) if (part, need) not in made and part not in above]
            if first:
                waiting += first
                continue
            self.admission.watermark.remember(made, (iri, need), partial(self._make, iri, need))
            above.discard(waiting.pop())
        return self._known(root, need)

    def _known(self, iri: str, need: str) -> Expression | None:
        """Look up a condition that has been turned."""
        expression, weakest = self._made[iri, need]
        if weakest:
            self.admission.watermark.reach(weakest)
        return expression

    def _needed(self, iri: str, need: str) -> list[str]:
        """List the conditions that must be turned first: operands, and the criteria of events."""
        condition = self.index.model.conditions.get(iri)
        if condition is None:
            return []
        found = [link.target for link in condition.operands]
        if self.index.criteria:
            events = [condition.event.target] if condition.event else self.index.reaching(iri)
            happenings = [h for event in events for h in (Happening(event), *self._implying(event, need))]
            found += [link.target for h in happenings for link in self.index.criteria.get(h.event, ())]
        return found

    def _make(self, iri: str, need: str) -> Expression | None:
        condition = self.index.model.conditions.get(iri)
        if condition is None or not self.admission.item(iri):
            return None
        if condition.event is not None:
            return self._event_condition(condition, need)
        if condition.kind == "TemporalCondition":
            return self._time(condition)
        if condition.kind == "ThresholdCondition":
            return self._threshold(condition, need)
        return self._composite(condition, need)

    def _event_condition(self, condition: Condition, need: str) -> Expression | None:
        if condition.event is None or self.admission.link(condition.event) is None:
            return None
        label, claims = self.index.model.label(condition.iri), self.admission.evidence(condition.iri)
        return self.event(condition.event.target, need, label, claims)

    def event(self, event: str, need: str, label: str = "", claims: tuple[str, ...] = ()) -> Expression:
        """Tell when an event has happened: by itself, by what implies it, or by the test of a definition."""
        happening = self._for_need(event, need)
        parts = [self.happening(happening, label, claims)]
        parts += [self.happening(found) for found in self._implying(event, need)]
        if happening not in self.scenario.never:
            for link in self.index.criteria.get(event, ()):
                support = self.admission.link(link)
                criterion = self._part(link.target, need)
                if support is not None and criterion is not None:
                    parts.append(
                        node(Op.ANY, [criterion], "The agreed definition is met", shown(link.target), support.claims)
                    )
        return (
            parts[0] if len(parts) == 1 else node(Op.ANY, parts, label or self.name(happening), str(happening), claims)
        )

    def _for_need(self, event: str, need: str) -> Happening:
        options = self.index.options_of.get(event, ())
        if not need or not options:
            return Happening(event)
        return Happening(NEED if any(event in option.needs for option in options) else event, need)

    def _implying(self, event: str, need: str) -> list[Happening]:
        """List what implies that there is a need: that it is offered, taken up or declined."""
        options = [o for o in self.index.options_of.get(event, ()) if event in o.needs]
        found = [self._for_need(act, need) for o in options for act in sorted(o.accepts | o.declines)]
        return [Happening(OFFER, need), *found] if need and options else found

    def happening(self, happening: Happening, label: str = "", claims: tuple[str, ...] = ()) -> Expression:
        """Make the leaf for something that may happen."""
        pieces = self.chronicle.pieces(happening)
        label = f"{label} ({happening.of})" if label and happening.of else label or self.name(happening)
        return leaf(Op.EVENT, pieces, label, str(happening), claims)

    def name(self, happening: Happening) -> str:
        """Say in words what may happen."""
        if happening.event == END:
            return f"{self.index.model.label(happening.of)}: it ends, although no end is stated"
        if happening.event in {NEED, OFFER}:
            return f"{happening.of} {'arises' if happening.event == NEED else 'is offered to the holder'}"
        label = self.index.model.label(happening.event)
        return f"{label} ({happening.of})" if happening.of else label

    def _part(self, iri: str, need: str) -> Expression | None:
        """Give a part that has been turned; one that has not is being turned now, so that it depends on itself."""
        if (iri, need) in self._made:
            return self._known(iri, need)
        return unknown(Reason.CIRCULAR, self.index.model.label(iri), shown(iri))

    def _time(self, condition: Condition) -> Expression:
        named = named_time(self.index.model.times.get(condition.time, TimeSpan()))
        window = turn(named, condition.sense, self.scenario.until)
        pieces: list[Piece] = []
        if window.earliest is None or window.latest is None:
            pieces = [Piece(BEGIN, UNKNOWN, Basis.RECORDED, Reason.NOT_DATED)]
        else:
            if window.earliest > BEGIN:
                pieces.append(Piece(BEGIN, FALSE, Basis.RECORDED))
            if window.earliest < window.latest:
                pieces.append(Piece(window.earliest, UNKNOWN, Basis.RECORDED, Reason.DATE_IMPRECISE))
            pieces.append(Piece(window.latest, TRUE, Basis.RECORDED))
        label, claims = self.index.model.label(condition.iri), self.admission.evidence(condition.iri)
        return leaf(Op.TIME, pieces, label, shown(condition.iri), claims)

    def _threshold(self, condition: Condition, need: str) -> Expression:
        label, claims = self.index.model.label(condition.iri), self.admission.evidence(condition.iri)
        reaching = self.index.reaching(condition.iri)
        given = figures.figures_for(condition, self.scenario.figures)
        if not given and len(reaching) == 1:
            return self.event(reaching[0], need, label, claims)
        events = [e for e in reaching if not given or self._decided(Happening(e))]
        parts = [self.event(event, need) for event in events]
        if given or not events:
            ref = shown(reaching[0] if len(reaching) == 1 else condition.iri)
            before = figures.presumed(closed=self.scenario.world == "closed")
            limit = self.index.model.quantities.get(condition.limit, Quantity("", "", ""))
            found = figures.pieces(condition, limit, given, before) if given else before
            parts.append(leaf(Op.FIGURE, found, label, ref, claims))
        return parts[0] if len(parts) == 1 else node(Op.ANY, parts, label, shown(condition.iri), claims)

    def _decided(self, happening: Happening) -> bool:
        """Tell whether an event is known or assumed to happen, so that no figure is needed to tell."""
        return self.chronicle.dated(happening) is not None

    def _composite(self, condition: Condition, need: str) -> Expression | None:
        label, claims = self.index.model.label(condition.iri), self.admission.evidence(condition.iri)
        declined = self._declined(condition)
        if declined is not None:
            parts = [self.event(event, need) for event in sorted(declined.declines)]
            return parts[0] if len(parts) == 1 else node(Op.ANY, parts, label, shown(condition.iri), claims)
        parts = []
        for link in condition.operands:
            support = self.admission.link(link)
            part = self._part(link.target, need) if support is not None else None
            if part is not None:
                parts.append(part)
        if not parts:
            return None
        return node(_NODES[condition.kind], parts, label, shown(condition.iri), claims, number=condition.minimum)

    def _declined(self, condition: Condition) -> Option | None:
        """Read "none of: the holder takes it up" as that the holder declines.

        That no reply has come says nothing, because no source gives the holder a period to reply in.
        """
        if condition.kind != "NoneOf":
            return None
        parts = [self.index.model.conditions.get(link.target) for link in condition.operands]
        events = {part.event.target for part in parts if part is not None and part.event is not None}
        if not events or len(events) < len(parts):
            return None
        options = (option for event in events for option in self.index.options_of.get(event, ()))
        return next((option for option in options if events <= option.accepts and option.declines), None)


def named_time(span: TimeSpan) -> Span | None:
    """Give the time that words name: both sides where both are bounded, else the side that is.

    "Until 2030" is written as a stretch with an end in 2030 and no beginning; what it names is 2030.
    """
    sides = [
        (first, last)
        for first, last in ((span.earliest_start, span.latest_start), (span.earliest_end, span.latest_end))
        if first is not None and last is not None
    ]
    return Span(sides[0][0], sides[-1][1]) if sides else None
