"""Policies, requests and states of the world as statements that can be looked up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from dealgraph import names
from dealgraph.answer import Term
from dealgraph.problems import UsageProblem

ODRL = "http://www.w3.org/ns/odrl/2/"
_ACTIONS = Path(__file__).with_name("actions.ttl")
_FIRST, _REST = (NamedNode(names.RDF + name) for name in ("first", "rest"))
_NIL = NamedNode(f"{names.RDF}nil")
_FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".n3": RdfFormat.N3,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
}
Node = NamedNode | BlankNode


def odrl(name: str) -> NamedNode:
    """Name a term of ODRL."""
    return NamedNode(ODRL + name)


def read_file(file: Path) -> list[Triple]:
    """Read the statements of a file, whose suffix tells its form.

    Raises:
        UsageProblem: it cannot be read, or is not of a form of RDF (`odrl-invalid`).
    """
    form = _FORMATS.get(file.suffix.lower())
    if form is None:
        hint = f"Name a file that ends in {', '.join(_FORMATS)}."
        raise UsageProblem(f"{file} is not known to be RDF.", hint=hint, code="odrl-invalid")
    try:
        quads = list(parse(path=str(file), format=form, base_iri="urn:file:", rename_blank_nodes=True))
    except OSError as error:
        said = f"{file} cannot be read: {error.strerror or error}."
        raise UsageProblem(said, hint="Check its name.", code="odrl-invalid") from error
    except (SyntaxError, ValueError) as error:
        raise UsageProblem(f"{file} cannot be parsed: {error}.", hint="Mend it.", code="odrl-invalid") from error
    return list(dict.fromkeys(quad.triple for quad in quads))


@cache
def _actions() -> tuple[Triple, ...]:
    return tuple(read_file(_ACTIONS))


class Statements:
    """The statements of several texts together, with what the vocabulary of ODRL says of its actions."""

    def __init__(self, *texts: Iterable[Triple]) -> None:
        self._objects: dict[tuple[Term, str], list[Term]] = defaultdict(list)
        self._subjects: dict[tuple[str, Term], list[Node]] = defaultdict(list)
        for triple in dict.fromkeys(triple for text in (*texts, _actions()) for triple in text):
            if isinstance(triple.subject, NamedNode | BlankNode):
                self._objects[triple.subject, triple.predicate.value].append(triple.object)
                self._subjects[triple.predicate.value, triple.object].append(triple.subject)

    def values(self, node: Term, *relations: str) -> list[Term]:
        """List the values of some properties of a node, in an order that does not change."""
        found = [value for relation in relations for value in self._objects.get((node, relation), ())]
        return sorted(dict.fromkeys(found), key=str)

    def nodes(self, node: Term, *relations: str) -> list[Node]:
        """List the values that are nodes."""
        return [value for value in self.values(node, *relations) if isinstance(value, NamedNode | BlankNode)]

    def of_kind(self, *kinds: NamedNode) -> list[Node]:
        """List the nodes of some classes."""
        found = [node for kind in kinds for node in self._subjects.get((names.TYPE.value, kind), ())]
        return sorted(dict.fromkeys(found), key=str)

    def who(self, relation: str, value: Term) -> list[Node]:
        """List the nodes that have a value."""
        return sorted(self._subjects.get((relation, value), ()), key=str)

    def members(self, node: Term) -> Iterator[Term]:
        """List the members of a list, or the node itself where it is none (RDF 1.1 Schema, section 5.2)."""
        if node != _NIL and not self.values(node, _FIRST.value):
            yield node
            return
        seen: set[Term] = set()
        while node != _NIL and node not in seen:
            seen.add(node)
            yield from self.values(node, _FIRST.value)[:1]
            node = next(iter(self.values(node, _REST.value)), _NIL)

    def upwards(self, node: Term, up: str, same: str = "") -> set[Term]:
        """Gather a node with all that a property leads up to, and what is the same both ways."""
        seen: set[Term] = {node}
        waiting: list[Term] = [node]
        while waiting:
            now = waiting.pop()
            near = [*self.values(now, up), *(self.values(now, same) if same else ())]
            near += self.who(same, now) if same else []
            found = [one for one in near if one not in seen and not isinstance(one, Literal)]
            seen.update(found)
            waiting += found
        return seen
