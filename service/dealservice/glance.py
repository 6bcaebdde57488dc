"""The deal at a glance: what the home page tells of all rights, of the last change and of the next ones."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dealgraph.names import ID
from dealgraph.problems import StandingTooLarge
from dealgraph.standing.asking import ask, desk_of
from dealgraph.standing.desk import Desk
from dealgraph.standing.model import Position, shown
from dealgraph.standing.scenario import Happening, Scenario
from dealgraph.standing.states import STATES, state_on
from dealgraph.standing.timeline import BEGIN, TRUE
from dealgraph.store import Store
from dealservice.glimpses import Glimpse, Link, Observer, day_words, today
from dealservice.humane import day_in_words, state_in_words
from dealservice.markup import address
from dealservice.timelines import scale_svg

MAX_ROWS = 24
"""The home page draws so many rights."""
MAX_CHANGES = 8
_FIRST_NEED = "need-1"


@dataclass(frozen=True, slots=True)
class Change:
    """A right whose state turns: what it was before and what it is then."""

    thing: Link
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A day in words, the same in ISO 8601, and what changes on it."""

    day: str
    iso: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What one holder has; the holder is empty where no source names one."""

    holder: Link | None
    rows: tuple[Glimpse, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """What the home page shows of the rights.

    Args:
        day: the day on which all this is so, in words.
        groups: the rights by holder.
        burdens: what stands at their other end.
        scale: the drawing of the axis.
        counts: how many rights are in which state, as the evaluator names it and in words.
        total: how many rights there are.
        is_cut: whether there are more than are drawn.
        known: the latest document on record, and its day in words.
        successions: pairs of a right that has given way and the right that took its place.
        last: the day of the latest change.
        coming: the next days with changes.
        events: what may be assumed to happen: short names and labels.
        is_too_large: whether more is recorded than can be judged at once, so that nothing of this is told.
    """

    day: str
    groups: tuple[Group, ...] = ()
    burdens: tuple[Glimpse, ...] = ()
    scale: str = ""
    counts: tuple[tuple[int, str, str], ...] = ()
    total: int = 0
    is_cut: bool = False
    known: tuple[Link, str] | None = None
    successions: tuple[tuple[Link, Link], ...] = ()
    last: Turn | None = None
    coming: tuple[Turn, ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    is_too_large: bool = False


def glance_at(store: Store, root: str) -> Glance:
    """Gather what the home page shows.

    Args:
        store: the graph.
        root: the path under which the service is seen from outside.
    """
    now = today()
    try:
        desk = desk_of(store)
    except StandingTooLarge:
        return Glance(day=day_in_words(now.isoformat()), is_too_large=True)
    observer = Observer(desk, root, now.toordinal())
    positions = list(desk.model.positions.values())
    rights = observer.known(p for p in positions if p.is_right)
    burdens = observer.known(p for p in positions if not p.is_right)[:MAX_ROWS]
    drawn = rights[:MAX_ROWS]
    axis = observer.axis(p.iri for p in (*drawn, *burdens))
    rows = [observer.glimpse(position, axis) for position in drawn]
    states = Counter(row.state for row in rows)
    return Glance(
        day=day_in_words(now.isoformat()),
        groups=_groups(rows),
        burdens=tuple(observer.glimpse(position, axis) for position in burdens),
        scale=scale_svg(axis),
        counts=tuple((states[state], state, state_in_words(state)) for state in STATES if states[state]),
        total=len(rights),
        is_cut=len(rights) > len(drawn),
        known=_known(desk, root),
        successions=tuple(_successions(observer, drawn))[:MAX_CHANGES],
        last=_last(observer, [p.iri for p in drawn]),
        coming=tuple(coming(store, root)),
        events=assumable(store),
    )


def _groups(rows: Iterable[Glimpse]) -> tuple[Group, ...]:
    """Put rights under their holders, who has most of them first; those without a stated holder come last."""
    found: dict[Link | None, list[Glimpse]] = {}
    for row in rows:
        found.setdefault(row.holders[0] if row.is_held and row.holders else None, []).append(row)
    places = {state: place for place, state in enumerate(STATES)}
    ordered = sorted(found.items(), key=lambda pair: (pair[0] is None, -len(pair[1])))
    return tuple(Group(h, tuple(sorted(rights, key=lambda row: places.get(row.state, 9)))) for h, rights in ordered)


def _known(desk: Desk, root: str) -> tuple[Link, str] | None:
    latest = desk.record(Scenario()).admission.latest
    if latest is None:
        return None
    document, recorded = latest
    return Link(desk.model.label(document), address(document, root)), day_words(recorded.day)


def _successions(observer: Observer, rights: Iterable[Position]) -> Iterator[tuple[Link, Link]]:
    """Pair rights that a claim says have been superseded with those that took their place."""
    admission = observer.desk.record(observer.scenario).admission
    for right in rights:
        for link in right.supersedes:
            if link.target in observer.desk.model.positions and admission.link(link) is not None:
                yield observer.link(link.target), observer.link(right.iri)


def _last(observer: Observer, rights: Sequence[str]) -> Turn | None:
    """Find the latest day up to today on which the state of a right changed, and what changed."""
    record = observer.desk.record(observer.scenario)
    turns = {iri: [s.first for s in observer.track(iri) if BEGIN < s.first <= observer.day] for iri in rights}
    day = max((day for days in turns.values() for day in days), default=None)
    if day is None:
        return None
    changes: list[Change] = []
    for iri in (iri for iri, days in turns.items() if day in days):
        standing = record.position(iri)
        before, after = (state_in_words(state_on(standing, when)) for when in (day - 1, day))
        changes.append(Change(observer.link(iri), before, after))
    changes.sort(key=lambda change: (change.before == state_in_words("unknown"), change.after))
    return Turn(day_words(day), date.fromordinal(day).isoformat(), tuple(changes))


def coming(store: Store, root: str, after: str = "today") -> list[Turn]:
    """List the next days on which rights change, as the question `next-changes` finds them."""
    found: dict[str, list[Change]] = {}
    for row in ask(store, "next-changes", {"after": after}).rows:
        iri, before, state = (str(row[name] or "") for name in ("position", "state_before", "state"))
        change = Change(Link(str(row["label"]), address(iri, root)), state_in_words(before), state_in_words(state))
        found.setdefault(str(row["date"]), []).append(change)
    return [Turn(day_in_words(day), day, tuple(changes)) for day, changes in list(found.items())[:MAX_CHANGES]]


def assumable(store: Store) -> tuple[tuple[str, str], ...]:
    """List what may be assumed to happen, as scenarios write it, with its label.

    What is still open comes first, and of that what the most rights depend on. What happens anew for every need is
    offered for a first one.
    """
    try:
        desk = desk_of(store)
    except StandingTooLarge:
        return ()
    record = desk.record(Scenario())
    found: list[tuple[tuple[bool, bool, int, str], str, str]] = []
    for iri, rights in desk.index.dependants.items():
        if iri not in desk.model.events or not record.admission.item(iri):
            continue
        is_template = iri in desk.index.options_of
        has_happened = record.chronicle.pieces(Happening(iri))[-1].value is TRUE
        word = f"{shown(iri)}({_FIRST_NEED})" if is_template else shown(iri)
        label = desk.model.label(iri)
        found.append(((has_happened, is_template, -len(rights), label), word, label))
    return tuple((word, label) for _, word, label in sorted(found))


@dataclass(frozen=True, slots=True)
class Paper:
    """A source whose passages can be looked at: its short name and its label."""

    name: str
    label: str


def documents(store: Store) -> tuple[Paper, ...]:
    """List the sources that claims are taken from; none where there are too many to judge what they say."""
    try:
        model = desk_of(store).model
    except StandingTooLarge:
        return ()
    cited = dict.fromkeys(claim.document for claim in model.claims.values())
    return tuple(Paper(shown(iri), model.label(iri)) for iri in sorted(cited, key=model.label) if iri.startswith(ID))
