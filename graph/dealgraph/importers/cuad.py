"""CUAD v1 to documents: one for each contract, and one for the set of data that all of them rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from pyoxigraph import Literal, NamedNode

from dealgraph.document import Document
from dealgraph.importers import clauses, labels
from dealgraph.importers.cuad_dataset import DATASET, REVIEWERS, RULES
from dealgraph.importers.cuad_table import Cell, Record
from dealgraph.importers.deadlines import notice_deadline
from dealgraph.importers.doubt import Doubt
from dealgraph.importers.filings import filing, filing_day
from dealgraph.importers.parties import Party, parties
from dealgraph.importers.readings import PERPETUAL, DateRead, DurationRead, dates, durations, laws
from dealgraph.importers.sheet import TRUE, Said, Sheet, Voice, coined, decimal, natural, slug
from dealgraph.importers.spans import Span, Text
from dealgraph.names import XSD, thing, voc

_YES = "Yes"
_TYPED = ("Agreement Date", "Effective Date", "Expiration Date", "Renewal Term")
_NOTICE = "Notice Period to Terminate Renewal"
_TEXTUAL = ("Document Name", "Parties", *_TYPED, _NOTICE, "Governing Law")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The concepts that the names of categories and folders stand for."""

    categories: Mapping[str, NamedNode]
    labels: Mapping[str, str]
    types: Mapping[str, NamedNode]
    players: Mapping[str, str]
    """By name as written, the company that a reviewed table says it is."""


def contract_document(record: Record, vocabulary: Vocabulary) -> tuple[Document, tuple[Doubt, ...]]:
    """Turn a record into the document of its contract, and list what is doubtful in it."""
    maker = _Contract(record, vocabulary)
    return maker.document(), tuple(maker.sheet.doubts)


class _Contract:
    """One contract in the making."""

    def __init__(self, record: Record, vocabulary: Vocabulary) -> None:
        self.record = record
        self.words = vocabulary
        self.sheet = Sheet(coined(DATASET, record.name), record.place, Text(record.content))
        self.agreement = self.sheet.iri("agreement")
        self.terms: dict[str, NamedNode] = {}
        self.spans: dict[str, list[Span]] = {}
        self.numbers = {category: number for number, category in enumerate(vocabulary.categories, start=1)}

    def document(self) -> Document:
        self._source()
        found = parties(self.record.cells["Parties"].answer)
        self._agreement(found)
        for category, cell in self.record.cells.items():
            if cell.segments or cell.answer == _YES or (category in _TEXTUAL and cell.answer):
                self._term(category, cell)
        self._parties(found)
        self._dates()
        self._lengths()
        self._laws()
        self._positions()
        self._exceptions()
        self._review()
        return self.sheet.document(self.record.digest)

    def _source(self) -> None:
        for doubt in self.record.doubts:
            self.sheet.doubt(doubt.kind, doubt.column, doubt.value)
        said: Said = [("sourceKind", voc("contract")), ("sha256", self.sheet.text.sha256)]
        said += [("characterCount", natural(len(self.record.content)))]
        said += [("description", Literal(f"File {self.record.name}", language="en"))]
        if day := filing_day(self.record.name):
            said.append(("publishedOn", Literal(f"{day}T00:00:00Z", datatype=NamedNode(XSD + "dateTime"))))
        self.sheet.add(thing(self.sheet.name), "Source", f"Contract on file: {filing(self.record.name)}", *said)

    def _agreement(self, found: tuple[Party, ...]) -> None:
        title = self._title()
        named = [party.name for party in found if party.name]
        label = " ".join(title.split()) + (f" ({'; '.join(named[:2])})" if named else "")
        said: Said = [("asStated", title)]
        if kind := self.words.types.get(self.record.folder):
            said.append(("agreementType", kind))
        self.sheet.add(self.agreement, "Agreement", labels.own(label, self.sheet.name), *said)

    def _title(self) -> str:
        return self.record.cells["Document Name"].answer or self.record.name

    def _part(self, what: str) -> str:
        return labels.part(what, self._title(), self.sheet.name)

    def _term(self, category: str, cell: Cell) -> None:
        spans = [self._span(category, segment) for segment in cell.segments]
        self.spans[category] = [span for span in spans if span]
        term = self.sheet.iri(f"term-{slug(category)}")
        stated: Said = [("asStated", cell.answer)] if category in _TEXTUAL and cell.answer else []
        label = self._part(self.words.labels[category])
        self.sheet.add(term, "Term", label, ("termType", self.words.categories[category]), *stated)
        self.sheet.add(self.agreement, "Agreement", "", ("hasTerm", term))
        self.terms[category] = term
        if not cell.segments:
            self.sheet.doubt("answer-without-span", f"{category}-Answer", cell.answer, term)

    def _span(self, category: str, segment: str) -> Span | None:
        span = self.sheet.text.find(segment)
        if span is None:
            self.sheet.doubt("text-not-found", category, f"{len(segment)} characters", self.agreement)
        return span

    def _parties(self, found: tuple[Party, ...]) -> None:
        players = [self._party(number, party) for number, party in enumerate(found, start=1)]
        named = {player.value for player in players if player}
        if not named:
            self.sheet.doubt("no-party", "Parties-Answer", self.record.cells["Parties"].answer, self.agreement)
        for side in ("one-side", "other-side")[len(named) :]:
            group = self.sheet.iri(side)
            on = f"Parties on {side.replace('-', ' ').replace('other', 'the other')}"
            self.sheet.add(group, "AgentGroup", labels.own(f"{on} that the record does not name", self.sheet.name))
            self.sheet.add(self.agreement, "", "", ("hasParty", group), ("isOpenEnded", TRUE))

    def _party(self, number: int, party: Party) -> NamedNode | None:
        """Add a party with its role; what names nobody is a role of an unnamed group, and no party of its own."""
        role = self.sheet.iri(f"role-{number}")
        for kind in party.doubts:
            self.sheet.doubt(kind, "Parties-Answer", party.stated, role)
        known = self.words.players.get(party.name)
        player = thing(known or coined("party", party.name)) if party.name else self.sheet.iri(f"unnamed-{number}")
        said: Said = [("playedBy", player), ("asStated", party.name or party.stated)]
        said += [("definedTerm", party.term)] if party.term else []
        self.sheet.add(role, "PartyRole", self._part(f"Party {number}"), *said)
        self.sheet.add(self.agreement, "", "", ("hasPartyRole", role))
        if not party.name:
            self.sheet.add(player, "AgentGroup", labels.unnamed(number, party.term, self.sheet.name))
            return None
        self.sheet.add(player, "" if known else party.kind, "" if known else party.name)
        self.sheet.add(self.agreement, "", "", ("hasParty", player))
        return player

    def _dates(self) -> None:
        read = {category: self._read_dates(category) for category in _TYPED[:3]}
        dated, effect, end = (_only_day(read[category]) for category in _TYPED[:3])
        begin = effect or dated
        if effect and dated and effect < dated:
            self._doubt("effect-before-date", "Effective Date")
        if begin and end and end < begin:
            self._doubt("expiry-before-effect", "Expiration Date")
        elif begin and (end or self._is_perpetual()):
            span = self.sheet.time("validity", f"{begin}/{end or '..'}")
            self.sheet.add(self.agreement, "", "", *([("validDuring", span)] if span else []))

    def _is_perpetual(self) -> bool:
        return self.record.cells["Expiration Date"].answer.lower() == PERPETUAL

    def _read_dates(self, category: str) -> tuple[DateRead, ...]:
        found = dates(self.record.cells[category].answer)
        for number, read in enumerate(found, start=1):
            for kind in read.doubts:
                self._doubt(kind, category, read.stated)
            if read.edtf and category in self.terms:
                span = self.sheet.time(f"{slug(category)}-{number}", read.edtf, read.stated)
                self.sheet.add(self.terms[category], "", "", *([("fixesTime", span)] if span else []))
        return found

    def _lengths(self) -> None:
        for category in ("Renewal Term", _NOTICE):
            for number, read in enumerate(durations(self.record.cells[category].answer), start=1):
                for kind in read.doubts:
                    self._doubt(kind, category, read.stated)
                if read.number is not None and category in self.terms:
                    self._length(category, number, read)
        self._deadline()

    def _length(self, category: str, number: int, read: DurationRead) -> None:
        amount = self.sheet.iri(f"length-{slug(category)}-{number}")
        said: Said = [("numericValue", decimal(read.number)), ("unitCode", read.unit), ("quantityText", read.stated)]
        self.sheet.add(amount, "Quantity", read.stated, *said)
        self.sheet.add(self.terms[category], "", "", ("fixesQuantity", amount))

    def _deadline(self) -> None:
        """Work out the last day for a notice, as an inference of the program and not as a fact of the record."""
        notice = durations(self.record.cells[_NOTICE].answer)
        end = _only_day(dates(self.record.cells["Expiration Date"].answer))
        if len(notice) != 1 or notice[0].number is None or end is None or _NOTICE not in self.terms:
            return
        day = notice_deadline(end, notice[0].number, notice[0].unit)
        span = self.sheet.time("notice-deadline", day.isoformat(), f"by {day.isoformat()}") if day else None
        if span is None:
            return
        term = self.terms[_NOTICE]
        says = "Notice against renewal is due at the latest the length of the notice before the agreement ends."
        claim = self.sheet.claim("42.1", says, [term], self.spans[_NOTICE], Voice(RULES, "inference"))
        self.sheet.single_out(term, "fixesTime", span, claim)

    def _laws(self) -> None:
        for read in laws(self.record.cells["Governing Law"].answer):
            for kind in read.doubts:
                self._doubt(kind, "Governing Law", read.stated)
            if read.name:
                place = thing(coined("jurisdiction", read.name))
                self.sheet.add(place, "Jurisdiction", read.name)
                self.sheet.add(self.agreement, "", "", ("governedByLawOf", place))

    def _positions(self) -> None:
        """Add the positions that clauses confer; nobody says who holds them, and nobody is guessed."""
        for category, (kind, action) in clauses.POSITIONS.items():
            if category not in self.terms:
                continue
            if category == clauses.PREFERENTIAL:
                kind = clauses.preferential_kind(self.record.cells[category].segments)  # noqa: PLW2901 - narrowed
            position = self.sheet.iri(f"position-{slug(category)}")
            said: Said = [("holderUnspecified", TRUE), *([("regulatesAction", voc(action))] if action else [])]
            label = self._part(f"Position by the {self.words.labels[category]}")
            self.sheet.add(position, kind, label, *said)
            self.sheet.add(self.terms[category], "", "", ("confers", position))
        if clauses.CAP in self.terms:
            self._cap(clauses.cap(self.record.cells[clauses.CAP].segments))
        if "Change of Control" in self.terms:
            self._change_of_control()

    def _cap(self, found: clauses.Cap) -> None:
        if not found.words:
            return
        amount = self.sheet.iri("amount-of-cap")
        number: Said = [("numericValue", decimal(found.amount))] if found.amount is not None else []
        self.sheet.add(amount, "Quantity", f"Cap: {found.words}", ("quantityText", found.words), *number)
        self.sheet.add(self.terms[clauses.CAP], "", "", ("fixesQuantity", amount))

    def _change_of_control(self) -> None:
        event, condition = self.sheet.iri("change-of-control"), self.sheet.iri("condition-change-of-control")
        said: Said = [("eventType", voc("change-of-control")), ("actuality", voc("hypothetical"))]
        self.sheet.add(event, "Event", self._part("A change of control of a party"), *said)
        label = self._part("Condition: a change of control of a party")
        self.sheet.add(condition, "EventCondition", label, ("onEvent", event))
        self.sheet.add(self.terms["Change of Control"], "", "", ("hasTriggerCondition", condition))

    def _exceptions(self) -> None:
        """Link a term with the one that it qualifies, where the record leaves no choice."""
        grant, cap = self.terms.get(clauses.GRANT), self.terms.get(clauses.CAP)
        for category in clauses.TERMS_OF_A_GRANT:
            if grant and category in self.terms:
                self.sheet.add(self.terms[category], "", "", ("qualifies", grant))
        if cap and clauses.UNCAPPED in self.terms:
            self.sheet.add(self.terms[clauses.UNCAPPED], "", "", ("exceptionTo", cap))
        if clauses.CARVE_OUT in self.terms:
            self._carve_out(self.terms[clauses.CARVE_OUT])

    def _carve_out(self, term: NamedNode) -> None:
        here = [category for category in clauses.RESTRICTIONS if category in self.terms]
        mine = set(self.spans[clauses.CARVE_OUT])
        shared = [category for category in here if mine & set(self.spans[category])]
        chosen = here if len(here) == 1 else shared
        if len(chosen) == 1:
            self.sheet.add(term, "", "", ("exceptionTo", self.terms[chosen[0]]))
        elif here:
            self.sheet.doubt("ambiguous-exception", clauses.CARVE_OUT, "; ".join(here), term)

    def _review(self) -> None:
        """Say what reviewers found, clause by clause, and what they looked for in vain."""
        absent = [c for c, cell in self.record.cells.items() if c not in self.terms and cell.answer != _YES]
        self.sheet.add(
            self.agreement, "", "", *(("reviewedAbsent", self.words.categories[category]) for category in absent)
        )
        says = f"Reviewers looked for {len(self.record.cells)} kinds of clause and found {len(self.terms)} of them."
        items = [item for item in self.sheet.unclaimed() if not item.value.startswith(f"{self.agreement.value}-")]
        by_term = {category: self._about(category) for category in self.terms}
        spoken = {item for items in by_term.values() for item in items}
        about = [self.agreement, *(item for item in items if item not in spoken and item != self.agreement)]
        self.sheet.claim("0.1", says, about, [], Voice(REVIEWERS))
        for category, about in by_term.items():
            number = f"{self.numbers[category]}.1"
            claim = partial(self.sheet.claim, number, f"The agreement has a {self.words.labels[category]}.")
            claim(about, self.spans[category], Voice(REVIEWERS))

    def _about(self, category: str) -> list[NamedNode]:
        """List what a clause speaks for: the term, what it confers, and who takes part in it."""
        own = [self.terms[category], *self.sheet.values(self.terms[category], "confers", "hasTriggerCondition")]
        own += [event for item in own for event in self.sheet.values(item, "onEvent")]
        if category == "Parties":
            roles = self.sheet.values(self.agreement, "hasPartyRole")
            own += [*roles, *(player for role in roles for player in self.sheet.values(role, "playedBy"))]
        return own if category != "Document Name" else [self.agreement, *own]

    def _doubt(self, kind: str, category: str, value: str = "") -> None:
        stated = value or self.record.cells[category].answer
        self.sheet.doubt(kind, f"{category}-Answer", stated, self.terms.get(category, self.agreement))


def _only_day(found: tuple[DateRead, ...]) -> date | None:
    return found[0].day if len(found) == 1 else None
