"""Scenarios as words: the parameters of a URL, and JSON, which is turned into the same words."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dealgraph.problems import Finding, did_you_mean
from dealgraph.standing.amounts import BadAmount, parse_amount
from dealgraph.standing.dates import UNTIL_READINGS, ImpossibleDate, Span, parse_span
from dealgraph.standing.index import Index
from dealgraph.standing.model import LEVELS
from dealgraph.standing.naming import Naming, Unnamed
from dealgraph.standing.scenario import (
    CONTEXTS,
    END,
    MAX_ASSUMPTIONS,
    NEED,
    OFFER,
    WORLDS,
    Figure,
    Happening,
    Occurrence,
    Scenario,
)

FIELDS = ("assume", "never", "disregard", "world", "level", "until", "asOf", "context")
"""The parameters that make up a scenario."""
_CHOICES = {"world": WORLDS, "level": LEVELS, "until": UNTIL_READINGS, "context": CONTEXTS}
_ASSUMPTION = re.compile(r"([^@=()]+)(?:\(([^()@=]*)\))?(?:=([^@=]*))?(?:@([^@]*))?\Z")
NEED_NAME = re.compile(r"need-[1-9][0-9]{0,5}\Z", re.ASCII)


@dataclass(slots=True)
class Faults:
    """Gathers what is wrong, so that everything can be said at once."""

    found: list[Finding] = field(default_factory=list)

    def add(self, subject: str, what: str, hint: str = "") -> None:
        """Note a fault of a parameter."""
        self.found.append(Finding(what, hint=hint, subject=subject, code="parameter-value"))

    def catch(self, subject: str, read: Callable[[str], None], words: Iterable[str]) -> None:
        """Read words one by one and note what is wrong with each."""
        for word in words:
            self._catch(subject, read, word)

    def _catch(self, subject: str, read: Callable[[str], None], word: str) -> None:
        try:
            read(word)
        except (Unnamed, BadAmount) as error:
            self.add(subject, str(error), error.hint)
        except ImpossibleDate as error:
            self.add(subject, str(error))


def need_name(word: str) -> str:
    """Read the name of a need: need-1, need-2 and so on.

    Raises:
        Unnamed: the word is something else.
    """
    if not NEED_NAME.match(word):
        raise Unnamed(f"“{word}” is not the name of a need.", "Needs are called need-1, need-2 and so on.")
    return word


@dataclass(frozen=True)
class ScenarioReader:
    """Reads scenarios for one model.

    Args:
        naming: finds the things that words name.
        index: knows which events belong to a template.
        today: what the word "today" means.
    """

    naming: Naming
    index: Index
    today: date

    def read(self, words: Mapping[str, Sequence[str]], faults: Faults, prefix: str = "") -> Scenario:
        """Read a scenario from its parameters; what is wrong goes to the faults, each item under its own parameter.

        Args:
            words: values by parameter.
            faults: where faults are noted.
            prefix: what stands before the names of the parameters, such as "a.".
        """
        given = {name: [w for w in words.get(prefix + name, ()) if w.strip()] for name in FIELDS}
        number = sum(len(given[name]) for name in ("assume", "never", "disregard"))
        if number > MAX_ASSUMPTIONS:
            faults.add(f"{prefix}assume", f"A scenario has at most {MAX_ASSUMPTIONS} assumptions, not {number}.")
            return Scenario()
        kept = _Kept()
        faults.catch(f"{prefix}assume", lambda word: self._assumption(word, kept), given["assume"])
        faults.catch(f"{prefix}never", lambda word: kept.never.append(self.happening(word)), given["never"])
        faults.catch(
            f"{prefix}disregard", lambda word: kept.disregard.append(self.naming.claim(word)), given["disregard"]
        )
        for what in kept.contradictions(self.index):
            faults.add(f"{prefix}assume", what)
        return Scenario(
            occurrences=tuple(dict.fromkeys(sorted(kept.occurrences))),
            figures=tuple(dict.fromkeys(sorted(kept.figures))),
            never=tuple(dict.fromkeys(sorted(kept.never))),
            disregard=tuple(sorted(set(kept.disregard))),
            as_of=self._as_of(given["asOf"], faults, prefix),
            **{name: _choice(name, given[name], faults, prefix) for name in _CHOICES},
        )

    def _as_of(self, words: Sequence[str], faults: Faults, prefix: str) -> Span | None:
        spans: list[Span] = []
        faults.catch(f"{prefix}asOf", lambda word: spans.append(parse_span(word, self.today)), words[:1])
        if len(words) > 1:
            faults.add(f"{prefix}asOf", f"“asOf” takes one value, not {len(words)}.")
        return spans[0] if spans else None

    def _assumption(self, word: str, kept: "_Kept") -> None:
        match = _ASSUMPTION.match(word.strip())
        if not match:
            raise Unnamed(f"“{word}” is not an assumption.", "Write agi@2027-06-30 or earnings=100bnUSD@2028.")
        name, of, amount, when = match.groups()
        what = word.strip().partition("@")[0]
        if not when:
            raise ImpossibleDate(f"“{word}” needs a date, for example {what}@2028-01-01.")
        span = parse_span(when, self.today)
        if amount is None:
            kept.occurrences.append(Occurrence(self.happening(what), span.first, span.last))
            return
        found = parse_amount(amount, self.naming.units)
        measure, item = self.naming.measure(name), self.naming.item(of) if of else ""
        kept.figures.append(Figure(measure, item, span.first, span.last, found.low, found.high, found.unit))

    def happening(self, word: str) -> Happening:
        """Read something that may happen: an event, an event of a template with its need, or the end of a position.

        Raises:
            Unnamed: there is no such event, need or position, or the event is not of a template.
        """
        name, bracket, rest = word.strip().partition("(")
        if not bracket:
            return Happening(self.naming.event(name))
        of = rest.removesuffix(")").strip()
        if name == END:
            return Happening(END, self.naming.position(of))
        if name in {NEED, OFFER}:
            return Happening(name, need_name(of))
        event = self.naming.event(name)
        options = self.index.options_of.get(event, ())
        if not options:
            raise Unnamed(f"“{name}” happens once; it is not about a need.", f"Leave out “({of})”.")
        if any(event in option.needs for option in options):
            return Happening(NEED, need_name(of))
        return Happening(event, need_name(of))


@dataclass(slots=True)
class _Kept:
    """What has been read of a scenario so far."""

    occurrences: list[Occurrence] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    never: list[Happening] = field(default_factory=list)
    disregard: list[str] = field(default_factory=list)

    def contradictions(self, index: Index) -> Iterator[str]:
        """Tell which assumptions cannot hold together."""
        dates: dict[Happening, tuple[int, int]] = {}
        for found in self.occurrences:
            if found.happening in self.never:
                yield f"“{found.happening}” is assumed both to happen and never to happen."
            elif dates.setdefault(found.happening, (found.first, found.last)) != (found.first, found.last):
                yield f"“{found.happening}” is assumed to happen at two different times."
        yield from self._both_ways(index, set(dates))
        figures: dict[tuple[str, str, int, int], tuple[Decimal, Decimal, str]] = {}
        for figure in self.figures:
            amount = (figure.low, figure.high, figure.unit)
            if figures.setdefault((figure.measure, figure.item, figure.first, figure.last), amount) != amount:
                yield f"“{figure}” contradicts another figure for the same time."

    @staticmethod
    def _both_ways(index: Index, happen: set[Happening]) -> Iterator[str]:
        """Nobody both takes and declines the same thing."""
        for option in index.options.values():
            accepted = {found.of: found for found in sorted(happen) if found.event in option.accepts}
            for found in sorted(happen):
                if found.event in option.declines and found.of in accepted:
                    yield f"“{accepted[found.of]}” and “{found}” cannot both happen."


def _choice(name: str, words: Sequence[str], faults: Faults, prefix: str) -> str:
    usual: str = getattr(Scenario(), name)
    if len(words) > 1:
        faults.add(prefix + name, f"“{name}” takes one value, not {len(words)}.")
    if not words or words[0] in _CHOICES[name]:
        return words[0] if words else usual
    choices = _CHOICES[name]
    hint = did_you_mean(words[0], choices) or f"Choose one of: {', '.join(choices)}."
    faults.add(prefix + name, f"“{words[0]}” is not a choice of “{name}”.", hint)
    return usual
