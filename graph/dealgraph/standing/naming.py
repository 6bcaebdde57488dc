"""Which thing a person means by a short name, a CURIE, an IRI or a label, among the things of one model."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dealgraph import names
from dealgraph.problems import did_you_mean
from dealgraph.standing.model import Model, claim_shown, shown

MAX_LENGTH = 2000
"""A word that a person writes may have so many characters."""
_SUGGESTIONS = 5000
"""Near matches are sought among at most so many words, so that a large store answers as quickly as a small one."""


class Unnamed(ValueError):  # noqa: N818 - what was written, not the program, is at fault
    """Nothing, or more than one thing, has the name; the message says which, `hint` what else might be meant."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.hint = hint


@dataclass(frozen=True)
class Naming:
    """Finds the things of a model by name; what is a name of one thing is not read as the label of another.

    Args:
        model: the things.
        by_label: whether a label, without regard to case, will do.
    """

    model: Model = field(repr=False)
    by_label: bool = True

    def event(self, word: str) -> str:
        """Find an event, or a condition of no further kind, that may happen."""
        return self._find("event", word, self._events)

    def position(self, word: str) -> str:
        """Find a right or a burden."""
        return self._find("position", word, self._positions)

    def claim(self, word: str) -> str:
        """Find a claim by its name, its number, or its document and number."""
        return self._find("claim", word, self._claims)

    def measure(self, word: str) -> str:
        """Find a kind of quantity."""
        return self._find("measure", word, self._measures)

    def agent(self, word: str) -> str:
        """Find a company, a group or a person."""
        return self._find("agent", word, self._agents)

    def agreement(self, word: str) -> str:
        """Find an agreement or a term."""
        return self._find("agreement", word, self._agreements)

    def term(self, word: str) -> str:
        """Find a definition by its name, or by the notion that it defines."""
        return self._find("definition", word, self._definitions)

    def kind(self, word: str) -> str:
        """Find a kind of position: a class, or a type of right."""
        return self._find("kind of position", word, self._kinds)

    def item(self, word: str) -> str:
        """Find a thing on which something can be measured."""
        return self._find("item", word, self._items)

    @cached_property
    def _events(self) -> Mapping[str, list[str]]:
        return self._words(self.model.events)

    @cached_property
    def _positions(self) -> Mapping[str, list[str]]:
        return self._words(self.model.positions)

    @cached_property
    def _claims(self) -> Mapping[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for claim in self.model.claims.values():
            for word in (claim_shown(claim), shown(claim.iri), claim.iri, claim.number):
                index[word].append(claim.iri)
        return index

    @cached_property
    def _measures(self) -> Mapping[str, list[str]]:
        scheme = names.voc("measures").value
        used = {c.measure for c in self.model.conditions.values() if c.measure}
        return self._words({*used, *(iri for iri, found in self.model.concepts.items() if found == scheme)})

    @cached_property
    def _agents(self) -> Mapping[str, list[str]]:
        return self._words(self.model.agents)

    @cached_property
    def _agreements(self) -> Mapping[str, list[str]]:
        return self._words(self.model.terms)

    @cached_property
    def _definitions(self) -> Mapping[str, list[str]]:
        index = self._words(term.iri for term in self.model.terms.values() if term.defines or term.criteria)
        for term in self.model.terms.values():
            for notion in term.defines:
                for word in (shown(notion), notion, self.model.label(notion).casefold()):
                    index.setdefault(word, []).append(term.iri)
        return index

    @cached_property
    def _kinds(self) -> Mapping[str, list[str]]:
        kinds = {kind for position in self.model.positions.values() for kind in (*position.kinds, *position.types)}
        index = self._words(kind for kind in kinds if kind.startswith((names.DEAL, names.VOC)))
        for kind in kinds:
            index.setdefault(names.local(kind), []).append(kind)
        return index

    @cached_property
    def _items(self) -> Mapping[str, list[str]]:
        measured = {c.measured_on for c in self.model.conditions.values() if c.measured_on}
        return self._words(measured)

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that the graph itself uses."""
        return frozenset(q.unit for q in self.model.quantities.values() if q.unit)

    def _words(self, things: Iterable[str]) -> dict[str, list[str]]:
        """Index things by IRI, short name and CURIE, and by the labels that are none of these."""
        index: dict[str, list[str]] = defaultdict(list)
        labelled: dict[str, list[str]] = defaultdict(list)
        for iri in things:
            for word in {iri, shown(iri), names.short(iri)}:
                index[word].append(iri)
            if self.by_label:
                labelled[self.model.label(iri).casefold()].append(iri)
        return {**labelled, **index}

    def _find(self, what: str, word: str, index: Mapping[str, list[str]]) -> str:
        plain = word.strip().removeprefix("<").removesuffix(">")
        if len(plain) > MAX_LENGTH:
            raise Unnamed(f"The name of a thing has at most {MAX_LENGTH} characters, not {len(plain)}.")
        found = sorted(set(index.get(plain) or index.get(plain.casefold()) or ()))
        if len(found) == 1:
            return found[0]
        if found:
            listed = " and ".join(self._spoken(iri) for iri in found[:5])
            raise Unnamed(f"“{plain}” is the name of {len(found)} things: {listed}.", "Name one of them.")
        known = [iri for iri in index if not iri.startswith("http")][:_SUGGESTIONS]
        raise Unnamed(f"No {what} here is called “{plain}”.", did_you_mean(plain, known))

    def _spoken(self, iri: str) -> str:
        claim = self.model.claims.get(iri)
        return claim_shown(claim) if claim else shown(iri)
