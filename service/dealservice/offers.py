"""What the fields of a computed question offer: the events, claims, kinds, definitions and slots that there are.

Their parameters are plain words, so that scenarios can be written in an address; nobody should have to guess them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import NamedNode

from dealgraph import names
from dealgraph.answer import Table
from dealgraph.catalog import Parameter
from dealgraph.problems import StandingTooLarge
from dealgraph.standing.asking import ask, desk_of
from dealgraph.standing.desk import Desk
from dealgraph.standing.model import claim_shown, shown
from dealgraph.store import Store
from dealservice.glance import assumable
from dealservice.questions import words_of
from dealservice.rows import plain

Options = tuple[tuple[str, str], ...]
"""Values to choose from, as they stand in an address, and their labels."""
MAX_WORDS = 90
"""A label of a claim has so many characters."""
_TODAY = "@today"
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "level": {
        "stated": "only what is stated",
        "reported": "stated or reported",
        "suggested": "also what is suggested",
        "rumoured": "also rumours",
    },
    "world": {"closed": "unreported: not happened", "open": "unreported: unknown"},
    "until": {
        "unknown": "last year left open",
        "inclusive": "last year included",
        "exclusive": "last year excluded",
    },
    "context": {"dates": "with outside dates", "none": "without outside dates"},
    "a": {"as-recorded": "the record as it stands"},
    "b": {"as-recorded": "the record as it stands"},
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a field offers, whether other words may be written as well, and how they are written."""

    options: Options
    is_open: bool = False
    hint: str = ""


def offer(store: Store, parameter: Parameter) -> Offer | None:
    """Find what a parameter of a computed question may be; nothing where its declaration says it, or nothing does.

    Args:
        store: what is asked for things to choose from.
        parameter: the parameter; for a side of a comparison, such as `b.assume`, the word after the dot counts.
    """
    word = parameter.name.rpartition(".")[2]
    if parameter.choices:
        labels = _CHOICES.get(word, {})
        return Offer(tuple((choice, labels.get(choice, choice)) for choice in parameter.choices))
    if parameter.type != "string" or parameter.of_class is not None or word not in _FINDERS:
        return None
    with suppress(StandingTooLarge):
        return _FINDERS[word](store)
    return None


def _assumptions(store: Store) -> Offer:
    options = tuple((f"{word}{_TODAY}", label) for word, label in assumable(store))
    return Offer(options, is_open=True, hint="an event, and when after the @: today, 2027, 2027-06 or 2027-06-30")


def _claims(store: Store) -> Offer:
    claims = sorted(desk_of(store).model.claims.values(), key=lambda claim: (claim.document, claim.number))
    return Offer(tuple((claim_shown(claim), _cut(f"{claim_shown(claim)} {claim.says}")) for claim in claims))


def _kinds(store: Store) -> Offer:
    desk = desk_of(store)
    kinds = {kind for position in desk.model.positions.values() for kind in (*position.kinds, *position.types)}
    ours = (kind for kind in kinds if kind.startswith((names.DEAL, names.VOC)))
    return Offer(_sorted((names.local(kind), _label(desk, kind)) for kind in ours))


def _definitions(store: Store) -> Offer:
    """Offer each definition by the notion that it defines, or by its own name where that is not one alone."""
    desk = desk_of(store)
    found = [term for term in desk.model.terms.values() if term.defines or term.criteria]
    times = Counter(notion for term in found for notion in term.defines)
    words = ((next(iter(term.defines), ""), term.iri) for term in found)
    return Offer(_sorted((shown(notion if times[notion] == 1 else iri), _label(desk, iri)) for notion, iri in words))


def _slots(store: Store) -> Offer:
    """Offer the slots that have alternatives, and the rights, which stand for all their slots."""
    desk, table = desk_of(store), ask(store, "conflicts", {}).table
    rights = _sorted((shown(iri), desk.model.label(iri)) for iri in desk.model.positions)
    return Offer((*_sorted((slot, slot) for slot in _cells(table, "slot")), *rights))


def _cells(table: Table, column: str) -> set[str]:
    place = table.columns.index(column)
    return {plain(row[place]) for row in table} - {""}


def _label(desk: Desk, iri: str) -> str:
    return desk.model.labels.get(iri) or words_of(NamedNode(iri))


def _sorted(options: Iterable[tuple[str, str]]) -> Options:
    return tuple(sorted(set(options), key=lambda option: option[1].casefold()))


def _cut(text: str) -> str:
    return text if len(text) <= MAX_WORDS else f"{text[:MAX_WORDS].rstrip()}…"


_FINDERS: Mapping[str, Callable[[Store], Offer]] = {
    "assume": _assumptions,
    "disregard": _claims,
    "kind": _kinds,
    "term": _definitions,
    "slot": _slots,
}
