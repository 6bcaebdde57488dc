"""A SPARQL update, run on the graphs of a version.

Patterns see the merge of all graphs as the default graph, as queries do. What an update writes without naming a graph
goes to `names.DEFAULT_GRAPH`; what it deletes without naming one disappears from every graph that may be written.

SPARQL 1.1 Update, section 3 (the update language).
"""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from dealgraph import names
from dealgraph.candidate import Content
from dealgraph.outside import NOTHING, Outside
from dealgraph.payload import FORMATS, Payload, read_payload
from dealgraph.problems import Problem, QueryProblem, UpdateSyntax, UsageProblem
from dealgraph.sparql_text import explain
from dealgraph.update_text import (
    INSERT,
    Dataset,
    Loading,
    Operation,
    Traces,
    examine_update,
    loading,
    operations,
    traced,
    without_loads,
)

_MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_DEFAULT = DefaultGraph()


def update(
    content: Content, inferred: Iterable[Quad], text: str, dataset: Dataset, outside: Outside = NOTHING
) -> "Workspace":
    """Run an update.

    Args:
        content: what the version states.
        inferred: what follows from it.
        text: the update.
        dataset: the graphs that the request names for the patterns.
        outside: the documents that may be loaded.

    Raises:
        QueryProblem, UpdateSyntax, UsageProblem: the update cannot be run, or touches a graph of the build.
    """
    examine_update(text, may_load=bool(outside.addresses))
    found = operations(text)
    plain = without_loads(text, found)
    _insist_on_syntax(plain, operations(plain))
    dataset.insist_on_no_other(found)
    workspace = Workspace(content, inferred)
    for operation in found:
        try:
            _run(workspace, operation, dataset, outside)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise QueryProblem(f"The update cannot be carried out: {str(error).rstrip('.')}.") from error
    return workspace


def _insist_on_syntax(text: str, found: Sequence[Operation]) -> None:
    """Have the engine's parser read an update, which then runs on nothing.

    The parser takes declarations before the first operation only, the grammar before every one. Where there are some
    further down, each operation is read alone, at its place.
    """
    mistake = _mistake(text)
    if mistake and found and found[0].declarations != found[-1].declarations:
        mistake = next(filter(None, (_mistake(operation.alone) for operation in found)), "")
    if mistake:
        raise explain(text, mistake, UpdateSyntax)


def _mistake(text: str) -> str:
    try:
        Store().update(text, base_iri=names.BASE)
    except SyntaxError as error:
        return str(error)
    except (ValueError, RuntimeError, OSError):
        pass  # it can be parsed, but makes no sense on an empty store
    return ""


class Workspace:
    """The graphs of a version while an update changes them.

    Args:
        content: what the version states.
        inferred: what follows from it.
    """

    def __init__(self, content: Content, inferred: Iterable[Quad]) -> None:
        self._content = content
        self._store = Store()
        self._store.bulk_extend([*content.stated, *inferred])
        self._before = frozenset(self._store)
        self._store.update(_MERGE)
        for graph in (*content.kept, names.DEFAULT_GRAPH):
            self._store.add_graph(graph)
        self._protected = content.protected
        self.retracted: set[Triple] = set()
        """Statements that were to disappear and followed from others; they must not follow any more."""

    def insert(self, quad: Quad) -> None:
        """Add a statement to its graph.

        Raises:
            UsageProblem: the graph belongs to the build (`graph-protected`).
        """
        if quad not in self._store:
            self._insist_on_writable(quad.graph_name)
            self._store.add(quad)
            self._store.add(Quad(quad.subject, quad.predicate, quad.object))
        self.retracted.discard(quad.triple)

    def delete(self, quad: Quad) -> None:
        """Take a statement from its graph.

        Raises:
            UsageProblem: the graph belongs to the build (`graph-protected`).
        """
        if quad in self._store:
            self._insist_on_writable(quad.graph_name)
            self._remove(quad)

    def retract(self, triple: Triple) -> None:
        """Take a statement from every graph; whether it still follows from others is found out later.

        Raises:
            UsageProblem: it stands in a graph of the build (`graph-protected`).
        """
        for quad in list(self._everywhere(triple)):
            if quad.graph_name == names.INFERRED_GRAPH:
                self._remove(quad)
                self.retracted.add(triple)
            else:
                self.delete(quad)

    def _everywhere(self, triple: Triple) -> Iterator[Quad]:
        found = self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return (quad for quad in found if quad.graph_name != _DEFAULT)

    def _remove(self, quad: Quad) -> None:
        self._store.remove(quad)
        if next(self._everywhere(quad.triple), None) is None:
            self._store.remove(Quad(quad.subject, quad.predicate, quad.object))

    def _insist_on_writable(self, graph: object) -> None:
        if graph in self._protected:
            raise protected(str(graph))
        if not isinstance(graph, NamedNode):
            raise UsageProblem("A graph is named by an IRI.", code="graph-invalid")

    @property
    def graphs(self) -> list[NamedNode]:
        """The graphs that exist and may be written."""
        found = (graph for graph in self._store.named_graphs() if isinstance(graph, NamedNode))
        return [graph for graph in found if graph not in self._protected]

    def quads(self, graph: NamedNode) -> list[Quad]:
        """List the statements of a graph."""
        return list(self._store.quads_for_pattern(None, None, None, graph))

    def create(self, graph: NamedNode) -> None:
        """Make an empty graph."""
        self._insist_on_writable(graph)
        self._store.add_graph(graph)

    def drop(self, graph: NamedNode) -> None:
        """Remove a graph with all its statements."""
        for quad in self.quads(graph):
            self.delete(quad)
        self._insist_on_writable(graph)
        self._store.remove_graph(graph)

    def resolve(self, operation: Operation, graph: str) -> NamedNode:
        """Find the IRI that a token of an operation means."""
        found = self._store.query(f"{operation.prologue}SELECT (STR({graph}) AS ?iri) {{}}", base_iri=names.BASE)
        values = [row["iri"] for row in found] if isinstance(found, QuerySolutions) else []
        return NamedNode(next(value.value for value in values if isinstance(value, Literal)))

    def trace(self, text: str, traces: Traces) -> None:
        """Run a rewritten operation, then do what it has traced: first delete, then insert."""
        self._store.update(text, base_iri=names.BASE)
        sides = [graph for graph in self._store.named_graphs() if traces.mark in str(graph)]
        found = [(graph, list(self._store.quads_for_pattern(None, None, None, graph))) for graph in sides]
        for graph in sides:
            self._store.remove_graph(graph)
        inserts: list[Quad] = []
        for graph, quads in found:
            meaning = traces.meaning(graph.value)
            for quad in quads:
                if meaning is None:
                    self.retract(quad.triple)
                elif meaning[0] == INSERT:
                    inserts.append(_in_graph(quad, NamedNode(meaning[1])))
                else:
                    self.delete(_in_graph(quad, NamedNode(meaning[1])))
        for quad in inserts:
            self.insert(quad)

    @property
    def content(self) -> Content:
        """What the graphs state now; what was stated before keeps the form that it was written in."""
        added = [quad for quad in self._store if quad.graph_name != _DEFAULT and quad not in self._before]
        kept: dict[NamedNode, list[Quad]] = {}
        for graph in self.graphs:
            old = [quad for quad in self._content.kept.get(graph, ()) if quad in self._store]
            quads = [*old, *(quad for quad in added if quad.graph_name == graph)]
            if quads or graph != names.DEFAULT_GRAPH:
                kept[graph] = quads
        return Content(self._content.own, self._content.ontology, kept)


def protected(graph: str) -> UsageProblem:
    """Make the problem that a graph of the build may not be changed."""
    hint = "Change the notes or the ontology and build again, or write to another graph."
    return UsageProblem(f"The graph {graph} belongs to the build.", hint=hint, code="graph-protected")


def _in_graph(quad: Quad, graph: NamedNode) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _run(workspace: Workspace, operation: Operation, dataset: Dataset, outside: Outside) -> None:
    verb, word = (*operation.words, "")[:2]
    document = loading(operation)
    if document:
        _load(workspace, operation, document, outside)
    elif word == "DATA":
        _run_data(workspace, operation, is_insert=verb == "INSERT")
    elif verb in {"WITH", "INSERT", "DELETE"}:
        traces = Traces()
        workspace.trace(traced(operation, dataset, traces), traces)
    else:
        _manage(workspace, operation)


def _run_data(workspace: Workspace, operation: Operation, *, is_insert: bool) -> None:
    """Carry out INSERT DATA or DELETE DATA (sections 3.1.1 and 3.1.2)."""
    scratch = Store()
    scratch.update(f"{operation.prologue}INSERT {operation.text(operation.tokens[1:])}", base_iri=names.BASE)
    for quad in scratch:
        is_plain = quad.graph_name == _DEFAULT
        if is_insert:
            workspace.insert(_in_graph(quad, names.DEFAULT_GRAPH) if is_plain else quad)
        elif is_plain:
            workspace.retract(quad.triple)
        else:
            workspace.delete(quad)


def _load(workspace: Workspace, operation: Operation, document: Loading, outside: Outside) -> None:
    """Carry out LOAD (section 3.1.4); what may not be fetched is refused even where it may fail in silence."""
    source = workspace.resolve(operation, document.source)
    graph = workspace.resolve(operation, document.target) if document.target else names.DEFAULT_GRAPH
    try:
        fetched = outside.fetch(source.value, ", ".join([*FORMATS, "*/*;q=0.1"]))
        quads = read_payload(Payload(fetched.body, fetched.media_type, fetched.charset), graph, source)
    except Problem as problem:
        if document.is_silent and problem.code != "outside-refused":
            return
        raise
    for quad in quads:
        workspace.insert(quad)


def _manage(workspace: Workspace, operation: Operation) -> None:
    """Carry out CLEAR, DROP, CREATE, COPY, MOVE or ADD (section 3.2); ALL means all graphs that may be written."""
    verb, *words = (token.text for token in operation.tokens)
    verb = verb.upper()
    is_silent = bool(words) and words[0].upper() == "SILENT"
    named = [word for word in words[is_silent:] if word.upper() not in {"GRAPH", "TO"}]
    graphs = [graph for word in named for graph in _meant(workspace, operation, word)]
    if verb == "CREATE":
        if graphs[0] in workspace.graphs and not is_silent:
            raise UsageProblem(f"There is a graph {graphs[0]} already.", code="graph-exists")
        workspace.create(graphs[0])
    elif verb in {"CLEAR", "DROP"}:
        for graph in _existing(workspace, graphs, is_silent=is_silent):
            _empty(workspace, graph, drop=verb == "DROP")
    elif _existing(workspace, graphs[:1], is_silent=is_silent) and graphs[0] != graphs[1]:
        _transfer(workspace, verb, *graphs)


def _meant(workspace: Workspace, operation: Operation, word: str) -> list[NamedNode]:
    if word.upper() == "DEFAULT":
        return [names.DEFAULT_GRAPH]
    if word.upper() in {"NAMED", "ALL"}:
        return [graph for graph in workspace.graphs if word.upper() == "ALL" or graph != names.DEFAULT_GRAPH]
    return [workspace.resolve(operation, word)]


def _existing(workspace: Workspace, graphs: list[NamedNode], *, is_silent: bool) -> list[NamedNode]:
    missing = [graph for graph in graphs if graph not in workspace.graphs and not workspace.quads(graph)]
    if missing and not is_silent:
        raise UsageProblem(
            f"There is no graph {missing[0]}.", hint="Write SILENT to pass it over.", code="graph-unknown"
        )
    return [graph for graph in graphs if graph not in missing]


def _empty(workspace: Workspace, graph: NamedNode, *, drop: bool) -> None:
    workspace.drop(graph)
    if not drop or graph == names.DEFAULT_GRAPH:
        workspace.create(graph)


def _transfer(workspace: Workspace, verb: str, source: NamedNode, target: NamedNode) -> None:
    quads = workspace.quads(source)
    if verb != "ADD":
        _empty(workspace, target, drop=False)
    workspace.create(target)
    for quad in quads:
        workspace.insert(_in_graph(quad, target))
    if verb == "MOVE":
        _empty(workspace, source, drop=True)
