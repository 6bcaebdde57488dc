"""When events happen, in one scenario at one level: assumed, recorded with bounds, presumed not to, or left open."""

from dataclasses import dataclass

from dealgraph import names
from dealgraph.standing.admission import Admission
from dealgraph.standing.dates import Window
from dealgraph.standing.expression import Basis, Piece, Reason
from dealgraph.standing.index import Index
from dealgraph.standing.model import Event, Link, TimeSpan
from dealgraph.standing.scenario import Happening, Occurrence, Scenario
from dealgraph.standing.timeline import BEGIN, FALSE, TRUE, UNKNOWN

_REAL = frozenset({names.voc("occurred").value, names.voc("ongoing").value})


@dataclass(frozen=True, slots=True)
class Bound:
    """A day before or after which an event lies, and the claims that say so."""

    day: int
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """An event that happens, between two bounds, either of them perhaps unknown."""

    earliest: Bound | None
    latest: Bound | None
    claims: tuple[str, ...] = ()
    basis: Basis = Basis.RECORDED

    @property
    def window(self) -> Window:
        """The days between which the event lies."""
        return Window(self.earliest.day if self.earliest else None, self.latest.day if self.latest else None)


class Chronicle:
    """The events of a scenario.

    Args:
        index: everything that is recorded.
        scenario: what is assumed to happen, and never to happen.
        admission: what counts of the record.
        bare: the events where nothing is assumed, to share what has been found of them.
    """

    def __init__(self, index: Index, scenario: Scenario, admission: Admission, bare: "Chronicle | None" = None) -> None:
        self._index = index
        self._admission = admission
        self._closed = scenario.world == "closed"
        self._never = frozenset(scenario.never)
        self._assumed = {found.happening: found for found in scenario.occurrences}
        self._touched = {found.event for found in (*self._never, *self._assumed) if not found.of}
        self._known: dict[str, tuple[Dated | None, int]] = {}
        self.recorded: dict[str, tuple[Dated | None, int]] = bare.recorded if bare else self._known
        """What is known of events that no assumption touches, with the level of the weakest claim looked at for it."""
        latest = admission.latest
        self._record_ends = latest[1].day if latest else None

    def pieces(self, happening: Happening) -> tuple[Piece, ...]:
        """Tell for every day whether something has happened by then, and on what that rests."""
        if happening in self._never:
            return (Piece(BEGIN, FALSE, Basis.ASSUMED),)
        dated = self.dated(happening)
        if dated is not None:
            return _turning(dated)
        if self._closed:
            return (Piece(BEGIN, FALSE, Basis.PRESUMED),)
        return self.open()

    def open(self, reason: Reason = Reason.EVENT_OPEN) -> tuple[Piece, ...]:
        """Leave something open: up to the end of the record because nobody reports it, then because nobody could."""
        start = Piece(BEGIN, UNKNOWN, Basis.OPEN, reason)
        if self._record_ends is None:
            return (start,)
        return (start, Piece(self._record_ends + 1, UNKNOWN, Basis.OPEN, Reason.BEYOND_RECORD))

    def dated(self, happening: Happening) -> Dated | None:
        """Give the bounds of what happens, as assumed or recorded; nothing for what does not."""
        if happening in self._never:
            return None
        assumed = self._assumed.get(happening)
        if assumed is not None:
            return _assumed(assumed)
        return None if happening.of else self._recorded(happening.event)

    def _recorded(self, event: str) -> Dated | None:
        mark = self._admission.watermark
        known = self.recorded if self._touched.isdisjoint(self._index.tied_to(event)) else self._known
        if event not in known:
            found, weakest = mark.watch(lambda: self._together(event))
            known.update({iri: (dated, weakest) for iri, dated in found.items()})
        dated, weakest = known[event]
        if weakest:
            mark.reach(weakest)
        return dated

    def _together(self, event: str) -> dict[str, Dated | None]:
        """Date an event with all those that the order of events ties to it.

        The bounds only ever narrow, and each is the day of some event, so that this ends.
        """
        found = {iri: self._alone(iri) for iri in self._index.tied_to(event)}
        if len(found) == 1:
            return found
        while any(self._narrow(iri, found) for iri in found):
            pass
        return found

    def _alone(self, iri: str) -> Dated | None:
        """Date an event by what is said of itself, and by the day on which it was already on record."""
        happening = Happening(iri)
        event = self._index.model.events.get(iri)
        if happening in self._never:
            return None
        if happening in self._assumed:
            return _assumed(self._assumed[happening])
        if event is None or not self._admission.item(iri):
            return None
        claims = self._reality(event)
        if claims is None:
            return None
        earliest, latest = self._when(event)
        by_record = self._by_record(claims)
        if by_record is not None and (latest is None or by_record.day < latest.day):
            latest = by_record
        return Dated(earliest, latest, claims)

    def _reality(self, event: Event) -> tuple[str, ...] | None:
        """Give the claims by which an event has happened or goes on; nothing where it has not."""
        for link in event.actuality:
            support = self._admission.fact(link) if link.target in _REAL else None
            if support is not None:
                return support.claims or self._admission.evidence(event.iri)
        return None

    def _when(self, event: Event) -> tuple[Bound | None, Bound | None]:
        for link in event.when:
            support = self._admission.fact(link)
            span = self._index.model.times.get(link.target, TimeSpan())
            if support is not None and span != TimeSpan():
                first, last = span.earliest_start, span.latest_end
                return (
                    None if first is None else Bound(first, support.claims),
                    None if last is None else Bound(last, support.claims),
                )
        return None, None

    def _by_record(self, claims: tuple[str, ...]) -> Bound | None:
        """Bound an event that happened by the day on which a document that says so entered the record."""
        documents = {self._index.model.claims[claim].document for claim in claims}
        dates = [self._admission.recorded[d] for d in documents if d in self._admission.recorded]
        first = min(dates, key=lambda recorded: recorded.day, default=None)
        return Bound(first.day, first.claims) if first else None

    def _narrow(self, iri: str, found: dict[str, Dated | None]) -> bool:
        """Carry the bounds of one event over to those that it does not precede or follow; tell whether any moved."""
        event = self._index.model.events.get(iri)
        if event is None or found[iri] is None:
            return False
        moved = [self._order(iri, link.target, link, found) for link in event.not_after]
        moved += [self._order(link.target, iri, link, found) for link in event.not_before]
        return any(moved)

    def _order(self, first: str, second: str, link: Link, found: dict[str, Dated | None]) -> bool:
        """Let one event not come after another: its latest day and the other's earliest follow."""
        one, other, support = found.get(first), found.get(second), self._admission.fact(link)
        if one is None or other is None or support is None:
            return False
        moved = False
        if one.basis is Basis.RECORDED and other.latest and (not one.latest or other.latest.day < one.latest.day):
            bound = Bound(other.latest.day, _joined(support.claims, other.latest.claims))
            found[first] = one = Dated(one.earliest, bound, one.claims)
            moved = True
        if (
            other.basis is Basis.RECORDED
            and one.earliest
            and (not other.earliest or other.earliest.day < one.earliest.day)
        ):
            bound = Bound(one.earliest.day, _joined(support.claims, one.earliest.claims))
            found[second] = Dated(bound, other.latest, other.claims)
            moved = True
        return moved


def _assumed(found: Occurrence) -> Dated:
    return Dated(Bound(found.first, ()), Bound(found.last, ()), basis=Basis.ASSUMED)


def _joined(*claims: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim for some in claims for claim in some))


def _turning(dated: Dated) -> tuple[Piece, ...]:
    """Write a dated event as pieces: not before its earliest day, certainly from its latest day on."""
    low, high, basis = dated.earliest, dated.latest, dated.basis
    reason = Reason.DATE_IMPRECISE if low and high else Reason.NOT_DATED
    if low and high and low.day > high.day:
        low, high, reason = high, low, Reason.CONFLICT
    found = [Piece(BEGIN, FALSE, basis, claims=_joined(dated.claims, low.claims))] if low else []
    if high is None or low is None or low.day < high.day:
        both = _joined(dated.claims, low.claims if low else (), high.claims if high else ())
        found.append(Piece(low.day if low else BEGIN, UNKNOWN, basis, reason, both))
    if high:
        found.append(Piece(high.day, TRUE, basis, claims=_joined(dated.claims, high.claims)))
    return tuple(found)
