"""RDF that somebody sends, read with care: nothing is fetched, no entity is expanded, nothing is nested without end."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any
from xml.parsers import expat

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, NamedNode, Quad, RdfFormat, parse

from dealgraph.problems import UsageProblem
from dealgraph.sparql_text import tokens

MAX_DEPTH = 100
"""Brackets, elements or objects may be nested so deeply; a parser's time grows with the cube of it."""
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.N3,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/turtle": RdfFormat.TURTLE,
    "text/plain": RdfFormat.N_TRIPLES,
    "application/xml": RdfFormat.RDF_XML,
    "text/xml": RdfFormat.RDF_XML,
    "application/json": RdfFormat.JSON_LD,
    "text/rdf+n3": RdfFormat.N3,
}
"""The media types that can be read; those further down are no longer in use, or say less than they should."""
_XML_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([\w.-]+)[\"']")


@dataclass(frozen=True, slots=True)
class Payload:
    """A document as it was sent: its bytes, and what the sender says of them."""

    body: bytes = field(repr=False)
    media_type: str
    charset: str = ""


def read_payload(payload: Payload, graph: NamedNode, base: NamedNode | None = None) -> list[Quad]:
    """Read a document as the content of a graph, which is also the base of its relative IRIs unless another is given.

    Blank nodes get new names, so that they are none of those that exist.

    Raises:
        UsageProblem: the type cannot be read (`media-type`), the text is not encoded as it says (`encoding-invalid`),
            or the document is not what its type says or holds what is refused (`payload-invalid`).

    SPARQL 1.1 Graph Store HTTP Protocol, section 4.1 (base IRIs).
    """
    form = FORMATS.get(payload.media_type)
    if form is None:
        said = f"RDF cannot be read from {payload.media_type}." if payload.media_type else "The body has no type."
        raise UsageProblem(said, hint=f"Use one of {', '.join(list(FORMATS)[:7])}.", code="media-type")
    text = _decode(payload, is_xml=form == RdfFormat.RDF_XML)
    _examine(text, form)
    try:
        found = list(parse(text, format=form, base_iri=(base or graph).value, rename_blank_nodes=True))
    except (SyntaxError, ValueError, OSError) as error:
        raise _invalid(f"The body is not {form.name}: {str(error).rstrip('.')}.") from error
    if any(not isinstance(quad.graph_name, DefaultGraph) for quad in found if isinstance(quad, Quad)):
        raise _invalid("The body names graphs of its own.", "Send the statements of one graph.")
    return [Quad(part.subject, part.predicate, part.object, graph) for part in found]


def _decode(payload: Payload, *, is_xml: bool) -> str:
    """Decode a document: by its byte order mark, by what the sender says, by what XML says of itself, or as UTF-8.

    RFC 7303, section 3 (byte order mark and charset).
    """
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    charset = next((name for mark, name in marks.items() if payload.body.startswith(mark)), "") or payload.charset
    declaration = _XML_DECLARATION.match(payload.body[:200].decode("latin-1")) if is_xml else None
    declared = _ENCODING.search(declaration[0]) if declaration else None
    charset = charset or (declared[1] if declared else "utf-8")
    try:
        text = payload.body.decode(codecs.lookup(charset).name)
    except LookupError as error:
        raise UsageProblem(f"The charset “{charset}” is not known.", hint="Send UTF-8.", code="media-type") from error
    except UnicodeError as error:
        raise UsageProblem(f"The body is not {charset}.", hint="Send UTF-8.", code="encoding-invalid") from error
    return _XML_DECLARATION.sub("", text, count=1) if is_xml else text


def _examine(text: str, form: RdfFormat) -> None:
    """Refuse what would make a parser fetch, expand or recurse without end."""
    if form == RdfFormat.RDF_XML:
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise _invalid("The document declares a type or entities.", "Leave out <!DOCTYPE …> and <!ENTITY …>.")
        steps: Iterable[int] = _xml_steps(text)
    elif form == RdfFormat.JSON_LD:
        steps = _json_steps(_read_json(text))
    else:
        steps = ((t.text in "([{") - (t.text in ")]}") for t in tokens(text) if t.kind == "sign")
    if any(depth > MAX_DEPTH for depth in accumulate(steps)):
        raise _invalid(f"The document is nested more than {MAX_DEPTH} levels deep.", "Send it in a flatter form.")


def _xml_steps(text: str) -> Iterable[int]:
    """Walk into elements and out; what is not well-formed is left to the parser to complain of."""
    steps: list[int] = []
    reader = expat.ParserCreate()
    reader.StartElementHandler = lambda _name, _attributes: steps.append(1)
    reader.EndElementHandler = lambda _name: steps.append(-1)
    with suppress(expat.ExpatError):
        reader.Parse(text, True)  # noqa: FBT003 - takes no keyword
    return steps


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _invalid(f"The body is not JSON: {error}.") from error


def _json_steps(root: Any) -> Iterator[int]:
    """Walk through a JSON document without recursion; refuse contexts that stand elsewhere (JSON-LD 1.1, 9.15)."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part is _UP:
            yield -1
            continue
        if isinstance(part, dict):
            _insist_on_own_context(part)
        if isinstance(part, dict | list):
            yield 1
            waiting.append(_UP)
            waiting.extend(part.values() if isinstance(part, dict) else part)


_UP = object()


def _insist_on_own_context(part: dict[str, Any]) -> None:
    contexts = part.get("@context")
    if "@import" in part or any(isinstance(c, str) for c in (contexts if isinstance(contexts, list) else [contexts])):
        raise _invalid("The document names a context that stands elsewhere.", "Write the context into the document.")


def _invalid(what: str, hint: str = "Correct the document, or its media type.") -> UsageProblem:
    return UsageProblem(what, hint=hint, code="payload-invalid")


def same(some: Sequence[Quad], others: Sequence[Quad]) -> bool:
    """Tell whether two graphs say the same, whatever the names of their blank nodes (RDF 1.1 Concepts, 3.6)."""
    first, second = frozenset(some), frozenset(others)
    if len(first) != len(second):
        return False
    plain, also_plain = ({quad for quad in quads if not _is_unnamed(quad)} for quads in (first, second))
    if plain != also_plain:
        return False
    return len(plain) == len(first) or _canonical(first - plain) == _canonical(second - plain)


def _is_unnamed(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _canonical(quads: frozenset[Quad]) -> frozenset[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(dataset)
