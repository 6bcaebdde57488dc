"""The canned queries as RDF, so that other editors of SPARQL can list and run them.

The terms are those of SHACL (section 5.2.1: prefix declarations; its vocabulary: `sh:SPARQLExecutable` and below); the
way in which they are put together is that of the example queries of the SIB, which editors look for.
"""

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dealgraph.catalog import Inquiry
from dealgraph.names import DCTERMS, LABEL, PREFIXES, RDFS, SH, TYPE, XSD

_SCHEMA = "https://schema.org/"
_KINDS = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}
_COMMENT = NamedNode(f"{RDFS}comment")
_TITLE, _DESCRIPTION, _PART = (NamedNode(DCTERMS + name) for name in ("title", "description", "hasPart"))


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


def executables(inquiries: Iterable[Inquiry], base: str) -> list[Triple]:
    """Describe the questions that one query answers.

    Args:
        inquiries: the questions; those that are computed are left out.
        base: the address of the service.
    """
    listed = [inquiry for inquiry in inquiries if inquiry.text]
    endpoint, prefixes = NamedNode(f"{base}/sparql"), BlankNode("prefixes")
    found = executable_list(listed, base)
    for inquiry in listed:
        node = NamedNode(f"{base}/queries/{inquiry.name}")
        _, predicate = _KINDS[inquiry.form]
        found += [
            Triple(node, _DESCRIPTION, Literal(inquiry.description, language="en")),
            Triple(node, _sh(predicate), Literal(inquiry.text)),
            Triple(node, _sh("prefixes"), prefixes),
            Triple(node, NamedNode(f"{_SCHEMA}target"), endpoint),
            *(Triple(node, NamedNode(f"{_SCHEMA}keywords"), Literal(w)) for w in (inquiry.audience, *inquiry.tags)),
        ]
    return found + _declarations(prefixes)


def executable_list(inquiries: Iterable[Inquiry], base: str) -> list[Triple]:
    """List the questions that one query answers, without the queries.

    Args:
        inquiries: the questions; those that are computed are left out.
        base: the address of the service.
    """
    catalog = NamedNode(f"{base}/queries")
    found = [
        Triple(catalog, _TITLE, Literal("Canned queries", language="en")),
        Triple(catalog, TYPE, NamedNode(f"{PREFIXES['void']}Dataset")),
        Triple(catalog, NamedNode(f"{PREFIXES['void']}vocabulary"), NamedNode(SH)),
    ]
    for inquiry in (inquiry for inquiry in inquiries if inquiry.text):
        node = NamedNode(f"{base}/queries/{inquiry.name}")
        kind, _ = _KINDS[inquiry.form]
        found += [
            Triple(catalog, _PART, node),
            Triple(node, TYPE, _sh("SPARQLExecutable")),
            Triple(node, TYPE, _sh(kind)),
            Triple(node, LABEL, Literal(inquiry.title, language="en")),
            Triple(node, _COMMENT, Literal(inquiry.question, language="en")),
        ]
    return found


def _declarations(prefixes: BlankNode) -> list[Triple]:
    """Declare our prefixes (SHACL, section 5.2.1)."""
    found: list[Triple] = []
    for prefix, iri in PREFIXES.items():
        node = BlankNode(f"prefix{prefix}")
        found += [
            Triple(prefixes, _sh("declare"), node),
            Triple(node, _sh("prefix"), Literal(prefix)),
            Triple(node, _sh("namespace"), Literal(iri, datatype=NamedNode(f"{XSD}anyURI"))),
        ]
    return found
