"""Which terms a canned query speaks of."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from dealgraph.catalog import CannedQuery, Inquiry
from dealgraph.names import BASE, PREFIXES
from dealgraph.sparql_text import tokens


def mentioned(inquiry: Inquiry) -> frozenset[NamedNode]:
    """Collect the IRIs of ours that a question names, as class or scheme of a parameter or in its text."""
    heads = (node for p in inquiry.parameters for node in (p.of_class, p.scheme) if node is not None)
    return frozenset([*heads, *(_named(inquiry.text) if isinstance(inquiry, CannedQuery) else ())])


def _named(text: str) -> Iterator[NamedNode]:
    for token in tokens(text):
        prefix, _, local = token.text.partition(":")
        iri = token.text[1:-1] if token.kind == "iri" else PREFIXES.get(prefix, "") + local
        if token.kind in {"iri", "word"} and local and iri.startswith(BASE):
            yield NamedNode(iri)
