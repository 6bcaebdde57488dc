"""An agreement clause by clause: what reviewers found and where it stands, what they did not find, and the rest."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Request, Response
from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Row
from dealgraph.names import deal, thing, voc
from dealgraph.problems import UsageProblem
from dealgraph.store import Store
from dealservice.glimpses import Link
from dealservice.markup import address
from dealservice.questions import labels, question, rows, words_of
from dealservice.received import only, read_parameters
from dealservice.replies import FLEETING, page
from dealservice.rows import plain
from dealservice.service import Service
from dealservice.texts import Texts

_SCHEME = voc("clause-types")
_STATED, _TERM_TYPE = deal("asStated").value, deal("termType").value
_READ = tuple(deal(name).value for name in ("fixesTime", "fixesQuantity"))
_PARTY = deal("hasParty").value
_INFERENCE = voc("inference").value
_LINKS = {
    deal("confers").value: "Confers",
    deal("exceptionTo").value: "Exception to",
    deal("qualifies").value: "Qualifies",
    deal("hasTriggerCondition").value: "Set off when",
}
_UNNAMED = re.compile(r"-unnamed-[0-9]+\Z")
"""So ends the address of who takes part in an agreement without a name."""
_MOST_WORDS = 4000
"""So many characters of a passage are shown."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage: its claim, its document, where it stands, how often, and its words where the user has them."""

    claim: Link
    is_inferred: bool
    passage: str
    source: Link
    start: int
    end: int
    digest: str
    occurrences: int
    words: str

    @property
    def length(self) -> int:
        """How many characters it has."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Provision:
    """A clause that is there.

    Args:
        label: its kind.
        thing: its own page.
        stated: its value as the source states it.
        read: what that was read as.
        links: what it confers, what it qualifies: how, and what.
        evidence: where it stands.
    """

    label: str
    thing: str
    stated: tuple[str, ...]
    read: tuple[str, ...]
    links: tuple[tuple[str, Link], ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """A party: who it is, what the agreement calls it, the name as stated, and whether it has a name at all."""

    who: Link
    called: str
    stated: str
    has_name: bool


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A doubtful value: its kind, how it stands, and where."""

    thing: Link
    value: str
    place: str


def agreement(service: Service, request: Request, name: str) -> Response:
    """Show an agreement clause by clause.

    Raises:
        UsageProblem: there is no such agreement (`thing-unknown`).
        ParameterProblem: a parameter is unknown.
    """
    only(read_parameters(request.query_string), "The page", ())
    store, root = service.live.now(), service.root
    node = _node(store, name)
    said = list(rows(store, question("agreement-terms", thing=[node])))
    facts = list(rows(store, question("agreement-rows", agreement=[node])))
    absent = [row[0] for row in rows(store, question("agreement-absent", thing=[node]))]
    kinds = [row[0] for row in rows(store, question("members-of-scheme", scheme=[_SCHEME]))]
    spoken = {part for row in (*said, *facts) for part in row if isinstance(part, NamedNode)}
    named = _Named(labels(store, {node, *spoken, *_nodes(kinds)}), root)
    provisions = _provisions(said, _evidence(service, store, node), named)
    present = {plain(row[2]) for row in said if plain(row[1]) == _TERM_TYPE}
    seen = present | {plain(kind) for kind in absent}
    response = page(
        "agreement.html",
        name=name,
        label=named.label(node),
        thing=address(node.value, root),
        facts=_facts(facts, named),
        parties=_parties(store, node, root),
        provisions=provisions,
        absent=sorted(named.label(kind) for kind in _nodes(absent)),
        unseen=sorted(named.label(kind) for kind in _nodes(kinds) if kind.value not in seen),
        doubts=_doubts(store, node, root),
        has_words=any(one.words for provision in provisions for one in provision.evidence),
    )
    if service.settings.texts:
        response.headers["Cache-Control"] = FLEETING
    return response


def _node(store: Store, name: str) -> NamedNode:
    """Find an agreement by its short name."""
    try:
        node = thing(name)
    except ValueError as error:
        raise UsageProblem(f"“{name[:200]}” makes no IRI.", code="thing-unknown") from error
    if not any(True for _ in rows(store, question("is-agreement", thing=[node]))):
        hint = "The list of agreements is at /agreements."
        raise UsageProblem(f"There is no agreement called “{name[:200]}” here.", hint=hint, code="thing-unknown")
    return node


@dataclass(frozen=True, slots=True)
class _Named:
    """The labels of things."""

    found: Mapping[str, Literal]
    root: str

    def label(self, node: NamedNode) -> str:
        return self.found[node.value].value if node.value in self.found else words_of(node)

    def link(self, node: NamedNode) -> Link:
        return Link(self.label(node), address(node.value, self.root))


def _nodes(terms: Iterable[object]) -> list[NamedNode]:
    return [term for term in terms if isinstance(term, NamedNode)]


def _facts(said: Sequence[Row], named: _Named) -> list[tuple[str, list[Link]]]:
    """Gather the types and the laws of the agreement."""
    wanted = {deal("agreementType").value: "Type", deal("governedByLawOf").value: "Governing law"}
    found: dict[str, list[Link]] = {}
    for _, relation, value in said:
        if plain(relation) in wanted and isinstance(value, NamedNode):
            found.setdefault(wanted[plain(relation)], []).append(named.link(value))
    return sorted(found.items(), reverse=True)


def _parties(store: Store, node: NamedNode, root: str) -> list[Party]:
    roles: list[Row] = list(rows(store, question("agreement-parties", thing=[node])))
    if not roles:
        said = rows(store, question("agreement-rows", agreement=[node]))
        roles = [(None, party, None, None) for _, relation, party in said if plain(relation) == _PARTY]
    named = _Named(labels(store, _nodes(row[1] for row in roles)), root)
    return [
        Party(
            who=named.link(party) if isinstance(party, NamedNode) else Link("", ""),
            called=plain(called),
            stated=plain(stated),
            has_name=isinstance(party, NamedNode) and not _UNNAMED.search(party.value),
        )
        for _, party, called, stated in roles
    ]


def _evidence(service: Service, store: Store, node: NamedNode) -> dict[str, list[Evidence]]:
    """Gather the passages of each clause, by clause."""
    texts, root = Texts(service.settings.texts), service.root
    found: dict[str, list[Evidence]] = {}
    read = list(rows(store, question("agreement-evidence", thing=[node])))
    named = _Named(labels(store, _nodes(row[4] for row in read)), root)
    for term, claim, number, basis, source, passage, start, end, sha, occurrences, whole in read:
        if not isinstance(source, NamedNode):
            continue
        first, last = int(plain(start)), int(plain(end))
        words = texts.words(plain(whole), first, last, plain(sha))
        found.setdefault(plain(term), []).append(
            Evidence(
                claim=Link(plain(number), address(plain(claim), root)),
                is_inferred=plain(basis) == _INFERENCE,
                passage=address(plain(passage), root),
                source=named.link(source),
                start=first,
                end=last,
                digest=plain(sha),
                occurrences=int(plain(occurrences) or 1),
                words=words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]} …",
            )
        )
    return found


def _provisions(said: Sequence[Row], evidence: Mapping[str, list[Evidence]], named: _Named) -> list[Provision]:
    terms: dict[NamedNode, dict[str, list[NamedNode | Literal]]] = {}
    for term, relation, value in said:
        if isinstance(term, NamedNode) and isinstance(value, NamedNode | Literal):
            terms.setdefault(term, {}).setdefault(plain(relation), []).append(value)
    found = [_provision(term, values, tuple(evidence.get(term.value, ())), named) for term, values in terms.items()]
    return sorted(found, key=lambda provision: (not provision.stated, provision.label))


def _provision(
    term: NamedNode, values: Mapping[str, list[NamedNode | Literal]], evidence: tuple[Evidence, ...], named: _Named
) -> Provision:
    kinds = _nodes(values.get(_TERM_TYPE, []))
    stated = tuple(value.value for value in values.get(_STATED, []))
    read = (named.label(node) for relation in _READ for node in _nodes(values.get(relation, [])))
    own = {**values}
    if deal("exceptionTo").value in own:
        own.pop(deal("qualifies").value, None)  # it follows from the exception
    links = [
        (words, Link(_kind_of(node, named), address(node.value, named.root)))
        for relation, words in _LINKS.items()
        for node in _nodes(own.get(relation, []))
    ]
    return Provision(
        label=", ".join(named.label(kind) for kind in kinds) or named.label(term),
        thing=address(term.value, named.root),
        stated=stated,
        read=tuple(words for words in dict.fromkeys(read) if words not in stated),
        links=tuple(links),
        evidence=evidence,
    )


def _kind_of(node: NamedNode, named: _Named) -> str:
    """Name a thing without the agreement that it belongs to."""
    return named.label(node).rpartition(" of ")[0] or named.label(node)


def _doubts(store: Store, node: NamedNode, root: str) -> list[Doubtful]:
    read = list(rows(store, question("agreement-doubts", thing=[node])))
    named = _Named(labels(store, _nodes(row[1] for row in read)), root)
    return [
        Doubtful(Link(named.label(kind), address(plain(finding), root)), plain(value), plain(place))
        for finding, kind, value, place in read
        if isinstance(kind, NamedNode)
    ]
