"""How the graph uses a term of the ontology: how often, with a few examples in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dealgraph import names
from dealgraph.answer import Row, Term
from dealgraph.store import Store
from dealservice.markup import term_html
from dealservice.questions import labels, question, rows
from dealservice.reference import PROPERTIES

_QUESTIONS: Mapping[NamedNode, str] = {
    names.OWL_CLASS: "usage-of-class",
    names.CONCEPT: "usage-of-concept",
    **dict.fromkeys(PROPERTIES, "usage-of-property"),
}


@dataclass(frozen=True, slots=True)
class Usage:
    """How the graph uses a term.

    Args:
        count: the things of a class, or the statements with a property or a concept.
        inferred: how many of them follow by inference.
        examples: up to five of them, as HTML.
    """

    count: int
    inferred: int
    examples: tuple[str, ...]


def usage_of(store: Store, node: NamedNode, kind: NamedNode, root: str) -> Usage | None:
    """Count the uses of a class, a property or a concept; nothing for another kind of term.

    Args:
        store: what is asked.
        node: the term.
        kind: what it is.
        root: the path under which the service is seen from outside.
    """
    if kind not in _QUESTIONS:
        return None
    found = list(rows(store, question(_QUESTIONS[kind], thing=[node])))
    if not found:
        return Usage(0, 0, ())
    lines = [line for _, _, *line in found]
    named = labels(store, (part for line in lines for part in line if isinstance(part, NamedNode)))
    examples = (_phrase(line, named, root) for line in lines if line[0] is not None)
    return Usage(number(found[0][0]), number(found[0][1]), tuple(sorted(examples)))


def _phrase(parts: Row | list[Term | None], named: Mapping[str, Literal], root: str) -> str:
    """Write a thing, or a statement about it, with labels."""
    shown = (
        term_html(part, named[part.value].value if isinstance(part, NamedNode) and part.value in named else "", root)
        for part in parts
    )
    return " · ".join(filter(None, shown))


def uses_of_concepts(store: Store, scheme: NamedNode) -> dict[str, int]:
    """Count the statements with each concept of a scheme, by IRI."""
    found = rows(store, question("usage-of-scheme", thing=[scheme]))
    return {concept.value: number(count) for concept, count in found if isinstance(concept, NamedNode)}


def number(term: Term | None) -> int:
    """Read a count."""
    return int(term.value) if isinstance(term, Literal) else 0
