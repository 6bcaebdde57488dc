"""A document in the making: items, claims, passages and doubtful values of one record of a set of data."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dealgraph import derive, names
from dealgraph.document import Document, Item, Statement
from dealgraph.importers.doubt import Doubt
from dealgraph.importers.spans import Span, Text
from dealgraph.moments import bounds
from dealgraph.names import XSD, deal, thing, voc
from dealgraph.problems import Place

Value = str | NamedNode | Literal
Said = list[tuple[str, Value]]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who makes a claim, and on what basis."""

    agent: str
    basis: str = "annotation"


def natural(number: int) -> Literal:
    """Write a number of things."""
    return Literal(str(number), datatype=NamedNode(XSD + "nonNegativeInteger"))


def decimal(number: object) -> Literal:
    """Write a number in the form that OWL reasoners and SPARQL engines share."""
    written = f"{number:f}"
    return Literal(written if "." in written else f"{written}.0", datatype=NamedNode(XSD + "decimal"))


_SPOKEN_FOR = ("Agreement", "PartyRole", "AgentGroup", "Agent", "Company")
TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


def slug(text: str, longest: int = 60) -> str:
    """Write a text as words joined by hyphens, fit for an IRI.

    >>> slug("Société Générale, S.A.")
    'societe-generale-s-a'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:longest].strip("-")


def coined(prefix: str, text: str) -> str:
    """Coin a name for what a text names: readable, and another one for every other text."""
    return "-".join(part for part in (prefix, slug(text), hashlib.sha256(text.encode()).hexdigest()[:6]) if part)


class Sheet:
    """Gathers what one record says and gives it as a document."""

    def __init__(self, name: str, place: Place, text: Text) -> None:
        self.name = name
        self.place = place
        self.text = text
        self.doubts: list[Doubt] = []
        self._items: dict[str, Item] = {}
        self._spans: dict[str, Span] = {}

    def iri(self, part: str) -> NamedNode:
        """Name a part of this document."""
        return thing(f"{self.name}-{part}")

    def add(self, iri: NamedNode, kind: str, label: str, *said: tuple[str, Value]) -> NamedNode:
        """Add an item, or say more of one that is there."""
        statements = [Statement(names.LABEL, Literal(label, language="en"), self.place)] if label else []
        statements += [Statement(_property(name), _term(value), self.place) for name, value in said]
        known = self._items.get(iri.value)
        before = known.statements if known else ()
        kept = tuple(statement for statement in statements if statement not in before)
        old = known.kind if known else None
        self._items[iri.value] = Item(iri, deal(kind) if kind else old, before + kept, self.place)
        return iri

    def single_out(self, iri: NamedNode, name: str, value: NamedNode, claim: NamedNode) -> None:
        """Say something of an item that one claim carries by itself."""
        item = self._items[iri.value]
        statement = Statement(deal(name), value, self.place, (claim,))
        self._items[iri.value] = Item(item.iri, item.kind, (*item.statements, statement), item.place)

    def span(self, span: Span) -> NamedNode:
        """Add a passage of the document's text."""
        number = self.text.number(span)
        iri = self.iri(f"passage-{number}")
        if iri.value not in self._items:
            where: Said = [
                ("startOffset", natural(span.start)),
                ("endOffset", natural(span.end)),
                ("sha256", span.sha256),
            ]
            again: Said = [("occurrences", natural(span.occurrences))] if span.occurrences > 1 else []
            self.add(iri, "Passage", "", *where, *again)
        return iri

    def claim(self, number: str, says: str, about: Iterable[NamedNode], spans: Sequence[Span], by: Voice) -> NamedNode:
        """Add a claim that stands on passages, or on the whole document where none are known."""
        passages = [self.span(span) for span in spans or (self.text.whole,)]
        return self.add(
            self.iri(f"claim-{number}"),
            "Claim",
            "",
            ("paraphrase", says),
            ("hasBasis", voc(by.basis)),
            ("hasMode", voc("atemporal")),
            ("assertedBy", thing(by.agent)),
            *(("evidencedBy", passage) for passage in passages),
            *(("claimAbout", item) for item in about),
        )

    def time(self, part: str, edtf: str, words: str = "") -> NamedNode | None:
        """Add a stretch of time; nothing where it has no bound."""
        try:
            bounds(edtf)
        except ValueError:
            return None
        said: Said = [("edtf", edtf), *([("timeText", words)] if words else [])]
        return self.add(self.iri(f"time-{part}"), "TimeSpan", words or edtf, *said)

    def doubt(self, kind: str, column: str, value: str = "", item: NamedNode | None = None) -> None:
        """Note a doubtful value, here and as an item of the document."""
        number = len(self.doubts) + 1
        about = names.local(item.value) if item else ""
        found = Doubt(self.place, column, kind, value, self.name, about)
        self.doubts.append(found)
        said: Said = [("findingType", voc(kind)), ("foundAt", found.where)]
        said += [("foundIn", thing(self.name))]
        said += [("valueFound", value)] if value else []
        said += [("doubts", item)] if item else []
        self.add(self.iri(f"doubt-{number}"), "QualityFinding", f"{kind.replace('-', ' ')}: {found.where}", *said)

    def damaged(self, line: int, what: str) -> None:
        """Note that a record cannot be read at all."""
        place, self.place = self.place, Place(self.place.file, line)
        self.doubt("record-damaged", "", what)
        self.place = place

    def values(self, iri: NamedNode, *properties: str) -> list[NamedNode]:
        """List the things that an item is linked with."""
        wanted = {deal(name) for name in properties}
        said = self._items[iri.value].statements
        return [s.value for s in said if s.property in wanted and isinstance(s.value, NamedNode)]

    def unclaimed(self) -> list[NamedNode]:
        """List the items that a claim has to speak for."""
        kinds = {deal(name) for name in _SPOKEN_FOR}
        return [item.iri for item in self._items.values() if item.kind in kinds]

    def document(self, digest: str) -> Document:
        """Give the document, the source first."""
        items = sorted(self._items.values(), key=lambda item: (item.iri != thing(self.name), item.iri.value))
        found = derive.complete(Document(self.name, tuple(items), digest))
        return Document(self.name, tuple(_without_total(item) for item in found.items), digest)


def _without_total(item: Item) -> Item:
    """Leave out the control total, which guards notes that people edit; to check it for each record takes long."""
    kept = tuple(statement for statement in item.statements if statement.property != deal("claimCount"))
    return Item(item.iri, item.kind, kept, item.place)


def _property(name: str) -> NamedNode:
    return names.DESCRIPTION if name == "description" else deal(name)


def _term(value: Value) -> NamedNode | Literal:
    return Literal(value) if isinstance(value, str) else value
