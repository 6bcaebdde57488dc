"""A SPARQL update as operations, and each operation rewritten so that it says what it would change.

An engine that runs an update tells nobody what it did. So the templates of an operation are rewritten: what it would
delete and what it would insert is inserted into graphs on the side, one for each graph concerned, from where it can be
read. A text is cut by the positions of its tokens only; that it is an update was proved by the engine before.

SPARQL 1.1 Update, sections 3.1 and 3.2 (operations), and 4.3 (grammar).
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from dealgraph import names
from dealgraph.problems import QueryProblem, UsageProblem
from dealgraph.sparql_text import Token, form, tokens

MAX_DEPTH = 200
"""Brackets may be nested so deeply; the engine's parser would fail at some thousands."""
_PROLOGUE = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
"""The words that begin a declaration, and of how many tokens it consists."""
_WITHIN_A_LINE = re.compile(r"[^\n]")
DELETE, INSERT = "delete", "insert"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update.

    Args:
        source: the text of the whole update.
        declarations: the tokens of each declaration that holds for it.
        tokens: the tokens of the operation, without its declarations.
    """

    source: str
    declarations: tuple[tuple[Token, ...], ...]
    tokens: tuple[Token, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The first two words in capitals, which tell the kind of operation."""
        return tuple(token.text.upper() for token in self.tokens[:2])

    def text(self, part: Sequence[Token]) -> str:
        """Give the text from the first token of a part to its last."""
        return self.source[part[0].start : part[-1].end] if part else ""

    @property
    def prologue(self) -> str:
        """The declarations."""
        return "".join(f"{self.text(declaration)}\n" for declaration in self.declarations)

    @property
    def alone(self) -> str:
        """The operation and its declarations, each where it stands in the whole text, and nothing else of it."""
        parts: list[str] = []
        done = 0
        for part in (*self.declarations, self.tokens):
            parts += [_WITHIN_A_LINE.sub(" ", self.source[done : part[0].start]), self.text(part)]
            done = part[-1].end
        return "".join(parts)


def examine_update(text: str, *, may_load: bool = False) -> None:
    """Refuse what must not reach the engine: queries, what fetches from elsewhere, and brackets without end.

    Args:
        text: the update.
        may_load: whether documents may be loaded; which ones is found out later.

    Raises:
        UsageProblem: the text is a query (`update-is-query`).
        QueryProblem: `query-service`, `update-load` or `query-deep`.
    """
    if form(text) not in {"update", ""}:
        hint = "Send an update, or send the query to /sparql."
        raise UsageProblem("This is a query; updates change the graph.", hint=hint, code="update-is-query")
    depth = 0
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" else ""
        if word == "SERVICE":
            hint = "Ask the other service yourself and insert what it answers."
            raise QueryProblem("SERVICE is not allowed here: nothing is fetched.", hint=hint, code="query-service")
        if word == "LOAD" and not may_load:
            raise _no_load()
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth > MAX_DEPTH:
                raise QueryProblem(f"The update has more than {MAX_DEPTH} brackets in brackets.", code="query-deep")


def _no_load() -> QueryProblem:
    hint = "Fetch the document yourself and send it to the graph store at /store."
    return QueryProblem("LOAD is not allowed here: nothing is fetched.", hint=hint, code="update-load")


@dataclass(frozen=True, slots=True)
class Loading:
    """What LOAD is to fetch and where to put it, as tokens; nothing means the default graph (section 3.1.4)."""

    source: str
    target: str
    is_silent: bool


def loading(operation: Operation) -> Loading | None:
    """Read a LOAD; nothing where the operation is none, or not a whole one."""
    listed = [token.text for token in operation.tokens]
    is_silent = operation.words[1:] == ("SILENT",)
    rest = listed[1 + is_silent :]
    if operation.words[:1] != ("LOAD",) or len(rest) not in {1, 4}:
        return None
    if rest[1:] and [word.upper() for word in rest[1:3]] != ["INTO", "GRAPH"]:
        return None
    return Loading(rest[0], rest[3] if rest[1:] else "", is_silent)


def without_loads(text: str, found: Sequence[Operation]) -> str:
    """Put other operations in the place of those that load, so that the text can be parsed without anything fetched.

    Raises:
        QueryProblem: the word LOAD stands where no operation begins (`update-load`).
    """
    for operation in found:
        if loading(operation) is not None:
            first, last = operation.tokens[0], operation.tokens[-1]
            kept = next((token.start for token in operation.tokens if token.text.upper() == "GRAPH"), last.end)
            verb = "DROP SILENT" if kept < last.end else "DROP ALL"
            rest = _WITHIN_A_LINE.sub(" ", text[first.start + len(verb) : kept])
            text = f"{text[: first.start]}{verb}{rest}{text[kept:]}"
    if any(token.kind == "word" and token.text.upper() == "LOAD" for token in tokens(text)):
        raise _no_load()
    return text


def operations(text: str) -> list[Operation]:
    """Cut an update into its operations, each with the declarations that hold for it.

    A text that is no update is cut somehow, and an operation that is missing between semicolons is left out.
    """
    found: list[Operation] = []
    declarations: list[tuple[Token, ...]] = []
    for part in _split(list(tokens(text))):
        start = 0
        while start < len(part) and (length := _declaration(part[start])):
            declarations.append(tuple(part[start : start + length]))
            start += length
        if part[start:]:
            found.append(Operation(text, tuple(declarations), tuple(part[start:])))
    return found


def _declaration(token: Token) -> int:
    """Tell how many tokens the declaration has that begins here."""
    return _PROLOGUE.get(token.text.upper(), 0) if token.kind == "word" else 0


def _split(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut at the semicolons that stand in no braces."""
    part: list[Token] = []
    depth = 0
    for token in found:
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.kind == "sign" and token.text == ";":
            yield part
            part = []
        else:
            part.append(token)
    yield part


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a request names for the patterns of its update (SPARQL 1.1 Protocol, section 2.2.3)."""

    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.using or self.using_named)

    @property
    def clauses(self) -> str:
        """The same as clauses of an update."""
        plain = "".join(f"USING <{iri}>\n" for iri in self.using)
        return plain + "".join(f"USING NAMED <{iri}>\n" for iri in self.using_named)

    def insist_on_no_other(self, found: Sequence[Operation]) -> None:
        """Refuse an update that names graphs for its patterns itself.

        Raises:
            UsageProblem: it does (`update-dataset`).
        """
        words = {token.text.upper() for operation in found for token in operation.tokens if token.kind == "word"}
        if self and words & {"USING", "WITH"}:
            hint = "Leave out using-graph-uri and using-named-graph-uri, or the clauses USING and WITH."
            said = "Both the request and the update name the graphs that patterns are matched against."
            raise UsageProblem(said, hint=hint, code="update-dataset")


class Traces:
    """The names of the graphs on the side: which of them holds what is to be deleted from, or inserted into, what."""

    def __init__(self) -> None:
        self.mark = f"t{secrets.token_hex(8)}"
        self.retracted = f"urn:{self.mark}:retracted"

    def prefix(self, verb: str) -> str:
        """Begin the name of a graph on the side."""
        return f"urn:{self.mark}:{verb}:"

    def meaning(self, graph: str) -> tuple[str, str] | None:
        """Tell what a graph on the side stands for: `delete` or `insert`, and the graph concerned."""
        for verb in (DELETE, INSERT):
            if graph.startswith(self.prefix(verb)):
                return verb, unquote(graph[len(self.prefix(verb)) :])
        return None


def traced(operation: Operation, dataset: Dataset, traces: Traces) -> str:
    """Rewrite a DELETE/INSERT or DELETE WHERE so that it inserts what it would change into graphs on the side."""
    rest = list(operation.tokens)
    with_clause, rest = (rest[:2], rest[2:]) if rest[0].text.upper() == "WITH" else ([], rest)
    template = _Template(operation, traces, with_clause[1:])
    if operation.words == ("DELETE", "WHERE"):
        clauses: list[Token] = []
        pattern, _ = _braces(rest[2:])
        template.add(DELETE, pattern)
    else:
        while rest[0].text.lower() in {DELETE, INSERT}:
            verb, (triples, rest) = rest[0].text.lower(), _braces(rest[1:])
            template.add(verb, triples)
        start = next(at for at, token in enumerate(rest) if token.text == "{")
        clauses = [token for token in rest[:start] if token.text.upper() != "WHERE"]
        pattern, _ = _braces(rest[start:])
    return "\n".join(
        (
            operation.prologue,
            operation.text(with_clause),
            f"INSERT {{ {template.text} }}",
            operation.text(clauses),
            dataset.clauses,
            f"WHERE {{ {{ {operation.text(pattern)} }} {template.bindings} }}",
        )
    )


class _Template:
    """The template of a rewritten operation, and the variables that name its graphs."""

    def __init__(self, operation: Operation, traces: Traces, default: Sequence[Token]) -> None:
        self._operation = operation
        self._traces = traces
        self._default = operation.text(default)
        self._variables: dict[tuple[str, str], str] = {}
        self.text = ""

    def add(self, verb: str, template: Sequence[Token]) -> None:
        """Add what a template would delete or insert."""
        for named, triples in _parts(template):
            graph = self._operation.text(named) or self._default
            if not graph and verb == INSERT:
                graph = str(names.DEFAULT_GRAPH)
            if triples:
                target = self._variable(verb, graph) if graph else f"<{self._traces.retracted}>"
                self.text += f"GRAPH {target} {{ {self._operation.text(triples)} }}\n"

    def _variable(self, verb: str, graph: str) -> str:
        return self._variables.setdefault((verb, graph), f"?{self._traces.mark}_{len(self._variables)}")

    @property
    def bindings(self) -> str:
        """The clauses that turn a graph into the name of the graph on the side; none where it is no IRI."""
        return "\n".join(
            f'BIND(IF(isIRI({graph}), IRI(CONCAT("{self._traces.prefix(verb)}", ENCODE_FOR_URI(STR({graph})))), 1/0) '
            f"AS {variable})"
            for (verb, graph), variable in self._variables.items()
        )


def _parts(template: Sequence[Token]) -> Iterator[tuple[list[Token], list[Token]]]:
    """Cut a template into the triples of each GRAPH, with the token that names it, and those that stand in none."""
    plain: list[Token] = []
    at = 0
    while at < len(template):
        token = template[at]
        if token.kind == "word" and token.text.upper() == "GRAPH":
            yield [], plain
            plain = []
            inner, rest = _braces(template[at + 2 :])
            yield [template[at + 1]], inner
            at = len(template) - len(rest)
        else:
            if plain or token.text != ".":
                plain.append(token)
            at += 1
    yield [], plain


def _braces(found: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Part what stands within the braces that begin here from what follows them."""
    depth = 0
    for at, token in enumerate(found):
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0:
                return list(found[1:at]), list(found[at + 1 :])
    raise QueryProblem("The update cannot be taken apart.")
