"""A scenario: typed assumptions and the way of looking at the record, in one canonical form with a digest.

Assumptions are never facts. Two scenarios that say the same have the same text and the same digest, in whatever
notation and order they were written; the digest serves as cache key, ETag and permalink.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from dealgraph.standing.dates import Span, span_text
from dealgraph.standing.model import LEVELS, shown

MAX_ASSUMPTIONS = 50
WORLDS = ("closed", "open")
CONTEXTS = ("dates", "none")
AS_RECORDED = "as-recorded"
"""The name of the scenario without assumptions."""
NEED, OFFER, END = "need", "offer", "end"
"""Happenings that need no event in the graph: a need arises, it is offered, a position ends in a way not stated."""


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """Something that may be assumed to happen or not to.

    Args:
        event: the IRI of an event, or `NEED`, `OFFER`, `END`.
        of: the need that an event of a template is about, such as need-1; the position that ends.
    """

    event: str
    of: str = ""

    def __str__(self) -> str:
        return f"{shown(self.event)}({shown(self.of)})" if self.of else shown(self.event)


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """The assumption that something happens, on a day or within a stretch of days."""

    happening: Happening
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.happening}@{span_text(Span(self.first, self.last))}"


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """The assumption of a figure, perhaps known only within bounds, that holds until the next one.

    Args:
        measure: the IRI of what is measured.
        item: the IRI of the thing on which it is measured; anything where it is empty.
        low: the least that it may be, in units.
        high: the most that it may be.
        unit: a currency of ISO 4217 or a unit of UCUM.
    """

    measure: str
    item: str
    first: int
    last: int
    low: Decimal
    high: Decimal
    unit: str

    def __str__(self) -> str:
        what = f"{shown(self.measure)}({shown(self.item)})" if self.item else shown(self.measure)
        amount = (
            number_text(self.low) if self.low == self.high else f"{number_text(self.low)}..{number_text(self.high)}"
        )
        return f"{what}={amount}{self.unit}@{span_text(Span(self.first, self.last))}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is assumed, and how the record is looked at.

    Args:
        occurrences: what is assumed to happen.
        figures: what is assumed to be measured.
        never: what is assumed never to happen.
        disregard: IRIs of claims that are set aside.
        world: "closed" presumes that what nobody reports has not happened; "open" leaves it unknown.
        level: claims at this level or above it count.
        until: how the word "until" is read; one of `dates.UNTIL_READINGS`.
        as_of: the last day on which a document may have entered the record.
        context: "none" leaves out our own notes with dates from outside.
    """

    occurrences: tuple[Occurrence, ...] = ()
    figures: tuple[Figure, ...] = ()
    never: tuple[Happening, ...] = ()
    disregard: tuple[str, ...] = ()
    world: str = "closed"
    level: str = "reported"
    until: str = "unknown"
    as_of: Span | None = None
    context: str = "dates"

    @property
    def size(self) -> int:
        """The number of assumptions."""
        return len(self.occurrences) + len(self.figures) + len(self.never) + len(self.disregard)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Every assumption as it is written in a URL."""
        return tuple(f"{name}={value}" for name, value in self.pairs() if name in {"assume", "never", "disregard"})

    def pairs(self) -> Iterator[tuple[str, str]]:
        """List the scenario as URL parameters in canonical order; what is as usual is left out."""
        yield from (("assume", str(found)) for found in sorted(self.occurrences))
        yield from (("assume", str(found)) for found in sorted(self.figures))
        yield from (("never", str(found)) for found in sorted(self.never))
        yield from (("disregard", shown(claim)) for claim in sorted(self.disregard))
        usual = Scenario()
        for name in ("world", "level", "until", "context"):
            if getattr(self, name) != getattr(usual, name):
                yield name, getattr(self, name)
        if self.as_of is not None:
            yield "asOf", span_text(self.as_of)

    @property
    def text(self) -> str:
        """The scenario as the canonical query of a URL; empty for the scenario without assumptions."""
        return urlencode(list(self.pairs()), safe="@().,:/=")

    @property
    def name(self) -> str:
        """The name by which a person may call the scenario."""
        return self.text or AS_RECORDED

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical text, as the first 32 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]

    def at(self, level: str) -> "Scenario":
        """Give the same scenario at another level of certainty."""
        return self if level == self.level else replace(self, level=level)

    def unassuming(self) -> "Scenario":
        """Give what decides which claims count, and nothing of what is assumed to happen."""
        return Scenario(level=self.level, disregard=self.disregard, as_of=self.as_of, context=self.context)

    def supposing(self, happening: Happening, span: Span) -> "Scenario":
        """Assume, in place of whatever is assumed of it, that something happens within a stretch of days."""
        bare = self.without(happening)
        return replace(bare, occurrences=(*bare.occurrences, Occurrence(happening, span.first, span.last)))

    def excluding(self, happening: Happening) -> "Scenario":
        """Assume, in place of whatever is assumed of it, that something never happens."""
        bare = self.without(happening)
        return replace(bare, never=(*bare.never, happening))

    def without(self, happening: Happening) -> "Scenario":
        """Assume nothing of something."""
        return replace(
            self,
            occurrences=tuple(found for found in self.occurrences if found.happening != happening),
            never=tuple(found for found in self.never if found != happening),
        )

    def measuring(self, figure: Figure) -> "Scenario":
        """Assume one more figure."""
        return replace(self, figures=(*self.figures, figure))

    def disregarding(self, claim: str) -> "Scenario":
        """Set one more claim aside."""
        return replace(self, disregard=tuple(sorted({*self.disregard, claim})))

    def to_json(self) -> dict[str, object]:
        """Write the scenario as JSON: the same names, assumptions by their parts, and the digest."""
        assumed: list[object] = [
            {"event": shown(o.happening.event), **({"of": shown(o.happening.of)} if o.happening.of else {}),
             "on": span_text(Span(o.first, o.last))}
            for o in sorted(self.occurrences)
        ]  # fmt: skip
        assumed += [
            {"measure": shown(f.measure), **({"of": shown(f.item)} if f.item else {}), "minimum": number_text(f.low),
             "maximum": number_text(f.high), "unit": f.unit, "on": span_text(Span(f.first, f.last))}
            for f in sorted(self.figures)
        ]  # fmt: skip
        return {
            "name": self.name,
            "digest": self.digest,
            "assume": assumed,
            "never": [str(found) for found in sorted(self.never)],
            "disregard": [shown(claim) for claim in sorted(self.disregard)],
            "world": self.world,
            "level": self.level,
            "until": self.until,
            "asOf": span_text(self.as_of) if self.as_of else None,
            "context": self.context,
        }


def number_text(number: Decimal) -> str:
    """Write a number without exponent and without zeros that say nothing.

    >>> number_text(Decimal("80.50") * 1000)
    '80500'
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def levels_down_to(level: str) -> tuple[str, ...]:
    """List the levels from the firmest to a given one."""
    return LEVELS[: LEVELS.index(level) + 1]
