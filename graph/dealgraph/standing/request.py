"""What one request asks: words turned into days, things and scenarios, or everything that is wrong with them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from dealgraph.catalog import Parameter
from dealgraph.problems import Finding, ParameterProblem, did_you_mean
from dealgraph.standing.amounts import Amount, parse_amount, parse_unit
from dealgraph.standing.dates import ImpossibleDate, Span, parse_duration, parse_span, span_text
from dealgraph.standing.index import Index
from dealgraph.standing.model import shown
from dealgraph.standing.naming import Naming, Unnamed
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.scenario import Happening, Scenario, number_text
from dealgraph.standing.wording import FIELDS, Faults, ScenarioReader, need_name

T = TypeVar("T")
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Request:
    """A question with everything that it was asked with; what was not given is None or empty.

    Args:
        words: the parameters as they were given.
        sides: the two scenarios of a comparison.
        on: the days asked for, today where nothing was said.
    """

    question: StandingQuestion
    words: Words
    scenario: Scenario
    sides: tuple[Scenario, Scenario]
    on: Span
    start: Span
    end: Span
    after: Span
    before: Span
    within: tuple[int, int] | None = None
    right: str = ""
    holder: str = ""
    counterparty: str = ""
    kind: str = ""
    company: str = ""
    agreement: str = ""
    term: str = ""
    slot: str = ""
    need: str = ""
    measure: str = ""
    amount: Amount | None = None
    event: Happening | None = None
    happened: bool | None = None
    assumable: bool | None = None


@dataclass(frozen=True)
class RequestReader:
    """Reads requests for one model.

    Args:
        naming: finds the things that words name.
        index: knows which events belong to a template.
        today: what the word "today" means.
    """

    naming: Naming
    index: Index
    today: date

    def read(self, question: StandingQuestion, words: Words) -> Request:
        """Read a request.

        Args:
            question: what is asked.
            words: values by parameter; empty words count as not given.

        Raises:
            ParameterProblem: everything that is wrong, item by item, with what may have been meant.
        """
        faults = Faults(list(_undeclared(question, words)))
        given = {name: [w.strip() for w in found if w.strip()] for name, found in words.items()}
        reader = ScenarioReader(self.naming, self.index, self.today)
        scenario = reader.read(given, faults)
        inherited = {} if faults.found else {name: given.get(name, []) for name in FIELDS}
        a, b = (reader.read(_side(given, inherited, side), faults, f"{side}.") for side in ("a", "b"))
        fields = _Fields(question, given, faults, self)
        request = self._request(fields, reader, scenario, (a, b))
        if faults.found:
            raise _problem(question, faults.found)
        return request

    def _request(
        self, fields: "_Fields", reader: ScenarioReader, scenario: Scenario, sides: tuple[Scenario, Scenario]
    ) -> Request:
        naming = self.naming
        return Request(
            question=fields.question,
            words={name: tuple(found) for name, found in sorted(fields.given.items()) if found},
            scenario=scenario,
            sides=sides,
            on=fields.days("on"),
            start=fields.days("from"),
            end=fields.days("to"),
            after=fields.days("after"),
            before=fields.days("before"),
            within=fields.one("within", parse_duration, None),
            right=fields.one("right", naming.position, ""),
            holder=fields.one("holder", naming.agent, ""),
            counterparty=fields.one("counterparty", naming.agent, ""),
            kind=fields.one("kind", naming.kind, ""),
            company=fields.one("company", naming.agent, ""),
            agreement=fields.one("agreement", naming.agreement, ""),
            term=fields.one("term", naming.term, ""),
            slot=fields.one("slot", self._slot, ""),
            need=fields.one("need", need_name, ""),
            measure=fields.one("measure", naming.measure, ""),
            amount=fields.amount(),
            event=fields.one("event", reader.happening, None),
            happened=fields.one("happened", _truth, None),
            assumable=fields.one("assumable", _truth, None),
        )

    def _slot(self, word: str) -> str:
        """Read the name of a slot, such as ip-access/ends/time, or of the right that has it."""
        right, slash, rest = word.partition("/")
        return f"{self.naming.position(right)}{slash}{rest}"


@dataclass(frozen=True, slots=True)
class _Fields:
    question: StandingQuestion
    given: Words
    faults: Faults
    reader: RequestReader

    def one(self, name: str, read: Callable[[str], T], missing: T) -> T:
        """Read the one value of a parameter; `missing` where the question does not have it, or it is wrong."""
        parameter = next((p for p in self.question.parameters if p.name == name), None)
        if parameter is None:
            return missing
        words = list(self.given.get(name, ())) or list(parameter.default)
        if len(words) > 1:
            self.faults.add(name, f"“{name}” takes one value, not {len(words)}.")
        if not words and parameter.required:
            self.faults.add(name, f"“{name}” is needed{_example(parameter)}.")
        found: list[T] = []
        self.faults.catch(name, lambda word: found.append(read(word)), words[:1])
        return found[0] if found else missing

    def days(self, name: str) -> Span:
        """Read a day, month or year; today where nothing is said."""
        today = self.reader.today
        return self.one(name, lambda word: _days(word, today), Span(today.toordinal(), today.toordinal()))

    def amount(self) -> Amount | None:
        """Read the amount that is given by `value` and `unit` together."""
        number, unit = self.one("value", str, ""), self.one("unit", str, "")
        units, found = self.reader.naming.units, list[Amount]()
        known = len(self.faults.found)
        self.faults.catch("unit", lambda word: _ignored(parse_unit(word, units)), [unit] if unit else [])
        if number and unit and len(self.faults.found) == known:
            self.faults.catch("value", lambda word: found.append(parse_amount(f"{word} {unit}", units)), [number])
        return found[0] if found else None


def _ignored(_: object) -> None:
    """Throw a value away: only whether it can be read is of interest."""


def _days(word: str, today: date) -> Span:
    if ".." in word:
        raise ImpossibleDate(f"“{word}” is not one day, month or year.")
    return parse_span(word, today)


def _side(given: Words, inherited: Words, side: str) -> Words:
    """Give the parameters of one side of a comparison; what it does not say is as for both, unless it is named."""
    if given.get(side):
        return {}
    return {f"{side}.{name}": given.get(f"{side}.{name}") or inherited.get(name, ()) for name in FIELDS}


def canonical_pairs(request: Request) -> Iterator[tuple[str, str]]:
    """List what a request asks in one order and one notation; what is as usual is left out.

    Requests that mean the same give the same pairs, whatever notation their scenarios had.
    """
    for parameter in request.question.own_parameters:
        if parameter.name not in FIELDS and (request.words.get(parameter.name) or parameter.default):
            text = _canonical(request, parameter.name)
            if text:
                yield parameter.name, text
    if not request.question.compares:
        yield from request.scenario.pairs()
        return
    for side, scenario in zip("ab", request.sides, strict=True):
        yield from ((f"{side}.{name}", value) for name, value in scenario.pairs())


def _canonical(request: Request, name: str) -> str:
    """Write one parameter; a scenario that has a name is written by its parts."""
    if name in {"a", "b"} or "." in name:
        return ""
    days = {"on": request.on, "from": request.start, "to": request.end, "after": request.after,
            "before": request.before}  # fmt: skip
    if name in days:
        return span_text(days[name])
    if name in {"value", "unit"} and request.amount is not None:
        low, high = number_text(request.amount.low), number_text(request.amount.high)
        return request.amount.unit if name == "unit" else low if low == high else f"{low}..{high}"
    found = getattr(request, name, None)
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, str):
        return shown(found)
    return str(found) if isinstance(found, Happening) else request.words.get(name, ("",))[0]


def _truth(word: str) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if word.lower() not in words:
        raise Unnamed(f"“{word}” is neither yes nor no.", "Write yes or no.")
    return words[word.lower()]


def _undeclared(question: StandingQuestion, words: Words) -> Iterator[Finding]:
    known = [parameter.name for parameter in question.parameters]
    for name in words:
        if name not in known:
            hint = did_you_mean(name, known) or f"Known are: {', '.join(known)}."
            yield Finding(f"There is no parameter “{name}”.", hint=hint, subject=name, code="parameter-unknown")
    for name in ("a", "b"):
        parameter = next((p for p in question.parameters if p.name == name), None)
        for word in words.get(name, ()) if parameter else ():
            if parameter and word and word not in parameter.choices:
                hint = f"Only {' or '.join(parameter.choices)} has a name; write {name}.assume=... and the like."
                what = f"“{word}” is not the name of a scenario."
                yield Finding(what, hint=hint, subject=name, code="parameter-value")
        if parameter and any(words.get(name, ())) and any(words.get(f"{name}.{field}") for field in FIELDS):
            what = f"Side {name} is named, so that nothing else can be said of it."
            yield Finding(what, hint=f"Leave out “{name}”.", subject=name, code="parameter-value")


def _example(parameter: Parameter) -> str:
    return f", for example {parameter.example}" if parameter.example else ""


def _problem(question: StandingQuestion, found: Sequence[Finding]) -> ParameterProblem:
    many = "One parameter does" if len(found) == 1 else f"{len(found)} parameters do"
    hint = f"See what “{question.name}” takes at /queries/{question.name}"
    return ParameterProblem(f"{many} not fit “{question.name}”.", hint=hint, findings=found)
