"""What a graph says, as one number: equal graphs have equal digests, whatever the order and the names of blank nodes.

A digest is the sum of the SHA-256 of each triple's canonical N-Triples line, modulo 2^256, so it can be drawn piece by
piece. Blank nodes get their names by RDFC-1.0 (RDF Dataset Canonicalization), terms the lexical forms of the engine.
"""

import hashlib
from collections.abc import Iterable

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, Quad, Store, Triple

from dealgraph.answer import Term

_MODULUS = 1 << 256


def is_unnamed(triple: Triple) -> bool:
    """Tell whether a triple has a blank node."""
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def digest_of_named(triples: Iterable[Triple]) -> int:
    """Sum up triples without blank nodes; sums of parts may be added."""
    return _sum(canonical(triples))


def digest_of_unnamed(triples: Iterable[Triple]) -> int:
    """Sum up all triples of a graph that have blank nodes."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in canonical(triples))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return _sum(quad.triple for quad in dataset)


def joined(*parts: int) -> str:
    """Write the sum of parts as the digest of the whole."""
    return f"{sum(parts) % _MODULUS:064x}"


def canonical(triples: Iterable[Triple]) -> set[Triple]:
    """Give triples the lexical forms that engines keep: 1 for 01, language tags in lower case."""
    store = Store()
    store.extend([Quad(t.subject, t.predicate, _lower(t.object)) for t in triples])
    return {quad.triple for quad in store}


def _lower(term: Term) -> Term:
    if isinstance(term, Literal) and term.language:
        return Literal(term.value, language=term.language.lower())
    return term


def _sum(triples: Iterable[Triple]) -> int:
    lines = (str(triple).encode() for triple in triples)
    return sum(int.from_bytes(hashlib.sha256(line).digest()) for line in lines) % _MODULUS
