"""What the page of a thing says before its statements: in one sentence what it is, and how it stands today."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from dealgraph.names import deal
from dealgraph.problems import StandingTooLarge
from dealgraph.standing.asking import desk_near, desk_of
from dealgraph.standing.dates import day_text
from dealgraph.standing.desk import Desk
from dealgraph.standing.model import Position, shown
from dealgraph.standing.scenario import Happening
from dealgraph.standing.timeline import TRUE
from dealgraph.standing.verdict import Verdict
from dealgraph.store import Store
from dealservice.clauses import Branch, Clauses, branch_of, clauses_of, roles_of
from dealservice.glance import assumable
from dealservice.glimpses import Glimpse, Link, Observer, reason_in_words, today
from dealservice.humane import day_in_words
from dealservice.questions import question, rows
from dealservice.testimony import Testimony, claim_in_words, claims_in_words, document_address, proof_address
from dealservice.timelines import scale_svg

_OBJECT = deal("concernsAsset")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a right, in words.

    Args:
        certainty: the firmest level up to which the verdict stands.
        profile: the state at each level of certainty.
        contested: the levels that change it.
        presumed: what it takes for granted has not happened.
        reasons: why it is unknown.
        cause: what puts it into its state.
        readings: how many of the claims are the note-taker's interpretation.
        is_outside: whether it rests on dates from outside the sources.
        links: where to go from it: title and address.
    """

    certainty: str
    profile: tuple[tuple[str, str], ...]
    contested: tuple[str, ...]
    presumed: tuple[Link, ...]
    reasons: tuple[str, ...]
    cause: str
    readings: int
    is_outside: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a page says of a thing before its statements; parts that do not fit the thing are empty.

    Args:
        kind: `position`, `agent`, `agreement`, `condition`, `event`, `claim` or `source`.
        day: today in words.
        glimpse: how a right stands.
        grantors: against whom it is held.
        objects: what it is about.
        judgement: the verdict.
        clauses: its conditions by role.
        supersedes: what it has taken the place of; `superseded` is what has taken its place.
        testimonies: the claims behind it.
        said: the claim itself.
        about: what the claim is about.
        rights: rights that have to do with the thing, on one axis; `burdens` accordingly.
        roles: the roles that a condition plays, by short name of the right.
        branch: the condition as a tree.
        happened: whether an event has happened, and when, in words.
        word: the event as scenarios write it, if it may be assumed.
        parties: who is party to an agreement.
        view: the address of the view of a source.
        scale: the axis of the drawings.
    """

    kind: str
    day: str
    glimpse: Glimpse | None = None
    grantors: tuple[Link, ...] = ()
    objects: tuple[Link, ...] = ()
    judgement: Judgement | None = None
    clauses: tuple[Clauses, ...] = ()
    supersedes: tuple[Link, ...] = ()
    superseded: tuple[Link, ...] = ()
    testimonies: tuple[Testimony, ...] = ()
    said: Testimony | None = None
    about: tuple[Link, ...] = ()
    rights: tuple[Glimpse, ...] = ()
    burdens: tuple[Glimpse, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    branch: Branch | None = None
    happened: str = ""
    word: str = ""
    parties: tuple[Link, ...] = ()
    view: str = ""
    scale: str = ""


def dossier_of(store: Store, node: NamedNode, root: str) -> Dossier | None:
    """Say what a thing is and how it stands; nothing for things that have no standing.

    Args:
        store: the graph.
        node: the thing.
        root: the path under which the service is seen from outside.
    """
    desk, now = _desk(store, node), today()
    if desk is None:
        return None
    maker = _Maker(store, Observer(desk, root, now.toordinal()), day_in_words(now.isoformat()))
    model, iri = desk.model, node.value
    makers: tuple[tuple[Container[str], Callable[[str], Dossier]], ...] = (
        (model.positions, maker.position),
        (model.agents, maker.agent),
        (model.terms, maker.agreement),
        (model.conditions, maker.condition),
        (model.events, maker.event),
        (model.claims, maker.claim),
        ({claim.document for claim in model.claims.values()}, maker.source),
    )
    return next((make(iri) for known, make in makers if iri in known), None)


def _desk(store: Store, node: NamedNode) -> Desk | None:
    """Give a desk that knows the thing; where more is recorded than can be judged at once, only rights have one."""
    try:
        return desk_of(store)
    except StandingTooLarge:
        return desk_near(store, node)


@dataclass(frozen=True, slots=True)
class _Maker:
    store: Store
    observer: Observer
    day: str

    @property
    def desk(self) -> Desk:
        return self.observer.desk

    def position(self, iri: str) -> Dossier:
        observer, desk, scenario = self.observer, self.desk, self.observer.scenario
        position = desk.model.positions[iri]
        axis = observer.axis([iri])
        verdict = desk.records.verdict(scenario, iri, observer.on)
        admission = desk.record(scenario).admission
        return Dossier(
            "position",
            self.day,
            glimpse=observer.glimpse(position, axis),
            grantors=tuple(map(observer.link, desk.counterparties(scenario, iri))),
            objects=self._objects(position),
            judgement=self._judgement(verdict),
            clauses=clauses_of(observer, position),
            supersedes=tuple(observer.link(link.target) for link in position.supersedes),
            superseded=tuple(observer.link(other) for other, _ in desk.index.successors.get(iri, ())),
            testimonies=claims_in_words(desk, verdict.claims, admission.evidence(iri), observer.root),
            scale=scale_svg(axis),
        )

    def _objects(self, position: Position) -> tuple[Link, ...]:
        found = rows(self.store, question("subject", thing=[NamedNode(position.iri)]))
        return tuple(
            Link(getattr(label, "value", ""), self.observer.link(value.value).address)
            for relation, value, label in found
            if relation == _OBJECT and isinstance(value, NamedNode)
        )

    def _judgement(self, verdict: Verdict) -> Judgement:
        pairs = [("right", shown(verdict.position)), ("on", day_text(verdict.on.first))]
        asked = urlencode(pairs)
        root = self.observer.root
        names = {shown(iri): iri for iri in (*self.desk.model.events, *self.desk.model.conditions)}
        return Judgement(
            certainty=verdict.certainty,
            profile=tuple((level, state) for level, (_, state) in verdict.profile.items()),
            contested=verdict.contested_by,
            presumed=tuple(
                Link(label, self.observer.link(names[ref]).address if ref in names else "")
                for ref, label in verdict.presumed.items()
            ),
            reasons=tuple(map(reason_in_words, verdict.reasons)),
            cause=verdict.cause.label if verdict.cause else "",
            readings=len(verdict.readings),
            is_outside=verdict.outside,
            links=(
                Link("The proof, step by step", proof_address(pairs, root)),
                Link("What would change it", f"{root}/queries/levers?{asked}"),
                Link("What it depends on", f"{root}/queries/depends-on?{asked}"),
            ),
        )

    def _tracks(self, kind: str, positions: Iterable[Position]) -> Dossier:
        """Draw positions on one axis, rights apart from burdens."""
        kept = self.observer.known(positions)
        axis = self.observer.axis(p.iri for p in kept)
        drawn = [self.observer.glimpse(position, axis) for position in kept]
        return Dossier(
            kind,
            self.day,
            rights=tuple(glimpse for glimpse in drawn if glimpse.is_right),
            burdens=tuple(glimpse for glimpse in drawn if not glimpse.is_right),
            scale=scale_svg(axis),
        )

    def agent(self, iri: str) -> Dossier:
        desk, scenario = self.desk, self.observer.scenario
        return self._tracks(
            "agent", (p for p in desk.model.positions.values() if iri in desk.holders(scenario, p.iri)[0])
        )

    def agreement(self, iri: str) -> Dossier:
        model = self.desk.model
        conferred = (
            model.positions[link.target] for link in model.terms[iri].confers if link.target in model.positions
        )
        drawn = self._tracks("agreement", conferred)
        return replace(drawn, parties=tuple(map(self.observer.link, model.terms[iri].parties)))

    def condition(self, iri: str) -> Dossier:
        found = roles_of(self.observer, iri)
        roles = tuple((shown(position.iri), role) for role, position in found)
        drawn = self._tracks("condition", (p for _, p in found))
        return replace(drawn, roles=roles, branch=branch_of(self.observer, iri))

    def event(self, iri: str) -> Dossier:
        desk = self.desk
        rights = (desk.model.positions[right] for right in desk.index.dependants.get(iri, ()))
        words = {word.partition("(")[0]: word for word, _ in assumable(self.store)}
        return replace(self._tracks("event", rights), happened=self._happened(iri), word=words.get(shown(iri), ""))

    def claim(self, iri: str) -> Dossier:
        about = tuple(map(self.observer.link, self.desk.model.claims[iri].about))
        said = claim_in_words(self.desk, iri, self.observer.root)
        return Dossier("claim", self.day, said=said, about=about)

    def source(self, iri: str) -> Dossier:
        return Dossier("source", self.day, view=document_address(iri, self.observer.root))

    def _happened(self, iri: str) -> str:
        chronicle, day = self.desk.record(self.observer.scenario).chronicle, self.observer.day
        pieces = chronicle.pieces(Happening(iri))
        now = next(piece for piece in reversed(pieces) if piece.first <= day)
        dated = chronicle.dated(Happening(iri))
        if now.value is not TRUE or dated is None:
            return ""
        window = dated.window
        bounds = [day_text(day) if day is not None else "" for day in (window.earliest, window.latest)]
        first, last = (day_in_words(bound) if bound else "" for bound in bounds)
        if first and first == last:
            return f"on {first}"
        return (
            " and ".join(filter(None, (first and f"not before {first}", last and f"not after {last}")))
            or "at some time"
        )
