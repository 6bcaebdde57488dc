"""Where engines differ from the standards, and what is done about it: the one place that knows.

An engine is known by the header `Server` of its replies; those that are not named here are taken at their word.

Oxigraph's server, where it is told that the default graph is the union, overlooks FROM in a query: the graphs that are
named there are sent beside it. Virtuoso 7

- answers with no rows where `VALUES ?x { UNDEF }` meets other patterns: such a block says nothing and is left out;
- loses rows where a path such as `?class rdfs:subClassOf* deal:Right` is joined with others: what the path reaches is
  asked first, and listed;
- counts graphs of its own among all graphs: those to be asked are named with each question, up to a hundred of them;
- cuts an answer at its `ResultSetMaxRows` without an error: that becomes one;
- writes the answer to an ASK as a table, `true` as 1, and blank nodes as `nodeID://b1` into JSON;
- has no N-Quads and a TriG and Turtle that others cannot always read: graphs are asked for as N-Triples.

A triple that several graphs hold is found once for each of them, as in most engines.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from dealgraph.answer import Answer, Question, Row, Table, Term, Triples, Truth
from dealgraph.names import VERSION_GRAPH, XSD
from dealgraph.problems import StoreRefused
from dealgraph.sparql_text import Token, tokens
from dealgraph.stores.transport import Reply

GRAPH_FORMS = frozenset({"CONSTRUCT", "DESCRIBE"})
RDF_TYPES = "application/n-triples, text/turtle;q=0.5"
TABLE_TYPES = "application/sparql-results+json"
Select = Callable[[str], list[Row]]
"""Asks a SELECT of the engine as it stands."""
_BOOLEAN = NamedNode(f"{XSD}boolean")
_TRUTHS = {"1": "true", "0": "false"}
_OWN_GRAPHS = frozenset({
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.w3.org/ns/ldp#",
    "http://localuriqaserver/sparql",
    VERSION_GRAPH.value,
})  # fmt: skip
_GRAPHS = "SELECT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
"""Virtuoso takes seconds for the same with DISTINCT."""
_MOST_GRAPHS = 100
"""A longer list would cost more than the engine's own graphs, which hold nothing that our questions ask for."""
_MAY_NAME_GRAPHS = re.compile(r"\bFROM\b", re.IGNORECASE)
_PREFIX = re.compile(r"PREFIX\s+([\w.-]*:)\s*(<[^>]*>)", re.IGNORECASE)
_BEFORE_TRIPLE = frozenset({"{", ".", "}"})


class Standard:
    """An engine that does what the standards say."""

    name = "standard"

    def prepare(self, question: Question, select: Select, version: str) -> Question:
        """Give the question in the engine's own way of speaking."""
        del select, version
        return question

    def accept(self, kind: str) -> str:
        """Name the media types that an answer to a form of query is wanted in."""
        return RDF_TYPES if kind in GRAPH_FORMS else TABLE_TYPES

    def read(self, kind: str, reply: Reply) -> Answer:
        """Read an answer.

        Raises:
            SyntaxError, ValueError: it is not what it says.
            StoreRefused: it is not whole.
        """
        if kind in GRAPH_FORMS:
            is_lines = "n-triples" in reply.headers.get("content-type", "")
            form = RdfFormat.N_TRIPLES if is_lines else RdfFormat.TURTLE
            return Triples([Triple(q.subject, q.predicate, q.object) for q in parse(reply.body, form)])
        is_tsv = "tab-separated" in reply.headers.get("content-type", "")
        found = parse_query_results(reply.body, QueryResultsFormat.TSV if is_tsv else QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return Truth(bool(found))
        return Table([v.value for v in found.variables], found)


class Oxigraph(Standard):
    """The server of Oxigraph."""

    name = "Oxigraph"

    def accept(self, kind: str) -> str:
        """Ask for tables as TSV: half as long as JSON, and read in a third of the time."""
        return "text/tab-separated-values" if kind == "SELECT" else super().accept(kind)

    def prepare(self, question: Question, select: Select, version: str) -> Question:
        """Send the graphs that the text names beside it (SPARQL 1.1 Protocol, section 2.1.4: they count the same)."""
        del select, version
        if question.default_graphs or question.named_graphs:
            return question
        default, named = graphs_of(question.text)
        return replace(question, default_graphs=default, named_graphs=named)


class Virtuoso(Standard):
    """Virtuoso 7 of OpenLink."""

    name = "Virtuoso"

    def __init__(self) -> None:
        self._known: tuple[str, dict[str, tuple[str, ...]]] = ("", {})

    def prepare(self, question: Question, select: Select, version: str) -> Question:
        """Leave out blocks that say nothing, ask closures first, and name the graphs."""
        text = without_undefined(question.text)
        text = with_closures(text, lambda query: self._values(query, select, version))
        asked = replace(question, text=text)
        if question.default_graphs or question.named_graphs or any(graphs_of(text)):
            return asked
        graphs = tuple(g for g in self._values(_GRAPHS, select, version) if g not in _OWN_GRAPHS)
        return asked if len(graphs) > _MOST_GRAPHS else replace(asked, default_graphs=graphs, named_graphs=graphs)

    def read(self, kind: str, reply: Reply) -> Answer:
        """Read an answer as Virtuoso writes it.

        Raises:
            SyntaxError, ValueError: it is not what it says.
            StoreRefused: it was cut.
        """
        if limit := reply.headers.get("x-sparql-maxrows"):
            hint = "Raise ResultSetMaxRows in its virtuoso.ini, or ask for less with LIMIT."
            raise StoreRefused(f"The engine cut the answer at {limit} rows.", hint=hint)
        if kind in GRAPH_FORMS:
            found = parse(reply.body, RdfFormat.N_TRIPLES)
            return Triples([Triple(q.subject, q.predicate, _mended(q.object)) for q in found])
        said: Mapping[str, Any] = json.loads(reply.body)
        if kind == "ASK":
            return Truth(_truth(said))
        columns: Sequence[str] = said["head"]["vars"]
        rows = said["results"]["bindings"]
        return Table(columns, [tuple(_term(row.get(name)) for name in columns) for row in rows])

    def _values(self, query: str, select: Select, version: str) -> tuple[str, ...]:
        """Ask for a list of IRIs, once for each version of the content."""
        if not version:
            return _iris(select(query))
        if self._known[0] != version:
            self._known = (version, {})
        answers = self._known[1]
        if query not in answers:
            answers[query] = _iris(select(query))
        return answers[query]


def dialect_of(server: str) -> Standard:
    """Choose by what an engine calls itself."""
    known: Mapping[str, type[Standard]] = {kind.name: kind for kind in (Virtuoso, Oxigraph)}
    return known.get(server.partition("/")[0], Standard)()


def graphs_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the graphs that a query names by FROM, and those by FROM NAMED.

    >>> graphs_of("PREFIX g: <http://g/> SELECT * FROM g:a FROM NAMED <http://g/b> { ?s ?p ?o }")
    (('http://g/a',), ('http://g/b',))
    """
    if not _MAY_NAME_GRAPHS.search(text):
        return (), ()
    prefixes = {name.lower(): iri[1:-1] for name, iri in _PREFIX.findall(text)}
    found: dict[bool, list[str]] = {False: [], True: []}
    words = list(tokens(text))
    for index, word in enumerate(words[:-2]):
        if word.kind == "word" and word.text.upper() == "FROM":
            is_named = words[index + 1].text.upper() == "NAMED"
            graph = words[index + 1 + is_named]
            prefix, _, rest = graph.text.partition(":")
            iri = graph.text[1:-1] if graph.kind == "iri" else prefixes.get(f"{prefix}:".lower(), "") + rest
            found[is_named].append(iri)
    return tuple(found[False]), tuple(found[True])


def without_undefined(text: str) -> str:
    """Leave out each `VALUES ?x { UNDEF }`, which joins with everything.

    >>> without_undefined("SELECT * { VALUES ?x { UNDEF } VALUES ?y { 1 } ?x ?p ?y }")
    'SELECT * {  VALUES ?y { 1 } ?x ?p ?y }'
    """
    found = list(tokens(text))
    cuts: list[tuple[int, int, str]] = []
    for part in zip(found, found[1:], found[2:], found[3:], found[4:], strict=False):
        words = [token.text.upper() for token in part]
        if words[0] == "VALUES" and part[1].kind == "variable" and words[2:] == ["{", "UNDEF", "}"]:
            cuts.append((part[0].start, part[4].end, ""))
    return _replaced(text, cuts)


@dataclass(frozen=True, slots=True)
class _Closure:
    """A path of one property without end, from a variable to a constant."""

    start: int
    end: int
    variable: str
    path: str
    goal: str


def with_closures(text: str, values: Callable[[str], Iterable[str]]) -> str:
    """Replace each pattern such as `?class rdfs:subClassOf* deal:Right` by a list of what it reaches.

    Args:
        text: a query.
        values: answers the query for what a path reaches by IRIs.

    >>> with_closures("SELECT * { ?c <p>* <top> ; <q> ?l }", lambda query: ["top", "low"])
    'SELECT * { VALUES ?c { <top> <low> } ?c <q> ?l }'
    """
    head = "".join(f"PREFIX {name} {iri} " for name, iri in _PREFIX.findall(text))
    changes: list[tuple[int, int, str]] = []
    for found in _closures(list(tokens(text))):
        query = f"{head}SELECT DISTINCT {found.variable} WHERE {{ {found.variable} {found.path} {found.goal} }}"
        listed = " ".join(f"<{iri}>" for iri in values(query))
        follows = text[found.end :].lstrip()[:1] == ";"
        end = text.index(";", found.end) + 1 if follows else found.end
        block = f"VALUES {found.variable} {{ {listed} }}" + (f" {found.variable}" if follows else "")
        changes.append((found.start, end, block))
    return _replaced(text, changes)


def _closures(found: Sequence[Token]) -> Iterable[_Closure]:
    for index in range(1, len(found) - 4):
        before, variable, step, sign, goal, after = found[index - 1 : index + 5]
        is_first = before.text in _BEFORE_TRIPLE
        is_path = step.kind in {"word", "iri"} and sign.text in {"*", "+", "?"} and sign.start == step.end
        is_constant = goal.kind == "iri" or (goal.kind == "word" and ":" in goal.text)
        if is_first and variable.kind == "variable" and is_path and is_constant and after.text in {";", ".", "}"}:
            yield _Closure(variable.start, goal.end, variable.text, f"{step.text}{sign.text}", goal.text)


def _replaced(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, new in changes:
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


def _iris(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(term.value for (term,) in rows if isinstance(term, NamedNode))


def _truth(said: Mapping[str, Any]) -> bool:
    if "boolean" in said:
        return bool(said["boolean"])
    bindings: Sequence[Mapping[str, Any]] = said["results"]["bindings"]
    return bool(bindings) and next(iter(bindings[0].values()))["value"] in {"1", "true"}


def _term(said: Mapping[str, str] | None) -> Term | None:
    if said is None:
        return None
    kind, value = said["type"], said["value"]
    if kind == "uri":
        return NamedNode(value)
    if kind == "bnode":
        return BlankNode(value.rpartition("/")[2])
    if "xml:lang" in said:
        return Literal(value, language=said["xml:lang"])
    if "datatype" in said:
        return _mended(Literal(value, datatype=NamedNode(said["datatype"])))
    return Literal(value)


def _mended(term: Term) -> Term:
    if isinstance(term, Literal) and term.datatype == _BOOLEAN:
        return Literal(_TRUTHS.get(term.value, term.value), datatype=_BOOLEAN)
    return term
