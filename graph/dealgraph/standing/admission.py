"""Which documents, claims and statements count in one scenario at one level of certainty.

The record at a level is the part of the graph whose statements are admitted: an item or a fact by any of its claims, a
clause by all the claims that together carry it. What is not admitted does not exist for the evaluator.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dealgraph.standing.dates import day_of_moment
from dealgraph.standing.model import LEVELS, Claim, Link, Model, Support
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.watermark import Watermark

OUTSIDE_KIND = "reading-notes"
"""Documents of this kind are notes of our own, with facts from outside the sources that are read."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The day on which a document entered the record, and the claims that say so."""

    day: int
    claims: tuple[str, ...]


class Admission:
    """The record as one scenario looks at it.

    Args:
        model: everything that is recorded.
        scenario: its level, context, `as_of` and the claims that it sets aside are looked at.
    """

    def __init__(self, model: Model, scenario: Scenario) -> None:
        self._model = model
        self._weakest = LEVELS.index(scenario.level)
        self._disregard = frozenset(scenario.disregard)
        self._items: dict[str, tuple[bool, int]] = {}
        self._claims: dict[str, tuple[bool, int]] = {}
        self.watermark = Watermark()
        notes = {d.iri for d in model.documents.values() if scenario.context == "none" and d.kind == OUTSIDE_KIND}
        self._hidden = notes
        self.recorded, self.weakest_date = self.watermark.watch(self._dates)
        if scenario.as_of is not None:
            later = {document for document, when in self.recorded.items() if when.day > scenario.as_of.last}
            self.recorded = {document: when for document, when in self.recorded.items() if document not in later}
            self._hidden = notes | later
            self._claims.clear()

    def claim(self, iri: str) -> bool:
        """Tell whether a claim counts: firm enough, not set aside, and in a document that counts."""
        counts, level = self._claims.get(iri) or self._look_at(iri)
        if level:
            self.watermark.reach(level)
        return counts

    def _look_at(self, iri: str) -> tuple[bool, int]:
        claim = self._model.claims.get(iri)
        found = (False, 0) if claim is None else (self._counts(claim), claim.level)
        self._claims[iri] = found
        return found

    def _counts(self, claim: Claim) -> bool:
        firm = claim.level <= self._weakest
        return firm and claim.iri not in self._disregard and claim.document not in self._hidden

    def _dates(self) -> dict[str, Recorded]:
        """Read the earliest day on which each document is said to have entered the record."""
        found: dict[str, Recorded] = {}
        for document in self._model.documents.values():
            for link in document.recorded:
                support, day = self.fact(link), day_of_moment(link.target)
                known = found.get(document.iri)
                if support and day is not None and document.iri not in self._hidden and (not known or day < known.day):
                    found[document.iri] = Recorded(day, support.claims)
        return found

    @property
    def latest(self) -> tuple[str, Recorded] | None:
        """The document that entered the record last, among those that count and have a date."""
        return max(self.recorded.items(), key=lambda pair: (pair[1].day, pair[0]), default=None)

    def document(self, iri: str) -> bool:
        """Tell whether a document counts."""
        return iri not in self._hidden

    def item(self, iri: str) -> bool:
        """Tell whether an item is on record: whether any claim for it counts, or none is needed."""
        evidence = self._model.evidence.get(iri)
        if not evidence:
            return True
        return self.watermark.remember(self._items, iri, lambda: any(map(self.claim, evidence)))

    def link(self, link: Link) -> Support | None:
        """Find evidence for a clause or another link of norms, which needs all the claims that carry it together.

        A statement of the program itself needs none.
        """
        for support in link.supports:
            if support.document not in self._hidden and all(map(self.claim, support.claims)):
                return support
        return None if link.supports else Support("")

    def fact(self, link: Link) -> Support | None:
        """Find evidence for a fact, such as that an event has happened or when, for which any of its claims speaks."""
        for support in link.supports:
            claims = tuple(filter(self.claim, support.claims))
            if support.document not in self._hidden and (claims or not support.claims):
                return Support(support.document, claims)
        return None if link.supports else Support("")

    def evidence(self, iri: str) -> tuple[str, ...]:
        """List the claims for an item that count."""
        return tuple(filter(self.claim, self._model.evidence.get(iri, ())))

    def level_of(self, claims: Iterable[str]) -> int:
        """Give the level of the weakest of some claims; the firmest where there is none."""
        return max((self._model.claims[claim].level for claim in claims if claim in self._model.claims), default=0)

    def firmest(self, iri: str) -> int:
        """Give the level of the firmest claim for an item."""
        found = [self._model.claims[claim].level for claim in self.evidence(iri)]
        return min(found, default=0)
