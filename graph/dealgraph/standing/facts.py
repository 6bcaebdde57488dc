"""From a store to the typed model: all of it, or what is near one position."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode

from dealgraph import names
from dealgraph.standing.admission import Admission
from dealgraph.standing.dates import day_of_moment
from dealgraph.standing.model import (
    LEVELS,
    Claim,
    Clause,
    Condition,
    Document,
    Event,
    Link,
    Model,
    Position,
    Quantity,
    Role,
    Term,
    TimeSpan,
    shown,
)
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.statements import MOST_DOCUMENTS, Statements
from dealgraph.store import Store

_ROLES = {
    Role.STARTS: "hasStartCondition",
    Role.REQUIRES: "hasTriggerCondition",
    Role.WHILE: "hasContinuingCondition",
    Role.EXCEPT: "hasException",
    Role.ENDS: "hasEndCondition",
    Role.MAY_END: "hasPossibleEndCondition",
}
_MARKED = names.voc("annotation").value
_NODES = ("AllOf", "AnyOf", "ExactlyOneOf", "NoneOf", "AtLeast", "EventCondition", "ThresholdCondition",
          "TemporalCondition")  # fmt: skip


def deal(name: str) -> str:
    """Name a term of the ontology by its IRI."""
    return names.DEAL + name


def read_model(store: Store) -> Model:
    """Read the model of a store.

    Raises:
        StoreProblem: the store cannot answer.
    """
    return _Reader(Statements.of(store)).model()


def read_model_near(store: Store, position: NamedNode) -> Model | None:
    """Read as much of the model of a store as the standing of one position can depend on.

    Returns:
        The model; nothing where the store does not know the position, too much is near it, or some of that stands in a
        document whose clauses were only marked.

    Raises:
        StoreProblem: the store cannot answer.
    """
    found = Statements.near(store, position)
    model = _Reader(found).model() if found else None
    if model is None or position.value not in model.positions or not _knows_the_latest(model):
        return None
    return None if any(claim.basis == _MARKED for claim in model.claims.values()) else model


def _knows_the_latest(model: Model) -> bool:
    """Tell whether, of the documents that entered the record last, one counts however the record is looked at."""
    if len(model.documents) < MOST_DOCUMENTS:
        return True
    return Admission(model, Scenario(level=LEVELS[0], context="none")).latest is not None


class _Reader:
    def __init__(self, found: Statements) -> None:
        self._found = found
        self._above: dict[str, frozenset[str]] = {}
        self._kinds = {item: self._kinds_of(item) for item in found.subjects("type")}
        self._correlatives = _both_ways(self._pairs("hasCorrelative"))
        self._conferring = _turned(self._pairs("confers"))
        self._agreements = _turned(self._pairs("hasTerm"))

    def model(self) -> Model:
        claims = {iri: self._claim(iri) for iri in self._all("Claim")}
        conditions = {iri: self._condition(iri) for iri in self._all("Condition")}
        events = {iri: self._event(iri) for iri in self._all("Event")}
        stand_ins = {c.iri: self._stand_in(c) for c in conditions.values() if c.event and c.event.target == c.iri}
        return Model(
            documents={iri: self._document(iri) for iri in self._all("Source")},
            claims=claims,
            events=events | stand_ins,
            conditions=conditions,
            positions={iri: self._position(iri) for iri in self._all("NormativePosition")},
            terms={iri: self._term(iri) for iri in self._all("Agreement", "Term")},
            times={iri: self._time(iri) for iri in self._all("TimeSpan")},
            quantities={iri: self._quantity(iri) for iri in self._all("Quantity")},
            agents=frozenset(self._all("Agent")),
            concepts={iri: self._found.value(iri, "inScheme") for iri in self._found.subjects("inScheme")},
            classes=frozenset(kind for kinds in self._kinds.values() for kind in kinds),
            evidence=_evidence(claims.values()),
            labels=self._found.labels,
        )

    def _kinds_of(self, item: str) -> frozenset[str]:
        kinds = self._found.values(item, "type")
        return frozenset().union(*(self._with_above(kind) for kind in kinds))

    def _with_above(self, kind: str) -> frozenset[str]:
        """Give a class with all classes above it, so that nothing depends on what the store has inferred."""
        if kind not in self._above:
            seen, waiting = {kind}, [kind]
            while waiting:
                for above in self._found.values(waiting.pop(), "subClassOf"):
                    if above not in seen:
                        seen.add(above)
                        waiting.append(above)
            self._above[kind] = frozenset(seen)
        return self._above[kind]

    def _all(self, *kinds: str) -> list[str]:
        wanted = {deal(kind) for kind in kinds}
        return [item for item, found in self._kinds.items() if not wanted.isdisjoint(found)]

    def _pairs(self, name: str) -> list[tuple[str, str]]:
        return [(one, other) for one in self._found.subjects(name) for other in self._values(one, name)]

    def _links(self, item: str, name: str) -> tuple[Link, ...]:
        return self._found.links(item, name)

    def _values(self, item: str, name: str) -> tuple[str, ...]:
        return self._found.values(item, name)

    def _value(self, item: str, name: str) -> str:
        return self._found.value(item, name)

    def _number(self, item: str, name: str) -> int:
        text = self._value(item, name)
        return int(text) if text.isdecimal() else 0

    def _claim(self, iri: str) -> Claim:
        basis = self._value(iri, "hasBasis")
        level = shown(self._value(basis, "atLevel"))
        return Claim(
            iri=iri,
            number=self._value(iri, "claimNumber"),
            says=self._value(iri, "paraphrase"),
            speaker=self._value(iri, "assertedBy"),
            basis=basis,
            level=LEVELS.index(level) if level in LEVELS else len(LEVELS) - 1,
            reading=self._value(iri, "isReading") in {"true", "1"},
            document=self._value(iri, "statedIn"),
            passages=tuple(self._passage(p, self._value(iri, "statedIn")) for p in self._values(iri, "evidencedBy")),
            about=self._values(iri, "claimAbout"),
            places=self._values(iri, "evidencedBy"),
        )

    def _passage(self, iri: str, document: str) -> str:
        place = f"{self._number(iri, 'paragraphNumber')}.{self._number(iri, 'sentenceNumber')}"
        start, end = self._number(iri, "startOffset"), self._number(iri, "endOffset")
        return f"{shown(document)} {place}, characters {start}-{end}"

    def _document(self, iri: str) -> Document:
        return Document(iri, shown(self._value(iri, "sourceKind")), self._links(iri, "recordedOn"))

    def _event(self, iri: str) -> Event:
        return Event(
            iri,
            types=frozenset(shown(kind) for kind in self._values(iri, "eventType")),
            actuality=self._links(iri, "actuality"),
            when=self._links(iri, "occursDuring"),
            not_before=self._links(iri, "notBeforeEvent"),
            not_after=self._links(iri, "notAfterEvent"),
            involves=self._links(iri, "involvesItem"),
            brings_about=self._links(iri, "bringsAbout"),
            concerns=self._links(iri, "concernsAsset"),
        )

    def _stand_in(self, condition: Condition) -> Event:
        """Let a condition of no further kind be an event of its own: that it is met."""
        met = [link for link in self._links(condition.iri, "conditionState") if shown(link.target) == "met"]
        return Event(condition.iri, frozenset(), tuple(Link(names.VOC + "occurred", link.supports) for link in met))

    def _condition(self, iri: str) -> Condition:
        kind = next((k for k in _NODES if deal(k) in self._kinds[iri]), "EventCondition")
        events = self._links(iri, "onEvent")
        event = (events[0] if events else Link(iri)) if kind == "EventCondition" else None
        return Condition(
            iri,
            kind,
            operands=self._links(iri, "hasOperand"),
            minimum=self._number(iri, "minimumMet"),
            event=event,
            time=self._value(iri, "referenceTime"),
            sense=shown(self._value(iri, "boundarySense")),
            measure=self._value(iri, "measures"),
            measured_on=self._value(iri, "measuredOn"),
            comparison=shown(self._value(iri, "comparison")),
            limit=self._value(iri, "limit"),
        )

    def _position(self, iri: str) -> Position:
        kinds = self._kinds[iri]
        own = [k for k in self._found.values(iri, "type") if k.startswith(names.DEAL)]
        own.sort(key=lambda kind: -len(self._with_above(kind)))
        return Position(
            iri,
            kind=own[0] if own else deal("NormativePosition"),
            kinds=kinds,
            types=self._values(iri, "rightType"),
            holders=self._links(iri, "heldBy"),
            grantors=self._links(iri, "grantedBy"),
            clauses=tuple(Clause(role, link) for role, name in _ROLES.items() for link in self._links(iri, name)),
            correlatives=self._correlatives.get(iri, ()),
            supersedes=self._links(iri, "directlySupersedes"),
            on_exercise=self._values(iri, "onExercise"),
            on_decline=self._values(iri, "onDecline"),
            terms=self._conferring.get(iri, ()),
        )

    def _term(self, iri: str) -> Term:
        return Term(
            iri,
            self._kinds[iri],
            parties=self._values(iri, "hasParty"),
            confers=self._links(iri, "confers"),
            supersedes=self._links(iri, "directlySupersedes"),
            defines=self._values(iri, "definesConcept"),
            criteria=self._links(iri, "hasCriterion"),
            agreements=self._agreements.get(iri, ()),
        )

    def _time(self, iri: str) -> TimeSpan:
        bounds = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")
        return TimeSpan(*(day_of_moment(self._value(iri, name)) for name in bounds))

    def _quantity(self, iri: str) -> Quantity:
        exact = self._value(iri, "numericValue")
        unit = self._value(iri, "currencyCode") or self._value(iri, "unitCode")
        return Quantity(exact or self._value(iri, "minimumValue"), exact or self._value(iri, "maximumValue"), unit)


def _turned(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Index pairs by their second member."""
    index: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        index[other].append(one)
    return {key: tuple(dict.fromkeys(found)) for key, found in index.items()}


def _both_ways(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    return _turned([*pairs, *((other, one) for one, other in pairs)])


def _evidence(claims: Iterable[Claim]) -> dict[str, tuple[str, ...]]:
    """List for each item the claims that speak for it."""
    return _turned((claim.iri, item) for claim in claims for item in claim.about)
