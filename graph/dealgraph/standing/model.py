"""What the evaluator knows of a store: positions, conditions, events, times, claims and documents, as plain values.

Things are named by their IRIs. A link between two of them carries its supports: which document says so, by which
claims. Nothing here is weighed; `admission` does that for one scenario and one level.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from dealgraph import names

LEVELS = ("stated", "reported", "suggested", "rumoured")
"""The levels of certainty, the firmest first."""


@dataclass(frozen=True, slots=True)
class Support:
    """One document's evidence for a link: the claims that together carry it, or none where the item's own do."""

    document: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A statement that leads to a thing or a value; each of its supports is enough for it."""

    target: str
    supports: tuple[Support, ...] = ()


class Role(StrEnum):
    """What a condition does for a position, in the words of the notes."""

    STARTS = "starts"
    REQUIRES = "requires"
    WHILE = "while"
    EXCEPT = "except"
    ENDS = "ends"
    MAY_END = "may end"


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition in its role."""

    role: Role
    condition: Link


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a source.

    Args:
        level: the place in `LEVELS`; 0 is the firmest.
        reading: whether it is the note-taker's interpretation.
        passages: sentence and characters of each passage.
        places: the IRIs of the passages.
    """

    iri: str
    number: str
    says: str
    speaker: str
    basis: str
    level: int
    reading: bool
    document: str
    passages: tuple[str, ...]
    about: tuple[str, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source; `recorded` are the days on which it is said to have entered the record, as xsd:dateTime."""

    iri: str
    kind: str
    recorded: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time by the days of its four bounds, each perhaps unknown."""

    earliest_start: int | None = None
    latest_start: int | None = None
    earliest_end: int | None = None
    latest_end: int | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as it stands in the graph; `unit` is a currency of ISO 4217 or a unit of UCUM."""

    minimum: str
    maximum: str
    unit: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event; `state` serves conditions that name no event and stand for one themselves."""

    iri: str
    types: frozenset[str]
    actuality: tuple[Link, ...]
    when: tuple[Link, ...] = ()
    not_before: tuple[Link, ...] = ()
    not_after: tuple[Link, ...] = ()
    involves: tuple[Link, ...] = ()
    brings_about: tuple[Link, ...] = ()
    concerns: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A node of a tree of conditions; `kind` is the local name of its class."""

    iri: str
    kind: str
    operands: tuple[Link, ...] = ()
    minimum: int = 0
    event: Link | None = None
    time: str = ""
    sense: str = ""
    measure: str = ""
    measured_on: str = ""
    comparison: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A right or a burden, with its clauses."""

    iri: str
    kind: str
    kinds: frozenset[str]
    types: tuple[str, ...]
    holders: tuple[Link, ...]
    grantors: tuple[Link, ...]
    clauses: tuple[Clause, ...]
    correlatives: tuple[str, ...]
    supersedes: tuple[Link, ...]
    on_exercise: tuple[str, ...]
    on_decline: tuple[str, ...]
    terms: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether the position is to the advantage of its holder."""
        return names.deal("Right").value in self.kinds


@dataclass(frozen=True, slots=True)
class Term:
    """An agreement, a term or a definition: who is party, what it confers and replaces, what it defines and how."""

    iri: str
    kinds: frozenset[str]
    parties: tuple[str, ...]
    confers: tuple[Link, ...]
    supersedes: tuple[Link, ...]
    defines: tuple[str, ...]
    criteria: tuple[Link, ...]
    agreements: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """Everything that the evaluator reads from one version of a store."""

    documents: Mapping[str, Document]
    claims: Mapping[str, Claim]
    events: Mapping[str, Event]
    conditions: Mapping[str, Condition]
    positions: Mapping[str, Position]
    terms: Mapping[str, Term]
    times: Mapping[str, TimeSpan]
    quantities: Mapping[str, Quantity]
    agents: frozenset[str]
    concepts: Mapping[str, str]
    classes: frozenset[str]
    evidence: Mapping[str, tuple[str, ...]] = field(repr=False)
    labels: Mapping[str, str] = field(repr=False)

    def label(self, iri: str) -> str:
        """Give the label of a thing, else its short name."""
        return self.labels.get(iri) or shown(iri)


@lru_cache(maxsize=100_000)
def shown(iri: str) -> str:
    """Write the name of a thing as people write it in a question: its local name, else a CURIE or the whole IRI."""
    for base in (names.ID, names.VOC):
        if iri.startswith(base):
            return iri[len(base) :]
    return names.short(iri)


def claim_shown(claim: Claim) -> str:
    """Write the name of a claim with its document, because numbers repeat: `article:7.2c`."""
    return f"{shown(claim.document)}:{claim.number}"
