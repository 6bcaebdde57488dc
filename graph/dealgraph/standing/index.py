"""What follows from a model before any scenario is looked at: options and their events, links turned round."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from dealgraph import names
from dealgraph.standing.model import Event, Link, Model, Position, Role

K = TypeVar("K")
V = TypeVar("V")
_LIBERTY = names.deal("Liberty").value
_OPTION = names.deal("Option").value
_USES = frozenset({"signing", "exercise"})


@dataclass(frozen=True, slots=True)
class Option:
    """A power that its holder may use or leave unused, each time anew: a template for every need.

    Args:
        position: the power.
        needs: the events that set it off.
        accepts: the events in which the holder uses it.
        declines: the events in which the holder leaves it.
    """

    position: str
    needs: frozenset[str]
    accepts: frozenset[str]
    declines: frozenset[str]

    @property
    def events(self) -> frozenset[str]:
        """All events of the template."""
        return self.needs | self.accepts | self.declines


@dataclass(frozen=True)
class Index:
    """Derived views of a model, each made when it is first needed."""

    model: Model = field(repr=False)

    @cached_property
    def options(self) -> Mapping[str, Option]:
        """The options with an outcome, by position."""
        found = (self._option(p) for p in self.model.positions.values() if _OPTION in p.kinds)
        return {option.position: option for option in found if option is not None}

    def _option(self, position: Position) -> Option | None:
        if not (position.on_exercise or position.on_decline):
            return None
        needs = {e for clause in position.clauses if clause.role is Role.REQUIRES
                 for e in self.events_under(clause.condition.target)}  # fmt: skip
        return Option(
            position.iri,
            needs=frozenset(needs),
            accepts=self._acts("exercise", {position.iri, *position.on_exercise}),
            declines=self._acts("refusal", {position.iri, *position.on_decline}),
        )

    def _acts(self, kind: str, touched: set[str]) -> frozenset[str]:
        return frozenset(
            event.iri
            for event in self._events_of_type.get(kind, ())
            if any(link.target in touched for link in (*event.involves, *event.brings_about))
        )

    @cached_property
    def _events_of_type(self) -> Mapping[str, list[Event]]:
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.model.events.values():
            for kind in event.types:
                found[kind].append(event)
        return found

    @cached_property
    def options_of(self) -> Mapping[str, tuple[Option, ...]]:
        """The options to whose template an event belongs."""
        return _grouped((event, option) for option in self.options.values() for event in option.events)

    @cached_property
    def outcomes(self) -> Mapping[str, Option]:
        """The option of which a position is an outcome."""
        found: dict[str, Option] = {}
        for option in self.options.values():
            position = self.model.positions[option.position]
            found |= dict.fromkeys((*position.on_exercise, *position.on_decline), option)
        return found

    @cached_property
    def criteria(self) -> Mapping[str, tuple[Link, ...]]:
        """The tests by which definitions decide whether an event has come."""
        return _grouped(
            (event.iri, criterion)
            for event in self.model.events.values()
            for link in event.involves
            if link.target in self.model.terms
            for criterion in self.model.terms[link.target].criteria
        )

    def reaching(self, condition: str) -> tuple[str, ...]:
        """List the events in which the limit of a threshold is reached: achievements with what is measured.

        A claim must speak for both, because several limits may be set for one thing.
        """
        measured = self.model.conditions[condition].measured_on
        said = set(self.model.evidence.get(condition, ()))
        return tuple(
            event.iri
            for event in self._events_of_type.get("achievement", ())
            if any(link.target == measured for link in event.concerns)
            and not said.isdisjoint(self.model.evidence.get(event.iri, ()))
        )

    @cached_property
    def exercises(self) -> Mapping[str, tuple[tuple[str, Link], ...]]:
        """The events that use up a one-off permission: it is involved in them, and not brought about by them."""
        return _grouped(
            (link.target, (event.iri, link))
            for kind in sorted(_USES)
            for event in self._events_of_type.get(kind, ())
            for link in event.involves
            if self._is_used_up(link.target, event)
        )

    def _is_used_up(self, iri: str, event: Event) -> bool:
        position = self.model.positions.get(iri)
        if position is None or _LIBERTY not in position.kinds or position.iri in self.outcomes:
            return False
        begun = {e for c in position.clauses if c.role is Role.STARTS for e in self.events_under(c.condition.target)}
        return event.iri not in begun and all(link.target != iri for link in event.brings_about)

    @cached_property
    def successors(self) -> Mapping[str, tuple[tuple[str, Link], ...]]:
        """The positions that take the place of a position at once."""
        found = ((link.target, (p.iri, link)) for p in self.model.positions.values() for link in p.supersedes)
        return _grouped(found)

    def conditions_under(self, root: str) -> Iterator[str]:
        """List a condition and all that it depends on through operands, each once."""
        seen, waiting = {root}, [root]
        while waiting:
            now = waiting.pop()
            if now not in self.model.conditions:
                continue
            yield now
            for link in self.model.conditions[now].operands:
                if link.target not in seen:
                    seen.add(link.target)
                    waiting.append(link.target)

    def events_under(self, root: str) -> Iterator[str]:
        """List the events on which a condition depends."""
        for iri in self.conditions_under(root):
            event = self.model.conditions[iri].event
            if event is not None:
                yield event.target

    def roots(self, position: Position) -> Iterator[tuple[Role, str]]:
        """List the conditions on which a position depends, its own, those it shares and those of its successors."""
        for source in (position.iri, *position.correlatives):
            for clause in self.model.positions[source].clauses if source in self.model.positions else ():
                yield clause.role, clause.condition.target
        for successor, _ in self.successors.get(position.iri, ()):
            for clause in self.model.positions[successor].clauses:
                if clause.role is Role.STARTS:
                    yield Role.ENDS, clause.condition.target

    def events_of(self, position: Position) -> set[str]:
        """List the events on which a position depends in any way that the evaluator knows."""
        found = {event for event, _ in self.exercises.get(position.iri, ())}
        waiting = [root for _, root in self.roots(position)]
        seen: set[str] = set()
        while waiting:
            for iri in self.conditions_under(waiting.pop()):
                if iri in seen:
                    continue
                seen.add(iri)
                condition = self.model.conditions[iri]
                events = {condition.event.target} if condition.event else set(self.reaching(iri))
                found |= events
                waiting += [link.target for event in events for link in self.criteria.get(event, ())]
        if position.iri in self.outcomes:
            found |= self.outcomes[position.iri].events
        return found | self._neighbours(found)

    def _neighbours(self, events: set[str]) -> set[str]:
        """Follow the order of events: what is not earlier bounds an event from above, what is not later from below."""
        found: set[str] = set()
        for near in (self._not_before_these, self._not_after_these):
            seen, waiting = set(events), list(events)
            while waiting:
                further = [event for event in near.get(waiting.pop(), ()) if event not in seen]
                seen |= set(further)
                waiting += further
            found |= seen
        return found - events

    def tied_to(self, event: str) -> tuple[str, ...]:
        """List the events that the order of events ties together with one, itself included, by their IRIs."""
        return self._tied.get(event) or (event,)

    @cached_property
    def _tied(self) -> Mapping[str, tuple[str, ...]]:
        tied: dict[str, tuple[str, ...]] = {}
        for event in (one for pair in self._ordered for one in pair if one not in tied):
            group, waiting = {event}, [event]
            while waiting:
                here = waiting.pop()
                near = {*self._not_before_these.get(here, ()), *self._not_after_these.get(here, ())} - group
                group |= near
                waiting += near
            tied |= dict.fromkeys(group, tuple(sorted(group)))
        return tied

    @cached_property
    def _ordered(self) -> list[tuple[str, str]]:
        """Pairs of events of which the first does not come after the second."""
        events = self.model.events.values()
        pairs = [(event.iri, link.target) for event in events for link in event.not_after]
        return pairs + [(link.target, event.iri) for event in events for link in event.not_before]

    @cached_property
    def _not_before_these(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped(self._ordered)

    @cached_property
    def _not_after_these(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((second, first) for first, second in self._ordered)

    @cached_property
    def dependants(self) -> Mapping[str, tuple[str, ...]]:
        """The rights that depend on an event: an inverted index, for "what if this happens"."""
        rights = (p for p in self.model.positions.values() if p.is_right)
        return _grouped((event, right.iri) for right in rights for event in sorted(self.events_of(right)))


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    index: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        index[key].append(value)
    return {key: tuple(found) for key, found in index.items()}
