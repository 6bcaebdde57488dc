"""Oxigraph in this process, in memory: the engine that is used unless another is named."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, Store, parse

from dealgraph import versions
from dealgraph.answer import Answer, Question, Table, Triples, Truth
from dealgraph.federation import expand, mentions_service
from dealgraph.names import BASE
from dealgraph.outside import NOTHING, Outside
from dealgraph.problems import QueryProblem, StoreProblem
from dealgraph.sparql_text import explain
from dealgraph.stores.apart import apart


class EmbeddedStore:
    """One version of the graph, loaded into memory.

    The default graph is filled with the merge of the named graphs. The engine's own union would give a triple once
    for each graph that holds it, and would not see the FROM of a query.

    Args:
        quads: all quads, each in a named graph.
        version: the name of the version, which never changes its content.
        outside: the endpoints that a query may ask by SERVICE.
    """

    def __init__(self, quads: Iterable[Quad], version: str, outside: Outside = NOTHING) -> None:
        self._store = Store()
        self._outside = outside
        self._length = fill(self._store, quads)
        self.version = version

    @classmethod
    def open(cls, folder: Path) -> "EmbeddedStore":
        """Load the version that counts in a folder of versions.

        Raises:
            StoreMissing: nothing has been built there.
            StoreProblem: the version is damaged.
        """
        return cls.load(versions.current(folder))

    @classmethod
    def load(cls, version: versions.Version, outside: Outside = NOTHING) -> "EmbeddedStore":
        """Load a version, whose queries may ask some endpoints.

        Raises:
            StoreProblem: the version is damaged.
        """
        return apart(lambda: cls._filled(version, outside))

    @classmethod
    def _filled(cls, version: versions.Version, outside: Outside) -> "EmbeddedStore":
        try:  # the store's own reader would give blank nodes other names each time, and so answers other ETags
            return cls(parse(path=str(version.quads), format=RdfFormat.N_QUADS), version.name, outside)
        except (OSError, SyntaxError) as error:
            raise StoreProblem(
                f"The version {version.name} is damaged: {error}",
                hint="Build it again: dealgraph build --force",
            ) from error

    def __len__(self) -> int:
        return self._length

    def ask(self, question: Question) -> Answer:
        """Answer a query; the default graph is the merge of all graphs unless question or query name some.

        Relative IRIs are resolved against `names.BASE`, as those of updates are.

        Raises:
            QuerySyntax: the text cannot be parsed.
            QueryProblem: the engine cannot evaluate it, or it asks another service and that may not be, or fails.
        """
        return answer_from(self._store, question, self._outside)


def fill(store: Store, quads: Iterable[Quad]) -> int:
    """Add quads of named graphs to a store, and each triple to its default graph; give how many quads there are.

    One by one and in their order, since the engine keeps them in memory as they come: statements about one thing stay
    side by side, where its bulk loader scatters them. See docs/decisions/0070-filled-in-order.md.
    """
    count = 0
    for quad in quads:
        store.add(quad)
        store.add(Quad(quad.subject, quad.predicate, quad.object))
        count += 1
    return count


def answer_from(store: Store, question: Question, outside: Outside) -> Answer:
    """Have the engine answer a query, as a store in memory does.

    Raises:
        QuerySyntax, QueryProblem: as there.
    """
    default: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(iri) for iri in question.default_graphs]
    named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in question.named_graphs]
    chosen = bool(default or named)
    text = expand(question.text, outside) if mentions_service(question.text) else question.text
    try:
        found = store.query(
            text,
            base_iri=BASE,
            default_graph=default if chosen else None,
            named_graphs=named if chosen else None,
        )
    except SyntaxError as error:
        raise explain(text, str(error)) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryProblem(f"The query cannot be answered: {str(error).rstrip('.')}.") from error
    if isinstance(found, QueryBoolean):
        return Truth(bool(found))
    if isinstance(found, QuerySolutions):
        return Table([v.value for v in found.variables], found)
    return Triples(found)
