"""Many agreements side by side: a list with filters, and how many agreements there are of each kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Request, Response
from pyoxigraph import Literal, NamedNode

from dealgraph.moments import bounds
from dealgraph.names import ID, XSD, deal, local, thing, voc
from dealgraph.problems import Finding, ParameterProblem
from dealgraph.store import Store
from dealservice.glimpses import Link
from dealservice.markup import address
from dealservice.questions import labels, question, rows, words_of
from dealservice.received import only, read_parameters
from dealservice.replies import page
from dealservice.rows import plain
from dealservice.service import Service

SIZE = 50
"""A page lists so many agreements."""
FILTERS = ("type", "party", "law", "with", "without", "from", "to")
_CONCEPTS = frozenset({"type", "with", "without"})
_MOMENT = NamedNode(f"{XSD}dateTime")
_EFFECT, _END = voc("clause-effective-date"), voc("clause-expiration-date")
_TYPE, _LAW, _PARTY = deal("agreementType"), deal("governedByLawOf"), deal("hasParty")
_ABSENT, _PRESENT = deal("reviewedAbsent"), deal("hasTerm")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which the list can be narrowed: its word in the address, its label, and how many agreements have it.

    Args:
        word: the value in the address.
        label: its label.
        number: how many agreements of the list have it.
        address: the list narrowed by it.
    """

    word: str
    label: str
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of clause: in how many agreements it is present, reviewed and absent, or not reviewed."""

    label: str
    present: Choice
    absent: Choice
    unseen: int


@dataclass(frozen=True, slots=True)
class Listed:
    """An agreement in the list."""

    thing: Link
    types: str
    parties: str
    laws: str
    effect: str
    end: str
    present: int
    absent: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """How many agreements were reviewed clause by clause, and how many values of imported data are doubtful."""

    reviewed: int
    doubtful: int


def listing(service: Service, request: Request) -> Response:
    """List the agreements that meet some conditions, and count their kinds.

    Raises:
        ParameterProblem: a parameter is unknown or cannot be read.
    """
    given = only(read_parameters(request.query_string), "The list", (*FILTERS, "page"))
    chosen = {name: words.strip() for name, words in given.items() if words.strip() and name != "page"}
    store, root = service.live.now(), service.root
    values = _values(chosen)
    found = list(rows(store, question("agreements", **values)))
    last = max(1, -(-len(found) // SIZE))
    number = _page_number(given.get("page", "1"), last)
    scope = {"agreement": [row[0] for row in found if isinstance(row[0], NamedNode)]} if chosen else {}
    choices, kinds = _facets(store, scope, chosen, root, len(found))
    return page(
        "portfolio.html",
        total=len(found),
        shown=_listed(store, found[(number - 1) * SIZE : number * SIZE], root),
        number=number,
        last=last,
        before=_narrowed(root, chosen, page=str(number - 1)) if number > 1 else "",
        after=_narrowed(root, chosen, page=str(number + 1)) if number < last else "",
        choices=choices,
        kinds=kinds,
        active=[
            (name, _said(name, words, choices, kinds), _narrowed(root, chosen, **{name: ""}))
            for name, words in chosen.items()
        ],
        chosen=chosen,
    )


def portfolio_of(store: Store) -> Portfolio:
    """Count the agreements that were reviewed clause by clause and the values that are doubtful."""
    agreements, doubtful = next(rows(store, question("portfolio-size")), (None, None))
    return Portfolio(int(plain(agreements) or 0), int(plain(doubtful) or 0))


def agreement_address(iri: str, root: str) -> str:
    """Give the address of the page of an agreement, clause by clause."""
    return address(f"{ID}{local(iri)}", root).replace("/id/", "/agreements/", 1)


def _page_number(text: str, last: int) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= last):
        what = f"“{text[:80]}” is no page of this list; it has {last}."
        raise _refused(Finding(what, hint="Begin with page=1.", subject="page", code="parameter-value"))
    return int(text)


def _refused(*faults: Finding) -> ParameterProblem:
    return ParameterProblem("The agreements cannot be listed like that.", findings=faults)


def _values(chosen: Mapping[str, str]) -> dict[str, list[NamedNode | Literal]]:
    """Read what the list is narrowed by.

    Raises:
        ParameterProblem: a date cannot be read, or a name makes no IRI.
    """
    return {name: [_value(name, words)] for name, words in chosen.items()}


def _value(name: str, words: str) -> NamedNode | Literal:
    if name == "party":
        return Literal(words)
    try:
        if name in _CONCEPTS:
            return voc(words)
        return thing(words) if name == "law" else _moment(words, is_first=name == "from")
    except ValueError as error:
        hint = "Write a year, a month or a day: 2019, 2019-05 or 2019-05-31." if name in {"from", "to"} else ""
        raise _refused(Finding(str(error), hint=hint, subject=name, code="parameter-value")) from error


def _moment(words: str, *, is_first: bool) -> Literal:
    """Take the first or the last second of a year, a month or a day."""
    span = bounds(words)
    moment = span.earliest_start if is_first else span.latest_end
    if moment is None:
        raise ValueError(f"“{words}” is no year, month or day.")
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=_MOMENT)


def _narrowed(root: str, chosen: Mapping[str, str], **more: str) -> str:
    """Write the address of the list with some conditions changed; an empty one is left out."""
    asked = {name: words for name, words in {**chosen, **more}.items() if words}
    return f"{root}/agreements{'?' if asked else ''}{urlencode(asked)}"


def _facets(
    store: Store, scope: Mapping[str, list[NamedNode]], chosen: Mapping[str, str], root: str, total: int
) -> tuple[dict[str, list[Choice]], list[Kind]]:
    """Count the agreements of the list by type, by law, by year of effect and by kind of clause."""
    counts: dict[str, dict[NamedNode, int]] = {}
    for relation, value, number in rows(store, question("agreement-facets", **scope)):
        if isinstance(value, NamedNode):
            counts.setdefault(plain(relation), {})[value] = int(plain(number))
    for value, number in rows(store, question("agreement-clauses", **scope)):
        if isinstance(value, NamedNode):
            counts.setdefault(_PRESENT.value, {})[value] = int(plain(number))
    named = labels(store, {value for found in counts.values() for value in found})

    def choices(relation: NamedNode, name: str) -> list[Choice]:
        found = [
            Choice(local(v.value), _label(v, named), n, _narrowed(root, chosen, **{name: local(v.value)}))
            for v, n in counts.get(relation.value, {}).items()
        ]
        return sorted(found, key=lambda choice: (-choice.number, choice.label))

    years = [(plain(year), int(plain(n))) for year, n in rows(store, question("agreement-years", **scope))]
    present = {choice.word: choice for choice in choices(_PRESENT, "with")}
    absent = {choice.word: choice for choice in choices(_ABSENT, "without")}
    return {
        "type": choices(_TYPE, "type"),
        "law": choices(_LAW, "law"),
        "year": [Choice(y, y, n, _narrowed(root, chosen, **{"from": y, "to": y})) for y, n in reversed(years)],
    }, _kinds(present, absent, chosen, root, total)


def _kinds(
    present: Mapping[str, Choice], absent: Mapping[str, Choice], chosen: Mapping[str, str], root: str, total: int
) -> list[Kind]:
    found: list[Kind] = []
    for word in present.keys() | absent.keys():
        label = (present.get(word) or absent[word]).label
        none = [Choice(word, label, 0, _narrowed(root, chosen, **{name: word})) for name in ("with", "without")]
        here, gone = present.get(word, none[0]), absent.get(word, none[1])
        found.append(Kind(label, here, gone, total - here.number - gone.number))
    return sorted(found, key=lambda kind: (-kind.present.number, kind.label))


def _label(node: NamedNode, named: Mapping[str, Literal]) -> str:
    return named[node.value].value if node.value in named else words_of(node)


def _said(name: str, words: str, choices: Mapping[str, Sequence[Choice]], kinds: Iterable[Kind]) -> str:
    """Say in words what a value of a filter is."""
    known = {choice.word: choice.label for found in choices.values() for choice in found}
    known |= {kind.present.word: kind.label for kind in kinds}
    return words if name in {"party", "from", "to"} else known.get(words, words.replace("-", " "))


def _listed(store: Store, found: Sequence[Sequence[object]], root: str) -> list[Listed]:
    """Gather what the list tells of each agreement on a page."""
    nodes = [row[0] for row in found if isinstance(row[0], NamedNode)]
    if not nodes:
        return []
    said: dict[tuple[str, str], list[NamedNode]] = {}
    for agreement, relation, value in rows(store, question("agreement-rows", agreement=nodes)):
        if isinstance(value, NamedNode):
            said.setdefault((plain(agreement), plain(relation)), []).append(value)
    named = labels(store, {value for values in said.values() for value in values})
    dates: dict[tuple[str, str], list[str]] = {}
    for agreement, kind, stated in rows(store, question("agreement-dates", agreement=nodes)):
        dates.setdefault((plain(agreement), plain(kind)), []).append(plain(stated))
    sizes = {
        (plain(a), plain(r)): int(plain(n)) for a, r, n in rows(store, question("agreement-sizes", agreement=nodes))
    }

    def words(iri: str, relation: NamedNode) -> str:
        values = [_label(value, named) for value in said.get((iri, relation.value), [])]
        return ", ".join(values[:3]) + (f" and {len(values) - 3} more" if len(values) > 3 else "")  # noqa: PLR2004

    return [
        Listed(
            thing=Link(getattr(row[1], "value", ""), agreement_address(row[0].value, root)),
            types=words(row[0].value, _TYPE),
            parties=words(row[0].value, _PARTY),
            laws=words(row[0].value, _LAW),
            effect=", ".join(dates.get((row[0].value, _EFFECT.value), [])),
            end=", ".join(dates.get((row[0].value, _END.value), [])),
            present=sizes.get((row[0].value, _PRESENT.value), 0),
            absent=sizes.get((row[0].value, _ABSENT.value), 0),
        )
        for row in found
        if isinstance(row[0], NamedNode)
    ]
