"""What a page tells about a thing: its statements in words, what leads to it, and the claims that it rests on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.answer import Question, Term, Triples
from dealgraph.names import GRAPH, RDF, local
from dealgraph.store import Store
from dealservice.markup import address, term_html
from dealservice.questions import graph_titles, labels, question, rows, words_of

MAX_VALUES = 200
"""Of one property so many values are shown."""
MAX_LINKS = 500
"""A page lists so many things that lead to one, as `rq/incoming.rq` says."""
_MAX_DEPTH = 8
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_DEFINITION = NamedNode(f"{names.SKOS}definition")
_TITLE = NamedNode(f"{names.DCTERMS}title")
_ON_TOP = (names.LABEL, names.PREF_LABEL, _DEFINITION, names.DESCRIPTION, _TITLE, names.TYPE)


@dataclass(frozen=True, slots=True)
class Group:
    """A property and its values, both as HTML, and how many more values there are."""

    property: str
    values: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim that speaks for a thing, in words: who says what, on what basis, and where it stands."""

    number: str
    address: str
    paraphrase: str
    by: str
    basis: str
    level: str
    source: str
    passages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """All that the page of a thing shows.

    Args:
        title: its label.
        definition: what it is.
        kinds: links to its classes.
        also: links to the classes that it belongs to by inference.
        statements: what sources and ontology say.
        inferred: what follows from that.
        incoming: what leads to it.
        is_cut: whether more leads to it than is shown.
        terms: what it contains, if it is an ontology or a graph.
        evidence: the claims about it.
    """

    title: str
    definition: str
    kinds: tuple[str, ...]
    also: tuple[str, ...]
    statements: tuple[Group, ...]
    inferred: tuple[Group, ...]
    incoming: tuple[Group, ...]
    is_cut: bool
    terms: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def statements_about(store: Store, node: NamedNode) -> list[Triple]:
    """Give the statements about a node, with those about the unnamed nodes that they lead to."""
    found = store.ask(Question(f"DESCRIBE {node}"))
    return list(found.triples) if isinstance(found, Triples) else []


def parts_of(store: Store, node: NamedNode) -> list[NamedNode]:
    """List what an ontology defines, or what a named graph speaks of."""
    name = "graph-subjects" if node.value.startswith(GRAPH) else "terms"
    return [part for (part,) in rows(store, question(name, thing=[node])) if isinstance(part, NamedNode)]


def portray(store: Store, node: NamedNode, root: str = "") -> Portrait | None:
    """Gather what the page of a thing shows; nothing where the graph does not know it.

    Args:
        store: what is asked.
        node: the thing.
        root: the path under which the service is seen from outside.
    """
    about = statements_about(store, node)
    leading = list(rows(store, question("incoming", thing=[node])))
    parts = parts_of(store, node)
    if not about and not leading and not parts:
        return None
    mentioned = [part for t in about for part in (t.predicate, t.object)] + [part for row in leading for part in row]
    iris = {part for part in (node, *mentioned, *parts) if isinstance(part, NamedNode)}
    return _Painter(store, node, root, about, labels(store, iris)).portrait(leading, parts)


class _Painter:
    """Turns the statements about one node into words."""

    def __init__(
        self, store: Store, node: NamedNode, root: str, about: Sequence[Triple], named: Mapping[str, Literal]
    ) -> None:
        self._store = store
        self._node = node
        self._root = root
        self._labels = named
        self._about: dict[Term, list[Triple]] = defaultdict(list)
        for triple in about:
            self._about[triple.subject].append(triple)

    def portrait(self, leading: Sequence[Sequence[Term | None]], parts: Sequence[NamedNode]) -> Portrait:
        inferred = set(rows(self._store, question("inferred", thing=[self._node])))
        own = [t for t in self._about[self._node] if t.predicate not in _ON_TOP]
        kinds = {t.object for t in self._about[self._node] if t.predicate == names.TYPE} - {names.NAMED_INDIVIDUAL}
        also = {kind for kind in kinds if (names.TYPE, kind) in inferred}
        return Portrait(
            title=self._title(),
            definition=self._text(_DEFINITION) or self._text(names.DESCRIPTION),
            kinds=tuple(sorted(map(self._html, kinds - also))),
            also=tuple(sorted(map(self._html, also))),
            statements=self._groups((t.predicate, t.object) for t in own if (t.predicate, t.object) not in inferred),
            inferred=self._groups((t.predicate, t.object) for t in own if (t.predicate, t.object) in inferred),
            incoming=self._groups((p, s) for s, p in leading if s is not None and isinstance(p, NamedNode)),
            is_cut=len(leading) >= MAX_LINKS,
            terms=tuple(self._html(part) for part in sorted(parts, key=self._sort_key)),
            evidence=tuple(self._evidence()),
        )

    def _title(self) -> str:
        if self._node.value.startswith(GRAPH):
            return graph_titles(self._store, [self._node]).get(self._node.value, local(self._node.value))
        return self._label(self._node) or words_of(self._node)

    def _label(self, node: NamedNode) -> str:
        label = self._labels.get(node.value)
        return label.value if label else ""

    def _property(self, node: NamedNode) -> str:
        """Write a property; one that the ontology does not name is named by the words of its IRI."""
        return term_html(node, self._label(node) or words_of(node), self._root)

    def _sort_key(self, node: NamedNode) -> str:
        return (self._label(node) or local(node.value)).lower()

    def _text(self, predicate: NamedNode) -> str:
        return next(
            (str(getattr(t.object, "value", "")) for t in self._about[self._node] if t.predicate == predicate), ""
        )

    def _groups(self, pairs: Iterable[tuple[NamedNode, Term]]) -> tuple[Group, ...]:
        found: dict[NamedNode, list[str]] = defaultdict(list)
        for predicate, value in pairs:
            found[predicate].append(self._html(value))
        ordered = sorted(found, key=self._sort_key)
        values = ((p, sorted(dict.fromkeys(found[p]))) for p in ordered)
        return tuple(
            Group(self._property(p), tuple(all_of_it[:MAX_VALUES]), len(all_of_it[MAX_VALUES:]))
            for p, all_of_it in values
        )

    def _html(self, term: Term, depth: int = 0) -> str:
        if isinstance(term, NamedNode):
            return term_html(term, self._label(term), self._root)
        if not isinstance(term, BlankNode) or depth > _MAX_DEPTH:
            return term_html(term, root=self._root)
        listed = list(self._list(term))
        if listed:
            return "".join(["<ol>", *(f"<li>{self._html(part, depth + 1)}</li>" for part in listed), "</ol>"])
        lines = (
            f"<li>{self._property(t.predicate)}: {self._html(t.object, depth + 1)}</li>" for t in self._about[term]
        )
        return "".join(["<ul>", *sorted(lines), "</ul>"])

    def _list(self, node: Term) -> Iterator[Term]:
        """Read an RDF collection (RDF Schema 1.1, section 5.2)."""
        seen: set[Term] = set()
        while node != _NIL and node not in seen:
            seen.add(node)
            first = next((t.object for t in self._about[node] if t.predicate == _FIRST), None)
            if first is None:
                return
            yield first
            node = next((t.object for t in self._about[node] if t.predicate == _REST), _NIL)

    def _evidence(self) -> Iterator[Evidence]:
        """List the claims about the thing, each once, with all its passages."""
        found: dict[str, list[list[str]]] = defaultdict(list)
        for row in rows(self._store, question("evidence", thing=[self._node])):
            cells = [getattr(cell, "value", "") for cell in row]
            found[cells[0]].append(cells[1:])
        for claim, lines in found.items():
            number, paraphrase, by, basis, level, source = lines[0][:6]
            passages = dict.fromkeys((place, address(iri, self._root)) for *_, iri, place in lines if iri)
            where = address(claim, self._root)
            yield Evidence(number, where, paraphrase, by, basis, level, source, tuple(passages))
